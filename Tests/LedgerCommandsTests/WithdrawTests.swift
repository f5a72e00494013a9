import Ledger
import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
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
        figure/other@A@2000 withdrawn
        figure/share@A@2000 restored
        figure/share@C@2000 withdrawn
        Would record 3 events.
        3 events: 2 withdrawn, 1 restored.

        """)
    #expect(dry.errors.contains("figure/share@A@2001 was changed again since and is left alone"))
    #expect(try await Self.values(ledger) == before)
    try await ledger.tell("withdraw", "--append", wrong, "--because", "wrong")
    #expect(try await Self.values(ledger) == ["share@A@2000 1", "share@A@2001 21", "share@B@2000 3"])
    let basis = #"{"comment":"wrong","reason":"error"}"#
    var log = try ledger.open()
    var events: [String] = []
    try log.read(.allFigures) { events.append("\($0.kind) \($0.subject) \($0.version) \($0.data) \($0.basis)") }
    #expect(
      events.suffix(3) == [
        #"measurement.withdrawn/1 figure/other@A@2000 2 {"withdrawn":true} "# + basis,
        #"measurement.recorded/1 figure/share@A@2000 3 {"value":"1"} "# + basis,
        #"measurement.withdrawn/1 figure/share@C@2000 2 {"withdrawn":true} "# + basis,
      ])
  }

  @Test("that is taken back restores what it withdrew, and not what was withdrawn before it")
  func restores() async throws {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("import", "measurements", try ledger.file(Self.first, "first.csv"))
    try await ledger.tell("withdraw", "share@A@2000", "--because", "x")
    let id = "01a20dd8-6022-7667-b409-3fb655605f54"
    try await ledger.tell("withdraw", "share@B@2000", "--because", "x", "--id", id)
    let words = ["withdraw", "--append", id, "--because", "y"]
    let dry = await CommandRun(words + ["--dry-run", "--json"], environment: ledger.environment)
    #expect(dry.lines.first == #"{"subject":"figure/share@B@2000","outcome":"restored"}"#)
    #expect(dry.lines.count == 2 && dry.output.contains(#""withdrawn":0,"restored":1,"#), "\(dry.output)")
    let run = await CommandRun(words, environment: ledger.environment)
    #expect(run.lines.last == "1 event: 1 restored.", "\(run.output)")
    // A figure that was withdrawn before the append is withdrawn again.
    let returned = "01a20dd8-6022-7667-b409-3fb655605f55"
    try await ledger.tell("record", "share@A@2000", "5", "--id", returned)
    let again = await CommandRun(
      ["withdraw", "--append", returned, "--because", "z", "--dry-run"], environment: ledger.environment)
    #expect(again.output == "figure/share@A@2000 withdrawn\nWould record 1 event.\n")
  }

  @Test("that is repeated with its id gets the first answer; with other words it is refused")
  func repeats() async throws {
    let (ledger, wrong) = try await Self.ledger()
    let commands = [["--append", wrong], ["share@B@2000"], ["--where", "indicator=share"]]
    for (number, words) in commands.enumerated() {
      let words = ["withdraw"] + words + ["--id", "01a20dd8-6022-7667-b409-3fb655605f6\(number)", "--because"]
      try await ledger.tell(words + ["wrong"])
      let count = try await ledger.events().count
      let again = await CommandRun(words + ["wrong"], environment: ledger.environment)
      #expect(again.code == 0 && again.output.hasPrefix("Was recorded already at position"), "\(again.errors)")
      let other = await CommandRun(words + ["other"], environment: ledger.environment)
      #expect(other.code == 65 && other.errors.contains("another request"), "\(other.code) \(other.errors)")
      #expect(try await ledger.events().count == count)
    }
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
    #expect(
      dry.output.hasPrefix("figure/share@A@2000 withdrawn\nfigure/share@A@2001 withdrawn\nWould record 2 events."))
    try await ledger.tell(words)
    #expect(try await Self.values(ledger) == ["other@A@2000 5", "share@B@2000 3", "share@C@2000 4"])
    let again = await CommandRun(words, environment: ledger.environment)
    #expect(again.code == 65 && again.errors.contains("no figure with a value meets these conditions"))
  }

  @Test("of what was written while it ran is refused: 75, and nothing is written")
  func conflicts() async throws {
    let (ledger, wrong) = try await Self.ledger()
    let before = try await Self.values(ledger)
    let commands = [["--append", wrong], ["--where", "indicator=other"], ["other@A@2000"]]
    for (number, words) in commands.enumerated() {
      // Another append has the gate and is not committed before the withdrawal stands behind it.
      var other = try ledger.database.connect(user: "officer")
      try other.execute("BEGIN")
      _ = try other.query(
        """
        SELECT * FROM tally.append_event(\(TestLedger.request().id), \([UInt8](repeating: 7, count: 32)), NULL, \
        'measurement.recorded/1', 'figure/other@A@2000', \(Int32(number + 1)), '{"value":"6"}', '{}')
        """)
      let running = Background { [environment = ledger.environment] in
        try Program.run(
          CommandLedger.program(), ["withdraw", "--because", "wrong"] + words,
          environment: Environment(Environment.current().variables.merging(environment) { _, new in new }),
          timeout: .seconds(60))
      }
      var watch = try ledger.database.connect()
      try watch.wait(
        until: """
          SELECT EXISTS (
            SELECT FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
            WHERE a.datname = pg_catalog.current_database() AND NOT l.granted AND a.application_name = 'tally')
          """)
      try other.execute("COMMIT")
      let outcome = try running.value()
      #expect(outcome.status == .exited(75), "\(outcome.errorText)")
      #expect(outcome.errorText.contains("figure/other@A@2000 is at version \(number + 2)"), "\(outcome.errorText)")
    }
    #expect(try await Self.values(ledger) == before.map { $0 == "other@A@2000 5" ? "other@A@2000 6" : $0 })
  }
}
