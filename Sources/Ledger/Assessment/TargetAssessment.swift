/// How a target stands: what a person judged, what a method says, and which of them is the headline.
public struct TargetAssessment: Sendable {
  /// The plan.
  public let plan: Code

  /// The target's code.
  public let code: Code

  /// The revision in force and its event, or why it cannot be read.
  public let target: Current<Target>

  /// What a person judged.
  public let judgement: Current<Judgement>

  /// The method that was asked, with its version.
  public let method: (code: Code, version: Int)

  /// What the method says.
  public let result: MethodResult

  /// The events that changed a figure or the target after it was judged.
  public let changesSinceJudgement: [Event]
}

extension TargetAssessment {
  /// The judgement if there is one, else what the method says.
  public var headline: TargetStatus {
    switch judgement {
    case .value(let judgement, _): judgement.status
    case .unreadable: .noAnswer
    case .none, .withdrawn: result.status
    }
  }

  /// Whose status the headline is.
  public var basis: Derivation.Basis {
    switch judgement {
    case .value, .unreadable: .judged
    case .none, .withdrawn: .method
    }
  }

  /// The headline as it was printed, or as it is called.
  public var words: String { judgement.value?.printed ?? headline.words }

  /// Whether something that a person judged has changed since.
  public var isStale: Bool { judgement.value != nil && !changesSinceJudgement.isEmpty }

  /// Whether the person and the method say different things; where one of them says nothing definite, they do not.
  public var disagrees: Bool {
    guard let judged = judgement.value?.status, judged.isDefinite, result.status.isDefinite else { return false }
    return judged != result.status
  }

  /// What cannot be read here.
  public var unreadable: [Unreadable] {
    var found: [Unreadable] = []
    if case .unreadable(let one) = target { found.append(one) }
    if case .unreadable(let one) = judgement { found.append(one) }
    for case .unreadable(let one) in result.missing where !found.contains(one) { found.append(one) }
    return found
  }
}

extension State {
  /// How each target in force stands, by plan and code.
  ///
  /// - Throws: `Refusal` for a method that this program does not know, or whose parameters it cannot read.
  public func statuses(plan: Code? = nil, method: Code = standardMethod) throws(Refusal) -> [TargetAssessment] {
    let method = try self.method(method)
    return targets.inForce(on: asOf.on).filter { plan == nil || plan == $0.plan }.compactMap { status($0, method) }
  }

  /// How one target stands; nil if none is in force.
  ///
  /// - Throws: `Refusal` for a method that this program does not know, or whose parameters it cannot read.
  public func status(plan: Code, code: Code, method: Code = standardMethod) throws(Refusal) -> TargetAssessment? {
    let current = targets.inForce(plan: plan, code: code, on: asOf.on)
    return status(Targets.Entry(plan: plan, code: code, current: current), try self.method(method))
  }

  private func status(_ entry: Targets.Entry, _ method: any AssessmentMethod) -> TargetAssessment? {
    let judgement = judgements.current(plan: entry.plan, code: entry.code)
    let result: MethodResult
    var changes: [Event] = []
    switch entry.current {
    case .none, .withdrawn: return nil
    case .unreadable(let unreadable): result = MethodResult(.missing, missing: [.unreadable(unreadable)])
    case .value(let target, let event):
      result = assess(target, with: method)
      if case .value(_, let judged) = judgement { changes = self.changes(of: target, event, result, since: judged) }
    }
    return TargetAssessment(
      plan: entry.plan, code: entry.code, target: entry.current, judgement: judgement,
      method: (type(of: method).code, method.version), result: result, changesSinceJudgement: changes)
  }

  /// The events after a judgement that changed the target, a figure of one of its measures, or its denominator.
  ///
  /// Any figure of a measure counts, since nobody knows which ones the person looked at; measures that only give context
  /// do not.
  private func changes(
    of target: Target, _ revision: Event, _ result: MethodResult, since judgement: Event
  ) -> [Event] {
    var changes = revision.position > judgement.position ? [revision] : []
    for input in result.denominator?.allInputs ?? [] where input.event.position > judgement.position {
      changes.append(input.event)
    }
    for measure in target.measures where measure.role != .context {
      let selection = Evaluation(state: self).resolved(measure.selection)
      for (_, current) in figures.matching(selection) {
        if let event = current.event, event.position > judgement.position { changes.append(event) }
      }
    }
    return changes
  }
}
