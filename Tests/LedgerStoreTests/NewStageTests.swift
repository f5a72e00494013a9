import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A stage of which the caller knows that no subject comes twice") struct NewStageTests {
  /// What is staged: subjects out of order, around those that the log has.
  private static let codes = ["m", "c", "Z", "k", "b", "e", "x", "d", "q", "a", "w", "f", "h", "j", "y", "i"]

  /// What a log says of the staged events that were appended beside one event in their midst.
  private func appended(
    known: String, areDistinct: Bool, skipping skipped: [Int64], writing written: String? = nil
  ) throws -> (counts: [Int64], events: [String]) {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append([.figure("\(known)@ITU@2020", "1")], TestLedger.request())
    let request = try TestLedger.request()
    let counts = try log.withStage(request.id) { stage, connection in
      try stage.copy(Self.codes.map { .figure("\($0)@ITU@2020", "1") }, over: &connection)
      let comparison = try stage.compare(areDistinct: areDistinct, over: &connection)
      try stage.differences(over: &connection) { _ in }
      try stage.skip(skipped, over: &connection)
      if let written {
        var other = try ledger.open(as: .recorder)
        _ = try other.append([.figure("\(written)@ITU@2020", "2")], TestLedger.request())
      }
      return (comparison.counts, try stage.append(request, then: [], over: &connection))
    }.0
    #expect(try ledger.faults() == [])
    return (
      counts, try log.events(after: 2).map { "\($0.position) \($0.subject) \($0.version) \($0.data) \($0.basis)" }
    )
  }

  @Test(
    "appends what one appends that is compared",
    arguments: [("g", []), ("g", [1, 4, 16]), ("c", []), ("c", [3]), ("zz", Array(1...16))] as [(String, [Int64])])
  func sameEvents(known: String, skipped: [Int64]) throws {
    let short = try appended(known: known, areDistinct: true, skipping: skipped)
    let long = try appended(known: known, areDistinct: false, skipping: skipped)
    #expect(short.events == long.events)
    #expect(short.counts == long.counts)
    // One of the 16 is known where the log has it.
    #expect(short.counts == (known == "c" ? [16, 16, 15, 1] : [16, 16, 16, 0]))
    #expect(short.events.count == 16 - skipped.count - (known == "c" ? 1 : 0))
  }

  @Test("is compared again where one of its subjects was written since", arguments: [true, false])
  func writtenSince(areDistinct: Bool) throws {
    let refused = refusal { _ = try appended(known: "g", areDistinct: areDistinct, skipping: [], writing: "k") }
    guard case .wrongExpectedVersion("figure/k@ITU@2020", 0, 1)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
  }

  @Test("is refused whole where a subject comes twice after all")
  func wrong() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let request = try TestLedger.request()
    #expect(throws: (any Error).self) {
      try log.withStage(request.id) { stage, connection in
        try stage.copy([.figure("a@ITU@2020", "1"), .figure("a@ITU@2020", "2")], over: &connection)
        _ = try stage.compare(areDistinct: true, over: &connection)
        return ((), try stage.append(request, then: [], over: &connection))
      }
    }
    #expect(try log.events(after: 1).isEmpty)
  }
}
