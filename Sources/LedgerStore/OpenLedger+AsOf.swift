public import Ledger
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
  /// - Throws: `StoreError.beyondHead`, `.notPermitted`.
  public mutating func appendHolding(
    _ position: Int64
  ) throws -> (first: Int64, last: Int64, recordedAt: TimestampTZ) {
    let rows = try meaning { ledger in
      let schema = SQL("\(identifier: ledger.name.text)")
      return try ledger.connection.query(
        """
        SELECT a.first_position, a.last_position, a.recorded_at
        FROM \(schema).appends a
        WHERE a.number = (SELECT e.append_number FROM \(schema).events e WHERE e.position = \(position))
        """)
    }
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

  /// When the first figure was published, if that is after an instant and nothing else can have been known by then.
  ///
  /// - Returns: nil where something was known by the instant, and where the ledger has no figures.
  /// - Throws: `PostgreSQLError`.
  public mutating func firstPublication(after instant: Instant, upTo position: Int64) throws -> Instant? {
    let schema = SQL("\(identifier: name.text)")
    // Targets, judgements, memberships and publications are known by dates of their own: a fold knows which.
    let others: SQL = """
      SELECT EXISTS (
        SELECT FROM pg_catalog.unnest(ARRAY['judgement', 'membership', 'publication', 'target']) AS t (type)
        CROSS JOIN LATERAL (
          SELECT FROM \(schema).events e
          WHERE e.subject >= (t.type || '/') COLLATE "C" AND e.subject < (t.type || '0') COLLATE "C"
            AND e.position <= \(position) LIMIT 1) o)
      """
    if try connection.value(others, as: Bool.self) { return nil }
    let known: SQL = """
      FROM (
        SELECT coalesce(
          CASE WHEN e.basis LIKE '%"published_at":"____-__-__T__:__:__.______Z"%'
            THEN e.basis::pg_catalog.json OPERATOR(pg_catalog.->>) 'published_at' END,
          pg_catalog.to_char(a.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) COLLATE "C" AS known
        FROM \(schema).events e JOIN \(schema).appends a ON a.number = e.append_number
        WHERE \(SQL.isFigure) AND e.position <= \(position)
        OFFSET 0
      ) k
      """
    if try connection.value("SELECT EXISTS (SELECT \(known) WHERE k.known <= \("\(instant)"))", as: Bool.self) {
      return nil
    }
    guard let first = try connection.value("SELECT min(k.known) \(known)", as: String?.self) else { return nil }
    return Instant(canonical: first.utf8.span)
  }
}
