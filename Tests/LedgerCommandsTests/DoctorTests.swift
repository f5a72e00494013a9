import Ledger
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Testing

@testable import LedgerCommands

@Suite("The doctor")
struct DoctorTests {
  @Test("says what there is where nothing is wrong, in 80 columns", arguments: ["reader", "recorder", "officer"])
  func healthy(_ login: String) async throws {
    let ledger = try CommandLedger()
    let environment = ["TALLY_DATABASE": ledger.database.connectionString(user: login)]
    let run = await CommandRun(["doctor"], environment: environment)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.lines.first == "Ledger tally in database \(ledger.database.name)")
    // Who may only append is told that the rest was not looked at.
    #expect(run.lines.last == (login == "recorder" ? "1 warning." : "Nothing is wrong."))
    let roles = login == "officer" ? "recorder, reader, projector" : login
    #expect(run.lines.contains("  login    \(login): \(roles)"), "\(run.output)")
    #expect(run.output.contains("up to position 1") == (login != "recorder"))
    for line in run.lines { #expect(TextTable.width(of: line) <= 80, "\(line)") }
    let json = try await CommandRun(["doctor", "--json"], environment: environment).replies
    #expect(json.count == (login == "recorder" ? 2 : 1))
    #expect(json.first?["ledger"].text == "tally")
    #expect(json.first?["last_position"] == (login == "recorder" ? .null : .text("1")))
  }

  @Test("warns of a printed total that its parts exceed; the Council's 13 do not")
  func totals() async throws {
    let ledger = try CommandLedger()
    try ledger.load("load-c21")
    #expect(await CommandRun(["doctor"], environment: ledger.environment).lines.last == "Nothing is wrong.")
    let total = "wireless-broadband-beneficiaries@Djibouti@2019-12@total=reported"
    try await ledger.tell("correct", total, "90", "--because", "a test")
    let run = await CommandRun(["doctor"], environment: ledger.environment, width: 200)
    #expect(run.code == 0)
    #expect(
      run.output.contains(
        "warning: \(total) is 90, but its parts wireless-broadband-beneficiaries@Djibouti@2019-12@type=* come to 116"),
      "\(run.output)")
    #expect(run.lines.last == "1 warning.")
  }

  @Test(
    "says each thing that is wrong once, what to do about it, and ends with 2",
    arguments: [
      ("ALTER DATABASE DB SET synchronous_commit = off", "synchronous_commit is off"),
      ("GRANT TEMPORARY ON DATABASE DB TO PUBLIC", "everybody has TEMPORARY on this database"),
      (
        "ALTER TABLE tally.events DISABLE TRIGGER events_rows",
        "1 of the triggers that keep events from being rewritten is"
      ),
      ("GRANT INSERT ON tally.events TO reader", "the table events lets somebody write: reader"),
      ("ALTER FUNCTION tally.head() RESET search_path", "the ledger's functions are not those that its log says"),
      ("DELETE FROM tally.migrations WHERE version = 6", "this ledger's schema is version 5"),
      (
        "ALTER TABLE tally.events DISABLE TRIGGER ALL; DELETE FROM tally.events; ALTER TABLE tally.events ENABLE TRIGGER ALL; ALTER TABLE tally.events ENABLE ALWAYS TRIGGER events_rows; ALTER TABLE tally.events ENABLE ALWAYS TRIGGER events_statements",
        "the log has 0 events and its last position is 1"
      ),
      ("DROP SCHEMA tally CASCADE", "there is no ledger \"tally\""),
    ])
  func wrong(_ change: String, _ problem: String) async throws {
    let ledger = try CommandLedger()
    var owner = try ledger.database.connect()
    for statement in change.split(separator: "; ") {
      try owner.execute(SQL(unchecked: String(statement).replacing("DB", with: "\"\(ledger.database.name)\"")))
    }
    let run = await CommandRun(["doctor"], environment: ledger.environment)
    #expect(run.code == 2)
    #expect(run.lines.last == "1 error.", "\(run.output)")
    let index = try #require(run.lines.firstIndex { $0.hasPrefix("error: ") }, "\(run.output)")
    #expect(run.lines[index...].joined(separator: " ").replacing("   ", with: " ").contains(problem), "\(run.output)")
    #expect(run.lines[index...].contains { $0.hasPrefix("  to mend it: ") })
    for line in run.lines { #expect(TextTable.width(of: line) <= 80, "\(line)") }
    let replies = try await CommandRun(["doctor", "--json"], environment: ledger.environment).replies
    #expect(replies.dropFirst().map { $0["severity"].text } == ["error"])
    #expect(replies.last?["problem"].text?.hasPrefix(problem) == true)
    #expect(replies.last?["remedy"].text?.isEmpty == false)
  }

  @Test("warns without ending with 2")
  func warning() async throws {
    let ledger = try CommandLedger()
    var owner = try ledger.database.connect()
    try owner.execute("GRANT CONNECT ON DATABASE \(identifier: ledger.database.name) TO PUBLIC")
    let run = await CommandRun(["doctor"], environment: ledger.environment)
    #expect(run.code == 0)
    #expect(run.lines.last == "1 warning.")
  }

  private func now(ahead seconds: Int64) throws -> Instant {
    try #require(Instant(microseconds: WallClock.microsecondsSince1970() + seconds * 1_000_000))
  }

  @Test("compares the clocks", arguments: [(59, 0), (-59, 0), (3600, 2), (-3600, 2)] as [(Int64, Int32)])
  func clocks(_ seconds: Int64, _ code: Int32) async throws {
    let ledger = try CommandLedger()
    let run = await CommandRun(["doctor"], environment: ledger.environment, clock: try now(ahead: seconds))
    #expect(run.code == code, "\(run.output)")
    // The moment between reading the two is a part of the difference.
    let words = run.output.firstMatch(of: /the server's clock is (\d+) s (ahead of|behind) this machine's/)
    let found = try #require(words.flatMap { Int64($0.1) }, "\(run.output)")
    #expect(found == Int64(seconds.magnitude) || found == Int64(seconds.magnitude) - 1)
    #expect(words?.2 == (seconds > 0 ? "behind" : "ahead of"))
    #expect(run.output.contains("appends are\n  refused") == (code == 2), "\(run.output)")
  }

  @Test("writes sizes in units that can be read")
  func sizes() {
    let expected = [
      (0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (999_999, "999.9 kB"), (1_000_000, "1.0 MB"),
      (12_345_678, "12.3 MB"), (4_294_967_296, "4.2 GB"), (71_000_000_000_000, "71000.0 GB"),
    ]
    for (bytes, words) in expected { #expect(LedgerFacts.words(bytes) == words) }
  }
}
