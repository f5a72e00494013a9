internal import LedgerSchema
public import PostgreSQL

extension OpenLedger {
  /// Settles an instant and returns the last position recorded at or before it.
  ///
  /// From then on no append is recorded at or before the instant, so the same question has the same answer for ever.
  /// Waits for an append that is under way.
  ///
  /// - Throws: `StoreError.futureInstant`, `.notSettled` on a standby, `.beforeFirst`.
  public mutating func settle(_ instant: TimestampTZ) throws -> Int64 {
    let position = try meaning { ledger in
      // What is answered must hold: the settlement has to be committed.
      try ledger.connection.queryCommitting("SELECT \(identifier: ledger.name.text).settle(\(instant))")
        .value(0, 0, as: Int64?.self)
    }
    guard let position else {
      let first = try connection.value(
        "SELECT recorded_at FROM \(identifier: name.text).appends WHERE number = 1", as: TimestampTZ.self)
      throw StoreError.beforeFirst(recordedAt: first)
    }
    return position
  }

  /// When the append that holds a position was recorded, and the positions it spans.
  ///
  /// - Throws: `StoreError.beyondHead`.
  public mutating func appendHolding(
    _ position: Int64
  ) throws -> (first: Int64, last: Int64, recordedAt: TimestampTZ) {
    let rows = try connection.query(
      """
      SELECT a.first_position, a.last_position, a.recorded_at
      FROM \(identifier: name.text).appends a
      WHERE a.number = (SELECT e.append_number FROM \(identifier: name.text).events e WHERE e.position = \(position))
      """)
    guard rows.count == 1 else { throw StoreError.beyondHead(position: position, head: try head().position) }
    return (
      try rows.value(0, 0, as: Int64.self), try rows.value(0, 1, as: Int64.self),
      try rows.value(0, 2, as: TimestampTZ.self)
    )
  }

  /// Checks that a position is the end of an append, as an answer at it needs.
  ///
  /// - Returns: When that append was recorded.
  /// - Throws: `StoreError.insideAppend`, `.beyondHead`.
  public mutating func requireEndOfAppend(_ position: Int64) throws -> TimestampTZ {
    let append = try appendHolding(position)
    guard append.last == position else {
      throw StoreError.insideAppend(position: position, first: append.first, last: append.last)
    }
    return append.recordedAt
  }
}
