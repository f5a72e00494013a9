import Ledger
import LedgerSchema
import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Testing

@Suite("A ledger restored into another cluster") struct RestoreTests {
  @Test("says the same, goes on, and gets an origin of its own")
  func restore() throws {
    let source = try TestLedger(in: TestDatabase(), name: "council", origin: "ledger.example.org/itu")
    var log = try source.open(as: .officer)
    for version in 0..<5 {
      _ = try log.append([.figure("a@ITU@2020", "é \(version)", expected: version)], TestLedger.request())
    }
    let request = try TestLedger.request("the import")
    _ = try log.stage((0..<200).map { .figure("i\($0)@ITU@2020", "1.\($0)") }, request)
    let instant = try source.now()
    let before = try source.entries()
    let answer = try log.settle(instant)
    let times = try (1...7).map { try log.settle(log.appendHolding(Int64($0)).recordedAt) }

    let target = try TestDatabase(on: TestCluster(), name: source.database.name)
    try TestLedger.makeRoles(of: source.name, in: target)
    let directory = try Directory.createTemporary(prefix: "tally-dump-")
    defer { try? Directory.removeTree(directory) }
    try source.database.cluster.run(
      "pg_dump", ["--format=custom", "--file=\(directory)/dump", source.database.connectionString()])
    try target.cluster.run(
      "pg_restore", ["--exit-on-error", "--dbname=\(target.connectionString())", "\(directory)/dump"])

    let copy = try TestLedger(restored: source.name, in: target, origin: source.origin)
    #expect(try copy.entries() == before)
    #expect(try copy.faults() == [])
    var restored = try copy.open(as: .officer)
    #expect(restored.origin == "ledger.example.org/itu")
    #expect(try restored.settle(instant) == answer)
    #expect(try (1...7).map { try restored.settle(restored.appendHolding(Int64($0)).recordedAt) } == times)
    // Ids are known there, and nothing is wrong with its guards.
    #expect(try restored.replay(request)?.count == 200)
    var administrator = try copy.connect(as: .postgres)
    #expect(try Inspection(copy.installation).log(&administrator) == [])
    #expect(try Inspection(copy.installation).privileges(&administrator) == [])

    let origin = try copy.founding.fork(
      &administrator, origin: "ledger.example.org/itu-test", request: TestLedger.request())
    #expect(origin.firstPosition == Int64(before.count + 1))
    #expect(origin.origin == "ledger.example.org/itu-test")
    #expect(
      try restored.append([.figure("a@ITU@2020", "6", expected: 5)], TestLedger.request()).origin
        == "ledger.example.org/itu-test")
    #expect(try restored.stage([.figure("x@ITU@2020", "1")], TestLedger.request())?.count == 1)
    let events = try restored.events()
    #expect(
      events.map(\.origin) == Array(repeating: "ledger.example.org/itu", count: before.count)
        + Array(repeating: "ledger.example.org/itu-test", count: 3))
    let state = try #require(events.first { $0.kind == "ledger.restored/1" }).event()
    #expect(state.data["origin"] == "ledger.example.org/itu-test")
    #expect(state.data["previous_origin"] == "ledger.example.org/itu")
    #expect(Array(try copy.entries().prefix(before.count)) == before)
    #expect(try copy.faults() == [])
    // The original is as it was.
    #expect(try source.entries() == before)
    var original = try source.open(as: .recorder)
    #expect(original.origin == "ledger.example.org/itu")
    #expect(
      try original.append([.figure("a@ITU@2020", "6", expected: 5)], TestLedger.request()).firstPosition
        == Int64(before.count + 1))
  }
}

@Suite("A standby") struct StandbyTests {
  @Test("shows prefixes, settles nothing, takes nothing; promoted it goes on where it was")
  func standby() throws {
    let primary = try TestLedger(in: TestDatabase(on: TestCluster()))
    let follower = try TestCluster(standbyOf: primary.database.cluster)
    let standby = try TestLedger(
      restored: primary.name, in: TestDatabase(existing: primary.database.name, on: follower), origin: primary.origin)
    let writers = (0..<2).map { number in
      Background {
        var log = try primary.open(as: .recorder)
        return try (0..<30).map { version in
          try log.append([.figure("w\(number)@ITU@2020", "\(version)", expected: version)], TestLedger.request())
        }
      }
    }
    let reader = try Follower(standby)
    var snapshots = try standby.connect(as: .reader)
    let deadline = Deadline()
    while writers.contains(where: { !$0.isDone }) || reader.seen.count < 61 {
      try reader.read()
      #expect(try snapshots.prefix(of: standby) != nil)
      try deadline.check("both writers are done and the standby shows 61 events; it shows \(reader.seen.count)")
    }
    let receipts = try writers.flatMap { try $0.value() }.sorted { $0.firstPosition < $1.firstPosition }
    #expect(reader.isPrefix)
    #expect(try standby.entries() == (try primary.entries()))

    // What a later append has settled is answered; what only the primary could settle is not.
    var log = try standby.open(as: .officer)
    #expect(try log.settle(receipts[58].recordedAt) == 60)
    let unsettled = try primary.now()
    for attempt in 1...2 {
      let refused = refusal { _ = try log.settle(unsettled) }
      guard case .notSettled? = refused else {
        Issue.record("\(String(describing: refused)) at attempt \(attempt)")
        return
      }
    }
    for path in Path.allCases {
      let refused = refusal { _ = try log.append([.figure("x@ITU@2020", "1")], TestLedger.request(), by: path) }
      guard case .readOnly? = refused else {
        Issue.record("\(String(describing: refused))")
        return
      }
    }
    // Once the primary has settled it, the standby knows.
    var original = try primary.open(as: .reader)
    #expect(try original.settle(unsettled) == 61)
    var observer = try standby.connect(as: .postgres)
    try observer.wait(until: "SELECT settled_until >= \(unsettled) FROM \(standby.schema).settlement")
    #expect(try log.settle(unsettled) == 61)

    #expect(try observer.value("SELECT pg_promote()", as: Bool.self))
    let next = try log.append([.figure("w0@ITU@2020", "next", expected: 30)], TestLedger.request())
    #expect(next.firstPosition == 62)
    #expect(next.recordedAt > unsettled)
    try reader.read()
    #expect(reader.isPrefix)
    #expect(try standby.faults() == [])
  }
}
