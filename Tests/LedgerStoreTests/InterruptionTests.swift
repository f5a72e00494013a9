import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A wish that the program end") struct InterruptionTests {
  private let ledger: TestLedger

  init() throws { ledger = try TestLedger() }

  private func open(_ interruption: Interruption) throws -> OpenLedger {
    try OpenLedger(ledger.settings(as: .recorder), name: ledger.name, interruption: interruption)
  }

  @Test("ends it where no append is under way, and no append begins after it")
  func idle() throws {
    let interruption = Interruption()
    var log = try open(interruption)
    #expect(interruption.request(7) == .end)
    #expect(interruption.wish == 7)
    let request = try TestLedger.request()
    for path in Path.allCases {
      let refused = refusal { _ = try log.append([.figure("a@ITU@2020", "1")], request, by: path) }
      guard case .interrupted(request.id)? = refused else {
        Issue.record("\(String(describing: refused))")
        return
      }
    }
    #expect(try ledger.entries().count == 1)
  }

  @Test("that comes between the last statement of a stage and its COMMIT keeps it from being sent")
  func beforeCommit() throws {
    let interruption = Interruption()
    var log = try open(interruption)
    let request = try TestLedger.request()
    var answer: Interruption.Answer?
    let refused = refusal {
      _ = try log.withStage(request.id) { stage, connection in
        try stage.copy(over: &connection) { writer in
          try writer.row(Int64(1), "measurement.recorded/1", "figure/a@ITU@2020", "{\"value\":\"1\"}", "{}")
        }
        _ = try stage.compare(over: &connection)
        let receipt = try stage.append(request, then: [], over: &connection)
        answer = interruption.request(2)
        return ((), receipt)
      }
    }
    #expect(answer == .tell(request.id, .notRecorded))
    #expect(interruption.isTold)
    guard case .interrupted(request.id)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(interruption.recordedAppend == nil)
    #expect(try ledger.entries().count == 1)
  }

  @Test("that comes after an append waits for what it has to say, and the second does not")
  func afterwards() throws {
    let interruption = Interruption()
    var log = try open(interruption)
    let request = try TestLedger.request()
    _ = try log.append([.figure("a@ITU@2020", "1")], request)
    #expect(interruption.recordedAppend == nil)
    #expect(interruption.request(2) == .wait)
    #expect(interruption.recordedAppend == request.id)
    #expect(!interruption.isTold)
    #expect(interruption.request(15) == .tell(request.id, .recorded))
    #expect(interruption.wish == 2)
  }

  @Test("that comes after an append that failed knows that it did")
  func failed() throws {
    let interruption = Interruption()
    var log = try open(interruption)
    let request = try TestLedger.request()
    #expect(throws: StoreError.self) { _ = try log.append([.figure("a@ITU@2020", "1", expected: 7)], request) }
    #expect(interruption.request(2) == .wait)
    #expect(interruption.request(2) == .tell(request.id, .notRecorded))
  }
}
