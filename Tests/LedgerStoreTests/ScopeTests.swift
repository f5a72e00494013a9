import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A stage that speaks for a scope") struct ScopeTests {
  @Test("withdraws what it leaves out, once, and nothing beyond its indicators")
  func withdrawal() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append(
      [
        .figure("x@AUT@2019", "1"), .figure("x@BEL@2019", "1"), .figure("x-1@AUT@2019", "1"),
        .figure("xy@AUT@2019", "1"),
        .figure("y@AUT@2019", "1"),
      ], TestLedger.request())
    for round in 1...2 {
      let request = try TestLedger.request()
      let head = try log.head().position
      let (counts, receipt) = try log.withStage(request.id) { stage, connection in
        try stage.copy([.figure("x@AUT@2019", "1")], over: &connection)
        let counts = try stage.scope(
          ["x"], published: nil, basis: "{\"comment\":\"gone\"}", since: head, over: &connection)
        _ = try stage.compare(over: &connection)
        return ([counts.live, counts.absent], try stage.append(request, then: [], over: &connection))
      }
      #expect(counts == (round == 1 ? [2, 1] : [1, 0]))
      #expect((receipt == nil) == (round == 2))
    }
    let written = try log.events(after: 6)
    #expect(written.map(\.subject) == ["figure/x@BEL@2019"])
    #expect(written.map(\.kind) == ["measurement.withdrawn/1"])
    #expect(written.map(\.data) == ["{\"withdrawn\":true}"])
    #expect(written.map(\.basis) == ["{\"comment\":\"gone\"}"])
    #expect(try ledger.faults() == [])
  }

  @Test(
    "is sent back where another append came into it, or another import",
    arguments: [
      ("x", true), ("x-1", false), ("y", false), ("import", true),
    ])
  func changed(_ other: String, _ isRefused: Bool) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append([.figure("x@AUT@2019", "1")], TestLedger.request())
    let request = try TestLedger.request()
    var refused: StoreError?
    do {
      _ = try log.withStage(request.id) { stage, connection in
        try stage.copy([.figure("x@AUT@2020", "1"), .figure("x@AUT@2019", "1")], over: &connection)
        _ = try stage.scope(["x"], published: nil, basis: "{}", since: 2, over: &connection)
        _ = try stage.compare(over: &connection)
        var writer = try ledger.open(as: .recorder)
        let event =
          other == "import"
          ? ExpectedEvent(kind: "import.completed/1", subject: "import/0", expected: 0, data: "{}", basis: "{}")
          : .figure("\(other)@BEL@2019", "1")
        _ = try writer.append([event], TestLedger.request())
        return ((), try stage.append(request, then: [], over: &connection))
      }
    } catch let error as StoreError {
      refused = error
    }
    if isRefused {
      guard case .scopeChanged? = refused else {
        Issue.record("\(String(describing: refused))")
        return
      }
      #expect(try log.head().position == 3)
    } else {
      #expect(refused == nil)
      #expect(try log.head().position == 4)
    }
  }

  @Test("is a list of indicators", arguments: ["x@AUT", "", "x/y", "x' OR true", "é"])
  func indicators(_ indicator: String) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .recorder)
    let refused = refusal {
      _ = try log.withStage(TestLedger.request().id) { stage, connection in
        _ = try stage.scope([indicator], published: nil, basis: "{}", since: 2, over: &connection)
        return ((), nil)
      }
    }
    guard case .refused? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
  }

  @Test("compares what has a time of publication with what was published then, and keeps later answers")
  func vintages() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    func year(_ year: Int) -> String { "\(year)-12-31T23:59:59.999999Z" }
    func event(_ value: String, _ published: Int) -> ExpectedEvent {
      var event = ExpectedEvent.figure("x@AUT@2010", value)
      event.basis = "{\"published_at\":\"\(year(published))\"}"
      return event
    }
    func load(_ event: ExpectedEvent, next: Int? = nil) throws -> (unchanged: Int64, asserted: Int64, Receipt?) {
      let request = try TestLedger.request()
      let (counts, receipt) = try log.withStage(request.id) { stage, connection in
        try stage.copy([event], over: &connection)
        let unchanged = try stage.compare(over: &connection).unchanged
        let asserted = try next.map {
          try stage.reassert(["x"], next: year($0), over: &connection)
        }
        return ([unchanged, asserted ?? 0], try stage.append(request, then: [], over: &connection))
      }
      return (counts[0], counts[1], receipt)
    }
    #expect(try load(event("10", 2018)).2?.firstPosition == 2)
    // The vintage of 2021 says the same: nothing is written.
    #expect(try load(event("10", 2021)).unchanged == 1)
    // That of 2019, which comes late, says 12: 2021 shall go on to say 10.
    let late = try load(event("12", 2019), next: 2021)
    #expect(late.asserted == 1)
    #expect(late.2?.count == 2)
    // What was published in 2017 is not what was published in 2018, and is no change of 2018.
    let early = try load(event("10", 2017), next: 2018)
    #expect(early.unchanged == 0)
    #expect(early.asserted == 0)
    let kept = try log.events(.subjects(["figure/x@AUT@2010"]))
    #expect(kept.map(\.data) == ["10", "12", "10", "10"].map { "{\"value\":\"\($0)\"}" })
    #expect(kept.map(\.basis) == [2018, 2019, 2021, 2017].map { "{\"published_at\":\"\(year($0))\"}" })
    #expect(kept.map(\.version) == [1, 2, 3, 4])
    #expect(try ledger.faults() == [])
  }
}
