internal import Arithmetic

extension Evaluation {
  /// Figures that are added up, counted or compared.
  struct FigureSet {
    var figures: [Figure] = []
    var quantities: [Quantity] = []
  }

  /// A selection with the area's alias resolved and without dimensions at their default.
  func resolved(_ selection: Selection) -> Selection {
    let area = selection.area.map { state.codes.area(for: $0) }
    let selection = Selection(
      indicator: selection.indicator, area: area, periods: selection.periods, breakdowns: selection.breakdowns)
    guard let indicator = selection.indicator, case .value(let definition, _) = state.codes.indicator(indicator) else {
      return selection
    }
    return selection.without(defaults: definition.defaults)
  }

  /// The number of one figure; what is missing goes to `derived`, and so does the input.
  func number(of figure: Figure, into derived: inout Derived) -> Quantity? {
    if let rule = state.codes.rule(of: figure.indicator) {
      let part = state.figures.workedOut(figure)?.derived ?? workOut(figure, rule)
      derived.parts.append(part)
      return part.quantity
    }
    switch state.figures[figure] {
    case .value(let measurement, let event):
      derived.inputs.append(Derived.Input(event: event, shown: measurement.shown))
      switch quantity(of: figure, measurement) {
      case .success(let quantity): return quantity
      case .failure(let failure): derived.ownMissing.append(failure.missing)
      }
    case .withdrawn: derived.ownMissing.append(.figure(figure, .withdrawn))
    case .unreadable(let unreadable): derived.ownMissing.append(.unreadable(unreadable))
    case .none:
      derived.ownMissing.append(.figure(figure, state.figures.isEmbargoed(figure) ? .embargoed : .notRecorded))
    }
    return nil
  }

  /// The number that a measurement of a figure says.
  func quantity(of figure: Figure, _ measurement: Measurement) -> Result<Quantity, MissingError> {
    if let reason = measurement.missingReason {
      return .failure(MissingError(missing: .figure(figure, .noValue(reason))))
    }
    var unit = measurement.unit
    if unit == nil {
      switch state.codes.indicator(figure.indicator) {
      case .value(let definition, _): unit = definition.unit
      case .unreadable(let unreadable): return .failure(MissingError(missing: .unreadable(unreadable)))
      case .none, .withdrawn: break
      }
    }
    guard let quantity = Quantity(measurement, unit: unit) else {
      return .failure(MissingError(missing: .figure(figure, .noNumber)))
    }
    return .success(quantity)
  }

  /// The figures of a set that have a value, without totals that the source printed.
  ///
  /// Periods of a closed range that have no figure are missing; a wildcard makes a gap unless the set is stated complete.
  func members(of selection: Selection, into derived: inout Derived, needsNumbers: Bool = true) -> FigureSet? {
    guard let indicator = selection.indicator else {
      derived.ownMissing.append(.indicator(selection))
      return nil
    }
    let wanted = resolved(selection)
    var set = FigureSet()
    if state.cycles.contains(indicator) { derived.ownMissing.append(.cycle(indicator)) }
    for (figure, current) in state.figures.matching(wanted) where !figure.isReportedTotal {
      if let one = state.figures.workedOut(figure) {
        set.figures.append(figure)
        derived.parts.append(one.derived)
        if let quantity = one.derived.quantity { set.quantities.append(quantity) }
        continue
      }
      switch current {
      case .value(let measurement, let event):
        guard measurement.missingReason == nil else { continue }
        set.figures.append(figure)
        derived.inputs.append(Derived.Input(event: event, shown: measurement.shown))
        guard needsNumbers else { continue }
        switch quantity(of: figure, measurement) {
        case .success(let quantity): set.quantities.append(quantity)
        case .failure(let failure): derived.ownMissing.append(failure.missing)
        }
      case .unreadable(let unreadable): derived.ownMissing.append(.unreadable(unreadable))
      case .withdrawn, .none: continue
      }
    }
    nameMissingPeriods(of: selection, wanted, set, into: &derived)
    addGap(of: selection, indicator, into: &derived)
    return derived.missing.isEmpty ? set : nil
  }

  private func nameMissingPeriods(
    of selection: Selection, _ wanted: Selection, _ set: FigureSet, into derived: inout Derived
  ) {
    guard let expected = selection.expectedPeriods else {
      if set.figures.isEmpty { derived.ownMissing.append(.figures(selection)) }
      return
    }
    let present = Set(set.figures.map(\.period))
    for period in expected where !present.contains(period) {
      let one = wanted.at(period)
      guard let figure = one.figure else {
        derived.ownMissing.append(.figures(one))
        continue
      }
      if state.isWorkedOut(figure.indicator) {
        _ = number(of: figure, into: &derived)
        continue
      }
      switch state.figures[figure] {
      case .withdrawn: derived.ownMissing.append(.figure(figure, .withdrawn))
      case .value(let measurement, _):
        derived.ownMissing.append(.figure(figure, .noValue(measurement.missingReason ?? "")))
      // It was named above.
      case .unreadable: continue
      case .none:
        derived.ownMissing.append(.figure(figure, state.figures.isEmbargoed(figure) ? .embargoed : .notRecorded))
      }
    }
  }

  private func addGap(of selection: Selection, _ indicator: Code, into derived: inout Derived) {
    if case .each(_, nil) = selection.periods {
      derived.ownGaps.append(.openEnd(selection))
    } else if selection.hasWildcard {
      addGap(.figures(indicator: indicator), into: &derived)
    }
  }

  /// Adds a set to the gaps unless it is stated complete.
  func addGap(_ set: CoverageSet, into derived: inout Derived) {
    switch state.codes.coverage(of: set) {
    case .unreadable(let unreadable): derived.ownMissing.append(.unreadable(unreadable))
    case .value(let coverage, _) where coverage.state == .complete: break
    default: derived.ownGaps.append(.coverage(set))
    }
  }
}

extension Selection {
  /// The same figures at one period.
  func at(_ period: Period) -> Selection {
    Selection(indicator: indicator, area: area, periods: .one(period), breakdowns: breakdowns)
  }

  /// Whether the selection names no period, area or breakdown exactly.
  var hasWildcard: Bool {
    if area == nil || periods == .any { return true }
    guard case .exactly(let dimensions) = breakdowns else { return true }
    return dimensions.values.contains(nil)
  }
}

extension Quantity {
  /// What a measurement says, in a unit; nil if its value is not a number.
  init?(_ measurement: Measurement, unit: Code?) {
    guard let number = measurement.value?.decimal, let qualifier = measurement.value?.qualifier else { return nil }
    let value = number.rational(mult: measurement.mult)
    let closed = Interval.End(value: value)
    let open = Interval.End(value: value, isIncluded: false)
    let interval: Interval =
      switch qualifier {
      case .exact, .approximately: Interval(value)
      case .atLeast: Interval(lower: closed, upper: nil)
      case .moreThan: Interval(lower: open, upper: nil)
      case .atMost: Interval(lower: nil, upper: closed)
      case .lessThan: Interval(lower: nil, upper: open)
      }
    guard qualifier == .approximately else {
      self.init(value: value, unit: unit, nominal: interval, outer: interval)
      return
    }
    // What is printed as 160 was at least 159.5 and at most 160.5, if its last digit is significant.
    let half = Rational.powerOfTen(measurement.significantPlace ?? 0) / 2
    self.init(
      value: value, unit: unit, isApproximate: true, nominal: interval,
      outer: Interval(lower: .init(value: value - half), upper: .init(value: value + half)))
  }
}
