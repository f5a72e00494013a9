extension State {
  /// The indicators whose figures a derivation reads, by way of targets and their denominators too.
  ///
  /// The state must already hold all events but those about figures. A selection that leaves the indicator open reads
  /// none: nothing follows from it.
  public func indicators(neededBy derivation: Derivation) -> Set<Code> {
    var needs = Needs(state: self)
    needs.add(derivation)
    return needs.indicators
  }

  /// The indicators whose figures the status of a target revision needs.
  public func indicators(neededBy target: Target) -> Set<Code> {
    var needs = Needs(state: self)
    needs.add(target)
    return needs.indicators
  }

  /// The indicators whose figures the answer to a claim needs.
  public func indicators(neededBy claim: Claim) -> Set<Code> {
    var needs = Needs(state: self)
    for text in [claim.check, claim.secondCheck].compactMap({ $0?.derivation }) { needs.add(stored: text) }
    return needs.indicators
  }

  /// The indicators whose figures the statuses of all targets in force need.
  public func indicatorsNeededByStatuses(plan: Code? = nil) -> Set<Code> {
    var needs = Needs(state: self)
    needs.addTargets(of: plan)
    return needs.indicators
  }

  /// Gathers indicators.
  private struct Needs {
    let state: State
    var indicators: Set<Code> = []
    private var seen: Set<String> = []
    private var depth = 0

    init(state: State) { self.state = state }

    mutating func add(stored text: String) {
      // What lies deeper is not worked out either.
      guard depth < Evaluation.maximumDepth, seen.insert(text).inserted, let derivation = try? Derivation(text) else {
        return
      }
      depth += 1
      add(derivation)
      depth -= 1
    }

    mutating func add(_ derivation: Derivation) {
      switch derivation {
      case .constant: break
      case .figure(let selection), .extreme(let selection, _), .period(let selection, _),
        .growth(let selection, _, _, _), .project(let selection, _, _, _), .count(.figures(let selection)):
        add(selection)
      case .sum(let terms):
        for term in terms {
          switch term {
          case .figures(let selection): add(selection)
          case .derived(let derivation): add(derivation)
          }
        }
      case .difference(let one, let other), .ratio(let one, let other, _):
        add(one)
        add(other)
      case .target(let name, _):
        for plan in name.plan.map({ [$0] }) ?? state.targets.plans {
          if let target = state.targets.inForce(plan: plan, code: name.code, on: state.asOf.on).value { add(target) }
        }
      case .count(.targets(let plan, _, .method)): addTargets(of: plan)
      case .count: break
      }
    }

    mutating func add(_ selection: Selection) {
      if let indicator = selection.indicator { indicators.insert(indicator) }
    }

    mutating func add(_ target: Target) {
      for measure in target.measures { indicators.insert(measure.indicator) }
      if let denominator = target.denominator { add(stored: denominator) }
    }

    mutating func addTargets(of plan: Code?) {
      for entry in state.targets.inForce(on: state.asOf.on) where plan == nil || plan == entry.plan {
        if let target = entry.current.value { add(target) }
      }
    }
  }
}
