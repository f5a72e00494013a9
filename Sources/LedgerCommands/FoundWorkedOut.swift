internal import Arithmetic
internal import CouncilReport
internal import Interchange
internal import Ledger
internal import LedgerStore

/// A figure of an indicator that is defined by a derivation, with the way down to the events.
struct FoundWorkedOut {
  private let figure: Figure
  private let definition: Indicator
  private let one: WorkedOut
  /// How many values were recorded for the figure before its indicator was defined so.
  private let recordedCount: Int

  /// Works the figure out; nil where its indicator is measured, or not there.
  ///
  /// - Throws: `InputRefused` where something is missing, with its name.
  init?(_ given: Figure, _ asOf: AsOf, _ ledger: inout OpenLedger) throws {
    let indicator = given.indicator
    var known = State(asOf: asOf)
    try ledger.fold(.subjects([Subject.indicator(indicator).text]), upTo: asOf.position.map { Int64($0) }, into: &known)
    guard let definition = known.codes.indicator(indicator).value, definition.derivation != nil else { return nil }
    self.definition = definition
    let state = try ledger.state(asOf) { _ in [FigureScope(indicator)] }
    figure = Figure(
      indicator: indicator, area: state.codes.area(for: given.area), period: given.period, breakdown: given.breakdown)
    guard let one = state.figures.workedOut(figure) else {
      let missing = state.evaluate(.figure(Selection(figure))).missing.map { "\($0)" }.joined(separator: "; ")
      throw InputRefused(
        "\"\(figure)\" cannot be worked out\(missing.isEmpty ? "" : "; missing: \(missing)"); "
          + "tally table \(indicator.encoded) shows the figures that can")
    }
    self.one = one
    recordedCount = state.figures.history(of: figure)?.events.count ?? 0
  }

  /// The figure as people read it.
  func lines(width: Int) -> [String] {
    var facts = LabelledLines()
    facts.add("figure", "\(figure)")
    facts.add("value", one.measurement.shown)
    let exact = one.derived.quantity?.value.exactText
    facts.add("exactly", exact == one.measurement.value?.text ? nil : exact.flatMap { $0.utf8.count > 60 ? nil : $0 })
    facts.add("unit", definition.unit.text)
    facts.add("follows from", definition.derivation)
    let status = one.measurement.status
    facts.add("status", status == .normal ? nil : "\(status.rawValue), \(status.meaning)")
    facts.add("embargo", one.measurement.embargo.map { "not to be told before \($0)" })
    facts.add("since", "position \(one.event.position), \(one.event.recordedAt), by \(one.event.recordedBy)")
    for gap in one.derived.gaps { facts.add("lacks", "\(gap)") }
    if recordedCount > 0 {
      facts.add("note", "\(recordedCount) recorded before it was worked out; tally replay has all")
    }
    return TextTable.wrap(definition.title.onOneLine, width: width) + facts.lines(width: width) + [""]
      + one.derived.branch(indent: 2, width: width)
  }

  /// The figure for a program.
  func line(_ question: Question) -> JSONLine {
    var line = JSONLine(["figure": .text("\(figure)"), "indicator": .text(figure.indicator.text)])
    line.add("title", definition.title)
    line.add("area", figure.area.text)
    line.add("period", "\(figure.period)")
    line.add(one.measurement)
    line.add("unit", definition.unit.text)
    line.add("derivation", definition.derivation)
    line.add("position", "\(one.event.position)")
    line.add("derived", one.derived.line.value)
    question.add(to: &line)
    return line
  }
}
