import Dispatch
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

/// Each of these is an interleaving in which stores with sequences, transaction ids or gap detection skip an event.
@Suite("A reader skips nothing") struct ReaderTests {
  @Test("while the first of two writers is slow")
  func slowFirst() throws {
    let ledger = try TestLedger()
    let follower = try Follower(ledger)
    var observer = try ledger.connect(as: .postgres)
    var slow = try HeldWriter(ledger, .figure("slow@ITU@2020", "1"))
    let fast = Background {
      var writer = try HeldWriter(ledger, .figure("fast@ITU@2020", "1"))
      try writer.commit()
    }
    try observer.wait(until: 1, at: ledger)
    try follower.read()
    #expect(follower.seen == [1])
    #expect(try observer.prefix(of: ledger) == 1)
    try slow.commit()
    try fast.value()
    try follower.read()
    #expect(follower.seen == [1, 2, 3])
    #expect(try ledger.subjects() == ["ledger/self", "figure/slow@ITU@2020", "figure/fast@ITU@2020"])
  }

  @Test("while several writers are slow")
  func slowWriters() throws {
    let ledger = try TestLedger()
    let follower = try Follower(ledger)
    var observer = try ledger.connect(as: .postgres)
    var first = try HeldWriter(ledger, .figure("w0@ITU@2020", "1"))
    var writers: [(go: DispatchSemaphore, work: Background<Void>)] = []
    for index in 1...3 {
      let go = DispatchSemaphore(value: 0)
      let work = Background {
        var writer = try HeldWriter(ledger, .figure("w\(index)@ITU@2020", "1"))
        go.wait()
        try writer.commit()
      }
      writers.append((go, work))
      // One after the other, so that they stand at the gate in this order.
      try observer.wait(until: Int(index), at: ledger)
    }
    try first.commit()
    for (index, writer) in writers.enumerated() {
      // The next has passed the gate and appended, and is as slow as the one before.
      try observer.wait(until: writers.count - index - 1, at: ledger)
      try follower.read()
      #expect(follower.seen.count == index + 2)
      #expect(try observer.prefix(of: ledger) == Int64(index + 2))
      writer.go.signal()
      try writer.work.value()
    }
    try follower.read()
    #expect(follower.isPrefix)
    #expect(try ledger.subjects().suffix(4) == (0...3).map { "figure/w\($0)@ITU@2020" })
  }

  @Test("where a writer in the middle takes its append back")
  func rollback() throws {
    let ledger = try TestLedger()
    let follower = try Follower(ledger)
    var observer = try ledger.connect(as: .postgres)
    var first = try HeldWriter(ledger, .figure("first@ITU@2020", "1"))
    try first.commit()
    var middle = try HeldWriter(ledger, .figure("middle@ITU@2020", "1"))
    let last = Background {
      var log = try ledger.open(as: .recorder)
      return try log.append([.figure("last@ITU@2020", "1")], TestLedger.request())
    }
    try observer.wait(until: 1, at: ledger)
    try follower.read()
    try middle.rollBack()
    #expect(try last.value().firstPosition == 3)
    try follower.read()
    #expect(follower.seen == [1, 2, 3])
    #expect(try ledger.subjects().last == "figure/last@ITU@2020")
    #expect(try ledger.faults() == [])
  }

  @Test("where a writer takes back to a savepoint, and appends again")
  func savepoint() throws {
    let ledger = try TestLedger()
    let follower = try Follower(ledger)
    var connection = try ledger.connect(as: .recorder)
    try connection.transaction { connection in
      #expect(throws: Stop.self) {
        try connection.savepoint { connection in
          _ = try connection.query(ledger.append(.figure("a@ITU@2020", "1"), TestLedger.request()))
          throw Stop()
        }
      }
      try follower.read()
      var other = try ledger.open(as: .recorder)
      _ = try other.append([.figure("b@ITU@2020", "1")], TestLedger.request())
      _ = try connection.query(ledger.append(.figure("c@ITU@2020", "1"), TestLedger.request()))
      try follower.read()
    }
    try follower.read()
    #expect(follower.seen == [1, 2, 3])
    #expect(try ledger.subjects() == ["ledger/self", "figure/b@ITU@2020", "figure/c@ITU@2020"])
    #expect(try ledger.faults() == [])
  }

  @Test("where a writer is killed before it commits")
  func killed() throws {
    let ledger = try TestLedger()
    let follower = try Follower(ledger)
    var observer = try ledger.connect(as: .postgres)
    var victim = try HeldWriter(ledger, .figure("victim@ITU@2020", "1"))
    let next = Background {
      var log = try ledger.open(as: .recorder)
      return try log.append([.figure("next@ITU@2020", "1")], TestLedger.request())
    }
    try observer.wait(until: 1, at: ledger)
    try follower.read()
    #expect(try observer.value("SELECT pg_terminate_backend(\(victim.process))", as: Bool.self))
    #expect(try next.value().firstPosition == 2)
    #expect(throws: PostgreSQLError.self) { try victim.commit() }
    try follower.read()
    #expect(follower.seen == [1, 2])
    #expect(try ledger.subjects() == ["ledger/self", "figure/next@ITU@2020"])
  }

  @Test("while an import is appended, and sees all of it or nothing")
  func importing() throws {
    let ledger = try TestLedger()
    let events = (0..<3000).map { ExpectedEvent.figure("i\($0)@ITU@2020", "1") }
    let importing = Background {
      var log = try ledger.open(as: .recorder)
      return try log.stage(events, TestLedger.request())
    }
    let writing = Background {
      var log = try ledger.open(as: .recorder)
      for index in 0..<20 { _ = try log.append([.figure("s\(index)@ITU@2020", "1")], TestLedger.request()) }
    }
    let follower = try Follower(ledger)
    var snapshots = try ledger.connect(as: .reader)
    var steps: Set<Int> = []
    while !importing.isDone || !writing.isDone {
      steps.insert(try follower.read())
      #expect(try snapshots.prefix(of: ledger) != nil)
    }
    let receipt = try #require(try importing.value())
    try writing.value()
    steps.insert(try follower.read())
    #expect(follower.isPrefix)
    #expect(follower.seen.count == 3021)
    #expect(receipt.count == 3000)
    #expect(!steps.contains { $0 > 21 && $0 < 3000 })
    #expect(try ledger.faults() == [])
  }

  @Test("while a transaction is open that took its number before, here or in another database")
  func olderTransactions() throws {
    let ledger = try TestLedger()
    let follower = try Follower(ledger)
    var elsewhere = try TestDatabase(on: ledger.database.cluster).connect()
    var here = try ledger.connect(as: .postgres)
    try elsewhere.executeScript("BEGIN; CREATE TABLE public.t (i int)")
    try here.executeScript("BEGIN; CREATE TABLE public.\"\(ledger.name)_other\" (i int)")
    var log = try ledger.open(as: .recorder)
    for index in 1...3 {
      _ = try log.append([.figure("a@ITU@\(2020 + index)", "1")], TestLedger.request())
      #expect(try follower.read() == (index == 1 ? 2 : 1))
    }
    // The older transaction appends the second version of a subject: its number is smaller, its position is not.
    _ = try here.query(ledger.append(.figure("a@ITU@2021", "2", expected: 1), TestLedger.request()))
    try here.executeScript("COMMIT")
    try elsewhere.executeScript("ROLLBACK")
    try follower.read()
    #expect(follower.seen == [1, 2, 3, 4, 5])
    #expect(try ledger.faults() == [])
  }

  @Test("that keeps one snapshot, and sees a prefix that does not grow")
  func repeatableRead() throws {
    let ledger = try TestLedger()
    var reader = try ledger.connect(as: .reader)
    var log = try ledger.open(as: .recorder)
    var writer = try HeldWriter(ledger, .figure("held@ITU@2020", "1"))
    try reader.transaction(isolation: .repeatableRead, readOnly: true) { reader in
      #expect(try reader.prefix(of: ledger) == 1)
      try writer.commit()
      _ = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request())
      #expect(try reader.prefix(of: ledger) == 1)
    }
    #expect(try reader.prefix(of: ledger) == 3)
  }

  @Test("that streams the log while it grows")
  func streaming() throws {
    let ledger = try TestLedger()
    var reader = try ledger.open(as: .reader)
    var writer = try ledger.open(as: .recorder)
    _ = try writer.stage((0..<500).map { .figure("\($0)@ITU@2020", "1") }, TestLedger.request())
    var positions: [Int64] = []
    try reader.read(.all) { event in
      positions.append(event.position)
      if event.position % 100 == 1 {
        _ = try writer.append([.figure("later@ITU@\(1000 + event.position)", "1")], TestLedger.request())
      }
    }
    #expect(positions == (1...501).map { Int64($0) })
    #expect(try reader.events(after: 501).count == 6)
  }
}

extension TestLedger {
  /// The subjects in the order of the positions.
  func subjects() throws -> [String] {
    var connection = try connect(as: .auditor)
    return try connection.query("SELECT subject FROM \(schema).events ORDER BY position").map { row in
      try row.value(0, as: String.self)
    }
  }
}
