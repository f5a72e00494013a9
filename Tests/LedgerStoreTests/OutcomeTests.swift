import LedgerSchema
import LedgerTestSupport
import PostgreSQL
import Testing

@testable import LedgerStore

/// A standby that does not exist keeps each commit waiting after it has reached the disk: the answer can then be lost.
@Suite("An append whose answer is lost", .serialized) final class OutcomeTests {
  private static let database = Result { try TestDatabase(on: TestCluster()) }
  private let cluster: TestCluster
  private let ledger: TestLedger

  init() throws {
    let database = try Self.database.get()
    cluster = database.cluster
    ledger = try TestLedger(in: database)
  }

  /// How the answer is lost while the commit waits.
  enum Loss {
    case terminate
    case cancel
    case restartFast
    case restartImmediate
  }

  @Test(
    "while it commits is found by its id",
    arguments: [
      (Path.scalar, Loss.terminate), (.scalar, .cancel), (.scalar, .restartImmediate), (.arrays, .terminate),
      (.arrays, .cancel), (.arrays, .restartFast), (.staged, .terminate), (.staged, .cancel),
      (.staged, .restartImmediate),
    ])
  func committing(_ path: Path, _ loss: Loss) throws {
    let request = try TestLedger.request()
    let receipt = try ledger.database.withoutStandby { observer in
      let victim = append([.figure("a@ITU@2020", "1")], request, path)
      let process = try observer.waitForCommit(of: "victim")
      try lose(loss, process, &observer)
      return try victim.value()
    }
    #expect(receipt?.id == request.id)
    #expect(receipt?.firstPosition == 2)
    #expect(try ledger.count(of: request.id) == 1)
    #expect(try ledger.faults() == [])
    // Whoever repeats the command gets the same answer.
    var log = try ledger.open(as: .recorder)
    let again = try log.append([.figure("a@ITU@2020", "1")], request, by: path)
    #expect(again?.isReplay == true)
    #expect(again?.recordedAt == receipt?.recordedAt)
    #expect(try ledger.entries().count == Int(receipt?.lastPosition ?? 0))
  }

  @Test(
    "before it commits is sent again, and recorded once",
    arguments: [(Path.scalar, Loss.terminate), (.arrays, .restartImmediate)])
  func waiting(_ path: Path, _ loss: Loss) throws {
    let request = try TestLedger.request()
    var holder = try HeldWriter(ledger, .figure("holder@ITU@2020", "1"))
    let victim = append([.figure("a@ITU@2020", "1")], request, path)
    var observer = try ledger.connect(as: .postgres)
    let process = try observer.waitForLock(of: "victim")
    try lose(loss, process, &observer)
    // A restart ends the other writer too.
    if loss == .terminate { try holder.rollBack() }
    let receipt = try #require(try victim.value())
    #expect(!receipt.isReplay)
    #expect(receipt.firstPosition == 2)
    #expect(try ledger.count(of: request.id) == 1)
    #expect(try ledger.faults() == [])
  }

  @Test("before a stage commits is not recorded, and says so")
  func stage() throws {
    let request = try TestLedger.request()
    var holder = try HeldWriter(ledger, .figure("holder@ITU@2020", "1"))
    let ledger = ledger
    let victim = Background {
      var log = try OpenLedger(ledger.settings(named: "victim"), name: ledger.name)
      return refusal { _ = try log.stage([.figure("a@ITU@2020", "1")], request) }
    }
    var observer = try ledger.connect(as: .postgres)
    try lose(.terminate, observer.waitForLock(of: "victim"), &observer)
    guard case .notRecorded? = try victim.value() else {
      Issue.record("the stage's loss was not told")
      return
    }
    try holder.commit()
    #expect(try ledger.count(of: request.id) == 0)
    #expect(try ledger.subjects() == ["ledger/self", "figure/holder@ITU@2020"])
  }

  @Test("of which nothing was left to append has lost nothing")
  func emptyStage() throws {
    var setUp = try ledger.open(as: .recorder)
    _ = try setUp.append([.figure("a@ITU@2020", "1")], TestLedger.request())
    let request = try TestLedger.request()
    var log = try OpenLedger(ledger.settings(named: "victim"), name: ledger.name)
    // The end of the connection is noticed by COMMIT.
    let (value, receipt) = try log.withStage(request.id) { stage, connection in
      try stage.copy([.figure("a@ITU@2020", "1")], over: &connection)
      _ = try stage.compare(over: &connection)
      let receipt = try stage.append(request, then: [], over: &connection)
      var observer = try ledger.connect(as: .postgres)
      try lose(.terminate, connection.backendProcessID, &observer)
      return (7, receipt)
    }
    #expect(value == 7)
    #expect(receipt == nil)
    #expect(try log.stage([.figure("b@ITU@2020", "1")], request)?.firstPosition == 3)
  }

  @Test("is unknown while its first try still holds the gate, and known afterwards")
  func stillCommitting() throws {
    let request = try TestLedger.request()
    var asking = try ledger.open(as: .recorder, lockTimeout: .milliseconds(50))
    try ledger.database.withoutStandby { observer in
      let victim = append([.figure("a@ITU@2020", "1")], request, .scalar)
      let process = try observer.waitForCommit(of: "victim")
      let unknown = refusal { _ = try asking.resolve(request.id, cause: "the test says so") }
      guard case .outcomeUnknown(request.id, _)? = unknown else {
        Issue.record("\(String(describing: unknown))")
        return
      }
      try lose(.cancel, process, &observer)
      _ = try victim.value()
    }
    #expect(try asking.resolve(request.id, cause: "the test says so")?.firstPosition == 2)
    #expect(try asking.resolve(TestLedger.request().id, cause: "the test says so") == nil)
  }

  @Test("is unknown where the role was taken away meanwhile")
  func roleTaken() throws {
    let request = try TestLedger.request()
    let ledger = ledger
    let unknown = try ledger.database.withoutStandby { observer in
      let victim = Background {
        var log = try OpenLedger(ledger.settings(named: "victim"), name: ledger.name)
        return refusal { _ = try log.append([.figure("a@ITU@2020", "1")], request) }
      }
      let process = try observer.waitForCommit(of: "victim")
      try observer.execute("SET synchronous_commit = local")
      try observer.execute("REVOKE \(identifier: ledger.roles.recorder) FROM recorder")
      try lose(.terminate, process, &observer)
      return try victim.value()
    }
    guard case .outcomeUnknown(request.id, _)? = unknown else {
      Issue.record("\(String(describing: unknown))")
      return
    }
    #expect(try ledger.count(of: request.id) == 1)
  }

  @Test("is not seen, nor overtaken, before it is durable")
  func readers() throws {
    let follower = try Follower(ledger)
    try ledger.database.withoutStandby { observer in
      let first = append([.figure("first@ITU@2020", "1")], try TestLedger.request(), .scalar)
      let process = try observer.waitForCommit(of: "victim")
      let ledger = ledger
      let second = Background {
        var log = try OpenLedger(ledger.settings(named: "second"), name: ledger.name)
        return try log.append([.figure("second@ITU@2020", "1")], TestLedger.request())
      }
      try observer.wait(until: 1, at: ledger)
      try follower.read()
      #expect(follower.seen == [1])
      try lose(.terminate, process, &observer)
      _ = try first.value()
      let next = try observer.waitForCommit(of: "second")
      try follower.read()
      #expect(follower.seen == [1, 2])
      try lose(.cancel, next, &observer)
      #expect(try second.value().firstPosition == 3)
    }
    try follower.read()
    #expect(follower.seen == [1, 2, 3])
    #expect(try ledger.subjects().suffix(2) == ["figure/first@ITU@2020", "figure/second@ITU@2020"])
  }

  // MARK: -

  private func append(_ events: [ExpectedEvent], _ request: AppendRequest, _ path: Path) -> Background<Receipt?> {
    let ledger = ledger
    return Background {
      var log = try OpenLedger(ledger.settings(named: "victim"), name: ledger.name)
      return try log.append(events, request, by: path)
    }
  }

  private func lose(_ loss: Loss, _ process: Int32, _ observer: inout Connection) throws {
    switch loss {
    case .terminate: #expect(try observer.value("SELECT pg_terminate_backend(\(process))", as: Bool.self))
    case .cancel: #expect(try observer.value("SELECT pg_cancel_backend(\(process))", as: Bool.self))
    case .restartFast: try cluster.restart()
    case .restartImmediate: try cluster.restart(mode: "immediate")
    }
  }
}

extension TestLedger {
  /// Settings of a recorder whose session has a name.
  func settings(named name: String) -> ConnectionSettings {
    var settings = settings(as: .recorder)
    settings.applicationName = name
    return settings
  }

  /// How many appends have an id.
  func count(of id: UUIDValue) throws -> Int64 {
    var connection = try connect(as: .reader)
    return try connection.value("SELECT count(*) FROM \(schema).appends WHERE id = \(id)", as: Int64.self)
  }
}
