internal import CouncilReport
internal import Interchange
internal import Ledger

/// A table with a line for each area and breakdown and a column for each period.
struct WideTable {
  private let table: FigureTable
  private let periods: [Period]

  init(_ table: FigureTable) {
    self.table = table
    periods = Set(table.rows.map(\.figure.period)).sorted()
  }

  /// What the figures of a line have in common.
  private struct Key: Hashable, Comparable {
    let area: Code
    let breakdown: Breakdown
    /// Unit, power of ten, last significant place, status and embargo, where a figure has one that is not the common one.
    var attributes: [String] = []

    static func < (one: Key, other: Key) -> Bool {
      if one.area != other.area { return one.area < other.area }
      let (left, right) = ("\(one.breakdown)", "\(other.breakdown)")
      if left != right { return left.utf8.lexicographicallyPrecedes(right.utf8) }
      return one.attributes.lexicographicallyPrecedes(other.attributes)
    }
  }

  private typealias Line = (key: Key, cells: [Period: FigureTable.Row])

  private func lines(by key: (FigureTable.Row) -> Key) -> [Line] {
    Dictionary(grouping: table.rows, by: key).sorted { $0.key < $1.key }.map { key, rows in
      (key, Dictionary(rows.map { ($0.figure.period, $0) }) { first, _ in first })
    }
  }

  private static func key(_ row: FigureTable.Row) -> Key {
    Key(area: row.figure.area, breakdown: row.figure.breakdown)
  }
}

// MARK: - For people

extension WideTable {
  /// The table as people read it: of the periods the newest, as many as fit.
  func lines(width: Int) -> [String] {
    let lines = self.lines(by: Self.key)
    let hasBreakdown = lines.contains { !$0.key.breakdown.isEmpty }
    var columns: [TextTable.Column] = [.init(title: "Area")]
    if hasBreakdown { columns.append(.init(title: "Breakdown", isFlexible: true)) }
    let labels = lines.map { line in
      hasBreakdown ? [line.key.area.text, "\(line.key.breakdown)"] : [line.key.area.text]
    }
    let shown = count(of: lines, in: width - Self.width(of: labels, columns.map(\.title)))
    columns += periods.suffix(shown).map { .init(title: "\($0)", alignsRight: true) }
    var text = TextTable(columns)
    for (label, line) in zip(labels, lines) {
      text.add(label + periods.suffix(shown).map { words(line.cells[$0]) })
    }
    let notes = TextTable.wrap(([leftOut(shown)] + legend).compactMap { $0 }.joined(separator: " "), width: width)
    return text.lines(width: width) + (notes.isEmpty || notes == [""] ? [] : [""] + notes)
  }

  /// The columns that the labels of the lines take, without the blanks after them.
  private static func width(of labels: [[String]], _ titles: [String]) -> Int {
    // A long breakdown wraps rather than leave no room for figures.
    let longest = 24
    return titles.indices.reduce(0) { sum, index in
      let widths = (labels.map { $0[index] } + [titles[index]]).map { TextTable.width(of: $0) }
      return sum + min(widths.max() ?? 0, index == 0 ? .max : longest) + (index == 0 ? 0 : 2)
    }
  }

  /// How many of the newest periods fit; one stands there however narrow the terminal is.
  private func count(of lines: [Line], in room: Int) -> Int {
    var room = room
    var shown = 0
    for period in periods.reversed() {
      let needed = ([("\(period)")] + lines.map { words($0.cells[period]) }).map { TextTable.width(of: $0) }.max() ?? 0
      guard room >= needed + 2 else { break }
      room -= needed + 2
      shown += 1
    }
    return max(min(shown, periods.count), min(1, periods.count))
  }

  private func words(_ row: FigureTable.Row?) -> String {
    guard let row else { return "" }
    var words = row.shown
    guard let measurement = row.current.value else { return words }
    if let unit = measurement.unit { words += " \(unit)" }
    if measurement.status != .normal { words += " \(measurement.status.rawValue)" }
    if measurement.embargo != nil { words += " #" }
    return words
  }

  private func leftOut(_ shown: Int) -> String? {
    let left = periods.dropLast(shown)
    guard let first = left.first, let last = left.last else { return nil }
    let isRange = left.allSatisfy { $0.isUnit && $0.precision == first.precision }
    let option = isRange && first != last ? "\(first)..\(last)" : "\(last)"
    let (what, shows) =
      left.count == 1
      ? ("1 earlier period is", "it") : ("\(left.count) earlier periods are", isRange ? "them" : "the last of them")
    return "\(what) left out: --where period=\(option) shows \(shows), --format csv has all."
  }

  /// What the marks mean that stand in the table.
  private var legend: [String] {
    let found = table.rows.compactMap(\.current.value)
    let statuses = Set(found.map(\.status)).subtracting([.normal]).sorted { $0.rawValue < $1.rawValue }
    var notes = statuses.map { "\($0.rawValue): \($0.meaning)." }
    if found.contains(where: { $0.embargo != nil }) { notes.append("#: under embargo.") }
    return notes
  }
}

// MARK: - For programs

extension WideTable {
  /// The table for a program: a line for each area and breakdown.
  func lines(_ question: Question) -> [JSONLine] {
    lines(by: Self.key).map { line in
      var json = JSONLine(["indicator": .text(table.indicator.text), "area": .text(line.key.area.text)])
      if !line.key.breakdown.isEmpty { json.add("breakdown", "\(line.key.breakdown)") }
      let cells = periods.compactMap { period in
        line.cells[period].map { row -> (key: String, value: JSONLine.Value) in
          var cell = JSONLine()
          row.add(to: &cell, unit: table.definition?.unit)
          return ("\(period)", cell.value)
        }
      }
      json.add("periods", .object(cells))
      question.add(to: &json)
      return json
    }
  }

  private static let attributes: [(column: String, text: @Sendable (Measurement) -> String?)] = [
    ("unit", { $0.unit?.text }), ("mult", { $0.mult == 0 ? nil : "\($0.mult)" }),
    ("precision", { $0.precision.map { "\($0)" } }),
    ("obs_status", { $0.status == .normal ? nil : $0.status.rawValue }), ("embargo", { $0.embargo.map { "\($0)" } }),
  ]

  /// The table as a file that an import reads with `--wide '*'`: what differs within a line has a line of its own.
  var csv: [UInt8] {
    let lines = self.lines { row in
      var key = Self.key(row)
      key.attributes = Self.attributes.map { attribute in row.current.value.flatMap(attribute.text) ?? "" }
      return key
    }
    let used = Self.attributes.indices.filter { index in lines.contains { !$0.key.attributes[index].isEmpty } }
    let hasBreakdown = lines.contains { !$0.key.breakdown.isEmpty }
    var writer = CSVWriter(
      columns: [.init("indicator"), .init("area")] + (hasBreakdown ? [.init("breakdown")] : [])
        + used.map { .init(Self.attributes[$0].column) } + periods.map { .init("\($0)", .number) })
    for line in lines {
      writer.write(
        [table.indicator.text, line.key.area.text]
          + (hasBreakdown ? [line.key.breakdown.isEmpty ? nil : "\(line.key.breakdown)"] : [])
          + used.map { line.key.attributes[$0] } + periods.map { Self.cell(line.cells[$0]?.current.value) })
    }
    return writer.bytes
  }

  private static func cell(_ measurement: Measurement?) -> String? {
    guard let measurement else { return nil }
    switch measurement.content {
    case .missing(let reason): return "(\(reason))"
    case .value(let value): return "\(value)"
    }
  }
}
