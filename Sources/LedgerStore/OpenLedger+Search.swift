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
  /// If only figures are looked for about which something was recorded after a position.
  public var touchedAfter: Int?

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
  ///   - position: The last position that is read; nil for all.
  ///   - body: Takes a figure with its events up to the position; false ends the search.
  /// - Throws: `PostgreSQLError`; what the body throws.
  public mutating func search(
    _ search: FigureSearch, upTo position: Int?, _ body: (FigureEvents) throws -> Bool
  ) throws {
    let cursor: SQL = "DECLARE found NO SCROLL CURSOR FOR \(statement(search, upTo: position))"
    let fetch = SQL(unchecked: "FETCH \(Self.fetchCount) FROM found")
    try meaning { ledger in
      try ledger.connection.transaction(readOnly: true) { connection in
        // A cursor is planned to give its first rows soon: by the index on subjects, without sorting them all.
        try connection.execute(cursor)
        var reader = EventReader()
        var one = OneFigure()
        var goesOn = true
        var isWhole = false
        // The next rows are asked for before those that came are looked at: server and client work side by side.
        let fetches = sequence(state: ()) { _ in goesOn && !isWhole ? fetch : nil }
        try connection.pipeline(fetches, window: 2) { _, rows in
          isWhole = isWhole || rows.count < Self.fetchCount
          try rows.forEach { row in
            guard goesOn else { return }
            if try !one.isSubject(of: row) {
              goesOn = try one.events.map(body) ?? true
              one = OneFigure(try row.value(6, as: String.self))
            }
            try one.append(row, with: &reader)
          }
        }
        guard goesOn else { return }
        if let events = one.events { _ = try body(events) }
      }
    }
  }

  private func statement(_ search: FigureSearch, upTo position: Int?) -> SQL {
    let schema = SQL("\(identifier: name.text)")
    let bound = position.map { Int64($0) } ?? .max
    // The byte after "/" is "0", the one after "@" is "A".
    let first = search.indicator.map { "figure/\($0)@" } ?? "figure/"
    let beyond = search.indicator.map { "figure/\($0)A" } ?? "figure0"
    let range: SQL = "subject >= \(first) COLLATE \"C\" AND subject < \(beyond) COLLATE \"C\""
    var conditions: SQL = "\(range) AND e.position <= \(bound)"
    if let touched = search.touchedAfter {
      let found: SQL = """
         AND e.subject IN (
          SELECT subject FROM \(schema).events WHERE \(range) AND position > \(Int64(touched)) AND position <= \(bound))
        """
      conditions = conditions + found
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
      \(storedEvents)
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

/// The events about one figure, gathered while they arrive.
private struct OneFigure {
  private let subject: [UInt8]
  /// Nil where the subject is no figure.
  private(set) var events: FigureEvents?

  init(_ subject: String = "") {
    self.subject = Array(subject.utf8)
    events = (try? Subject(subject)).flatMap { FigureEvents($0) }
  }

  func isSubject(of row: borrowing Row) throws -> Bool {
    try row.withBytes(6) { bytes in
      guard let bytes, bytes.count == subject.count else { return false }
      return subject.indices.allSatisfy { bytes[$0] == subject[$0] }
    }
  }

  mutating func append(_ row: borrowing Row, with reader: inout EventReader) throws {
    try reader.read(row) {
      events?.append($0)
    } unreadable: {
      events?.append($0, recordedAt: $1)
    }
  }
}
