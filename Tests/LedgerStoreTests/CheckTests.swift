import Ledger
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A check of the whole log") struct CheckTests {
  private func check(_ ledger: TestLedger, upTo position: Int64? = nil) throws -> LogCheck {
    var log = try ledger.open(as: .auditor)
    let last = try position ?? log.head().position
    return try log.check(upTo: last) { _ in }
  }

  private func filled() throws -> TestLedger {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request())
    _ = try log.append([.figure("a@ITU@2020", "2", expected: 1), .figure("b@ITU@2020", "3")], TestLedger.request())
    _ = try log.append([.figure("a@ITU@2020", "1", expected: 2)], TestLedger.request())
    return ledger
  }

  /// The digests as the server works them out: the sums of SHA-256 hashes, word by word.
  private func digests(_ ledger: TestLedger, upTo position: Int64) throws -> (entries: String, states: String) {
    var connection = try ledger.connect(as: .postgres)
    func sum(_ hashes: SQL) throws -> String {
      let rows = try connection.query(
        """
        SELECT pg_catalog.string_agg(pg_catalog.lpad(pg_catalog.to_hex(s.low::int8), 16, '0'), '' ORDER BY s.word)
        FROM (
          SELECT w.word, pg_catalog.mod(pg_catalog.sum(w.value), 18446744073709551616) AS total FROM (
            SELECT n.word, (('x' || pg_catalog.substr(h.hash, n.word * 16 + 1, 16))::bit(64)::int8::numeric
              + CASE WHEN pg_catalog.substr(h.hash, n.word * 16 + 1, 1) >= '8' THEN 18446744073709551616 ELSE 0 END) AS value
            FROM (\(hashes)) h CROSS JOIN pg_catalog.generate_series(0, 3) AS n (word)) w
          GROUP BY w.word
        ) t CROSS JOIN LATERAL (
          SELECT t.word, CASE WHEN t.total >= 9223372036854775808 THEN t.total - 18446744073709551616 ELSE t.total END
        ) AS s (word, low)
        """)
      return try rows.value(0, 0, as: String.self)
    }
    return (
      try sum(
        """
        SELECT pg_catalog.encode(pg_catalog.sha256('\\x00'::bytea || pg_catalog.convert_to(e.entry, 'UTF8')), 'hex') AS hash
        FROM \(ledger.schema).entries e WHERE e.position <= \(position)
        """),
      try sum(
        """
        SELECT pg_catalog.encode(pg_catalog.sha256(
          pg_catalog.convert_to(e.subject, 'UTF8') || '\\x00'::bytea || pg_catalog.convert_to(e.kind, 'UTF8')
          || '\\x00'::bytea || pg_catalog.convert_to(e.data, 'UTF8')), 'hex') AS hash
        FROM (
          SELECT DISTINCT ON (x.subject) x.* FROM \(ledger.schema).events x WHERE x.position <= \(position)
          ORDER BY x.subject, x.version DESC) e
        """)
    )
  }

  @Test("counts, and has the digests that the server works out, at every position")
  func digests() throws {
    let ledger = try filled()
    var seen: Set<String> = []
    for position in Int64(1)...5 {
      let check = try check(ledger, upTo: position)
      let expected = try digests(ledger, upTo: position)
      #expect(check.faultCount == 0 && check.eventCount == Int(position), "\(check.faults)")
      #expect("\(check.entries)" == expected.entries)
      #expect("\(check.states)" == expected.states)
      seen.insert("\(check.entries)")
    }
    #expect(seen.count == 5)
    #expect(try check(ledger).subjectCount == 3)
    // The value returned to what it was: another history of the same state.
    #expect("\(try check(ledger, upTo: 5).states)" != "\(try check(ledger, upTo: 4).states)")
  }

  @Test("finds what somebody with all rights took out, and what he made malformed")
  func faults() throws {
    let ledger = try filled()
    var owner = try ledger.connect(as: .postgres)
    let whole = try check(ledger)
    for (change, found): (SQL, String) in [
      ("DELETE FROM \(ledger.schema).events WHERE position = 3", "is version 3 of its subject, and 2 is due"),
      ("DELETE FROM \(ledger.schema).events WHERE position = 4", "is the last of 4 entries, and 5 are due"),
      (
        "UPDATE \(ledger.schema).events SET data = '{ \"value\":\"1\"}' WHERE position = 2",
        "recorded by officer, is malformed"
      ),
      ("UPDATE \(ledger.schema).events SET data = '{\"value\":\"9\"}' WHERE position = 2", ""),
    ] {
      try owner.execute("ALTER TABLE \(ledger.schema).events DISABLE TRIGGER ALL")
      try owner.execute("CREATE TABLE public.kept AS SELECT * FROM \(ledger.schema).events")
      try owner.execute(change)
      let changed = try check(ledger)
      #expect(changed.entries != whole.entries)
      if found.isEmpty {
        #expect(changed.faultCount == 0)
      } else {
        #expect(changed.faults.contains { $0.reason.contains(found) }, "\(changed.faults)")
      }
      try owner.execute("DELETE FROM \(ledger.schema).events")
      try owner.execute("INSERT INTO \(ledger.schema).events SELECT * FROM public.kept")
      try owner.execute("DROP TABLE public.kept")
    }
    #expect(try check(ledger).entries == whole.entries)
  }
}
