public import Ledger
internal import LedgerSchema
internal import PostgreSQL

extension OpenLedger {
  /// The events of one append, in the order of their positions; none if there is no such append.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func events(ofAppend id: AppendID) throws -> [StoredEvent] {
    guard let receipt = try findAppend(UUIDValue(high: id.high, low: id.low)) else { return [] }
    var events: [StoredEvent] = []
    try read(.all, after: receipt.firstPosition - 1, upTo: receipt.lastPosition) { events.append($0) }
    return events
  }

  /// Every event about a subject, by version.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func history(of subject: String) throws -> [StoredEvent] {
    var events: [StoredEvent] = []
    try read(.subjects([subject])) { events.append($0) }
    return events.sorted { $0.version < $1.version }
  }
}
