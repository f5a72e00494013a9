internal import Cryptography
public import Ledger
internal import LedgerSchema
internal import PostgreSQL

extension OpenLedger {
  /// Replays the whole log up to a position and checks it, in memory that does not grow with it.
  ///
  /// - Parameters:
  ///   - position: The last position to look at.
  ///   - progress: Is told now and then how many entries were checked.
  /// - Throws: `PostgreSQLError`; what `progress` throws.
  public mutating func check(upTo position: Int64, progress: (Int) throws -> Void) throws -> LogCheck {
    let schema = SQL("\(identifier: name.text)")
    // A COPY takes no parameters; a position is a number. In the order of the index, subject by subject.
    let sql = SQL(
      """
      COPY (
        SELECT e.position, a.id, a.recorded_at, a.recorded_by, a.origin, e.kind, e.subject, e.version, e.data, e.basis
        FROM \(schema).events e JOIN \(schema).appends a ON a.number = e.append_number
        WHERE e.position <= \(unchecked: String(position))
        ORDER BY e.subject, e.version
      ) TO STDOUT (FORMAT binary)
      """)
    var replay = CheckedReplay()
    try meaning { ledger in try replay.apply(sql, over: &ledger.connection, progress: progress) }
    return replay.finish(expecting: Int(position))
  }
}

/// The rows of a log on their way into its check.
private struct CheckedReplay: ~Copyable {
  private var check = LogCheck()
  private var hasher = SHA256()
  // What the events of one append share is decoded once.
  private var append = UUIDValue(high: 0, low: 0)
  private var envelope: Entry.Envelope?

  init() {}

  mutating func apply(_ sql: SQL, over connection: inout Connection, progress: (Int) throws -> Void) throws {
    _ = try connection.copyOutBinary(sql) { row in
      try apply(row)
      if row.index & 0xFFFF == 0xFFFF { try progress(row.index + 1) }
    }
  }

  private mutating func apply(_ row: borrowing CopyRow) throws {
    let id = try row.value(1, as: UUIDValue.self)
    if envelope == nil || id != append {
      let stamp = try row.value(2, as: TimestampTZ.self)
      guard let instant = Instant(microseconds: stamp.microsecondsSinceUnixEpoch) else {
        throw PostgreSQLError.decoding(column: "recorded_at", row: row.index, type: "Instant", reason: .outOfRange)
      }
      envelope = Entry.Envelope(
        append: AppendID(high: id.high, low: id.low), recordedAt: instant,
        recordedBy: try row.value(3, as: String.self), origin: try row.value(4, as: String.self), position: 0,
        version: 0)
      append = id
    }
    envelope?.position = Int(try row.value(0, as: Int64.self))
    envelope?.version = Int(try row.value(7, as: Int32.self))
    guard let envelope else { preconditionFailure("an envelope was read") }
    try row.withTexts(5, 6, 8, 9) { kind, subject, data, basis in
      check.apply(envelope, kind: kind, subject: subject, data: data, basis: basis, using: &hasher)
    }
  }

  consuming func finish(expecting position: Int) -> LogCheck {
    check.finish(expecting: position, using: &hasher)
    return check
  }
}
