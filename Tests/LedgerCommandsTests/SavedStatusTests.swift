import Ledger
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@testable import LedgerCommands

/// What `tally status` keeps is never seen in an answer: only how fast it comes.
@Suite("The saved statuses")
struct SavedStatusTests {
  private static let day = Period.day(CommandLedger.today.date)

  private static func council() throws -> CommandLedger {
    let ledger = try CommandLedger()
    try ledger.load("load-c21")
    return ledger
  }

  /// The statuses from the log, without anything that is saved.
  private func fromLog(_ log: inout OpenLedger, _ position: Int) throws -> StatusProjection {
    try log.statuses(asOf: position, on: Self.day, program: "another program", isKept: false)
  }

  @Test("are, caught up to any position, what the log says there")
  func caughtUp() throws {
    let ledger = try Self.council()
    var log = try ledger.open()
    let head = Int(try log.head().position)
    var random = SeededGenerator(seed: 21)
    var position = 1
    while position < head {
      position = min(head, position + Int.random(in: 1...60, using: &random))
      let saved = try log.statuses(asOf: position, on: Self.day, program: "tests", isKept: true)
      #expect(try saved == fromLog(&log, position), "position \(position)")
      // Kept as it was answered.
      let (kept, digest, rebuilt) = try #require(try log.verifiedStatuses(program: "tests"))
      #expect(kept == saved && rebuilt == saved && digest == "\(saved.digest)", "position \(position)")
    }
    #expect(try fromLog(&log, head).standings.count == 24)
    // Of an earlier position nothing is saved any more.
    let earlier = try log.statuses(asOf: head / 2, on: Self.day, program: "tests", isKept: false)
    #expect(try earlier == fromLog(&log, head / 2))
  }

  @Test("make an answer of the same bytes, and follow a figure of a target")
  func answers() async throws {
    let ledger = try Self.council()
    let reader = ledger.environment(as: .reader)
    let first = try await ledger.statuses(environment: reader)
    #expect(try ledger.saved() == nil, "a reader saves nothing")
    #expect(try await ledger.statuses() == first)
    let bookmark = try #require(try ledger.saved())
    // From what is saved; then from what is saved and a figure that no target needs.
    #expect(try await ledger.statuses(environment: reader) == first)
    var owner = try ledger.database.connect(user: "postgres")
    let inputs = "(SELECT DISTINCT unnest(inputs) AS input FROM tally.statuses) i"
    let other = try owner.value(
      """
      SELECT substr(subject, 8) FROM tally.events e
      WHERE subject LIKE 'figure/%' AND kind = 'measurement.recorded/1' AND data ~ '"value":"[0-9]+"'
        AND NOT EXISTS (SELECT FROM \(SQL("\(unchecked: inputs)")) WHERE starts_with(e.subject, i.input))
      ORDER BY subject LIMIT 1
      """, as: String.self)
    try await ledger.tell("correct", other, "7", "--because", "error", "--source", "tests")
    #expect(try await ledger.statuses(environment: reader) == first)
    #expect(try ledger.saved() == bookmark)
    #expect(try await ledger.statuses() == first)
    // A figure that one needs.
    let (target, needed) = try #require(
      try owner.query(
        """
        SELECT s.target, substr(e.subject, 8) FROM tally.statuses s JOIN tally.events e ON starts_with(e.subject, s.inputs[1])
        WHERE s.state ~ '"latest":' AND e.data ~ '"value":"[0-9.]+"' AND s.state LIKE '%"' || e.position || '"%' LIMIT 1
        """
      ).map { (try $0.value(0, as: String.self), try $0.value(1, as: String.self)) }.first)
    try await ledger.tell("correct", needed, "7", "--because", "error", "--source", "tests")
    let changed = try await ledger.statuses(environment: reader)
    #expect(changed != first)
    #expect(try await ledger.statuses() == changed)
    #expect(try ledger.saved() != bookmark)
    for (old, new) in zip(first, changed) where old != new { #expect(new.contains("\"target\":\"\(target)\"")) }
    let verified = await ledger.ask("rebuild", "--verify")
    #expect(verified.code == 0, "\(verified.output)")
  }

  @Test("of another version, date, log or digest are not used, and rebuild mends them")
  func notUsed() async throws {
    let ledger = try Self.council()
    let first = try await ledger.statuses()
    var owner = try ledger.database.connect(user: "postgres")
    for (change, code, words) in [
      ("UPDATE tally.bookmarks SET code_version = 'tally 0.0.9/1'", 0, "Nothing is saved"),
      ("UPDATE tally.bookmarks SET entry_hash = sha256('another')", 0, "Nothing is saved"),
      ("UPDATE tally.bookmarks SET position = position + 1", 0, "Nothing is saved"),
      ("UPDATE tally.bookmarks SET valid_on = '2021-12-30'", 0, "on 2021-12-30"),
      (
        "UPDATE tally.statuses SET state = replace(state, '\"headline\":\"', '\"headline\":\"x')", 2,
        "is saved otherwise than the log says"
      ),
      ("UPDATE tally.statuses SET state = replace(state, 'achieved', 'missed')", 2, "is saved otherwise"),
      ("UPDATE tally.statuses SET inputs = '{}'", 2, "is saved otherwise"),
      (
        "UPDATE tally.statuses SET state = (SELECT s.state FROM tally.statuses s WHERE s.target = '1.1')", 2,
        "1.1 is saved otherwise"
      ),
      ("DELETE FROM tally.statuses WHERE target = '1.1'", 2, "1.1 is saved otherwise"),
      ("UPDATE tally.bookmarks SET digest = replace(digest, '0', '1')", 2, "What is saved is not what the log says"),
    ] {
      #expect(try owner.execute(SQL("\(unchecked: change)")) > 0)
      let verified = await ledger.ask("rebuild", "--verify")
      #expect(verified.code == code && verified.output.contains(words), "\(change): \(verified.output)")
      let answer = try await ledger.statuses(environment: ledger.environment(as: .reader))
      #expect(answer == first, "\(change)")
      let rebuilt = await ledger.ask("rebuild")
      #expect(rebuilt.code == 0 && rebuilt.output.hasPrefix("Saved the statuses of 24 targets"), "\(rebuilt.errors)")
      let right = await ledger.ask("rebuild", "--verify")
      #expect(right.code == 0 && right.output.hasSuffix("What is saved is what the log says.\n"), "\(right.output)")
    }
  }

  @Test("are left to another program that is just saving its own")
  func locked() async throws {
    let ledger = try Self.council()
    let first = try await ledger.statuses(environment: ledger.environment(as: .reader))
    var other = try ledger.database.connect(user: "officer")
    _ = try other.execute("BEGIN")
    _ = try other.execute("LOCK TABLE tally.bookmarks IN SHARE ROW EXCLUSIVE MODE")
    #expect(try await ledger.statuses() == first)
    #expect(try ledger.saved() == nil)
    _ = try other.execute("ROLLBACK")
    #expect(try await ledger.statuses() == first)
    #expect(try ledger.saved() != nil)
  }

  @Test("are not made by one who may only read")
  func reader() async throws {
    let ledger = try Self.council()
    let run = await ledger.ask(["rebuild"], environment: ledger.environment(as: .reader))
    #expect(run.code == 77 || run.code == 69, "\(run.code)")
    #expect(run.errors.contains("it needs the ledger's projector role"), "\(run.errors)")
    #expect(try ledger.saved() == nil)
    for words in [["rebuild"], ["status"]] {
      let run = await ledger.ask(words, environment: ledger.environment(as: .recorder))
      #expect(run.code == 69 && run.errors.contains("ask for the role that may"), "\(words) \(run.errors)")
    }
  }
}

extension CommandLedger {
  /// What `tally status --json` says, but for the position, which later events move.
  fileprivate func statuses(environment more: [String: String] = [:]) async throws -> [[String]] {
    let run = await ask(["status", "--json"], environment: more)
    try #require(run.code == 0, "\(run.errors)")
    #expect(run.lines.count == 24)
    return run.lines.map { line in
      line.split(separator: ",").filter { !$0.hasPrefix("\"at_position\"") }.map { String($0) }
    }
  }

  /// The digest of what is saved.
  fileprivate func saved() throws -> String? {
    var connection = try database.connect(user: "reader")
    return try connection.query("SELECT digest FROM tally.bookmarks").map { try $0.value(0, as: String.self) }.first
  }
}
