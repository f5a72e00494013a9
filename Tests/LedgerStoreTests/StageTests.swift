import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A stage") struct StageTests {
  @Test("says what is new and what the log says already, and appends what differs")
  func comparison() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append(
      [.figure("a@ITU@2020", "1"), .figure("b@ITU@2020", "1"), .figure("c@ITU@2020", "1.0")], TestLedger.request())
    let request = try TestLedger.request()
    let (comparison, receipt) = try log.withStage(request.id) { stage, connection in
      try stage.copy(
        [
          .figure("d@ITU@2020", "1"), .figure("c@ITU@2020", "1"), .figure("b@ITU@2020", "2"),
          .figure("a@ITU@2020", "1"),
        ], over: &connection)
      let comparison = try stage.compare(over: &connection)
      var differences: [StageDifference] = []
      try stage.differences(over: &connection) { differences.append($0) }
      #expect(differences.map(\.ordinal) == [3, 2])
      #expect(differences.map(\.currentData) == ["{\"value\":\"1\"}", "{\"value\":\"1.0\"}"])
      try stage.skip([2], over: &connection)
      return (comparison, try stage.append(request, then: [], over: &connection))
    }
    #expect(comparison.counts == [4, 4, 1, 1])
    #expect([receipt?.firstPosition, receipt?.lastPosition] == [5, 6])
    #expect(
      try log.events(after: 4).map { "\($0.subject) \($0.version)" } == ["figure/b@ITU@2020 2", "figure/d@ITU@2020 1"])
  }

  @Test("appends in the order of the subjects' bytes, then what comes beside it")
  func order() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let codes = ["b", "Z", "a", "_", "a-b", "a%20b", "ab", "a+", "A", "10", "9"]
    let further = [
      ExpectedEvent(kind: "import.completed/1", subject: "import/0", expected: 0, data: "{}", basis: "{}"),
      ExpectedEvent(kind: "import.completed/1", subject: "import/0", expected: 1, data: "{\"a\":\"1\"}", basis: "{}"),
    ]
    let receipt = try log.stage(codes.map { .figure("\($0)@ITU@2020", "1") }, TestLedger.request(), then: further)
    let kept = try log.events(after: 1)
    let subjects = codes.map { "figure/\($0)@ITU@2020" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(kept.map(\.subject) == subjects + ["import/0", "import/0"])
    #expect(kept.suffix(2).map(\.version) == [1, 2])
    #expect(receipt?.lastPosition == kept.last?.position)
    #expect(try ledger.faults() == [])
  }

  @Test("finds what was staged twice, and of A, B, A keeps the last")
  func repetitions() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append([.figure("a@ITU@2020", "A")], TestLedger.request())
    let request = try TestLedger.request()
    let (comparison, _) = try log.withStage(request.id) { stage, connection in
      try stage.copy(
        [
          .figure("a@ITU@2020", "B"), .figure("a@ITU@2020", "A"), .figure("a@ITU@2020", "A"),
          .figure("b@ITU@2020", "1"),
          .figure("b@ITU@2020", "1"),
        ], over: &connection)
      let comparison = try stage.compare(over: &connection)
      var repetitions: [StageRepetition] = []
      try stage.repetitions(over: &connection) { repetitions.append($0) }
      #expect(repetitions.map(\.ordinal) == [2, 3, 5])
      #expect(repetitions.map(\.firstOrdinal) == [1, 1, 4])
      #expect(repetitions.map(\.firstData) == ["{\"value\":\"B\"}", "{\"value\":\"B\"}", "{\"value\":\"1\"}"])
      return (comparison, try stage.append(request, then: [], over: &connection))
    }
    #expect(comparison.counts == [5, 2, 1, 0])
    #expect(try log.currentStates(of: ["figure/a@ITU@2020"]).map(\.data) == ["{\"value\":\"A\"}"])
    #expect(try log.events(after: 2).map(\.version) == [2, 3, 1])
    #expect(try ledger.faults() == [])
  }

  @Test("with one ordinal for all keeps positions and versions in one order")
  func sameOrdinals() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let request = try TestLedger.request()
    _ = try log.withStage(request.id) { stage, connection in
      try stage.copy(over: &connection) { writer in
        for index in 0..<300 {
          try writer.row(
            Int64(7), "measurement.recorded/1", "figure/\(index % 3)@ITU@2020", "{\"value\":\"\(index)\"}", "{}")
        }
      }
      _ = try stage.compare(over: &connection)
      return ((), try stage.append(request, then: [], over: &connection))
    }
    #expect(try ledger.entries().count == 301)
    #expect(try ledger.faults() == [])
  }

  @Test("writes nothing where nothing is left, but for what comes beside it")
  func nothing() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request())
    let request = try TestLedger.request()
    #expect(try log.stage([.figure("a@ITU@2020", "1")], request) == nil)
    #expect(try log.stage([], TestLedger.request()) == nil)
    #expect(try log.findAppend(request.id) == nil)
    #expect(try log.head().position == 2)
    let beside = ExpectedEvent(kind: "import.completed/1", subject: "import/0", expected: 0, data: "{}", basis: "{}")
    #expect(try log.stage([.figure("a@ITU@2020", "1")], request, then: [beside])?.lastPosition == 3)
  }

  @Test("is compared again where one of its subjects was written since, and only then")
  func writtenSince() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let request = try TestLedger.request()
    func stage(_ code: String, writing: String) throws -> Receipt? {
      try log.withStage(request.id) { stage, connection in
        try stage.copy([.figure("\(code)@ITU@2020", "1")], over: &connection)
        _ = try stage.compare(over: &connection)
        var other = try ledger.open(as: .recorder)
        _ = try other.append([.figure("\(writing)@ITU@2020", "2")], TestLedger.request())
        return ((), try stage.append(request, then: [], over: &connection))
      }.1
    }
    let refused = refusal { _ = try stage("a", writing: "a") }
    guard case .wrongExpectedVersion("figure/a@ITU@2020", 0, 1)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(try stage("b", writing: "c")?.firstPosition == 4)
    #expect(try ledger.faults() == [])
  }

  @Test("that is kept appends all of it in the order of the ordinals, also what the log says already")
  func kept() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let receipt = try log.append([.figure("a@ITU@2020", "1"), .figure("b@ITU@2020", "1")], TestLedger.request())
    func keep(_ events: [ExpectedEvent], after position: Int64) throws -> Receipt? {
      let request = try TestLedger.request()
      return try log.withStage(request.id) { stage, connection in
        try stage.copy(events, over: &connection)
        try stage.keep(after: position, over: &connection)
        return ((), try stage.append(request, then: [], over: &connection))
      }.1
    }
    let events: [ExpectedEvent] = [
      .figure("b@ITU@2020", "1"), .figure("a@ITU@2020", "2"), .figure("b@ITU@2020", "1"), .figure("0@ITU@2020", "1"),
    ]
    #expect(try keep(events, after: receipt.lastPosition)?.firstPosition == 4)
    #expect(
      try log.events(after: 3).map { "\($0.subject) \($0.version)" } == [
        "figure/b@ITU@2020 2", "figure/a@ITU@2020 2", "figure/b@ITU@2020 3", "figure/0@ITU@2020 1",
      ])
    // What was written since the caller looked is a conflict; a position that is yet to come is none to look from.
    let refused = refusal { _ = try keep([.figure("a@ITU@2020", "3")], after: receipt.lastPosition) }
    guard case .wrongExpectedVersion("figure/a@ITU@2020", 1, 2)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(try keep([.figure("c@ITU@2020", "3")], after: receipt.lastPosition)?.firstPosition == 8)
    #expect(try keep([], after: receipt.lastPosition) == nil)
    let ahead = try TestLedger.request()
    let raced = refusal {
      _ = try log.withStage(ahead.id) { stage, connection in
        try stage.copy([.figure("d@ITU@2020", "4")], over: &connection)
        try stage.keep(after: 1_000, over: &connection)
        var other = try ledger.open(as: .recorder)
        _ = try other.append([.figure("d@ITU@2020", "5")], TestLedger.request())
        return ((), try stage.append(ahead, then: [], over: &connection))
      }
    }
    guard case .wrongExpectedVersion("figure/d@ITU@2020", 0, 1)? = raced else {
      Issue.record("\(String(describing: raced))")
      return
    }
    #expect(try ledger.faults() == [])
  }

  @Test("takes what is written while it compares for what it is")
  func writtenMeanwhile() throws {
    let ledger = try TestLedger()
    let request = try TestLedger.request()
    // Whoever locks the events stops a comparison after it has read where the log ends, and before it reads the events.
    var writer = try ledger.connect(as: .postgres)
    try writer.executeScript("BEGIN; LOCK TABLE \"\(ledger.name)\".events IN ACCESS EXCLUSIVE MODE")
    let comparing = Background {
      var log = try ledger.open(as: .recorder)
      return try log.stage([.figure("a@ITU@2020", "1")], request)
    }
    var observer = try ledger.connect(as: .postgres)
    try observer.wait(
      until: """
        SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
          JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = \(ledger.name.text) AND c.relname = 'events' AND NOT l.granted)
        """)
    _ = try writer.query(ledger.append(.figure("a@ITU@2020", "2"), TestLedger.request()))
    try writer.executeScript("COMMIT")
    #expect(try comparing.value()?.firstPosition == 3)
    #expect(try ledger.faults() == [])
  }

  @Test("is made anew in each transaction of a session")
  func severalStages() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    for round in 0..<4 {
      let receipt = try log.stage(
        (0...round).map { .figure("\($0)@ITU@2020", "\(round)") }, TestLedger.request())
      #expect(receipt?.count == Int64(round + 1))
    }
    #expect(throws: Stop.self) {
      _ = try log.withStage(TestLedger.request().id) { stage, connection -> ((), Receipt?) in
        try stage.copy([.figure("x@ITU@2020", "1")], over: &connection)
        _ = try stage.compare(over: &connection)
        throw Stop()
      }
    }
    #expect(try log.stage([.figure("y@ITU@2020", "1")], TestLedger.request())?.count == 1)
    #expect(try ledger.faults() == [])
  }

  @Test("is needed for a staged append, and comparing it too")
  func missing() throws {
    let ledger = try TestLedger()
    var connection = try ledger.connect(as: .recorder)
    let (id, hash) = (try TestLedger.request().id, [UInt8](repeating: 1, count: 32))
    let append: SQL =
      "SELECT \(ledger.schema).append_staged(\(id), \(hash), NULL, '{}'::text[], '{}'::text[], '{}'::int[], '{}'::text[], '{}'::text[])"
    for call: SQL in [
      append, "SELECT \(ledger.schema).stage_compare(false)", "SELECT * FROM \(ledger.schema).stage_differences()",
      "SELECT * FROM \(ledger.schema).stage_repetitions()",
    ] {
      #expect(sqlState { _ = try connection.query(call) } == "LG007", "\(call)")
    }
    let uncompared = sqlState {
      try connection.transaction { connection in
        _ = try connection.query("SELECT \(ledger.schema).stage_open()")
        _ = try connection.query(append)
      }
    }
    #expect(uncompared == "LG007")
    // The parts of what comes beside the stage are as many as each other.
    let uneven = sqlState {
      _ = try connection.query(
        "SELECT \(ledger.schema).append_staged(\(id), \(hash), NULL, '{a}'::text[], '{}'::text[], '{}'::int[], '{}'::text[], '{}'::text[])"
      )
    }
    #expect(uneven == "LG004")
    #expect(try ledger.entries().count == 1)
  }

  @Test("is opened once in a transaction")
  func twice() throws {
    let ledger = try TestLedger()
    var connection = try ledger.connect(as: .recorder)
    let state = sqlState {
      try connection.transaction { connection in
        _ = try connection.query("SELECT \(ledger.schema).stage_open()")
        _ = try connection.query("SELECT \(ledger.schema).stage_open()")
      }
    }
    #expect(state == "42P07")
  }

  @Test("refuses a second append of what it has appended")
  func secondAppend() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .recorder)
    let (first, second) = (try TestLedger.request(), try TestLedger.request())
    let refused = refusal {
      _ = try log.withStage(first.id) { stage, connection in
        try stage.copy([.figure("a@ITU@2020", "1")], over: &connection)
        _ = try stage.compare(over: &connection)
        _ = try stage.append(first, then: [], over: &connection)
        return ((), try stage.append(second, then: [], over: &connection))
      }
    }
    guard case .wrongExpectedVersion("figure/a@ITU@2020", 0, 1)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(try log.head().position == 1)
  }
}

/// An error of a test's own.
struct Stop: Error {}

extension StageComparison {
  var counts: [Int64] { [staged, subjects, newSubjects, unchanged] }
}

extension Stage {
  /// Copies events, numbered from 1.
  mutating func copy(_ events: [ExpectedEvent], over connection: inout Connection) throws {
    try copy(over: &connection) { writer in
      for (index, event) in events.enumerated() {
        try writer.row(Int64(index + 1), event.kind, event.subject, event.data, event.basis)
      }
    }
  }
}
