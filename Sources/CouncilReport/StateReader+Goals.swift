internal import Ledger

extension StateReader {
  /// The goals in force with the targets below them.
  func goals(method: Code, previous: Report.Shown?) throws(Refusal) -> [Report.Goal] {
    let assessments = try state.statuses(method: method)
    let before = try previous?.state.statuses(method: method) ?? []
    var goals = state.framework.nodes(on: state.asOf.on).compactMap { entry -> Report.Goal? in
      guard let node = entry.current.value, node.kind == .goal else { return nil }
      return Report.Goal(plan: entry.plan.text, code: entry.code.text, title: node.title, targets: [])
    }
    for assessment in assessments {
      let plan = assessment.plan.text
      let code = goal(of: assessment)?.text ?? ""
      let last = before.first { $0.plan == assessment.plan && $0.code == assessment.code }
      let target = target(assessment, goal: code, last: last)
      if let index = goals.firstIndex(where: { $0.plan == plan && $0.code == code }) {
        goals[index].targets.append(target)
      } else {
        goals.append(Report.Goal(plan: plan, code: code, title: "Targets without a goal", targets: [target]))
      }
    }
    return goals
  }

  /// The most steps from a target up to its goal.
  private static let deepestTree = 100

  /// The goal above a target, if the framework leads to one.
  private func goal(of assessment: TargetAssessment) -> Code? {
    var code = assessment.target.value?.node ?? assessment.code
    for _ in 0..<Self.deepestTree {
      guard let node = state.framework.current(plan: assessment.plan, code: code).value,
        node.isInForce(on: state.asOf.on.last)
      else { return nil }
      if node.kind == .goal { return code }
      guard let parent = node.parent else { return nil }
      code = parent
    }
    return nil
  }

  private func target(_ assessment: TargetAssessment, goal: String, last: TargetAssessment?) -> Report.Target {
    let result = assessment.result
    var row: Report.Target
    if case .value(let target, let event) = assessment.target {
      row = Report.Target(
        plan: assessment.plan.text, goal: goal, code: assessment.code.text, statement: target.statement,
        goalpost: goalpost(of: target), rule: target.rule.rawValue)
      row.value = target.value.map { PrintedValue(.number($0, mult: 0), unit: target.unit.map(unit)) }
      row.due = target.due.map { "\($0)" }
      row.baseline = baseline(of: target, result)
      row.measures = measures(of: target)
      row.embargoed = embargoed(of: target)
      row.instrument = target.instrument
      row.position = event.position
    } else {
      let statement = assessment.unreadable.first.map { "cannot be read: \($0)" } ?? "cannot be read"
      row = Report.Target(
        plan: assessment.plan.text, goal: goal, code: assessment.code.text, statement: statement,
        goalpost: PrintedValue.notAvailable, rule: "")
    }
    row.judgement = judgement(assessment)
    row.method = method(assessment)
    row.isDisputed = assessment.disagrees
    row.lastTime = last.flatMap(lastTime)
    return row
  }

  /// What has to be reached, in words.
  private func goalpost(of target: Target) -> String {
    let number = target.value.map { PrintedValue(.number($0, mult: 0), unit: target.unit.map(unit)).text }
    switch (target.rule, target.direction) {
    case (.qualitative, _): return number ?? "qualitative"
    case (.parity, _): return number.map { "parity, \($0)" } ?? "parity"
    case (.countAll, _):
      guard let count = denominator(of: target) ?? number else { return "all" }
      return "all \(count)"
    case (.gapReduction, _): return "a gap smaller by \(number ?? PrintedValue.notAvailable)"
    case (.relativeChange, .increase): return "an increase by \(number ?? PrintedValue.notAvailable)"
    case (.relativeChange, .decrease): return "a decrease by \(number ?? PrintedValue.notAvailable)"
    case (.relativeChange, .reach), (.relativeChange, nil): return "a change by \(number ?? PrintedValue.notAvailable)"
    case (.level, .increase): return "at least \(number ?? PrintedValue.notAvailable)"
    case (.level, .decrease): return "at most \(number ?? PrintedValue.notAvailable)"
    case (.level, .reach), (.level, nil): return number ?? PrintedValue.notAvailable
    }
  }

  private func denominator(of target: Target) -> String? {
    guard let text = target.denominator, let derivation = try? Derivation(text),
      let quantity = state.evaluate(derivation).quantity
    else { return nil }
    let count = "\(quantity.value)"
    return (try? Decimal(count)).map(NumberStyle.grouped) ?? count
  }

  private func baseline(of target: Target, _ result: MethodResult) -> Report.Baseline? {
    switch target.baseline {
    case .fixed(let period, let value):
      let isShare = target.rule == .relativeChange || target.rule == .gapReduction
      let unit = isShare ? nil : target.unit.map(unit)
      return .init(period: "\(period)", value: PrintedValue(.number(value, mult: 0), unit: unit), kind: .fixed)
    case .floating(let period):
      guard let measure = target.measures.first(where: { $0.role == .primary }) else {
        return .init(period: "\(period)", value: .missing, kind: .floating)
      }
      let key = key(of: measure)
      let figure = Figure(indicator: measure.indicator, area: key.area, period: period, breakdown: key.breakdown)
      return .init(period: "\(period)", value: row(figure, state.figures[figure])?.value ?? .missing, kind: .floating)
    case nil:
      guard let base = result.base, let figure = base.figure, let row = row(figure, state.figures[figure]) else {
        return nil
      }
      return .init(period: "\(base.period)", value: row.value, kind: .method)
    }
  }

  /// The measures with their latest figures, those that the status follows from first.
  private func measures(of target: Target) -> [Report.Measure] {
    Target.Measure.Role.allCases.flatMap { role in
      target.measures.filter { $0.role == role }.map { measure in
        Report.Measure(
          role: role.rawValue, indicator: measure.indicator.text, title: title(ofIndicator: measure.indicator),
          latest: latest(of: measure))
      }
    }
  }

  /// How many figures that the target is judged by may not be told yet.
  private func embargoed(of target: Target) -> Int {
    let keys = target.measures.filter { $0.role != .context }.map { ($0.indicator, key(of: $0)) }
    return state.figures.embargoed.count { figure in
      keys.contains { figure.indicator == $0 && figure.area == $1.area && figure.breakdown == $1.breakdown }
    }
  }

  private func judgement(_ assessment: TargetAssessment) -> Report.Judgement? {
    switch assessment.judgement {
    case .none, .withdrawn: return nil
    case .unreadable(let unreadable):
      return .init(status: .noAnswer, printed: "cannot be read: \(unreadable)", position: unreadable.position)
    case .value(let judgement, let event):
      return .init(
        status: judgement.status, also: judgement.also, flags: judgement.flags,
        printed: judgement.printed, author: basis(of: event).author, on: judgement.on.map { "\($0)" },
        isStale: assessment.isStale, position: event.position)
    }
  }

  private func method(_ assessment: TargetAssessment) -> Report.MethodResult {
    let result = assessment.result
    let progress = result.progress.flatMap { $0 == .onTrack ? nil : $0.rawValue }
    return .init(
      method: assessment.method.code.text, status: result.status, fineClass: progress,
      reason: result.reason.map { "\($0)" })
  }

  /// The status of the previous publication: the judgement, else what the method can say for certain.
  ///
  /// A ledger that held no figures then does not know what the document printed.
  private func lastTime(_ assessment: TargetAssessment) -> Report.LastTime? {
    if let judgement = assessment.judgement.value {
      return .init(status: judgement.status, printed: judgement.printed)
    }
    let status = assessment.result.status
    return status.isDefinite ? .init(status: status) : nil
  }
}
