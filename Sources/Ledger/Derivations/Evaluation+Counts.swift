internal import Arithmetic

extension Evaluation {
  func count(_ counted: Derivation.Counted, _ form: String) -> Derived {
    var derived = Derived(form)
    switch counted {
    case .figures(let selection): countFigures(selection, into: &derived)
    case .nodes(let kind, let sector, let plan): countNodes(kind, sector, plan, into: &derived)
    case .targets(let plan, let status, let basis): countTargets(plan, status, basis, into: &derived)
    case .members(let group, let category, let when, let isDistinct):
      countMembers(group, category, when, isDistinct, into: &derived)
    }
    return derived
  }

  /// The number of things found; more may exist where a set is not stated complete.
  private func settle(_ count: Int, uncertain: Int = 0, in derived: inout Derived) {
    guard derived.missing.isEmpty else { return }
    let value = Rational(count)
    let interval = Interval(lower: .init(value: value), upper: .init(value: value + Rational(uncertain)))
    let quantity = Quantity(value: value, nominal: interval, outer: interval)
    derived.value = .quantity(derived.ownGaps.isEmpty ? quantity : quantity.orMore)
  }

  private func countFigures(_ selection: Selection, into derived: inout Derived) {
    let set = members(of: selection, into: &derived, needsNumbers: false)
    // Of a set that is stated complete, none is an answer.
    if derived.ownMissing == [.figures(selection)], derived.ownGaps.isEmpty { derived.ownMissing = [] }
    settle(set?.figures.count ?? 0, in: &derived)
  }

  private func countNodes(_ kind: Code?, _ sector: Code?, _ plan: Code?, into derived: inout Derived) {
    var count = 0
    var sets: Set<CoverageSet> = []
    for entry in state.framework.nodes(on: state.asOf.on) where plan == nil || plan == entry.plan {
      switch entry.current {
      case .unreadable(let unreadable): derived.ownMissing.append(.unreadable(unreadable))
      case .value(let node, let event):
        if kind == nil { sets.insert(.nodes(plan: entry.plan, kind: Code(unchecked: node.kind.rawValue))) }
        guard kind.map({ $0.text == node.kind.rawValue }) ?? true, sector == nil || sector?.text == node.sector else {
          continue
        }
        count += 1
        derived.inputs.append(Derived.Input(event: event, shown: node.title))
      case .withdrawn, .none: continue
      }
    }
    if let kind {
      for plan in plan.map({ [$0] }) ?? state.framework.plans { sets.insert(.nodes(plan: plan, kind: kind)) }
    }
    for set in sets.sorted(by: { precedes($0.name, $1.name) }) { addGap(set, into: &derived) }
    settle(count, in: &derived)
  }

  private func countTargets(
    _ plan: Code?, _ status: TargetStatus?, _ basis: Derivation.Basis, into derived: inout Derived
  ) {
    var count = 0
    for entry in state.targets.inForce(on: state.asOf.on) where plan == nil || plan == entry.plan {
      switch entry.current {
      case .unreadable(let unreadable): derived.ownMissing.append(.unreadable(unreadable))
      case .value(let target, let event):
        guard let status else {
          count += 1
          derived.inputs.append(Derived.Input(event: event, shown: target.shown))
          continue
        }
        switch basis {
        case .judged: count += countJudgement(entry.plan, entry.code, status, into: &derived)
        case .method: count += countAssessment(target, event, status, into: &derived)
        }
      case .withdrawn, .none: continue
      }
    }
    for plan in plan.map({ [$0] }) ?? state.targets.plans {
      addGap(.targets(plan: plan), into: &derived)
      if status != nil, basis == .judged { addGap(.judgements(plan: plan), into: &derived) }
    }
    settle(count, in: &derived)
  }

  private func countJudgement(_ plan: Code, _ code: Code, _ status: TargetStatus, into derived: inout Derived) -> Int {
    switch state.judgements.current(plan: plan, code: code) {
    case .unreadable(let unreadable): derived.ownMissing.append(.unreadable(unreadable))
    case .value(let judgement, let event) where judgement.status == status:
      derived.inputs.append(Derived.Input(event: event, shown: judgement.shown))
      return 1
    case .value, .withdrawn, .none: break
    }
    return 0
  }

  private func countAssessment(
    _ target: Target, _ event: Event, _ status: TargetStatus, into derived: inout Derived
  ) -> Int {
    let result = assess(target)
    for missing in result.missing.compactMap(\.asUnreadable) { derived.ownMissing.append(.unreadable(missing)) }
    guard result.status == status else { return 0 }
    derived.inputs.append(Derived.Input(event: event, shown: target.shown))
    derived.inputs += result.inputs
    return 1
  }

  private func countMembers(
    _ group: Code?, _ category: Code?, _ when: Derivation.When, _ isDistinct: Bool, into derived: inout Derived
  ) {
    var certain: [Code] = []
    var uncertain: [Code] = []
    for entry in state.memberships.all where group == nil || group == entry.group {
      switch entry.current {
      case .unreadable(let unreadable): derived.ownMissing.append(.unreadable(unreadable))
      case .value(let membership, let event):
        let spans = membership.timeline.filter { category == nil || $0.category == category }
        switch Memberships.certainty(of: spans, when, question: state.asOf.on) {
        case .no: continue
        case .yes: certain.append(entry.member)
        case .perhaps: uncertain.append(entry.member)
        }
        derived.inputs.append(Derived.Input(event: event, shown: membership.shown))
      case .withdrawn, .none: continue
      }
    }
    for group in group.map({ [$0] }) ?? state.memberships.groups { addGap(.members(group: group), into: &derived) }
    guard isDistinct else {
      settle(certain.count, uncertain: uncertain.count, in: &derived)
      return
    }
    settle(Set(certain).count, uncertain: Set(uncertain).subtracting(certain).count, in: &derived)
  }
}

extension Missing {
  fileprivate var asUnreadable: Unreadable? { if case .unreadable(let unreadable) = self { unreadable } else { nil } }
}
