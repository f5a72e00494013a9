public import Ledger
internal import LedgerSchema
internal import PostgreSQL

extension OpenLedger {
  /// So many indicators and areas are looked at together, so that memory does not grow with the ledger.
  private static let scopesAtOnce = 200

  /// The totals printed by sources that cannot be the sum of their parts, as of a position.
  ///
  /// - Throws: `PostgreSQLError`; what the body throws.
  public mutating func refutedTotals(_ asOf: AsOf, _ body: (RefutedTotal) throws -> Void) throws {
    let subjects = try connection.query(
      """
      SELECT DISTINCT e.subject FROM \(identifier: name.text).events e
      WHERE \(SQL.isFigure) AND pg_catalog.strpos(e.subject, 'total=reported') > 0
        AND e.position <= \(asOf.position.map { Int64($0) } ?? .max)
      """
    ).map { try $0.value(0, as: String.self) }
    let scopes = Set(
      subjects.compactMap { subject -> FigureScope? in
        guard let figure = try? Figure(String(subject.dropFirst("figure/".utf8.count))) else { return nil }
        return FigureScope(figure.indicator, area: figure.area)
      }
    ).sorted { ($0.indicator, $0.area?.text ?? "") < ($1.indicator, $1.area?.text ?? "") }
    guard !scopes.isEmpty else { return }
    let codes = try state(asOf) { _ in [] }
    for start in stride(from: 0, to: scopes.count, by: Self.scopesAtOnce) {
      var state = codes
      try foldFigures(Set(scopes[start..<min(start + Self.scopesAtOnce, scopes.count)]), into: &state)
      for total in state.refutedTotals() { try body(total) }
    }
  }
}
