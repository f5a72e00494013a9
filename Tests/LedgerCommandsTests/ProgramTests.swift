import OperatingSystem
import Testing

@testable import LedgerCommands

/// What only a process of its own shows.
@Suite("The program as a process")
struct ProgramTests {
  @Test("says the append's id on standard error, and its answer on standard output")
  func streams() async throws {
    let ledger = try CommandLedger()
    let variables = Environment.current().variables.merging(ledger.environment) { _, new in new }
    let outcome = try Program.run(
      CommandLedger.program(), ["append", "unit", "--code", "percent", "--kind", "percent"],
      environment: Environment(variables))
    #expect(outcome.status.isSuccess)
    #expect(outcome.errorText.wholeMatch(of: /append [0-9a-f-]{36}\n/) != nil, "\(outcome.errorText)")
    #expect(outcome.outputText.hasPrefix("Recorded at position "))
  }
}
