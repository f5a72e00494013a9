internal import Arithmetic

extension Evaluation {
  func target(_ name: Derivation.TargetName, _ field: Derivation.TargetField, _ form: String) -> Derived {
    var derived = Derived(form)
    guard let (target, event) = revision(of: name, into: &derived) else { return derived }
    derived.inputs.append(Derived.Input(event: event, shown: target.shown))
    switch field {
    case .value: value(of: target, name, into: &derived)
    case .baseline: baseline(of: target, name, into: &derived)
    case .due:
      guard let due = target.due else {
        derived.ownMissing.append(.field(name, .due))
        break
      }
      derived.value = due.year.map { .quantity(Quantity(Rational($0))) } ?? .period(due)
    }
    return derived
  }

  private func value(of target: Target, _ name: Derivation.TargetName, into derived: inout Derived) {
    if target.rule == .countAll, let text = target.denominator {
      let denominator = stored(text)
      derived.parts.append(denominator)
      derived.value = denominator.value
    } else if let value = target.value {
      derived.value = .quantity(Quantity(value.rational(), unit: target.unit))
    } else {
      derived.ownMissing.append(.field(name, .value))
    }
  }

  private func baseline(of target: Target, _ name: Derivation.TargetName, into derived: inout Derived) {
    guard let baseline = target.baseline else {
      derived.ownMissing.append(.field(name, .baseline))
      return
    }
    if case .fixed(_, let value) = baseline {
      derived.value = .quantity(Quantity(value.rational(), unit: target.baselineUnit))
      return
    }
    guard let measure = target.measures.first(where: { $0.role == .primary }) else {
      derived.ownMissing.append(.field(name, .baseline))
      return
    }
    guard let figure = resolved(measure.selection).at(baseline.period).figure else { return }
    if let quantity = number(of: figure, into: &derived) { derived.value = .quantity(quantity) }
  }

  /// The derivation that a text of the ledger holds, worked out.
  func stored(_ text: String) -> Derived {
    do throws(Refusal) {
      return evaluate(try Derivation(text))
    } catch {
      return Derived(text, missing: [.derivation(text, error)])
    }
  }

  /// The revision in force of a target that is named with or without its plan.
  private func revision(of name: Derivation.TargetName, into derived: inout Derived) -> (Target, Event)? {
    let plans = name.plan.map { [$0] } ?? state.targets.plans(with: name.code, on: state.asOf.on)
    guard plans.count == 1 else {
      derived.ownMissing.append(.target(name, plans: plans))
      return nil
    }
    switch state.targets.inForce(plan: plans[0], code: name.code, on: state.asOf.on) {
    case .value(let target, let event): return (target, event)
    case .unreadable(let unreadable): derived.ownMissing.append(.unreadable(unreadable))
    case .none, .withdrawn: derived.ownMissing.append(.target(name, plans: []))
    }
    return nil
  }
}
