internal import Ledger

extension StateReader {
  /// The latest figure of a measure: the greatest period that has a value which is not only announced.
  func latest(of measure: Target.Measure) -> Report.Latest? {
    var latest: (figure: Figure, value: PrintedValue)?
    var listed = LatestFigures(of: measure.indicator, in: state)
    for figure in figures(of: measure) {
      listed.add(figure, state.figures[figure])
      guard case .value(let measurement, _) = state.figures[figure], measurement.missingReason == nil,
        measurement.status != .forecast
      else { continue }
      if let known = latest, !(known.figure.period < figure.period) { continue }
      latest = (figure, value(of: figure, measurement))
    }
    let row = listed.figures?.figures.first?.figure
    return latest.map { figure, value in
      .init(figure: "\(figure)", period: "\(figure.period)", value: value, isListed: figure == row)
    }
  }

  /// The figures of a measure in any period.
  func figures(of measure: Target.Measure) -> [Figure] {
    let key = key(of: measure)
    return state.figures.figures(of: measure.indicator).filter { $0.area == key.area && $0.breakdown == key.breakdown }
  }

  /// The area and breakdown by which the figures of a measure are kept, aliases and defaults resolved.
  func key(of measure: Target.Measure) -> (area: Code, breakdown: Breakdown) {
    let defaults = state.codes.indicator(measure.indicator).value?.defaults ?? [:]
    return (state.codes.area(for: measure.area), measure.breakdown.without(defaults: defaults))
  }
}
