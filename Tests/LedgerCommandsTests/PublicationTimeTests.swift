import Ledger
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@testable import LedgerCommands

@Suite("A question about publication time")
struct PublicationTimeTests {
  @Test(
    "Row 55: is refused for a time that is none, that has not come, or before anything was published; never answered with today",
    arguments: [
      ("2019-02-30", 64, "there is no"), ("tomorrow", 64, "write the date"), ("2019", 64, "is not an instant"),
      ("2019-04-28T12:50", 64, "offset"), ("infinity", 64, "no"), ("", 64, ""),
      ("2026-06-02", 65, "lies in the future"), ("2026-06-01", 65, "ends at 2026-06-01T23:59:59.999999Z"),
      ("9999-12-31", 65, "lies in the future"), ("2018-03-06T14:39:11.999999Z", 65, "2018-03-06T14:39:12.000000Z"),
      ("1999-01-01", 65, "nothing had been published by 1999-01-01T23:59:59.999999Z"),
    ])
  func refusals(_ date: String, _ code: Int32, _ words: String) async throws {
    let ledger = try await CommandLedger.internetUsers
    let clock = try Instant("2026-06-01T00:00Z")
    for question in [
      ["figure", "internet_users@nga@2010"], ["list", "figures", "internet_users@nga@*"],
      ["calc", "figure(internet_users@nga@2010)"], ["export", "data", "-o", "-"],
    ] {
      let run = await ledger.ask(question + ["--as-published=\(date)"], clock: clock)
      #expect(run.code == code, "\(question) \(run.output)\(run.errors)")
      #expect(run.output.isEmpty, "\(question)")
      #expect(run.errors.contains(words), "\(question) \(run.errors)")
    }
  }

  @Test("is answered from the first instant on, and up to now")
  func bounds() async throws {
    let ledger = try await CommandLedger.internetUsers
    for date in ["2018-03-06T14:39:12Z", "2018-03-06", "2026-05-31", "2026-06-01T02:00+02:00"] {
      let run = await ledger.ask(
        ["figure", "internet_users@nga@2010", "--as-published", date], clock: try Instant("2026-06-01T00:00Z"))
      #expect(run.code == 0, "\(date) \(run.errors)")
    }
  }

  @Test("waits for an append that may still be recorded at or before an instant of recorded time")
  func unsettled() async throws {
    let ledger = try CommandLedger()
    try await ledger.tell("append", "unit", "--code", "percent", "--kind", "percent")
    var writer = try ledger.database.connect(user: "officer")
    var watch = try ledger.database.connect()
    let id = try TestLedger.request().id
    try writer.execute("BEGIN")
    let stamp = try writer.query(
      """
      SELECT recorded_at FROM tally.append_event(\(id), \([UInt8](repeating: 7, count: 32)), NULL, 'area.defined/1', \
      'area/A', 0, '{"kind":"country"}', '{}')
      """
    ).value(0, 0, as: TimestampTZ.self)
    let instant = try #require(Instant(microseconds: stamp.microsecondsSinceUnixEpoch))
    let environment = ledger.environment
    let asking = Background {
      let host = Host.inMemory(environment: environment)
      var log = try DatabaseOptions().open(host)
      var options = RecordedTimeOptions()
      options.asOf = try GivenInstant(commandLine: "\(instant)")
      return try options.position(&log)
    }
    try watch.wait(
      until: """
        SELECT EXISTS (
          SELECT FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
          WHERE a.datname = pg_catalog.current_database() AND NOT l.granted AND a.application_name = 'tally')
        """)
    #expect(!asking.isDone)
    try writer.execute("COMMIT")
    // Position 1 is the ledger's own, 2 the unit: the append that was under way is seen.
    #expect(try asking.value() == 3)
  }
}
