public import Ledger
internal import LedgerSchema
internal import PostgreSQL

extension OpenLedger {
  /// What one append did, subject by subject in the order of their bytes, but for the receipt of an import.
  ///
  /// - Returns: Whether there is such an append.
  /// - Throws: `PostgreSQLError`; what the body throws, which ends the reading.
  public mutating func subjects(ofAppend id: AppendID, _ body: (AppendedSubject) throws -> Void) throws -> Bool {
    guard let receipt = try findAppend(UUIDValue(high: id.high, low: id.low)) else { return false }
    let schema = SQL("\(identifier: name.text)")
    let sql: SQL = """
      SELECT m.subject, m.version, n.version, n.kind, b.kind, b.data
      FROM (
        SELECT e.subject, min(e.version) AS first, max(e.version) AS version FROM \(schema).events e
        WHERE e.position >= \(receipt.firstPosition) AND e.position <= \(receipt.lastPosition)
          AND (e.subject < 'import/' OR e.subject >= 'import0')
        GROUP BY e.subject) m
      CROSS JOIN LATERAL (
        SELECT e.version, e.kind FROM \(schema).events e
        WHERE e.subject = m.subject ORDER BY e.version DESC LIMIT 1) n
      LEFT JOIN \(schema).events b ON b.subject = m.subject AND b.version = m.first - 1
      ORDER BY m.subject
      """
    try meaning { ledger in
      _ = try ledger.connection.stream(sql) { row in
        let before = try row.value(4, as: String?.self)
        try body(
          AppendedSubject(
            subject: try row.value(0, as: String.self), version: Int(try row.value(1, as: Int32.self)),
            newest: Int(try row.value(2, as: Int32.self)), kind: try row.value(3, as: String.self),
            before: try before.map { (kind: $0, data: try row.value(5, as: String.self)) }))
      }
    }
    return true
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

/// A subject that an append has events about.
public struct AppendedSubject: Sendable {
  /// The subject.
  public let subject: String
  /// The version of the append's last event about it.
  public let version: Int
  /// The newest version there is.
  public let newest: Int
  /// The kind of the newest version.
  public let kind: String
  /// The state before the append; nil if the append made the subject.
  public let before: (kind: String, data: String)?
}
