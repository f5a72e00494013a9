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
      Background { try Writer(number, ledger, seed: seed).run(rounds: 30) }
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
    #expect(try ledger.faults() == [])
    // Every acknowledged append is there once, at its positions, and no other is.
    var log = try ledger.open(as: .officer)
    for receipt in receipts {
      let kept = try log.findAppend(receipt.id)
      #expect(kept?.firstPosition == receipt.firstPosition)
      #expect(kept?.lastPosition == receipt.lastPosition)
    }
    #expect(Set(receipts.map(\.id)).count == receipts.count)
    let appends = try log.connection.value("SELECT count(*) FROM \(ledger.schema).appends", as: Int64.self)
    #expect(appends == Int64(receipts.count + 1))
  }
}

/// Appends at random, by all ways, and repeats what got no answer until it has one.
private struct Writer {
  private let number: Int
  private let ledger: TestLedger
  private var random: SeededGenerator
  private var receipts: [Receipt] = []

  init(_ number: Int, _ ledger: TestLedger, seed: UInt64) {
    (self.number, self.ledger) = (number, ledger)
    random = SeededGenerator(seed: seed &+ UInt64(number) &* 7919)
  }

  consuming func run(rounds: Int) throws -> [Receipt] {
    for round in 0..<rounds {
      let own = (0..<Int.random(in: 1...8, using: &random)).map {
        ExpectedEvent.figure("w\(number)-\(round)-\($0)@ITU@2020", "\(round)")
      }
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<3: try append([own[0]], by: .scalar)
      case 3..<5: try append(own, by: .arrays)
      case 5..<7: try append(own, by: .staged)
      case 7..<9:
        try append([.figure("shared@ITU@2020", "\(number) \(round)", expected: receipts.count / 3)], by: .scalar)
      default: try takeBack(own[0])
      }
    }
    return receipts
  }

  private mutating func append(_ events: [ExpectedEvent], by path: Path) throws {
    let request = try TestLedger.request("\(number) \(events)")
    // The server may be lost again and again, but not for ever.
    for _ in 0..<50 {
      do {
        var settings = ledger.settings(as: .recorder)
        settings.applicationName = "victim \(ledger.name)"
        var log = try OpenLedger(settings, name: ledger.name)
        if let receipt = try log.append(events, request, by: path) { receipts.append(receipt) }
        return
      } catch StoreError.wrongExpectedVersion {
        return
      } catch StoreError.notRecorded, StoreError.outcomeUnknown, is PostgreSQLError {
        continue
      }
    }
    Issue.record("no answer after 50 attempts")
  }

  private func takeBack(_ event: ExpectedEvent) throws {
    var writer = try HeldWriter(ledger, event)
    try writer.rollBack()
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
