public import LedgerSchema
public import PostgreSQL

/// Finds how subjects go on from what was typed, step by step through the index on subjects.
///
/// It reads one row of the index a step, however many events there are, and never a figure's value.
public struct SubjectSearch: Sendable {
  private let schema: SQL

  /// A search in a ledger.
  public init(_ ledger: LedgerName) { schema = SQL("\(identifier: ledger.text)") }

  /// The ledgers of a database.
  ///
  /// - Throws: `PostgreSQLError`.
  public static func ledgers(_ connection: inout Connection) throws -> [String] {
    try connection.query(
      """
      SELECT n.nspname::text FROM pg_catalog.pg_namespace n
      WHERE (
        SELECT count(*) FROM pg_catalog.pg_class c
        WHERE c.relnamespace = n.oid AND c.relname IN ('appends', 'events', 'entries', 'gate')) = 4
      ORDER BY n.nspname COLLATE "C"
      """
    ).map { row in try row.value(0, as: String.self) }
  }

  /// The beginnings of subjects up to the next of some characters, or to their end, in the order of their bytes.
  ///
  /// Where there are more than the limit, the last one there is comes after those of the limit, so that what all
  /// beginnings have in common is what these have in common.
  ///
  /// - Parameters:
  ///   - prefix: What the subjects begin with: ASCII, and not empty.
  ///   - separators: The characters that end a beginning, each below `~`.
  /// - Throws: `PostgreSQLError`.
  public func beginnings(
    of prefix: String, upTo separators: String, limit: Int, _ connection: inout Connection
  ) throws -> [String] {
    guard let last = prefix.utf8.last, prefix.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) else { return [] }
    let end = String(decoding: Array(prefix.utf8.dropLast()) + [last + 1], as: UTF8.self)
    let pattern = "^[^\(separators)]*[\(separators)]?"
    let length = Int32(clamping: prefix.utf8.count)
    func beginning(_ subject: SQL) -> SQL {
      """
      (pg_catalog.left(\(subject), \(length))
        || pg_catalog.substring(pg_catalog.substr(\(subject), \(length) + 1), \(pattern))) COLLATE "C"
      """
    }
    // After "A@" the next beginning comes after all that begins with "A@", so at "AA" or later; after a whole subject
    // it comes after the versions of that subject: no subject has a character below "!" .
    let rows = try connection.query(
      """
      WITH RECURSIVE step (beginning, number) AS (
        SELECT \(beginning("first.subject")), 1 FROM (
          SELECT e.subject FROM \(schema).events e
          WHERE e.subject >= \(prefix) COLLATE "C" AND e.subject < \(end) COLLATE "C"
          ORDER BY e.subject LIMIT 1) first
        UNION ALL
        SELECT \(beginning("next.subject")), step.number + 1
        FROM step CROSS JOIN LATERAL (
          SELECT e.subject FROM \(schema).events e
          WHERE e.subject >= (
              CASE WHEN pg_catalog.strpos(\(separators), pg_catalog.right(step.beginning, 1)) > 0
                AND pg_catalog.length(step.beginning) > \(length)
              THEN pg_catalog.left(step.beginning, -1)
                || pg_catalog.chr(pg_catalog.ascii(pg_catalog.right(step.beginning, 1)) + 1)
              ELSE step.beginning || '!' END) COLLATE "C"
            AND e.subject < \(end) COLLATE "C"
          ORDER BY e.subject LIMIT 1) next
        WHERE step.number < \(Int32(clamping: limit))
      )
      (SELECT beginning FROM step)
      UNION
      (SELECT \(beginning("last.subject")) FROM (
        SELECT e.subject FROM \(schema).events e
        WHERE e.subject >= \(prefix) COLLATE "C" AND e.subject < \(end) COLLATE "C"
        ORDER BY e.subject DESC LIMIT 1) last)
      ORDER BY 1
      """)
    return try rows.map { row in try row.value(0, as: String.self) }
  }

  /// What the current states of some subjects are called: those that are not withdrawn, each with its title, its
  /// statement or its sentence, or with nothing.
  ///
  /// Not for figures, whose states hold values.
  ///
  /// - Throws: `PostgreSQLError`.
  public func titles(of subjects: [String], _ connection: inout Connection) throws -> [String: String] {
    let rows = try connection.query(
      """
      SELECT s.subject, coalesce(c.data ->> 'title', c.data ->> 'statement', c.data ->> 'text', '')
      FROM pg_catalog.unnest(\(subjects)) AS s (subject) CROSS JOIN LATERAL (
        SELECT e.data::pg_catalog.json AS data FROM \(schema).events e
        WHERE e.subject = s.subject COLLATE "C" ORDER BY e.version DESC LIMIT 1) c
      WHERE c.data ->> 'withdrawn' IS NULL AND s.subject NOT LIKE 'figure/%'
      """)
    var titles: [String: String] = [:]
    for (subject, title) in try rows.map({ row in
      (try row.value(0, as: String.self), try row.value(1, as: String.self))
    }) {
      titles[subject] = title
    }
    return titles
  }

  /// The newest appends: their ids, and what a person needs to know them by.
  ///
  /// - Throws: `PostgreSQLError`.
  public func newestAppends(limit: Int, _ connection: inout Connection) throws -> [(id: String, meaning: String)] {
    try connection.query(
      """
      SELECT a.id::text, pg_catalog.format('%s events, recorded %s', a.last_position - a.first_position + 1,
        pg_catalog.to_char(a.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
      FROM \(schema).appends a ORDER BY a.number DESC LIMIT \(Int32(clamping: limit))
      """
    ).map { row in (id: try row.value(0, as: String.self), meaning: try row.value(1, as: String.self)) }
  }
}
