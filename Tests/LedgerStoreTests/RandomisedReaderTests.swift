import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Synchronization
import Testing

@Suite("Writers, readers and a killer at random") struct RandomisedReaderTests {
  @Test("lose nothing, write nothing twice and skip nothing", arguments: [2026, UInt64.random(in: 0..<1_000_000)])
  func random(_ seed: UInt64) throws {
    let ledger = try TestLedger()
    let isOver = Mutex(false)
    let writers = (0..<4).map { number in
      Background {
        var writer = RandomWriter(number, ledger, seed: seed)
        for _ in 0..<30 { try writer.append() }
        return writer.receipts
      }
    }
    let readers = (0..<2).map { _ in
      Background {
        let follower = try Follower(ledger)
        var snapshots = try ledger.connect(as: .reader)
        var broken = 0
        while !isOver.withLock({ $0 }) {
          try follower.read()
          if try snapshots.prefix(of: ledger) == nil { broken += 1 }
        }
        try follower.read()
        return (follower.seen, follower.isPrefix, broken)
      }
    }
    let killer = Background { try kill(the: ledger, seed: seed) { isOver.withLock { $0 } } }
    let acknowledged = Result { try writers.flatMap { try $0.value() } }
    isOver.withLock { $0 = true }
    let kills = try killer.value()
    let receipts = try acknowledged.get()
    for reader in readers {
      let (seen, isPrefix, broken) = try reader.value()
      #expect(isPrefix)
      #expect(broken == 0)
      #expect(seen.count == (try ledger.entries().count))
    }
    #expect(kills > 0)
    try ledger.expectExactly(receipts)
  }
}

/// Ends a writer's session each time the log has grown by ten events.
private func kill(the ledger: TestLedger, seed: UInt64, until isOver: () -> Bool) throws -> Int {
  var connection = try ledger.connect(as: .postgres)
  var (kills, next) = (0, Int64(10))
  while !isOver() {
    guard try connection.value("SELECT max(position) FROM \(ledger.schema).events", as: Int64.self) >= next else {
      continue
    }
    next += 10
    let victim = try connection.value(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = \("victim \(ledger.name)")
      ORDER BY state = 'active' DESC, pg_catalog.random() LIMIT 1
      """, as: Bool?.self)
    if victim == true { kills += 1 }
  }
  return kills
}
