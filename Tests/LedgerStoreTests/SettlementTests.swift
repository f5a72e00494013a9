import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("Settling an instant") struct SettlementTests {
  @Test("waits for an append that is under way")
  func underWay() throws {
    let ledger = try TestLedger()
    var writer = try HeldWriter(ledger, .figure("a@ITU@2020", "1"))
    let instant = try ledger.now()
    let settling = Background {
      var log = try ledger.open(as: .reader)
      return try log.settle(instant)
    }
    var observer = try ledger.connect(as: .postgres)
    try observer.wait(until: 1, at: ledger)
    #expect(!settling.isDone)
    try writer.commit()
    #expect(try settling.value() == 2)
  }

  @Test("does not wait where a later append is visible, or the instant is settled already")
  func noWaiting() throws {
    let ledger = try TestLedger()
    var recorder = try ledger.open(as: .recorder)
    var reader = try ledger.open(as: .reader, lockTimeout: .milliseconds(1))
    let first = try recorder.append([.figure("a@ITU@2020", "1")], TestLedger.request())
    let between = try ledger.now()
    _ = try recorder.append([.figure("a@ITU@2020", "2", expected: 1)], TestLedger.request())
    let settled = try ledger.now()
    #expect(try reader.settle(settled) == 3)
    let writer = try HeldWriter(ledger, .figure("a@ITU@2020", "3", expected: 2))
    #expect(try reader.settle(first.recordedAt) == 2)
    #expect(try reader.settle(between) == 2)
    #expect(try reader.settle(settled) == 3)
    let unsettled = try ledger.now()
    let refused = refusal { _ = try reader.settle(unsettled) }
    guard case .busy? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    withExtendedLifetime(writer.process) {}
  }

  @Test("makes every later append later, and answers the same again")
  func later() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    var answers: [(instant: TimestampTZ, position: Int64)] = []
    for version in 0..<20 {
      let instant = try ledger.now()
      answers.append((instant, try log.settle(instant)))
      let receipt = try log.append([.figure("a@ITU@2020", "\(version)", expected: version)], TestLedger.request())
      #expect(receipt.recordedAt > instant)
    }
    for (instant, position) in answers { #expect(try log.settle(instant) == position) }
    #expect(answers.map(\.position) == (1...20).map { Int64($0) })
  }

  @Test("answers the same for ever, whatever is appended meanwhile")
  func underFire() throws {
    let ledger = try TestLedger()
    let writers = (0..<3).map { number in
      Background {
        var log = try ledger.open(as: .recorder)
        for version in 0..<30 {
          _ = try log.append([.figure("w\(number)@ITU@2020", "\(version)", expected: version)], TestLedger.request())
        }
      }
    }
    var log = try ledger.open(as: .reader)
    var answers: [(instant: TimestampTZ, position: Int64)] = []
    while writers.contains(where: { !$0.isDone }) {
      let instant = try ledger.now()
      answers.append((instant, try log.settle(instant)))
    }
    for writer in writers { try writer.value() }
    for (instant, position) in answers {
      #expect(try log.settle(instant) == position)
      let recorded = try log.connection.value(
        "SELECT max(last_position) FROM \(ledger.schema).appends WHERE recorded_at <= \(instant)", as: Int64.self)
      #expect(recorded == position)
    }
    #expect(try ledger.faults() == [])
  }

  @Test("includes an append recorded at the very instant, and none a microsecond later")
  func boundary() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let receipt = try log.append([.figure("a@ITU@2020", "1"), .figure("b@ITU@2020", "1")], TestLedger.request())
    #expect(try log.settle(receipt.recordedAt) == 3)
    let before = TimestampTZ(microsecondsSinceUnixEpoch: receipt.recordedAt.microsecondsSinceUnixEpoch - 1)
    #expect(try log.settle(before) == 1)
  }

  @Test("is refused in the future, before the first entry, to a recorder, and in an older snapshot")
  func refused() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let now = try ledger.now().microsecondsSinceUnixEpoch
    let future = refusal { _ = try log.settle(TimestampTZ(microsecondsSinceUnixEpoch: now + 60_000_000)) }
    guard case .futureInstant? = future else {
      Issue.record("\(String(describing: future))")
      return
    }
    let first = try log.appendHolding(1).recordedAt
    let early = refusal {
      _ = try log.settle(TimestampTZ(microsecondsSinceUnixEpoch: first.microsecondsSinceUnixEpoch - 1))
    }
    guard case .beforeFirst(first)? = early else {
      Issue.record("\(String(describing: early))")
      return
    }
    var recorder = try ledger.open(as: .recorder)
    let recorders = refusal { _ = try recorder.settle(first) }
    guard case .notPermitted? = recorders else {
      Issue.record("\(String(describing: recorders))")
      return
    }
    for isolation in [Isolation.repeatableRead, .serializable] {
      let state = sqlState {
        try log.connection.transaction(isolation: isolation) { connection in
          _ = try connection.execute("SELECT \(ledger.schema).settle(pg_catalog.clock_timestamp())")
        }
      }
      #expect(state == "LG006")
    }
    for instant: SQL in ["NULL", "'infinity'"] {
      #expect(sqlState { try log.connection.execute("SELECT \(ledger.schema).settle(\(instant))") } == "LG010")
    }
    #expect(try log.connection.value("SELECT \(ledger.schema).settle('-infinity')", as: Int64?.self) == nil)
  }

  @Test("is for readers, auditors and projectors", arguments: [TestLedger.Login.reader, .auditor, .projector])
  func roles(_ login: TestLedger.Login) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: login)
    #expect(try log.settle(ledger.now()) == 1)
  }

  @Test("is kept from a session that may only read")
  func readOnly() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .reader)
    let state = sqlState {
      try log.connection.transaction(readOnly: true) { connection in
        _ = try connection.execute("SELECT \(ledger.schema).settle(pg_catalog.clock_timestamp())")
      }
    }
    #expect(state == "25006")
  }
}

@Suite("A position") struct PositionTests {
  @Test("answers at the end of an append only")
  func ends() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let receipt = try log.append([.figure("a@ITU@2020", "1"), .figure("b@ITU@2020", "1")], TestLedger.request())
    #expect(try log.requireEndOfAppend(3) == receipt.recordedAt)
    let inside = refusal { _ = try log.requireEndOfAppend(2) }
    guard case .insideAppend(2, 2, 3)? = inside else {
      Issue.record("\(String(describing: inside))")
      return
    }
    for position: Int64 in [0, -1, 4, .max] {
      let beyond = refusal { _ = try log.requireEndOfAppend(position) }
      guard case .beyondHead(position, 3)? = beyond else {
        Issue.record("\(String(describing: beyond))")
        return
      }
    }
  }
}
