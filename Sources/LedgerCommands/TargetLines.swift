internal import Arithmetic
internal import Interchange
internal import Ledger

extension FoundTarget {
  // MARK: - Lines

  /// The target as people read it.
  func lines(width: Int, _ paint: Paint) -> [String] {
    var promise = LabelledLines()
    promise.add("target", "\(plan)/\(code)")
    if let node = state.framework.current(plan: plan, code: target.node ?? code).value {
      promise.add("in", nodeWords(node))
    }
    promise.add("promise", target.value == nil ? nil : target.shown)
    promise.add("rule", [target.ruleWords, target.directionWords].compactMap { $0 }.joined(separator: ", "))
    promise.add("due", target.due.map { "\($0)" })
    promise.add("baseline", target.baselineWords)
    promise.add("denominator", denominatorWords)
    promise.add("instrument", target.instrument)
    promise.add("in force", target.effectiveFrom.map { "from \($0) on" })
    promise.add("recorded", Self.origin(of: event))
    var lines = TextTable.wrap(target.statement.onOneLine, width: width) + promise.lines(width: width)
    lines +=
      ["", "Status: \(paint(assessment.words, assessment.headline.colour))\(TargetStanding(assessment).marks)"]
      + statusLines(width: width)
    lines += ["", target.measures.isEmpty ? "No measure." : "Measured by"] + measureLines(width: width)
    guard revisions.count > 1 else { return lines }
    lines += ["", "\(revisions.count) revisions, the newest first"]
    return lines + revisionLines(width: width)
  }

  private func nodeWords(_ node: Node) -> String {
    guard let parent = node.parent else { return "\(node.kind.rawValue) \(target.node ?? code)" }
    let title = state.framework.current(plan: plan, code: parent).value.map { ", \($0.title)" } ?? ""
    return "\(parent)\(title)"
  }

  private var denominatorWords: String? {
    guard let text = target.denominator else { return nil }
    guard let value = assessment.result.denominator?.quantity?.value else { return text }
    return "\(text) = \(value.shortText)"
  }

  private func statusLines(width: Int) -> [String] {
    var facts = LabelledLines()
    switch assessment.judgement {
    case .value(let judgement, let event): add(judgement, event, to: &facts)
    case .withdrawn(let event): facts.add("judged", "withdrawn at position \(event.position)")
    case .unreadable(let unreadable): facts.add("judged", "cannot be read: \(unreadable)")
    case .none: facts.add("judged", "by nobody")
    }
    let result = assessment.result
    let method = "\(assessment.method.code), version \(assessment.method.version)"
    facts.add("by method", "\(result.status.words) (\(method))")
    facts.add("because", reasonWords)
    facts.add("base", result.base.map { words($0) })
    facts.add("latest", result.latest.map { words($0) })
    facts.add("goal", result.goal.map { "\($0.value.shortText)\($0.unit.map { " \($0)" } ?? "")" })
    for missing in result.missing { facts.add("missing", "\(missing)") }
    if result.isApproximate { facts.add("note", "an approximate figure takes part (≈)") }
    if assessment.disagrees { facts.add("note", "the judgement and the method disagree (!)") }
    if assessment.isStale {
      let positions = assessment.changesSinceJudgement.map { "\($0.position)" }.joined(separator: ", ")
      facts.add("note", "changed after the judgement (~): position \(positions)")
    }
    return facts.lines(width: width)
  }

  private func add(_ judgement: Judgement, _ event: Event, to facts: inout LabelledLines) {
    var text = judgement.status.words
    if !judgement.also.isEmpty { text += ", also \(judgement.also.map(\.words).joined(separator: ", "))" }
    if !judgement.flags.isEmpty { text += " (\(judgement.flags.joined(separator: ", ")))" }
    if let publication = judgement.publication { text += ", in \(publication)" }
    if let printed = judgement.printed { text += " as \"\(printed)\"" }
    if let on = judgement.on { text += ", on \(on)" }
    facts.add("judged", text)
    facts.add("", Self.origin(of: event))
  }

  private func words(_ point: Course.Point) -> String {
    var text = "\(point.shown) (\(point.period))"
    if let figure = point.figure { text += ", \(figure)" }
    if let event = point.event { text += ", position \(event.position)" }
    return text
  }

  private static func origin(of event: Event) -> String {
    var text = "position \(event.position), \(event.recordedAt), by \(event.recordedBy)"
    for (name, origin) in event.origins where name != "quote" { text += "; \(name) \(origin)" }
    return text
  }

  private func measureLines(width: Int) -> [String] {
    var facts = LabelledLines()
    for measure in target.measures {
      let latest = latest(of: measure).map { figure, measurement in "\(measurement.shown) (\(figure.period))" }
      facts.add(measure.role.rawValue, "\(measure.words): \(latest ?? "no figure")")
    }
    return facts.lines(width: width)
  }

  /// The figure of a measure with the latest period; announced ones are not among them.
  private func latest(of measure: Target.Measure) -> (Figure, Measurement)? {
    let found = state.figures.matching(measure.selection(in: state)).compactMap { figure, current in
      current.value.flatMap { $0.status == .forecast || $0.missingReason != nil ? nil : (figure, $0) }
    }
    return found.max { $0.0.period < $1.0.period }
  }

  private func revisionLines(width: Int) -> [String] {
    var lines: [String] = []
    for (index, revision) in revisions.enumerated().reversed() {
      var facts = LabelledLines()
      let from = revision.target.effectiveFrom.map { ", in force from \($0) on" } ?? ""
      let isShown = revision.event == event ? " (shown above)" : ""
      facts.add("\(revision.event.version)", "\(revision.target.shown)\(from)\(isShown)")
      if index > 0 { facts.add("", "changed: " + changed(revision.event, since: revisions[index - 1].event)) }
      facts.add("", Self.origin(of: revision.event))
      lines += facts.lines(width: width)
    }
    return lines
  }

  /// The fields in which two revisions differ.
  private func changed(_ event: Event, since earlier: Event) -> String {
    let (old, new) = (earlier.data, event.data)
    let keys = Set(old.keys + new.keys).filter { old[$0] != new[$0] }.sorted()
    return keys.isEmpty ? "nothing" : keys.map { $0.replacing("_", with: " ") }.joined(separator: ", ")
  }

  // MARK: - JSON

  /// The target for a program.
  func line(_ question: Question) -> JSONLine {
    var line = state.line(plan, code, assessment.target, nil)
    line.add("status", assessment.headline.rawValue)
    line.add("basis", assessment.basis.rawValue)
    if case .value(let judgement, let event) = assessment.judgement {
      var judged = JSONLine()
      judged.add("status", judgement.status.rawValue)
      judged.add("also", .list(judgement.also.map { .text($0.rawValue) }))
      judged.add("flags", .list(judgement.flags.map { .text($0) }))
      judged.add("printed", judgement.printed)
      judged.add("on", judgement.on.map { "\($0)" })
      judged.add("publication", judgement.publication?.text)
      judged.add("position", "\(event.position)")
      for (name, text) in event.origins { judged.add(name, text) }
      line.add("judged", judged.value)
    }
    let standing = TargetStanding(assessment)
    line.add("method", standing.method.text)
    line.add("method_version", .encoded(standing.methodVersion))
    line.add("by_method", standing.byMethod.rawValue)
    line.add("no_answer", standing.reason)
    line.add("because", reasonWords)
    line.add("progress", standing.progress?.rawValue)
    line.add("score", standing.ratio)
    line.add("base", standing.base?.line)
    line.add("latest", standing.latest?.line)
    line.add("goal", standing.goal)
    line.add("missing", .list(standing.missing.map { .text($0) }))
    line.add("approximate", .boolean(standing.isApproximate))
    line.add("disagrees", .boolean(standing.disagrees))
    line.add("stale", .boolean(standing.isStale))
    line.add("changes_since_judgement", .list(assessment.changesSinceJudgement.map { .text("\($0.position)") }))
    line.add("revisions", .list(revisions.map { Self.json($0) }))
    question.add(to: &line)
    return line
  }

  private static func json(_ revision: Targets.Revision) -> JSONLine.Value {
    var line = JSONLine()
    line.add("version", .integer(revision.event.version))
    line.add("position", "\(revision.event.position)")
    line.add("recorded_at", "\(revision.event.recordedAt)")
    line.add("recorded_by", revision.event.recordedBy)
    line.add("effective_from", revision.target.effectiveFrom.map { "\($0)" })
    line.add("statement", revision.target.statement)
    line.add("value", revision.target.value.map { "\($0)" })
    line.add("unit", revision.target.unit?.text)
    line.add("due", revision.target.due.map { "\($0)" })
    for (name, text) in revision.event.origins { line.add(name, text) }
    return line.value
  }
}

extension State {
  /// A target's promise and measures for a program.
  func line(_ plan: Code, _ code: Code, _ current: Current<Target>, _ question: Question?) -> JSONLine {
    var line = JSONLine()
    line.add("plan", plan.text)
    line.add("target", code.text)
    switch current {
    case .value(let target, let event): Self.add(target, event, to: &line)
    case .unreadable(let unreadable): line.add("unreadable", unreadable.reason)
    case .none, .withdrawn: break
    }
    question?.add(to: &line)
    return line
  }

  private static func add(_ target: Target, _ event: Event, to line: inout JSONLine) {
    line.add("statement", target.statement)
    line.add("rule", target.rule.rawValue)
    line.add("direction", target.direction?.rawValue)
    line.add("value", target.value.map { "\($0)" })
    line.add("unit", target.unit?.text)
    line.add("due", target.due.map { "\($0)" })
    line.add("denominator", target.denominator)
    line.add("baseline_period", target.baseline.map { "\($0.period)" })
    if case .fixed(_, let value) = target.baseline { line.add("baseline_value", "\(value)") }
    line.add("instrument", target.instrument)
    line.add("effective_from", target.effectiveFrom.map { "\($0)" })
    line.add("combine", target.combination.rawValue)
    line.add(
      "measures",
      .list(
        target.measures.map { measure in
          var one = JSONLine()
          one.add("role", measure.role.rawValue)
          one.add("indicator", measure.indicator.text)
          one.add("area", measure.area.text)
          if !measure.breakdown.isEmpty { one.add("breakdown", "\(measure.breakdown)") }
          return one.value
        }))
    line.add("version", .integer(event.version))
    line.add("position", "\(event.position)")
    line.add("recorded_at", "\(event.recordedAt)")
  }
}
