internal import Interchange
internal import Ledger
internal import LedgerStore

/// The figures of one indicator that a question means, and what stands for each.
struct FigureTable {
  let indicator: Code
  let definition: Indicator?
  let rows: [Row]
  /// The figures that have a value which may not be told yet; of an indicator that is worked out, those that its figures
  /// follow from.
  let hidden: [Figure]

  /// A figure with what stands for it.
  struct Row {
    let figure: Figure
    let current: Current<Measurement>
  }

  /// Reads the figures.
  ///
  /// - Throws: `InputRefused` where the question knows none; it says what there is.
  init(_ given: Selection, _ conditions: [GivenCondition], _ asOf: AsOf, _ ledger: inout OpenLedger) throws {
    guard let indicator = given.indicator else { preconditionFailure("a table is of one indicator") }
    self.indicator = indicator
    let state = try ledger.state(asOf) { state in state.isWorkedOut(indicator) ? [FigureScope(indicator)] : [] }
    definition = state.codes.indicator(indicator).value
    let selection = Selection(
      indicator: indicator, area: given.area.map { state.codes.area(for: $0) }, periods: given.periods,
      breakdowns: given.breakdowns
    ).without(defaults: definition?.defaults ?? [:])
    let wanted = FigureConditions(conditions, state.codes)
    var rows: [Row] = []
    var hidden: [Figure] = []
    var count = 0
    if state.isWorkedOut(indicator) {
      count = state.figures.figures(of: indicator).count
      rows = state.figures.matching(selection).filter { wanted.hold(for: $0.0) }.map {
        Row(figure: $0.0, current: $0.1)
      }
      hidden = state.figures.embargoed
    } else {
      var search = FigureSearch()
      search.indicator = indicator.encoded
      try ledger.search(search, upTo: asOf.position) { events in
        let seen = events.seen(under: asOf)
        if !seen.history.versions.isEmpty { count += 1 }
        guard selection.matches(events.figure), wanted.hold(for: events.figure) else { return true }
        if seen.isEmbargoed { hidden.append(events.figure) }
        if case .none = seen.current { return true }
        rows.append(Row(figure: events.figure, current: seen.current))
        return true
      }
      rows.sort { $0.figure < $1.figure }
      hidden.sort()
    }
    (self.rows, self.hidden) = (rows, hidden)
    guard rows.isEmpty, hidden.isEmpty else { return }
    switch state.codes.indicator(indicator) {
    case .unreadable(let unreadable): throw InputRefused("the indicator cannot be read: \(unreadable)")
    case .none, .withdrawn:
      let hint = NearestName.hint(indicator.text, among: state.codes.indicators.map(\.text))
      throw InputRefused(
        "there is no indicator \"\(indicator)\"\(hint.isEmpty ? "; tally list indicators shows all" : hint)")
    case .value:
      throw InputRefused(
        count == 0
          ? "the indicator \"\(indicator)\" has no figures here"
          : "none of the \(count) figures of \"\(indicator)\" is meant: tally table \(indicator.encoded) shows all")
    }
  }

  /// The title, with the unit.
  var heading: String {
    guard let definition else { return indicator.text }
    return definition.title.onOneLine + ", " + definition.unit.text
  }
}

// MARK: - A line a figure

extension FigureTable {
  /// The figures as people read them.
  func lines(width: Int) -> [String] {
    let hasBreakdown = rows.contains { !$0.figure.breakdown.isEmpty }
    let hasUnit = rows.contains { $0.current.value?.unit != nil }
    let hasStatus = rows.contains { $0.current.value.map { $0.status != .normal } ?? false }
    let hasEmbargo = rows.contains { $0.current.value?.embargo != nil }
    var columns: [TextTable.Column] = [.init(title: "Area"), .init(title: "Period")]
    if hasBreakdown { columns.append(.init(title: "Breakdown", isFlexible: true)) }
    columns.append(.init(title: "Value", alignsRight: true, isFlexible: true))
    if hasUnit { columns.append(.init(title: "Unit", isFlexible: true)) }
    if hasStatus { columns.append(.init(title: "Status")) }
    if hasEmbargo { columns.append(.init(title: "Embargo", isFlexible: true)) }
    var table = TextTable(columns)
    for row in rows {
      let measurement = row.current.value
      var cells = [row.figure.area.text, "\(row.figure.period)"]
      if hasBreakdown { cells.append("\(row.figure.breakdown)") }
      cells.append(row.shown)
      if hasUnit { cells.append((measurement?.unit ?? definition?.unit)?.text ?? "") }
      if hasStatus { cells.append(measurement?.status.rawValue ?? "") }
      if hasEmbargo { cells.append(measurement?.embargo.map { "\($0)" } ?? "") }
      table.add(cells)
    }
    return table.lines(width: width)
  }

  /// The figures for a program.
  func lines(_ question: Question) -> [JSONLine] {
    rows.map { row in
      var line = JSONLine(["figure": .text("\(row.figure)")])
      line.add("area", row.figure.area.text)
      line.add("period", "\(row.figure.period)")
      if !row.figure.breakdown.isEmpty { line.add("breakdown", "\(row.figure.breakdown)") }
      row.add(to: &line, unit: definition?.unit)
      question.add(to: &line)
      return line
    }
  }

  /// The figures in the columns of an import.
  var csv: [UInt8] {
    var writer = CSVWriter(columns: [
      .init("indicator"), .init("area"), .init("period"), .init("breakdown"), .init("value", .number),
      .init("qualifier"), .init("missing_reason"), .init("obs_status"), .init("unit"), .init("mult", .number),
      .init("precision", .number), .init("embargo"),
    ])
    for row in rows {
      guard let measurement = row.current.value else { continue }
      let figure = row.figure
      let value = measurement.value
      writer.write([
        figure.indicator.text, figure.area.text, "\(figure.period)",
        figure.breakdown.isEmpty ? nil : "\(figure.breakdown)", value?.text, value?.qualifier.rawValue,
        measurement.missingReason, measurement.status.rawValue, measurement.unit?.text,
        measurement.mult == 0 ? nil : "\(measurement.mult)", measurement.precision.map { "\($0)" },
        measurement.embargo.map { "\($0)" },
      ])
    }
    return writer.bytes
  }

  /// What a file of the table cannot say, which must not go unsaid.
  var notesOnFile: [String] {
    var notes: [String] = []
    if definition?.derivation != nil {
      notes.append("The figures are worked out, so an import does not take them back.")
    }
    func note(_ figures: [Figure], _ what: String) {
      guard let first = figures.first else { return }
      let others = figures.count == 1 ? "" : " and \(figures.count - 1) more"
      notes.append("The file leaves out what \(what): \(first)\(others). --json shows them all.")
    }
    note(rows.filter { if case .withdrawn = $0.current { true } else { false } }.map(\.figure), "was withdrawn")
    note(rows.filter { if case .unreadable = $0.current { true } else { false } }.map(\.figure), "cannot be read")
    if !hidden.isEmpty { notes.append("\(hidden.count) embargoed.") }
    return notes
  }
}

extension FigureTable.Row {
  /// The value, or what is in its place.
  var shown: String {
    switch current {
    case .value(let measurement, _): measurement.shown.onOneLine
    case .withdrawn: "withdrawn"
    case .unreadable: "cannot be read"
    case .none: ".."
    }
  }

  /// Adds what stands for the figure.
  func add(to line: inout JSONLine, unit: Code?) {
    switch current {
    case .value(let measurement, _):
      line.add(measurement)
      if measurement.unit == nil, measurement.value != nil { line.add("unit", unit?.text) }
    case .withdrawn: line.add("withdrawn", .boolean(true))
    case .unreadable(let unreadable): line.add("unreadable", unreadable.reason)
    case .none: break
    }
    line.add("position", current.event.map { "\($0.position)" })
  }
}
