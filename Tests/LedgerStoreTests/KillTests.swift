import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Synchronization
import Testing

@Suite("A server that is killed under its writers") struct KillTests {
  /// How often: `scripts/kill-test` asks for more.
  private static var rounds: Int { Environment.current()["TALLY_KILL_ROUNDS"].flatMap { Int($0) } ?? 2 }

  @Test("has lost nothing that was acknowledged, has nothing twice and no gap")
  func kill() throws {
    let cluster = try TestCluster()
    let ledger = try TestLedger(in: TestDatabase(on: cluster))
    let isOver = Mutex(false)
    let seed = UInt64.random(in: 0..<1_000_000)
    let writers = (0..<4).map { number in
      Background {
        var writer = RandomWriter(number, ledger, seed: seed)
        while !isOver.withLock({ $0 }) { try writer.append() }
        return writer.receipts
      }
    }
    let rounds = Result {
      for _ in 0..<Self.rounds {
        var observer = try ledger.connect(as: .postgres)
        let head = try observer.value("SELECT max(position) FROM \(ledger.schema).events", as: Int64.self)
        try observer.wait(until: "SELECT max(position) > \(head + 60) FROM \(ledger.schema).events")
        try cluster.kill()
        #expect(try ledger.faults() == [], "seed \(seed)")
      }
    }
    isOver.withLock { $0 = true }
    let receipts = try writers.flatMap { try $0.value() }
    try rounds.get()
    #expect(receipts.count > 10 * Self.rounds)
    try ledger.expectExactly(receipts)
  }
}

extension TestLedger {
  /// Expects every acknowledged append once, at its positions, and no other.
  func expectExactly(_ receipts: [Receipt]) throws {
    #expect(try faults() == [])
    var log = try open(as: .officer)
    for receipt in receipts {
      let kept = try log.findAppend(receipt.id)
      #expect(kept?.firstPosition == receipt.firstPosition)
      #expect(kept?.lastPosition == receipt.lastPosition)
      #expect(kept?.recordedAt == receipt.recordedAt)
    }
    #expect(Set(receipts.map(\.id)).count == receipts.count)
    let appends = try log.connection.value("SELECT count(*) FROM \(schema).appends", as: Int64.self)
    #expect(appends == Int64(receipts.count + 1))
  }
}
