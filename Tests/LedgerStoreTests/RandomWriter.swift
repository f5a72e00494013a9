import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

/// Appends at random, by all ways, and repeats what got no answer until it has one.
struct RandomWriter {
  private let number: Int
  private let ledger: TestLedger
  private var random: SeededGenerator
  private var round = 0
  /// The answers, in order.
  private(set) var receipts: [Receipt] = []

  init(_ number: Int, _ ledger: TestLedger, seed: UInt64) {
    (self.number, self.ledger) = (number, ledger)
    random = SeededGenerator(seed: seed &+ UInt64(number) &* 7919)
  }

  /// Appends once, or takes an append back.
  mutating func append() throws {
    round += 1
    let own = (0..<Int.random(in: 1...8, using: &random)).map {
      ExpectedEvent.figure("w\(number)-\(round)-\($0)@ITU@2020", "\(round)")
    }
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<3: try append([own[0]], by: .scalar)
    case 3..<5: try append(own, by: .arrays)
    case 5..<7: try append(own, by: .staged)
    case 7..<9:
      try append(
        [.figure("shared@ITU@2020", "\(number * 1_000_000 + round)", expected: receipts.count / 3)], by: .scalar)
    default: takeBack(own[0])
    }
  }

  private mutating func append(_ events: [ExpectedEvent], by path: Path) throws {
    let request = try TestLedger.request("\(number) \(events)")
    // The server may be lost again and again, but not for ever.
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
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
    Issue.record("no answer within a minute")
  }

  private func takeBack(_ event: ExpectedEvent) {
    // If the server is lost, so is the append.
    guard var writer = try? HeldWriter(ledger, event) else { return }
    try? writer.rollBack()
  }
}
