/// Figures that belong together: those of an indicator, of one area or of all.
public struct FigureScope: Hashable, Sendable {
  /// The indicator.
  public let indicator: Code
  /// The area; nil for all.
  public let area: Code?

  /// The figures of an indicator, of one area or of all.
  public init(_ indicator: Code, area: Code? = nil) {
    self.indicator = indicator
    self.area = area
  }
}

extension State {
  /// The figures that a derivation reads, by way of targets and their denominators too.
  ///
  /// The state must already hold all events but those about figures. A selection that leaves the indicator open reads
  /// none: nothing follows from it.
  public func figures(neededBy derivation: Derivation) -> Set<FigureScope> {
    var needs = Needs(state: self)
    needs.add(derivation)
    return needs.scopes
  }

  /// The figures that the status of a target revision needs.
  public func figures(neededBy target: Target) -> Set<FigureScope> {
    var needs = Needs(state: self)
    needs.add(target)
    return needs.scopes
  }

  /// The figures that the answer to a claim needs.
  public func figures(neededBy claim: Claim) -> Set<FigureScope> {
    var needs = Needs(state: self)
    for text in [claim.check, claim.secondCheck].compactMap({ $0?.derivation }) { needs.add(stored: text) }
    return needs.scopes
  }

  /// The figures that the statuses of all targets in force need.
  public func figuresNeededByStatuses(plan: Code? = nil) -> Set<FigureScope> {
    var needs = Needs(state: self)
    needs.addTargets(of: plan)
    return needs.scopes
  }

  /// Gathers scopes.
  private struct Needs {
    let state: State
    var scopes: Set<FigureScope> = []
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
      if let indicator = selection.indicator { add(indicator, selection.area) }
    }

    private mutating func add(_ indicator: Code, _ area: Code?) {
      // A figure stands under the code of its area; a question may use another name of it.
      scopes.insert(FigureScope(indicator, area: area.map { state.codes.area(for: $0) }))
    }

    mutating func add(_ target: Target) {
      for measure in target.measures { add(measure.indicator, measure.area) }
      if let denominator = target.denominator { add(stored: denominator) }
    }

    mutating func addTargets(of plan: Code?) {
      for entry in state.targets.inForce(on: state.asOf.on) where plan == nil || plan == entry.plan {
        if let target = entry.current.value { add(target) }
      }
    }
  }
}
