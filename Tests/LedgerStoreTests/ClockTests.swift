import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("The time of an append") struct ClockTests {
  @Test("is refused where the client's clock is far from the server's", arguments: [-61, 62], Path.allCases)
  func farClient(_ seconds: Int64, _ path: Path) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .recorder)
    let refused = refusal {
      _ = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request().ahead(by: seconds), by: path)
    }
    guard case .clock(_, .some)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(try ledger.entries().count == 1)
  }

  @Test("is the server's where the client's clock is near, or is not asked", arguments: [-55, 55, nil], Path.allCases)
  func nearClient(_ seconds: Int64?, _ path: Path) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .recorder)
    let request = try TestLedger.request().ahead(by: seconds)
    #expect(try log.append([.figure("a@ITU@2020", "1")], request, by: path) != nil)
  }

  @Test("rises by a microsecond where the last append is a little ahead of the clock", arguments: Path.allCases)
  func slightlyAhead(_ path: Path) throws {
    let ledger = try TestLedger()
    let last = try ledger.insertAppend(secondsAhead: 3)
    var log = try ledger.open(as: .recorder)
    for step in 1...2 {
      let receipt = try log.append([.figure("a@ITU@\(2020 + step)", "1")], TestLedger.request(), by: path)
      #expect(receipt?.recordedAt.microsecondsSinceUnixEpoch == last.microsecondsSinceUnixEpoch + Int64(step))
    }
    #expect(try ledger.faults() == [])
  }

  @Test(
    "is refused where the last append is far ahead of the clock, unless the server is trusted", arguments: Path.allCases
  )
  func farAhead(_ path: Path) throws {
    let ledger = try TestLedger()
    let last = try ledger.insertAppend(secondsAhead: 3600)
    var log = try ledger.open(as: .recorder)
    let refused = refusal {
      _ = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request(), by: path)
    }
    guard case .clock? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    let receipt = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request().ahead(by: nil), by: path)
    #expect(receipt?.recordedAt.microsecondsSinceUnixEpoch == last.microsecondsSinceUnixEpoch + 1)
    #expect(try ledger.faults() == [])
  }

  @Test("comes after every settled instant, and is refused where one is far ahead of the clock")
  func settledAhead() throws {
    let ledger = try TestLedger()
    var owner = try ledger.connect(as: .postgres)
    let settled = try owner.value(
      """
      UPDATE \(ledger.schema).settlement SET settled_until = pg_catalog.clock_timestamp() + interval '1 hour'
      RETURNING settled_until
      """, as: TimestampTZ.self)
    var log = try ledger.open(as: .recorder)
    let refused = refusal { _ = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request()) }
    guard case .clock? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    let receipt = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request().ahead(by: nil))
    #expect(receipt.recordedAt.microsecondsSinceUnixEpoch == settled.microsecondsSinceUnixEpoch + 1)
  }

  @Test("of a transaction that has been open for long is no wrong clock")
  func longTransaction() throws {
    let ledger = try TestLedger()
    var connection = try ledger.connect(as: .recorder)
    // The client's stamp lies before the transaction, within the minute, and the transaction goes on.
    let request = try TestLedger.request().ahead(by: -59)
    try connection.transaction { connection in
      _ = try connection.query(ledger.append(.figure("a@ITU@2020", "1"), request))
    }
    #expect(try ledger.entries().count == 2)
  }
}

extension AppendRequest {
  /// The same request from a client whose clock is so many seconds ahead, or from one that trusts the server's.
  func ahead(by seconds: Int64?) -> AppendRequest {
    AppendRequest(
      id: id, hash: hash,
      clientTime: seconds.flatMap { seconds in
        clientTime.map {
          TimestampTZ(microsecondsSinceUnixEpoch: $0.microsecondsSinceUnixEpoch + seconds * 1_000_000)
        }
      })
  }
}

extension TestLedger {
  /// Inserts an append as only a superuser can, recorded by a clock that is ahead.
  func insertAppend(secondsAhead: Int32) throws -> TimestampTZ {
    var owner = try connect(as: .postgres)
    return try owner.transaction { owner in
      try owner.execute(
        """
        INSERT INTO \(schema).events
        SELECT max(position) + 1, max(append_number) + 1, 1, 'measurement.recorded/1', 'figure/ahead@ITU@2020', '{}', '{}'
        FROM \(schema).events
        """)
      return try owner.value(
        """
        INSERT INTO \(schema).appends
        SELECT max(number) + 1, max(last_position) + 1, max(last_position) + 1,
          pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => \(secondsAhead)), pg_catalog.gen_random_uuid(),
          pg_catalog.sha256(''), 'postgres', \(origin)
        FROM \(schema).appends RETURNING recorded_at
        """, as: TimestampTZ.self)
    }
  }
}
