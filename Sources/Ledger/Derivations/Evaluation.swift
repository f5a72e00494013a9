internal import Arithmetic

extension State {
  /// What a derivation comes to in this state.
  ///
  /// Nothing is guessed: where something is missing, there is no value, and `missing` names all of it.
  public func evaluate(_ derivation: Derivation) -> Derived { Evaluation(state: self).evaluate(derivation) }
}

/// Works out derivations in one state.
struct Evaluation {
  let state: State

  /// How many derivations may lead into each other, by way of targets and their denominators.
  static let maximumDepth = 256

  /// The derivations that led here; one of them again would go on for ever.
  private(set) var path: [Derivation] = []

  init(state: State) { self.state = state }

  func evaluate(_ derivation: Derivation) -> Derived {
    let form = derivation.description
    guard !path.contains(derivation) || derivation.isConstant else {
      return Derived(form, missing: [.loop(derivation)])
    }
    guard path.count < Self.maximumDepth else { return Derived(form, missing: [.depth(derivation)]) }
    var inner = self
    inner.path.append(derivation)
    return inner.work(derivation, form)
  }

  private func work(_ derivation: Derivation, _ form: String) -> Derived {
    switch derivation {
    case .constant(let number):
      return Derived(form, value: .quantity(Quantity(number.rational())))
    case .figure(let selection):
      return figure(selection, form)
    case .sum(let terms):
      return combine(form, terms.map(term)) { .some(.sum($0)) }
    case .difference(let one, let other):
      return combine(form, [evaluate(one), evaluate(other)]) { .sum([$0[0], -$0[1]]) }
    case .ratio(let one, let other, let scale):
      return ratio(evaluate(one), evaluate(other), scale?.rational(), form)
    case .growth(let series, let from, let to, let mode):
      return growth(series, from, to, mode, form)
    case .project(let series, let from, let to, let at):
      return project(series, from, to, at, form)
    case .extreme(let selection, let which):
      return extreme(selection, which, form)
    case .period(let selection, let end):
      return period(selection, end, form)
    case .target(let name, let field):
      return target(name, field, form)
    case .count(let counted):
      return count(counted, form)
    }
  }

  // MARK: Combining

  /// The numbers of parts, brought to the unit of the first that has one, put together.
  func combine(_ form: String, _ parts: [Derived], _ together: ([Quantity]) -> Quantity?) -> Derived {
    var derived = Derived(form, parts: parts)
    guard let quantities = quantities(of: parts, into: &derived) else { return derived }
    switch aligned(quantities) {
    case .success(let aligned):
      if let quantity = together(aligned) {
        derived.value = .quantity(quantity)
      } else {
        derived.ownMissing.append(.divisor)
      }
    case .failure(let failure): derived.ownMissing.append(failure.missing)
    }
    return derived
  }

  /// The numbers of parts, or nil where something is missing in one of them.
  func quantities(of parts: [Derived], into derived: inout Derived) -> [Quantity]? {
    var quantities: [Quantity] = []
    for part in parts {
      switch part.value {
      case .quantity(let quantity): quantities.append(quantity)
      case .period(let period): derived.ownMissing.append(.year(period))
      case nil: break
      }
    }
    return quantities.count == parts.count ? quantities : nil
  }

  /// The numbers in the unit of the first that has one.
  func aligned(_ quantities: [Quantity]) -> Result<[Quantity], MissingError> {
    guard let unit = quantities.lazy.compactMap(\.unit).first else { return .success(quantities) }
    var aligned: [Quantity] = []
    for quantity in quantities {
      guard let own = quantity.unit, own != unit else {
        aligned.append(quantity)
        continue
      }
      switch state.codes.factor(from: own, to: unit) {
      case .success(let factor): aligned.append(quantity.scaled(by: factor, unit: unit))
      case .failure(let failure): return .failure(failure)
      }
    }
    return .success(aligned)
  }

  // MARK: Forms

  private func figure(_ selection: Selection, _ form: String) -> Derived {
    guard let figure = resolved(selection).figure else { return Derived(form, missing: [.figures(selection)]) }
    var derived = Derived(form)
    if let quantity = number(of: figure, into: &derived) { derived.value = .quantity(quantity) }
    return derived
  }

  private func term(_ term: Derivation.Term) -> Derived {
    switch term {
    case .derived(let derivation): return evaluate(derivation)
    case .figures(let selection):
      var derived = Derived(selection.description)
      guard let set = members(of: selection, into: &derived) else { return derived }
      guard var sum = total(of: set, into: &derived, { .sum($0) }) else { return derived }
      if !derived.ownGaps.isEmpty {
        // What is not loaded can only add, as long as nothing here is negative.
        sum = set.quantities.allSatisfy { $0.value.sign >= 0 } ? sum.orMore : sum.orAnything
      }
      derived.value = .quantity(sum)
      return derived
    }
  }

  private func ratio(_ one: Derived, _ other: Derived, _ scale: Rational?, _ form: String) -> Derived {
    let divisorHasUnit = other.quantity?.unit != nil
    return combine(form, [one, other]) { quantities in
      // A number divided by a plain one keeps its unit; numbers of one unit give a plain one.
      let unit = divisorHasUnit || scale != nil ? nil : quantities[0].unit
      guard let quotient = quantities[0].divided(by: quantities[1], unit: unit) else { return nil }
      return scale.map { quotient.scaled(by: $0, unit: unit) } ?? quotient
    }
  }

  private func extreme(_ selection: Selection, _ which: Derivation.Extreme, _ form: String) -> Derived {
    var derived = Derived(form)
    guard let set = members(of: selection, into: &derived) else { return derived }
    guard let found = total(of: set, into: &derived, { which == .max ? .greatest(of: $0) : .least(of: $0) }) else {
      return derived
    }
    let isOpen = !derived.ownGaps.isEmpty
    derived.value = .quantity(!isOpen ? found : which == .max ? found.orMore : found.orLess)
    return derived
  }

  private func period(_ selection: Selection, _ end: Derivation.End, _ form: String) -> Derived {
    var derived = Derived(form)
    guard let set = members(of: selection, into: &derived, needsNumbers: false) else { return derived }
    let periods = set.figures.map(\.period)
    guard let period = end == .first ? periods.min() : periods.max() else { return derived }
    derived.inputs = zip(set.figures, derived.inputs).filter { $0.0.period == period }.map(\.1)
    derived.parts = zip(set.figures, derived.parts).filter { $0.0.period == period }.map(\.1)
    guard let year = period.year else {
      derived.value = .period(period)
      return derived
    }
    let quantity = Quantity(Rational(year))
    let isOpen = !derived.ownGaps.isEmpty
    derived.value = .quantity(!isOpen ? quantity : end == .first ? quantity.orLess : quantity.orMore)
    return derived
  }

  /// The numbers of a set of figures, put together.
  private func total(
    of set: FigureSet, into derived: inout Derived, _ together: ([Quantity]) -> Quantity
  ) -> Quantity? {
    switch aligned(set.quantities) {
    case .success(let quantities): return together(quantities)
    case .failure(let failure):
      derived.ownMissing.append(failure.missing)
      return nil
    }
  }
}

/// Something missing, as the failure of a result.
struct MissingError: Error {
  let missing: Missing
}

extension Derivation {
  fileprivate var isConstant: Bool { if case .constant = self { true } else { false } }
}
