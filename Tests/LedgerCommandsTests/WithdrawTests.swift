import Ledger
import LedgerStore
import Testing

@testable import LedgerCommands

@Suite("A withdrawal")
struct WithdrawTests {
  private static let first = "indicator,area,period,value\nshare,A,2000,1\nshare,A,2001,2\nshare,B,2000,3\n"
  /// Changes two figures and makes two.
  private static let wrong =
    "indicator,area,period,value\nshare,A,2000,10\nshare,A,2001,20\nshare,C,2000,4\nother,A,2000,5\n"

  private static func ledger() async throws -> (ledger: CommandLedger, wrong: String) {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("import", "measurements", try ledger.file(first, "first.csv"))
    let id = "01a20dd8-6022-7667-b409-3fb655605f53"
    try await ledger.tell("import", "measurements", try ledger.file(wrong, "wrong.csv"), "--id", id)
    return (ledger, id)
  }

  private static func values(_ ledger: CommandLedger) async throws -> [String] {
    let run = await ledger.ask(["export", "data", "-o", "-"], clock: try Instant("2026-12-31T00:00Z"))
    return run.output.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return "\(fields[0]) \(fields[5])"
    }
  }

  @Test("of an append withdraws what it made and restates what it changed; what was changed since is left alone")
  func undoes() async throws {
    let (ledger, wrong) = try await Self.ledger()
    try await ledger.tell("record", "share@A@2001", "21")
    let before = try await Self.values(ledger)
    let dry = await CommandRun(
      ["withdraw", "--append", wrong, "--because", "wrong", "--dry-run"], environment: ledger.environment)
    #expect(
      dry.output == """
        figure/other@A@2000
        figure/share@A@2000
        figure/share@C@2000
        Would record 3 events.
        3 rows: 3 withdrawn.

        """)
    #expect(dry.errors.contains("figure/share@A@2001 was changed again since and is left alone"))
    #expect(try await Self.values(ledger) == before)
    try await ledger.tell("withdraw", "--append", wrong, "--because", "wrong")
    #expect(try await Self.values(ledger) == ["share@A@2000 1", "share@A@2001 21", "share@B@2000 3"])
    let last = try #require(try await ledger.events().last)
    #expect(last.basis["comment"] == .string("wrong") && last.basis["reason"] == .string("error"))
  }

  @Test("of an append that is not there is refused")
  func knowsNone() async throws {
    let ledger = try await CommandLedger.small()
    let run = await CommandRun(
      ["withdraw", "--append", "01a20dd8-6022-7667-b409-3fb655605f54", "--because", "x"],
      environment: ledger.environment)
    #expect(run.code == 65 && run.errors.contains("there is no append"))
  }

  @Test("of a selection takes back each figure that has a value")
  func selects() async throws {
    let (ledger, _) = try await Self.ledger()
    let words = ["withdraw", "--where", "indicator=share", "--where", "area=A", "--because", "moved"]
    let dry = await CommandRun(words + ["--dry-run"], environment: ledger.environment)
    #expect(dry.output.hasPrefix("figure/share@A@2000\nfigure/share@A@2001\nWould record 2 events."))
    try await ledger.tell(words)
    #expect(try await Self.values(ledger) == ["other@A@2000 5", "share@B@2000 3", "share@C@2000 4"])
    let again = await CommandRun(words, environment: ledger.environment)
    #expect(again.code == 65 && again.errors.contains("no figure with a value meets these conditions"))
  }
}
