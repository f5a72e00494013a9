public import Ledger
internal import LedgerSchema
internal import PostgreSQL

extension OpenLedger {
  /// The indicators that figures were recorded for, in order, some of them perhaps beyond any bound of a question.
  ///
  /// It steps through the index on subjects, one row an indicator, however many figures there are.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func indicatorsOfFigures() throws -> [Code] {
    let search = SubjectSearch(name)
    return try meaning { ledger in
      try search.beginnings(of: "figure/", upTo: "@", limit: .max, &ledger.connection)
        .compactMap { Self.code($0.dropFirst(7).dropLast()) }.sorted()
    }
  }

  /// The indicators for whose figures something was recorded after a position, in order.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func indicators(touchedAfter position: Int, upTo bound: Int?) throws -> [Code] {
    let sql: SQL = """
      SELECT DISTINCT pg_catalog.split_part(pg_catalog.substr(subject, 8), '@', 1)
      FROM \(identifier: name.text).events
      WHERE position > \(Int64(position)) AND position <= \(bound.map { Int64($0) } ?? .max)
        AND subject >= 'figure/' AND subject < 'figure0'
      """
    return try meaning { ledger in
      try ledger.connection.query(sql).map { row in try row.value(0, as: String.self) }
        .compactMap { Self.code($0[...]) }.sorted()
    }
  }

  /// The indicators for which a value was recorded that may not be told at an instant.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func indicators(embargoedAt instant: Instant, upTo position: Int?) throws -> Set<Code> {
    var indicators: Set<Code> = []
    try readEvents(.embargoedFigures, upTo: position.map { Int64($0) }) { event in
      guard let embargo = event.embargo, embargo > instant, case .figure(let figure) = event.subject.form else {
        return
      }
      indicators.insert(figure.indicator)
    } unreadable: { _, _ in
    }
    return indicators
  }

  private static func code(_ component: Substring) -> Code? { try? Code(encoded: component.utf8.span) }
}
