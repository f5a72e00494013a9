internal import Ledger

extension StateReader {
  /// The latest figure of each area and breakdown, indicator by indicator.
  func latestFigures() -> [Report.IndicatorFigures] {
    state.figures.indicators.compactMap { code in
      var latest: [Place: Figure] = [:]
      for figure in state.figures.figures(of: code) where rank(of: figure) != nil {
        let place = Place(area: figure.area, breakdown: figure.breakdown)
        if let known = latest[place], !isLater(figure, than: known) { continue }
        latest[place] = figure
      }
      let rows = latest.values.sorted().compactMap { row($0, state.figures[$0]) }
      guard !rows.isEmpty else { return nil }
      return Report.IndicatorFigures(
        code: code.text, title: title(ofIndicator: code),
        unit: state.codes.indicator(code).value.map { unit($0.unit) }, figures: rows)
    }
  }

  private struct Place: Hashable {
    var area: Code
    var breakdown: Breakdown
  }

  /// How well a figure stands for its place: observed before announced before missing; nil if it has no state.
  private func rank(of figure: Figure) -> Int? {
    switch state.figures[figure] {
    case .none, .withdrawn: nil
    case .unreadable: 2
    case .value(let measurement, _):
      measurement.missingReason != nil ? 0 : measurement.status == .forecast ? 1 : 2
    }
  }

  private func isLater(_ figure: Figure, than other: Figure) -> Bool {
    let (one, two) = (rank(of: figure) ?? -1, rank(of: other) ?? -1)
    return one == two ? other.period < figure.period : one > two
  }

  /// The latest figure of a measure: the greatest period that has a value which is not only announced.
  func latest(of measure: Target.Measure) -> Report.Latest? {
    var latest: (figure: Figure, value: PrintedValue)?
    for figure in figures(of: measure) {
      guard case .value(let measurement, _) = state.figures[figure], measurement.missingReason == nil,
        measurement.status != .forecast
      else { continue }
      if let known = latest, !(known.figure.period < figure.period) { continue }
      latest = (figure, value(of: figure, measurement))
    }
    return latest.map { .init(figure: "\($0.figure)", period: "\($0.figure.period)", value: $0.value) }
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

  /// The figures that differ from those of an earlier state, and how many there are that it did not have.
  func changes(since earlier: State) -> Report.Changes {
    let before = StateReader(state: earlier)
    var changes = Report.Changes()
    for indicator in Set(state.figures.indicators).union(earlier.figures.indicators).sorted() {
      let figures = Set(state.figures.figures(of: indicator)).union(earlier.figures.figures(of: indicator))
      for figure in figures.sorted() {
        let now = state.figures[figure]
        guard let old = before.row(figure, earlier.figures[figure])?.value else {
          if now.value != nil { changes.newFigures += 1 }
          continue
        }
        guard let change = change(of: figure, from: earlier.figures[figure], old, to: now) else { continue }
        changes.revised.append(change)
      }
    }
    return changes
  }

  private func change(
    of figure: Figure, from before: Current<Measurement>, _ old: PrintedValue, to now: Current<Measurement>
  ) -> Report.Change? {
    let new: PrintedValue?
    switch (before, now) {
    case (.value(let one, _), .value(let other, _)):
      guard one.compared(with: other) == .changed else { return nil }
      new = value(of: figure, other)
    case (_, .value(let other, _)): new = value(of: figure, other)
    case (.unreadable, .unreadable), (_, .none): return nil
    case (_, .unreadable): new = Self.unreadable
    case (_, .withdrawn): new = nil
    }
    guard let event = now.event ?? state.figures.history(of: figure)?.events.last else { return nil }
    let basis = basis(of: event)
    return Report.Change(
      figure: figure, title: title(ofIndicator: figure.indicator), area: area(figure.area), old: old, new: new,
      reason: basis.reason, comment: basis.comment, recordedAt: event.recordedAt, position: event.position)
  }
}
