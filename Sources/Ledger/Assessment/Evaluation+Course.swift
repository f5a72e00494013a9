internal import Arithmetic

extension Evaluation {
  /// Why a goal cannot be told.
  struct GoalError: Error {
    let reason: NoAnswer
  }

  /// The figures of a measure that have a number, from the earliest to the latest.
  ///
  /// Announced figures (status F) are not among them; withdrawn and embargoed ones are not there at all.
  func points(of measure: Target.Measure, into found: inout Derived) -> [Course.Point] {
    let any = resolved(measure.selection)
    var points: [Course.Point] = []
    if state.cycles.contains(measure.indicator) { found.ownMissing.append(.cycle(measure.indicator)) }
    for (figure, current) in state.figures.matching(any) {
      if let one = state.figures.workedOut(figure), let quantity = one.derived.quantity {
        guard one.measurement.status != .forecast else { continue }
        points.append(
          Course.Point(
            period: figure.period, quantity: quantity, figure: figure, event: one.event, shown: one.measurement.shown))
        found.parts.append(one.derived)
        continue
      }
      switch current {
      case .unreadable(let unreadable): found.ownMissing.append(.unreadable(unreadable))
      case .value(let measurement, let event):
        guard measurement.status != .forecast, measurement.missingReason == nil else { continue }
        switch quantity(of: figure, measurement) {
        case .success(let quantity):
          points.append(
            Course.Point(
              period: figure.period, quantity: quantity, figure: figure, event: event, shown: measurement.shown))
          found.inputs.append(Derived.Input(event: event, shown: measurement.shown))
        case .failure(let failure):
          if case .unreadable = failure.missing { found.ownMissing.append(failure.missing) }
        }
      case .withdrawn, .none: continue
      }
    }
    return points.sorted { $0.period < $1.period }
  }

  /// Where the course begins: at the target's baseline, or at the first figure from the method's base year on.
  func base(
    of target: Target, _ points: [Course.Point], _ method: any AssessmentMethod, unit: Code?
  ) -> Course.Point? {
    switch target.baseline {
    case .fixed(let period, let value):
      let quantity = Quantity(value.rational(), unit: target.baselineUnit ?? unit)
      return Course.Point(period: period, quantity: quantity, figure: nil, event: nil, shown: value.text)
    case .floating(let period): return points.first { $0.period == period }
    case nil:
      let later = points.filter { $0.period.first.year >= method.baseYear }
      return later.first { $0.period.year != nil } ?? later.first
    }
  }

  /// What is to be reached, and the base, both in the unit of the latest figure.
  func goal(
    of target: Target, _ base: Course.Point?, _ latest: Course.Point, into result: inout MethodResult
  ) -> Result<(Quantity, Course.Point?), GoalError> {
    let promised: Quantity
    switch target.rule {
    case .countAll where target.denominator != nil:
      let denominator = stored(target.denominator ?? "")
      result.denominator = denominator
      result.inputs += denominator.allInputs
      result.missing += denominator.missing
      guard let quantity = denominator.quantity else { return .failure(GoalError(reason: .missing)) }
      promised = quantity
    case .relativeChange, .gapReduction:
      guard let base else { return .failure(GoalError(reason: .noBase)) }
      guard let value = target.value else { return .failure(GoalError(reason: .noNumber)) }
      guard base.quantity.value.sign > 0 else { return .failure(GoalError(reason: .baseNotPositive)) }
      let change = value.rational() / 100
      let isCut = target.rule == .gapReduction || target.direction == .decrease
      promised = base.quantity.scaled(by: isCut ? 1 - change : 1 + change, unit: base.quantity.unit)
    case .level, .countAll, .parity, .qualitative:
      guard let value = target.value else { return .failure(GoalError(reason: .noNumber)) }
      promised = Quantity(value.rational(), unit: target.unit)
    }
    switch aligned([latest.quantity, promised] + (base.map { [$0.quantity] } ?? [])) {
    case .failure(let failure):
      result.missing.append(failure.missing)
      return .failure(GoalError(reason: .unitsDiffer))
    case .success(let quantities):
      let aligned = base.map {
        Course.Point(period: $0.period, quantity: quantities[2], figure: $0.figure, event: $0.event, shown: $0.shown)
      }
      return .success((quantities[1], aligned))
    }
  }
}

extension Target.Measure {
  /// The figures of the measure for any period.
  var selection: Selection {
    var dimensions: [Code: Code?] = [:]
    for member in breakdown.members { dimensions[member.dimension] = .some(member.value) }
    return Selection(indicator: indicator, area: area, periods: .any, breakdowns: .exactly(dimensions))
  }
}

extension Target {
  /// The unit of a fixed baseline; nil where the promised number is a share of it and has another unit.
  var baselineUnit: Code? {
    switch rule {
    case .relativeChange, .gapReduction: nil
    case .level, .countAll, .parity, .qualitative: unit
    }
  }
}
