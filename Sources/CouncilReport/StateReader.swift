internal import Ledger

/// Reads out of a state what a report prints.
struct StateReader {
  let state: State

  /// What a figure's event says.
  func value(of figure: Figure, _ measurement: Measurement) -> PrintedValue {
    let indicator = state.codes.indicator(figure.indicator).value
    let unit = (measurement.unit ?? indicator?.unit).map(unit)
    guard let value = measurement.value else {
      return PrintedValue(
        .missing(reason: measurement.missingReason), unit: unit, observationStatus: measurement.status)
    }
    let content: PrintedValue.Content
    switch indicator?.valueType {
    case .code: content = .code(value.text, title: title(of: value.text, in: indicator?.codelist))
    case .boolean: content = .boolean(value.text == "true")
    case .decimal, .integer, nil:
      content = value.decimal.map { .number($0, mult: measurement.mult) } ?? .code(value.text, title: nil)
    }
    return PrintedValue(
      content, qualifier: value.qualifier, unit: unit, observationStatus: measurement.status)
  }

  /// A value that cannot be read.
  static let unreadable = PrintedValue(.missing(reason: "cannot be read"))

  /// A code and what is known about it.
  func unit(_ code: Code) -> PrintedValue.Unit {
    let unit = state.codes.unit(code).value
    return PrintedValue.Unit(code: code.text, title: unit?.title, isPercent: unit?.kind == .percent)
  }

  private func title(of code: String, in list: Code?) -> String? {
    guard let list, let codes = state.codes.codelist(list).value?.codes else { return nil }
    return codes.first { $0.code.text == code }?.title
  }

  /// The name of an area, or its code.
  func area(_ code: Code) -> String { state.codes.area(code).value?.title ?? code.text }

  /// The title of an indicator, or its code.
  func title(ofIndicator code: Code) -> String { state.codes.indicator(code).value?.title ?? code.text }

  /// Where an event says that its fact came from.
  func basis(of event: Event) -> Basis { (try? Basis(data: event.basis)) ?? Basis() }

  /// A figure with its value, or nil if it has none.
  func row(_ figure: Figure, _ current: Current<Measurement>) -> Report.FigureRow? {
    switch current {
    case .none, .withdrawn: return nil
    case .unreadable(let unreadable):
      return Report.FigureRow(
        figure: figure, area: area(figure.area), value: Self.unreadable, position: unreadable.position)
    case .value(let measurement, let event):
      // What is worked out has no source of its own.
      let basis = state.figures.workedOut(figure) == nil ? basis(of: event) : Basis()
      return Report.FigureRow(
        figure: figure, area: area(figure.area), value: value(of: figure, measurement), document: basis.source,
        locator: basis.locator, publishedAt: basis.publishedAt, embargo: measurement.embargo,
        position: event.position, recordedAt: event.recordedAt)
    }
  }
}
