import LedgerTestSupport
import OperatingSystem
import Testing

@testable import LedgerCommands

@Suite("The tour of the README")
struct TourTests {
  /// The commands of the tour, each with the lines that are shown of what it prints.
  private static func steps() throws -> [(command: String, shown: [String])] {
    let readme = try File.readWhole("\(CommandLedger.root)/README.md", byteLimit: 1 << 20)
    let lines = String(decoding: readme, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let tour = lines.drop { $0 != "## A tour" }.dropFirst().prefix { !$0.hasPrefix("## ") }
    var steps: [(command: String, shown: [String])] = []
    for line in tour where line.hasPrefix("    ") {
      let line = line.dropFirst(4)
      if line.hasPrefix("$ ") {
        steps.append((String(line.dropFirst(2)), []))
      } else if !line.contains("…"), !line.contains("tally confirm") {
        steps[steps.count - 1].shown.append(String(line))
      }
    }
    return steps
  }

  @Test("does in order what it says, on the Council's document")
  func runs() async throws {
    let ledger = try CommandLedger()
    try ledger.load("load-c21")
    let steps = try Self.steps()
    try #require(steps.count > 10)
    for step in steps {
      let outcome = try ledger.shell(step.command)
      #expect([.exited(0), .exited(2)].contains(outcome.status), "\(step.command): \(outcome.errorText)")
      let printed = outcome.outputText.split(separator: "\n")
      for line in step.shown { #expect(printed.contains { $0 == line }, "\(step.command): \(line)") }
      if step.command.contains("--propose") { #expect(outcome.outputText.contains("\nProposed by ")) }
    }
  }
}
