import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("An append's id") struct AppendIdentityTests {
  @Test("gets the first answer again, and writes nothing", arguments: Path.allCases)
  func again(_ path: Path) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let request = try TestLedger.request()
    let events: [ExpectedEvent] = [.figure("a@ITU@2020", "1")]
    let first = try #require(try log.append(events, request, by: path))
    // For ever: also after the subject has moved on, and for another login.
    _ = try log.append([.figure("a@ITU@2020", "2", expected: 1)], TestLedger.request())
    let before = try ledger.entries()
    var other = try ledger.open(as: .recorder)
    for second in [try log.append(events, request, by: path), try other.append(events, request, by: path)] {
      #expect(second?.isReplay == true)
      #expect(second?.id == first.id)
      #expect(second?.number == first.number)
      #expect(second?.firstPosition == first.firstPosition)
      #expect(second?.lastPosition == first.lastPosition)
      #expect(second?.recordedAt == first.recordedAt)
      #expect(second?.recordedBy == "officer")
      #expect(second?.origin == first.origin)
    }
    #expect(!first.isReplay)
    #expect(try ledger.entries() == before)
  }

  @Test("is refused for another request", arguments: Path.allCases)
  func reused(_ path: Path) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let request = try TestLedger.request("one")
    _ = try log.append([.figure("a@ITU@2020", "1")], request, by: path)
    let before = try ledger.entries()
    let refused = refusal {
      _ = try log.append(
        [.figure("b@ITU@2020", "1")], TestLedger.request("another", id: request.id), by: path)
    }
    guard case .idReused(request.id)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(try ledger.entries() == before)
  }

  @Test("sent twice at once is recorded once")
  func atOnce() throws {
    let ledger = try TestLedger()
    let request = try TestLedger.request()
    var first = try HeldWriter(ledger, .figure("a@ITU@2020", "1"), request)
    let second = Background {
      var log = try ledger.open(as: .recorder)
      return try log.append([.figure("a@ITU@2020", "1")], request)
    }
    var observer = try ledger.connect(as: .postgres)
    try observer.wait(until: 1, at: ledger)
    try first.commit()
    let receipt = try second.value()
    #expect(receipt.isReplay)
    #expect(receipt.firstPosition == 2)
    #expect(try ledger.entries().count == 2)
  }

  @Test("is free again when its append was rolled back")
  func rolledBack() throws {
    let ledger = try TestLedger()
    let request = try TestLedger.request()
    var first = try HeldWriter(ledger, .figure("a@ITU@2020", "1"), request)
    let second = Background {
      var log = try ledger.open(as: .recorder)
      return try log.append([.figure("a@ITU@2020", "1")], request)
    }
    var observer = try ledger.connect(as: .postgres)
    try observer.wait(until: 1, at: ledger)
    try first.rollBack()
    let receipt = try second.value()
    #expect(!receipt.isReplay)
    #expect(receipt.firstPosition == 2)
    #expect(try ledger.faults() == [])
  }

  @Test("is looked up")
  func lookUp() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .recorder)
    let request = try TestLedger.request("one")
    #expect(try log.replay(request) == nil)
    #expect(try log.findAppend(request.id) == nil)
    let receipt = try log.append([.figure("a@ITU@2020", "1")], request)
    #expect(try log.replay(request)?.firstPosition == receipt.firstPosition)
    #expect(try log.findAppend(request.id)?.recordedAt == receipt.recordedAt)
    let refused = refusal { _ = try log.replay(TestLedger.request("two", id: request.id)) }
    guard case .idReused(request.id)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
  }

  @Test("comes with a hash of 32 bytes")
  func hash() throws {
    let ledger = try TestLedger()
    var connection = try ledger.connect(as: .recorder)
    let id = try TestLedger.request().id
    for arguments: SQL in [
      "NULL, \([UInt8](repeating: 1, count: 32))", "\(id), NULL", "\(id), \([UInt8](repeating: 1, count: 31))",
      "\(id), ''::bytea",
    ] {
      let state = sqlState {
        try connection.execute(
          "SELECT \(ledger.schema).append_event(\(arguments), NULL, 'measurement.recorded/1', 'figure/a@ITU@2020', 0, '{}', '{}')"
        )
      }
      #expect(state == "LG004", "\(arguments)")
    }
  }
}
