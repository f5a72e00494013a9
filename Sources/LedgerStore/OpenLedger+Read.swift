public import Ledger
internal import LedgerSchema
internal import PostgreSQL

/// Which events to read.
public enum EventFilter: Sendable {
  /// Every event.
  case all
  /// Everything but figures: codes, targets, publications and so on.
  case exceptFigures
  /// Figures alone.
  case allFigures
  /// Figures alone, and of their events those that name an embargo, perhaps others too.
  case embargoedFigures
  /// These figures.
  case figures(Set<FigureScope>)
  /// The figures of one indicator and area, given as they stand in subjects.
  case series(indicator: String, area: String)
  /// The subjects of one type, for example `area`.
  case type(String)
  /// These subjects.
  case subjects([String])
}

extension OpenLedger {
  /// Reads events in the order of their positions, in bounded memory.
  ///
  /// The events are those of one instant: a prefix of the log, whatever is appended meanwhile.
  ///
  /// - Parameters:
  ///   - filter: Which events.
  ///   - after: Only positions above this one.
  ///   - upTo: Only positions up to this one; nil for all.
  /// - Throws: `PostgreSQLError`; what the body throws, which ends the reading.
  public mutating func read(
    _ filter: EventFilter, after: Int64 = 0, upTo: Int64? = nil, _ body: (StoredEvent) throws -> Void
  ) throws {
    let statement = statement(filter, after: after, upTo: upTo)
    try meaning { ledger in _ = try ledger.connection.stream(statement) { row in try body(StoredEvent(row)) } }
  }

  /// Reads events in the order of their positions as the domain knows them, in bounded memory; what makes a subject
  /// unreadable stands in the place of an entry that is malformed.
  ///
  /// - Throws: `PostgreSQLError`.
  mutating func readEvents(
    _ filter: EventFilter, upTo: Int64?, _ event: (Event) -> Void,
    unreadable: (Unreadable, _ recordedAt: Instant) -> Void
  ) throws {
    let statement = statement(filter, after: 0, upTo: upTo)
    var reader = EventReader()
    try meaning { ledger in
      _ = try ledger.connection.stream(statement) { row in try reader.read(row, event, unreadable: unreadable) }
    }
  }

  /// The rows that `StoredEvent`, `EventReader` and the check of the log read, as far as the condition and the order.
  var storedEvents: SQL {
    let schema = SQL("\(identifier: name.text)")
    return """
      SELECT e.position, a.id, a.recorded_at, a.recorded_by, a.origin, e.kind, e.subject, e.version, e.data, e.basis
      FROM \(schema).events e JOIN \(schema).appends a ON a.number = e.append_number
      """
  }

  private func statement(_ filter: EventFilter, after: Int64, upTo: Int64?) -> SQL {
    let schema = SQL("\(identifier: name.text)")
    let bound = upTo ?? Int64.max
    let condition: SQL =
      switch filter {
      case .all: "true"
      case .exceptFigures: .isNoFigure
      case .allFigures: .isFigure
      // The byte after "@" is "A".
      case .embargoedFigures:
        """
        (\(SQL.isFigure) AND pg_catalog.strpos(e.data, '"embargo":') > 0)
        """
      case .figures(let scopes):
        """
        e.subject IN (
          SELECT f.subject FROM pg_catalog.unnest(\(scopes.map(\.prefix).sorted())) AS s (prefix)
          CROSS JOIN LATERAL (
            SELECT DISTINCT x.subject FROM \(schema).events x
            WHERE x.subject >= (s.prefix || '@') COLLATE "C" AND x.subject < (s.prefix || 'A') COLLATE "C") f)
        """
      case .series(let indicator, let area):
        """
        (e.subject >= \("figure/\(indicator)@\(area)@") COLLATE "C"
          AND e.subject < \("figure/\(indicator)@\(area)A") COLLATE "C")
        """
      case .type(let type): "(e.subject >= \(type + "/") AND e.subject < \(type + "0"))"
      case .subjects(let subjects): "e.subject = ANY (\(subjects))"
      }
    return """
      \(storedEvents)
      WHERE e.position > \(after) AND e.position <= \(bound) AND \(condition)
      ORDER BY e.position
      """
  }
}

extension SQL {
  /// Whether an event `e` is about a figure.
  ///
  /// The byte after "/" is "0": everything that begins with figure/ lies between.
  static var isFigure: SQL { "(e.subject >= 'figure/' AND e.subject < 'figure0')" }

  /// Whether an event `e` is about anything but a figure.
  static var isNoFigure: SQL { "(e.subject < 'figure/' OR e.subject >= 'figure0')" }
}

extension FigureScope {
  /// What the subjects of the figures begin with, before an "@".
  var prefix: String { "figure/" + indicator.encoded + (area.map { "@" + $0.encoded } ?? "") }
}
