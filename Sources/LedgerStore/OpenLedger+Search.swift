public import Ledger
internal import LedgerSchema
internal import PostgreSQL

/// Which figures to look for, as far as the server can tell without reading what their events mean.
///
/// It may find more than is meant, never less.
public struct FigureSearch: Sendable {
  /// Where the words of a search may stand.
  public struct Word: Sendable {
    /// What stands in the key of a figure, or in a comment or a quotation of one of its events; capital and small
    /// letters A to Z are the same.
    public let text: String
    /// Indicators all of whose figures are found, as they stand in subjects.
    public let indicators: [String]

    /// A word, and the indicators whose titles have it.
    public init(_ text: String, orIndicators indicators: [String]) {
      self.text = text
      self.indicators = indicators
    }
  }

  /// The word, if there is one.
  public var word: Word?
  /// The one indicator, as it stands in subjects, if only its figures are looked for.
  public var indicator: String?
  /// The one area, as it stands in subjects, if only its figures are looked for.
  public var area: String?
  /// Indicators whose figures are left out, as they stand in subjects.
  public var excluded: [String] = []

  /// A search for every figure.
  public init() {}
}

extension OpenLedger {
  /// So many events are fetched at once.
  private static let fetchCount = 1_000

  /// Looks for figures and hands over one after the other, by subject, with all that the log says of it: in memory that
  /// does not grow with their number, and without reading on when the body has enough.
  ///
  /// - Parameters:
  ///   - asOf: What the question may see; figures that it may not see at all are handed over too.
  ///   - body: Takes a figure and its projection; false ends the search.
  /// - Throws: `PostgreSQLError`; what the body throws.
  public mutating func search(
    _ search: FigureSearch, _ asOf: AsOf, _ body: (Figure, Figures) throws -> Bool
  ) throws {
    let cursor: SQL = "DECLARE found NO SCROLL CURSOR FOR \(statement(search, upTo: asOf.position))"
    let fetch = SQL(unchecked: "FETCH \(Self.fetchCount) FROM found")
    try meaning { ledger in
      try ledger.connection.transaction(readOnly: true) { connection in
        // A cursor is planned to give its first rows soon: by the index on subjects, without sorting them all.
        try connection.execute(cursor)
        var one = OneFigure(asOf: asOf)
        while true {
          let rows = try connection.query(fetch)
          var goesOn = true
          try rows.forEach { row in
            guard goesOn else { return }
            let stored = try StoredEvent(row)
            if stored.subject != one.subject {
              goesOn = try one.hand(to: body)
              one = OneFigure(asOf: asOf, subject: stored.subject)
            }
            one.apply(stored)
          }
          guard goesOn else { return }
          guard rows.count == Self.fetchCount else { break }
        }
        _ = try one.hand(to: body)
      }
    }
  }

  private func statement(_ search: FigureSearch, upTo position: Int?) -> SQL {
    let schema = SQL("\(identifier: name.text)")
    let bound = position.map { Int64($0) } ?? .max
    var conditions: SQL = "e.subject >= 'figure/' AND e.subject < 'figure0' AND e.position <= \(bound)"
    if let indicator = search.indicator {
      // The byte after "@" is "A".
      let (first, beyond) = ("figure/\(indicator)@", "figure/\(indicator)A")
      conditions = conditions + " AND e.subject >= \(first) COLLATE \"C\" AND e.subject < \(beyond) COLLATE \"C\""
    }
    if let area = search.area { conditions = conditions + " AND pg_catalog.strpos(e.subject, \("@\(area)@")) > 0" }
    if !search.excluded.isEmpty { conditions = conditions + " AND \(Self.indicator) <> ALL (\(search.excluded))" }
    if let word = search.word {
      let text = Self.folded(word.text)
      // In a note, which stands in JSON, a quotation mark has a reverse solidus before it.
      let note = text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
      let found: SQL = """
         AND (
          pg_catalog.strpos(pg_catalog.lower(pg_catalog.substr(e.subject, 8)), \(text)) > 0
          OR \(Self.indicator) = ANY (\(word.indicators))
          OR e.subject IN (
            SELECT n.subject FROM \(schema).events n
            WHERE n.subject >= 'figure/' AND n.subject < 'figure0' AND n.position <= \(bound)
              AND (pg_catalog.strpos(n.basis, '"comment":') > 0 OR pg_catalog.strpos(n.basis, '"quote":') > 0)
              AND pg_catalog.strpos(pg_catalog.lower(n.basis), \(note)) > 0))
        """
      conditions = conditions + found
    }
    return """
      SELECT e.position, a.id, a.recorded_at, a.recorded_by, a.origin, e.kind, e.subject, e.version, e.data, e.basis
      FROM \(schema).events e JOIN \(schema).appends a ON a.number = e.append_number
      WHERE \(conditions)
      ORDER BY e.subject, e.version
      """
  }

  /// The indicator in the subject of a figure.
  private static var indicator: SQL { "pg_catalog.split_part(pg_catalog.substr(e.subject, 8), '@', 1)" }

  /// Small letters A to Z, as PostgreSQL has them under the collation C.
  private static func folded(_ text: String) -> String {
    String(
      decoding: text.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }, as: Unicode.UTF8.self)
  }
}

/// The events about one figure, folded while they arrive.
private struct OneFigure {
  private(set) var subject = ""
  private var figures: Figures

  init(asOf: AsOf, subject: String = "") {
    self.subject = subject
    figures = Figures(asOf: asOf)
  }

  mutating func apply(_ stored: StoredEvent) {
    stored.read {
      figures.apply($0)
    } unreadable: {
      figures.apply($0, recordedAt: stored.recordedAt)
    }
  }

  /// Hands the figure over, if there is one.
  func hand(to body: (Figure, Figures) throws -> Bool) throws -> Bool {
    guard !subject.isEmpty, case .figure(let figure)? = (try? Subject(subject))?.form else { return true }
    return try body(figure, figures)
  }
}
