internal import Arithmetic

/// A figure that nobody records: what the derivation of its indicator comes to.
public struct WorkedOut: Sendable {
  /// The number with everything that it rests on.
  public let derived: Derived

  /// The number as a measurement: rounded for the eye, with its qualifier, and under embargo as long as one of its
  /// inputs is.
  public let measurement: Measurement

  /// The newest of the events that it follows from, the definition of the indicator among them.
  public let event: Event
}

extension State {
  /// Works out the figures of those of some indicators that are defined by a derivation; nil for all.
  ///
  /// All events that they follow from must have been applied. What cannot be worked out is not there;
  /// `evaluate(_:)` of `figure(…)` says why.
  public mutating func workOut(_ indicators: Set<Code>? = nil) {
    var pending: [Code: Set<Code>] = [:]
    var next = indicators ?? Set(codes.indicators)
    while let indicator = next.popFirst() {
      guard pending[indicator] == nil, !figures.isWorkedOut(indicator), let rule = codes.rule(of: indicator) else {
        continue
      }
      let operands = rule.derivation.map(operands) ?? []
      pending[indicator] = operands
      next.formUnion(operands)
    }
    var depth = 0
    while !pending.isEmpty {
      // What comes first must not matter: the same indicators lead back to themselves whoever asks for them.
      var ready = pending.filter { $0.value.allSatisfy { pending[$0] == nil } }.map(\.key)
      // A chain that long is none that a person wrote; whatever follows from it is treated like a cycle.
      let isTooLong = depth == Evaluation.maximumDepth
      if ready.isEmpty || isTooLong {
        ready = pending.keys.filter { isTooLong || Self.leadsBack($0, pending) }
        cycles.formUnion(ready)
      }
      depth += 1
      for indicator in ready {
        pending[indicator] = nil
        workOut(indicator)
      }
    }
  }

  private static func leadsBack(_ indicator: Code, _ operands: [Code: Set<Code>]) -> Bool {
    var seen: Set<Code> = []
    var next = operands[indicator] ?? []
    while let operand = next.popFirst() {
      if operand == indicator { return true }
      if seen.insert(operand).inserted { next.formUnion(operands[operand] ?? []) }
    }
    return false
  }

  private mutating func workOut(_ indicator: Code) {
    guard let rule = codes.rule(of: indicator) else { return }
    var found: [Figure: WorkedOut] = [:]
    if !cycles.contains(indicator) {
      let evaluation = Evaluation(state: self)
      for figure in evaluation.candidates(of: indicator, rule) {
        if let one = evaluation.workedOut(figure, rule) { found[figure] = one }
      }
    }
    figures.replace(indicator, by: found)
  }

  /// The figures that are needed for some figures, themselves among them: of those that are worked out, all that their
  /// indicator follows from.
  public func operands(of scopes: Set<FigureScope>) -> Set<FigureScope> {
    var all = scopes
    var next = Set(scopes.map(\.indicator))
    while !next.isEmpty {
      var found: Set<Code> = []
      for indicator in next {
        guard let derivation = codes.rule(of: indicator)?.derivation else { continue }
        all.insert(FigureScope(indicator))
        found.formUnion(operands(derivation))
      }
      next = found.filter { !all.contains(FigureScope($0)) }
      all.formUnion(next.map { FigureScope($0) })
    }
    return all.filter { $0.area == nil || !all.contains(FigureScope($0.indicator)) }
  }

  private func operands(_ derivation: IndicatorDerivation) -> Set<Code> {
    Set(figures(neededBy: derivation.pattern).map(\.indicator))
  }

  /// Whether figures of an indicator are worked out instead of recorded.
  public func isWorkedOut(_ indicator: Code) -> Bool { codes.rule(of: indicator) != nil }
}

extension Codes {
  /// How the figures of an indicator are worked out.
  struct Rule {
    let definition: Indicator
    let event: Event
    /// The derivation, or nil with a refusal where it cannot be read.
    let derivation: IndicatorDerivation?
    let refusal: Refusal?
  }

  /// The rule of an indicator that is not measured.
  func rule(of indicator: Code) -> Rule? {
    guard case .value(let definition, let event) = self.indicator(indicator), let text = definition.derivation else {
      return nil
    }
    do throws(Refusal) {
      return Rule(definition: definition, event: event, derivation: try IndicatorDerivation(text), refusal: nil)
    } catch {
      return Rule(definition: definition, event: event, derivation: nil, refusal: error)
    }
  }
}

extension Codes.Rule {
  /// The area of all figures, where it does not follow from each.
  var fixedArea: Code? {
    definition.area ?? derivation.flatMap { $0.areas.count == 1 ? $0.areas.first : nil }
  }

  /// The period of all figures, where it does not follow from each.
  var fixedPeriod: Period? { derivation.flatMap { $0.periods.count == 1 ? $0.periods.first : nil } }

  /// Whether there can be a figure of this area and period.
  func covers(_ figure: Figure) -> Bool {
    guard let derivation, figure.breakdown.isEmpty else { return false }
    return (derivation.followsArea || figure.area == fixedArea)
      && (derivation.followsPeriod || figure.period == fixedPeriod)
  }
}

extension Evaluation {
  /// The figures that an indicator might have: where something is there that they follow from.
  func candidates(of indicator: Code, _ rule: Codes.Rule) -> [Figure] {
    guard let derivation = rule.derivation else { return [] }
    var pairs: Set<Figure> = []
    var areas: Set<Code> = []
    var periods: Set<Period> = []
    func add(_ area: Code?, _ period: Period?) {
      switch (area, period) {
      case (let area?, let period?): pairs.insert(Figure(indicator: indicator, area: area, period: period))
      case (let area?, nil): areas.insert(area)
      case (nil, let period?): periods.insert(period)
      case (nil, nil): break
      }
    }
    for operand in derivation.operands where operand.followsArea || operand.followsPeriod {
      switch operand.what {
      case .figures(let selection):
        for (figure, current) in state.figures.matching(resolved(selection)) where current.value?.value != nil {
          add(operand.followsArea ? figure.area : nil, operand.followsPeriod ? figure.period : nil)
        }
      case .members(let group):
        for group in group.map({ [$0] }) ?? state.memberships.groups {
          let years = operand.followsPeriod ? yearsOfMembers(of: group) : [nil]
          for year in years { add(operand.followsArea ? group : nil, year) }
        }
      }
    }
    // What follows from both at once says where figures are; else each area goes with each period.
    if pairs.isEmpty || !(derivation.followsArea && derivation.followsPeriod) {
      if !derivation.followsArea, let area = rule.fixedArea { areas = [area] }
      if !derivation.followsPeriod, let period = rule.fixedPeriod { periods = [period] }
      for area in areas { for period in periods { add(area, period) } }
    }
    return pairs.sorted()
  }

  /// The years from the first join to the date of the question.
  private func yearsOfMembers(of group: Code) -> [Period?] {
    let starts = state.memberships.entries(of: group).compactMap { $0.current.value?.timeline.first?.from.first.year }
    let last = state.asOf.on.last.year
    guard let first = starts.min(), first <= last else { return [] }
    return (first...last).map { .year($0) }
  }

  /// What a figure of an indicator that is not measured comes to, in the unit of the indicator.
  func workOut(_ figure: Figure, _ rule: Codes.Rule) -> Derived {
    var derived = Derived(figure.description)
    guard !state.cycles.contains(figure.indicator) else {
      derived.ownMissing.append(.cycle(figure.indicator))
      return derived
    }
    guard let derivation = rule.derivation else {
      let refusal = rule.refusal ?? Refusal(.derivationForm, "it is no derivation")
      derived.ownMissing.append(.derivation(rule.definition.derivation ?? "", refusal))
      return derived
    }
    guard rule.covers(figure) else {
      derived.ownMissing.append(.figure(figure, .notRecorded))
      return derived
    }
    do throws(Refusal) {
      derived.parts = [evaluate(try derivation.derivation(area: figure.area, period: figure.period))]
    } catch {
      derived.ownMissing.append(.derivation(derivation.text, error))
    }
    guard let quantity = quantities(of: derived.parts, into: &derived)?.first else { return derived }
    let unit = rule.definition.unit
    switch state.codes.factor(from: quantity.unit ?? unit, to: unit) {
    case .success(let factor): derived.value = .quantity(quantity.scaled(by: factor, unit: unit))
    case .failure(let failure): derived.ownMissing.append(failure.missing)
    }
    return derived
  }

  fileprivate func workedOut(_ figure: Figure, _ rule: Codes.Rule) -> WorkedOut? {
    let derived = workOut(figure, rule)
    let inputs = derived.allInputs
    guard let quantity = derived.quantity, let qualifier = Qualifier(quantity.certainty) else { return nil }
    let text = rule.definition.decimals.map { quantity.value.text(decimals: $0) } ?? quantity.value.roundedText
    let measured = inputs.compactMap {
      $0.event.kind == .measurementRecorded ? try? $0.event.fact(Measurement.self) : nil
    }
    let isForecast = measured.contains { $0.status == .forecast }
    guard let number = try? Decimal(text),
      let measurement = try? Measurement(
        .value(Value(number, qualifier)), status: isForecast ? .forecast : .normal,
        embargo: measured.compactMap(\.embargo).max())
    else { return nil }
    let newest = inputs.map(\.event).max { $0.position < $1.position }
    let event = newest.flatMap { $0.position > rule.event.position ? $0 : nil } ?? rule.event
    return WorkedOut(derived: derived, measurement: measurement, event: event)
  }
}

extension Qualifier {
  /// What is known of a number; nil where it may lie on either side.
  init?(_ certainty: Quantity.Certainty) {
    guard certainty != .undecided else { return nil }
    self = Qualifier(rawValue: certainty.rawValue) ?? .exact
  }
}
