import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("An append") struct AppendingTests {
  @Test("gets the positions and versions that follow")
  func positions() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let first = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request())
    let second = try log.append(
      [.figure("b@ITU@2020", "1"), .figure("a@ITU@2020", "2", expected: 1), .figure("c@ITU@2020", "1")],
      TestLedger.request())
    let third = try log.stage(
      [.figure("d@ITU@2020", "1"), .figure("a@ITU@2020", "3", expected: 2)], TestLedger.request())
    #expect([first.firstPosition, first.lastPosition, first.number] == [2, 2, 2])
    #expect([second.firstPosition, second.lastPosition, second.number] == [3, 5, 3])
    #expect([third?.firstPosition, third?.lastPosition, third?.number] == [6, 7, 4])
    let events = try log.events()
    #expect(events.map(\.position) == [1, 2, 3, 4, 5, 6, 7])
    #expect(
      events.map { "\($0.subject) \($0.version)" } == [
        "ledger/self 1", "figure/a@ITU@2020 1", "figure/b@ITU@2020 1", "figure/a@ITU@2020 2", "figure/c@ITU@2020 1",
        "figure/a@ITU@2020 3", "figure/d@ITU@2020 1",
      ])
    #expect(first.recordedBy == "officer")
    #expect(first.origin == "test.example/tally")
    #expect(try ledger.faults() == [])
  }

  @Test("says the same in the log by whichever way it came", arguments: Path.allCases)
  func paths(_ path: Path) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let texts = ["é \u{1F600} \\u0001 \\\\u0000", "\\\"quoted\\\" \\\\ back", "tab\\tand 日本"]
    let events = texts.enumerated().map { index, text in
      ExpectedEvent(
        kind: "measurement.recorded/1", subject: "figure/a@ITU@\(2020 + index)", expected: 0,
        data: "{\"comment\":\"\(text)\",\"value\":\"\(index)\"}", basis: "{\"quote\":\"\(text)\"}")
    }
    let batches = path == .scalar ? events.map { [$0] } : [events]
    for batch in batches { _ = try log.append(batch, TestLedger.request(), by: path) }
    let kept = try log.events(after: 1)
    #expect(kept.map(\.kind) == events.map(\.kind))
    #expect(kept.map(\.subject) == events.map(\.subject))
    #expect(kept.map { Array($0.data.utf8) } == events.map { Array($0.data.utf8) })
    #expect(kept.map { Array($0.basis.utf8) } == events.map { Array($0.basis.utf8) })
    #expect(kept.map(\.version) == [1, 1, 1])
  }

  @Test("takes a subject more than once, each time one version on")
  func repeatedSubject() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append(
      [.figure("a@ITU@2020", "1"), .figure("a@ITU@2020", "2", expected: 1), .figure("a@ITU@2020", "3", expected: 2)],
      TestLedger.request())
    #expect(try log.events(after: 1).map(\.version) == [1, 2, 3])
    let refused = refusal {
      _ = try log.append(
        [.figure("a@ITU@2020", "4", expected: 3), .figure("a@ITU@2020", "5", expected: 3)], TestLedger.request())
    }
    guard case .wrongExpectedVersion("figure/a@ITU@2020", 3, 4)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(try log.head().position == 4)
  }

  @Test("writes three events for A, B, A", arguments: Path.allCases)
  func returning(_ path: Path) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    for (version, value) in ["A", "B", "A"].enumerated() {
      _ = try log.append([.figure("a@ITU@2020", value, expected: version)], TestLedger.request(), by: path)
    }
    let kept = try log.events(.subjects(["figure/a@ITU@2020"]))
    #expect(kept.map(\.data) == ["{\"value\":\"A\"}", "{\"value\":\"B\"}", "{\"value\":\"A\"}"])
    #expect(kept.map(\.version) == [1, 2, 3])
  }

  @Test("refuses an expected version that is behind, and says both")
  func staleVersion() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .recorder)
    _ = try log.append([.figure("a@ITU@2020", "1")], TestLedger.request())
    let cases: [(expected: Int, path: Path)] = [(0, .scalar), (5, .scalar), (0, .arrays), (5, .arrays)]
    for (expected, path) in cases {
      let refused = refusal {
        _ = try log.append([.figure("a@ITU@2020", "2", expected: expected)], TestLedger.request(), by: path)
      }
      guard case .wrongExpectedVersion("figure/a@ITU@2020", expected, 1)? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
    }
    #expect(try log.head().position == 2)
  }

  @Test("of two writers on one subject lets one win and tells the other both versions", arguments: Path.allCases)
  func race(_ path: Path) throws {
    let ledger = try TestLedger()
    var first = try ledger.connect(as: .recorder)
    let firstRequest = try TestLedger.request()
    let second = try first.transaction { connection in
      _ = try connection.query(ledger.append(.figure("a@ITU@2020", "1"), firstRequest))
      let second = Background {
        var log = try ledger.open(as: .recorder)
        return refusal {
          _ = try log.append([.figure("a@ITU@2020", "2")], TestLedger.request(), by: path)
        }
      }
      var observer = try ledger.connect(as: .postgres)
      try observer.wait(until: 1, at: ledger)
      #expect(!second.isDone)
      return second
    }
    let refused = try second.value()
    guard case .wrongExpectedVersion("figure/a@ITU@2020", 0, 1)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(try ledger.entries().count == 2)
    #expect(try ledger.faults() == [])
  }

  @Test("of many writers at once keeps positions, versions and times in one order")
  func manyWriters() throws {
    let ledger = try TestLedger()
    let writers = (0..<4).map { writer in
      Background {
        var log = try ledger.open(as: .recorder)
        return try (0..<20).compactMap { index in
          try log.append(
            [.figure("own-\(writer)@ITU@\(1000 + index)", "1")], TestLedger.request(), by: Path.allCases[index % 3])
        }
      }
    }
    let receipts = try writers.flatMap { try $0.value() }.sorted { $0.firstPosition < $1.firstPosition }
    #expect(receipts.count == 80)
    for (earlier, later) in zip(receipts, receipts.dropFirst()) {
      #expect(later.firstPosition == earlier.lastPosition + 1)
      #expect(later.recordedAt > earlier.recordedAt)
      #expect(later.number == earlier.number + 1)
    }
    #expect(try ledger.faults() == [])
  }

  @Test("needs READ COMMITTED", arguments: [Isolation.repeatableRead, .serializable])
  func isolation(_ isolation: Isolation) throws {
    let ledger = try TestLedger()
    var connection = try ledger.connect(as: .recorder)
    let (id, hash) = (try TestLedger.request().id, [UInt8](repeating: 7, count: 32))
    for call: SQL in [
      "append_event(\(id), \(hash), NULL, 'measurement.recorded/1', 'figure/a@ITU@2020', 0, '{}', '{}')",
      "append_events(\(id), \(hash), NULL, '{measurement.recorded/1}', '{figure/a@ITU@2020}', '{0}', ARRAY['{}'], ARRAY['{}'])",
      "append_staged(\(id), \(hash), NULL, '{measurement.recorded/1}', '{figure/a@ITU@2020}', '{0}', ARRAY['{}'], ARRAY['{}'])",
      "resolve_append(\(id))",
    ] {
      let state = sqlState {
        try connection.transaction(isolation: isolation) { connection in
          try connection.execute("SELECT \(ledger.schema).stage_open()")
          _ = try connection.query("SELECT * FROM \(ledger.schema).stage_compare(false)")
          _ = try connection.query("SELECT * FROM \(ledger.schema).\(call)")
        }
      }
      #expect(state == "LG006", "\(call)")
    }
    #expect(try ledger.entries().count == 1)
  }

  @Test("is durable even if the session asks for less", arguments: ["off", "local", "on", "remote_apply"])
  func durability(_ setting: String) throws {
    let ledger = try TestLedger()
    var settings = ledger.settings(as: .recorder)
    settings.parameters = [("synchronous_commit", setting)]
    var connection = try Connection(settings)
    let request = try TestLedger.request()
    let inside = try connection.transaction { connection in
      _ = try connection.query(ledger.append(.figure("a@ITU@2020", "1"), request))
      return try connection.value("SELECT pg_catalog.current_setting('synchronous_commit')", as: String.self)
    }
    #expect(inside == (["off", "local"].contains(setting) ? "on" : setting))
    let after = try connection.value("SELECT pg_catalog.current_setting('synchronous_commit')", as: String.self)
    #expect(after == setting)
  }
}
