import Ledger
import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Synchronization
import Testing

@Suite("A server that is killed under its writers") struct KillTests {
  /// How often: `scripts/kill-test` asks for more.
  private static var rounds: Int { Environment.current()["TALLY_KILL_ROUNDS"].flatMap { Int($0) } ?? 10 }

  @Test("has lost nothing that was acknowledged, has nothing twice and no gap, and its saved statuses are the log's")
  func kill() throws {
    let cluster = try TestCluster()
    let ledger = try TestLedger(in: TestDatabase(on: cluster))
    let target = try ledger.appendTarget(measuredBy: "shared@ITU")
    let isOver = Mutex(false)
    let seed = UInt64.random(in: 0..<1_000_000)
    let writers = (0..<4).map { number in
      Background {
        var writer = RandomWriter(number, ledger, seed: seed)
        while !isOver.withLock({ $0 }) { try writer.append() }
        return writer.receipts
      }
    }
    let projector = Background {
      var count = 0
      while !isOver.withLock({ $0 }) { count += (try? ledger.saveStatuses(while: { !isOver.withLock { $0 } })) ?? 0 }
      return count
    }
    let rounds = Result {
      for _ in 0..<Self.rounds {
        var observer = try ledger.connect(as: .postgres)
        let head = try observer.value("SELECT max(position) FROM \(ledger.schema).events", as: Int64.self)
        try observer.wait(until: "SELECT max(position) > \(head + 60) FROM \(ledger.schema).events")
        try cluster.kill()
        #expect(try ledger.faults() == [], "seed \(seed)")
        try ledger.expectSavedStatuses()
      }
    }
    isOver.withLock { $0 = true }
    let receipts = try [target] + writers.flatMap { try $0.value() }
    #expect(try projector.value() > Self.rounds)
    try rounds.get()
    try ledger.expectSavedStatuses()
    #expect(receipts.count > 10 * Self.rounds)
    try ledger.expectExactly(receipts)
  }
}

extension TestLedger {
  /// A target with one measure.
  fileprivate func appendTarget(measuredBy measure: String) throws -> Receipt {
    let parts = measure.split(separator: "@")
    let event = ExpectedEvent(
      kind: "target.revised/1", subject: "target/P/1", expected: 0,
      data: """
        {"direction":"increase","due":"2023","instrument":"I","measures":[{"area":"\(parts[1])","indicator":"\(parts[0])",\
        "role":"primary"}],"rule":"level","statement":"More","value":"5000000"}
        """, basis: "{}")
    var log = try open(as: .officer)
    return try log.append([event], Self.request("a target"))
  }

  /// Catches the saved statuses up again and again, and now and then makes them anew, as long as the server is there.
  ///
  /// - Returns: How often.
  fileprivate func saveStatuses(while isWanted: () -> Bool) throws -> Int {
    var settings = settings(as: .officer)
    settings.applicationName = "victim \(name)"
    var count = 0
    do {
      var log = try OpenLedger(settings, name: name)
      while isWanted() {
        if Int.random(in: 0..<4) == 0 {
          _ = try log.rebuildStatuses(on: .year(2022), program: "tests")
        } else {
          let position = Int(try log.head().position)
          _ = try log.statuses(asOf: position, on: .year(2022), program: "tests", isKept: true)
        }
        count += 1
      }
    } catch is PostgreSQLError {
    } catch is StoreError {
    }
    return count
  }

  /// Expects that what is saved, at whatever position, is what the log says there.
  fileprivate func expectSavedStatuses() throws {
    var log = try open(as: .reader)
    let (saved, digest, rebuilt) = try #require(try log.verifiedStatuses(program: "tests"))
    #expect(saved == rebuilt)
    #expect(digest == "\(rebuilt.digest)")
    #expect(saved.standings.count == 1)
  }

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
