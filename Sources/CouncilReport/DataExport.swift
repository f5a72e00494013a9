internal import Interchange
internal import Ledger

/// Figures or statuses as a file for a program, row after row.
///
/// Rows go out in the order in which they come; `Report` and the ledger's folds give them by key. Numbers stand as
/// text, so that no reader rounds them, and every row or document says which state it belongs to.
public struct DataExport: Sendable {
  /// The form of the file.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// RFC 4180 with LF and a header.
    case csv
    /// One JSON document, with a row a line.
    case json
  }

  /// What the rows are.
  public enum Content: String, Hashable, Sendable, CaseIterable {
    /// Figures with their values.
    case figures
    /// Targets with their statuses.
    case statuses
  }

  /// The form of the file.
  public let format: Format

  /// What the rows are.
  public let content: Content

  /// The state that the rows belong to.
  public let asOf: ResolvedAsOf

  /// How many rows were written.
  public private(set) var rowCount = 0

  /// The last fields of each row of a CSV file.
  private let state: [String?]
  private var csv: CSVWriter
  private var json: [UInt8] = []

  /// Begins a file.
  ///
  /// - Parameter origin: The ledger that the rows come from, as it names itself.
  public init(_ content: Content, as format: Format, origin: String, asOf: ResolvedAsOf) {
    self.content = content
    self.format = format
    state = Self.state(origin, asOf)
    self.asOf = asOf
    let columns = content == .figures ? Self.figureColumns : Self.statusColumns
    csv = CSVWriter(columns: columns + Self.stateColumns)
    if format == .json { json = Array(Self.opening(content, origin: origin, asOf: asOf).utf8) }
  }

  /// Writes a figure.
  ///
  /// - Precondition: the file holds figures.
  public mutating func write(_ row: Report.FigureRow) {
    precondition(content == .figures, "The file holds statuses.")
    write(Self.fields(of: row))
  }

  /// Writes a target with its statuses.
  ///
  /// - Precondition: the file holds statuses.
  public mutating func write(_ target: Report.Target) {
    precondition(content == .statuses, "The file holds figures.")
    write(Self.fields(of: target))
  }

  /// Takes what was written so far, and lets go of it.
  public mutating func take() -> [UInt8] {
    guard format == .json else { return csv.take() }
    defer { json = [] }
    return json
  }

  /// Ends the file and takes the rest of it.
  ///
  /// - Parameter embargoed: How many rows a public answer withholds; a CSV file has no place for it.
  public consuming func finish(embargoed: Int = 0) -> [UInt8] {
    guard format == .json else { return csv.take() }
    json += (rowCount == 0 ? "]" : "\n]").utf8
    if asOf.release != nil { json += ",\"embargoed\":\(embargoed)".utf8 }
    json += "}\n".utf8
    return json
  }

  private mutating func write(_ fields: [String?]) {
    defer { rowCount += 1 }
    guard format == .json else {
      csv.write(fields + state)
      return
    }
    json += (rowCount == 0 ? "\n" : ",\n").utf8
    var line = JSONLine()
    let columns = content == .figures ? Self.figureColumns : Self.statusColumns
    for (column, field) in zip(columns, fields) { line.add(column.name, field) }
    json += line.bytes
  }

  private static func opening(_ content: Content, origin: String, asOf: ResolvedAsOf) -> String {
    var state = JSONLine()
    for (column, field) in zip(stateColumns, self.state(origin, asOf)) { state.add(column.name, field) }
    var opening = JSONLine()
    opening.add("content", content.rawValue)
    opening.add("state", state.value)
    return String(opening.text.dropLast()) + ",\"\(content.rawValue)\":["
  }
}

extension DataExport {
  /// A whole file of statuses, in the order in which they are given.
  public static func statuses(
    _ targets: [Report.Target], as format: Format, origin: String, asOf: ResolvedAsOf, embargoed: Int = 0
  ) -> [UInt8] {
    var export = DataExport(.statuses, as: format, origin: origin, asOf: asOf)
    for target in targets { export.write(target) }
    return export.finish(embargoed: embargoed)
  }
}
