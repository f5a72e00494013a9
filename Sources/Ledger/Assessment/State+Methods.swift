internal import Arithmetic

extension State {
  /// The method by which statuses are computed unless another is named.
  public static let standardMethod = LinearPath.code

  /// The codes of the methods that this program knows.
  public static let methods = [LinearPath.code, EurostatRatio.code, ProgressChart.code]

  /// A method with the parameters that the ledger adopted, or its own defaults.
  ///
  /// - Throws: `Refusal` for a method that this program does not know, or parameters that it cannot read.
  public func method(_ code: Code = standardMethod) throws(Refusal) -> any AssessmentMethod {
    let parameters: [String: String]
    switch codes.method(code) {
    case .value(let adopted, _): parameters = adopted.parameters
    case .unreadable(let unreadable): throw Refusal(.kindForm, unreadable.description)
    case .withdrawn, .none: parameters = [:]
    }
    switch code {
    case LinearPath.code: return try LinearPath(parameters: parameters)
    case EurostatRatio.code: return try EurostatRatio(parameters: parameters)
    case ProgressChart.code: return try ProgressChart(parameters: parameters)
    default:
      throw Refusal(
        .unknownWord, "there is no method '\(code)'",
        advice: suggestion(for: code.text, among: Self.methods.map(\.text)))
    }
  }

  /// What a method says of a target revision.
  public func assess(_ target: Target, with method: any AssessmentMethod) -> MethodResult {
    Evaluation(state: self).assess(target, with: method)
  }
}

extension Evaluation {
  /// What the standard method says of a target revision.
  func assess(_ target: Target) -> MethodResult {
    do throws(Refusal) {
      return assess(target, with: try state.method())
    } catch {
      return MethodResult(.method, missing: [.derivation(State.standardMethod.text, error)])
    }
  }

  func assess(_ target: Target, with method: any AssessmentMethod) -> MethodResult {
    switch target.rule {
    case .qualitative: return MethodResult(.rule)
    case .parity where target.value == nil: return MethodResult(.rule)
    case .level, .relativeChange, .gapReduction, .countAll, .parity: break
    }
    let primary = target.measures.filter { $0.role == .primary }
    guard !primary.isEmpty else { return MethodResult(.noPrimaryMeasure) }
    guard target.combination != .judged else { return MethodResult(.judged) }
    let results = primary.map { assess($0, of: target, with: method) }
    // "worst" counts the measures that have an answer; "all" waits until each of them has one.
    let answered = results.filter { $0.status.isDefinite }
    let counted = target.combination == .worst && !answered.isEmpty ? answered : results
    var result = counted[0]
    for next in counted.dropFirst() where next.status.badness > result.status.badness { result = next }
    for other in results { result.inputs += other.inputs.filter { !result.inputs.contains($0) } }
    return result
  }

  private func assess(
    _ measure: Target.Measure, of target: Target, with method: any AssessmentMethod
  ) -> MethodResult {
    var found = Derived("\(measure.indicator)@\(measure.area)")
    let points = points(of: measure, into: &found)
    guard found.missing.isEmpty else { return MethodResult(.missing, inputs: found.inputs, missing: found.missing) }
    guard let last = points.last else {
      var result = MethodResult()
      result.status = .notMeasured
      return result
    }
    let due = target.due
    // A figure for the due period settles the matter: what came later is another story.
    let latest = points.last { $0.period.last == due?.last } ?? last
    var result = MethodResult(inputs: found.inputs(of: latest))
    result.latest = latest
    let base = base(of: target, points, method, unit: latest.quantity.unit)
    result.base = base
    if let base, base.event != latest.event {
      result.inputs += found.inputs(of: base).filter { !result.inputs.contains($0) }
    }
    switch goal(of: target, base, latest, into: &result) {
    case .failure(let failure): result.reason = failure.reason
    case .success(let (goal, base)):
      result.goal = goal
      result.base = base
      settle(&result, target, goal, base, latest, due, points, method)
    }
    return result
  }

  /// The status of a course whose figures, base and goal are known.
  private func settle(
    _ result: inout MethodResult, _ target: Target, _ goal: Quantity, _ base: Course.Point?, _ latest: Course.Point,
    _ due: Period?, _ points: [Course.Point], _ method: any AssessmentMethod
  ) {
    let falls = target.falls(from: base?.quantity, to: goal)
    let kind = (goal.unit ?? latest.quantity.unit).flatMap { state.codes.unit($0).value?.kind }
    let margin = method.margin(of: goal.value, in: kind)
    let reached = falls.map { latest.quantity.reaches(goal, within: margin, falling: $0) } ?? .open
    if reached == .holds {
      result.status = .achieved
      result.progress = .onTrack
      return
    }
    guard let base else {
      result.reason = .noBase
      return
    }
    if reached == .fails, let due, latest.period.last == due.last {
      result.status = .missed
      return
    }
    guard latest.period.last > base.period.last else {
      result.status = .benchmarked
      return
    }
    guard reached == .fails, let falls else {
      result.reason = .boundUndecided
      return
    }
    guard let due else {
      result.reason = .noDueDate
      return
    }
    let course = Course(base: base, latest: latest, goal: goal, due: due, falls: falls, points: points)
    switch method.judge(course) {
    case .noAnswer(let reason): result.reason = reason
    case .decided(let isOnTrack, let score, let progress):
      result.status = isOnTrack ? .onTrack : .offTrack
      result.score = score
      result.progress = progress
    }
  }
}

extension Derived {
  /// What a point of the course rests on: its own event, or all that it was worked out from.
  fileprivate func inputs(of point: Course.Point) -> [Input] {
    if let part = parts.first(where: { $0.form == point.figure?.description }) { return part.allInputs }
    return inputs.filter { $0.event == point.event }
  }
}

extension Target {
  /// Whether the value has to fall; nil where that depends on a base that is not known.
  func falls(from base: Quantity?, to goal: Quantity) -> Bool? {
    switch (direction, rule) {
    case (_, .gapReduction), (.decrease, _): true
    case (.increase, _), (_, .countAll): false
    case (.reach, _), (nil, _): base.map { $0.value > goal.value }
    }
  }
}

extension Quantity {
  /// Whether this number is at a goal, beyond it, or short of it by no more than a margin.
  func reaches(_ goal: Quantity, within margin: Rational, falling: Bool) -> Verdict {
    let ahead = Quantity.sum((falling ? [goal, -self] : [self, -goal]) + [Quantity(margin, unit: goal.unit)])
    return ahead.compares(printed: .zero, <=, toAbove: true)
  }
}
