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
    // A COPY takes no parameters; a position is a number. In the order of the index, subject by subject.
    let sql = SQL(
      """
      COPY (
        \(storedEvents)
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
  private var envelopes = EnvelopeReader()

  init() {}

  mutating func apply(_ sql: SQL, over connection: inout Connection, progress: (Int) throws -> Void) throws {
    _ = try connection.copyOutBinary(sql) { row in
      try apply(row)
      if row.index & 0xFFFF == 0xFFFF { try progress(row.index + 1) }
    }
  }

  private mutating func apply(_ row: borrowing CopyRow) throws {
    let envelope = try envelopes.envelope(
      row.value(1, as: UUIDValue.self), position: row.value(0, as: Int64.self), version: row.value(7, as: Int32.self),
      row: row.index
    ) {
      (try row.value(2, as: TimestampTZ.self), try row.value(3, as: String.self), try row.value(4, as: String.self))
    }
    try row.withTexts(5, 6, 8, 9) { kind, subject, data, basis in
      check.apply(envelope, kind: kind, subject: subject, data: data, basis: basis, using: &hasher)
    }
  }

  consuming func finish(expecting position: Int) -> LogCheck {
    check.finish(expecting: position, using: &hasher)
    return check
  }
}
