internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally target`: what was promised, how it is measured, and how it stands.
enum TargetCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "target", "Shows a target: what was promised, how it is measured, how it stands.",
      discussion: """
        The revision shown is the one in force on the date; below it stand what a person judged, what the method says \
        and why, the measures with their latest figures, and every revision. Without a code the targets are listed. \
        A code that several plans have is written PLAN/CODE.
        """,
      examples: [
        Example("tally target", "List the targets in force."),
        Example("tally target 2.4", "Show target 2.4, and why it stands as it does."),
        Example("tally target SP2020/4.1 --as-reported C21", "Show what C21 shows of it."),
      ]
    ) {
      Operand(optional: "code", of: GivenTarget.self, "The target.")
      Option(
        "--plan", of: GivenCode.self, placeholder: "PLAN", completing: LedgerWord.plan.completion, "Only this plan.")
      Option(
        "--method", of: GivenCode.self, placeholder: "METHOD", completing: .words(State.methods.map(\.text)),
        "linear-path, eurostat-cagr-ratio or un-progress-chart-2023. Without it: linear-path.")
      Flag("--json", "One JSON object a target.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { target, plan, method, json, question, database in
      try run(host, target?.name, plan?.code, method?.code, json, question, database)
    }
  }

  private static func run(
    _ host: Host, _ name: Derivation.TargetName?, _ plan: Code?, _ method: Code?, _ json: Bool,
    _ options: QuestionOptions, _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    guard let name else { return try list(host, try ledger.state(question.asOf) { _ in [] }, plan, json, question) }
    let state = try ledger.state(question.asOf) { state in state.figures(neededByTarget: name, plan) }
    let found = try FoundTarget(name, plan, method, state)
    if json { return try host.say(found.line(question)) }
    for line in found.lines(width: host.width, host.paint) { try host.say(line) }
    try host.say()
    if let embargoed = question.embargoWords(state) { try host.say(embargoed) }
    try host.sayWrapped(question.words)
  }

  private static func list(_ host: Host, _ state: State, _ plan: Code?, _ json: Bool, _ question: Question) throws {
    if let plan { try state.requirePlan(plan) }
    let entries = state.targets.inForce(on: question.asOf.on).filter { entry in
      guard plan == nil || plan == entry.plan else { return false }
      switch entry.current {
      case .value, .unreadable: return true
      case .none, .withdrawn: return false
      }
    }
    if json {
      for entry in entries { try host.say(state.line(entry.plan, entry.code, entry.current, question)) }
      return
    }
    let severalPlans = Set(entries.map(\.plan)).count > 1
    var table = TextTable([
      .init(title: "Target"), .init(title: "Promise", isFlexible: true), .init(title: "Value", alignsRight: true),
      .init(title: "Due"), .init(title: "Measured by", isFlexible: true),
    ])
    for entry in entries {
      let target = entry.current.value
      table.add([
        severalPlans ? "\(entry.plan)/\(entry.code)" : entry.code.text,
        target?.statement.onOneLine ?? "(cannot be read)", target?.value.map { "\($0)" } ?? "..",
        target?.due.map { "\($0)" } ?? "..", target?.primaryWords ?? "..",
      ])
    }
    if !table.isEmpty { for line in table.lines(width: host.width) { try host.say(line) } }
    try host.say(table.isEmpty ? "No target is in force on \(question.asOf.on)." : "")
    try host.sayWrapped(question.words)
  }
}

/// A target on the command line: `CODE` or `PLAN/CODE`.
struct GivenTarget: CommandLineValue {
  static let placeholder = "[PLAN/]CODE"
  static let completion = LedgerWord.target.completion

  let name: Derivation.TargetName

  init(commandLine text: String) throws {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    do throws(Refusal) {
      name = Derivation.TargetName(
        plan: parts.count == 2 ? try Code(encoded: parts[0].utf8.span) : nil,
        code: try Code(encoded: parts[parts.count - 1].utf8.span))
    } catch {
      throw InvalidValue(error, of: text, as: "target")
    }
  }

  var commandLineText: String { "\(name)" }
}

/// One target, and how it stands.
struct FoundTarget {
  let state: State
  let assessment: TargetAssessment
  /// The revision in force.
  let target: Target
  let event: Event

  /// Finds the target in force on the date of the question.
  ///
  /// - Throws: `InputRefused` where there is none, or several plans have one; it says what there is.
  init(_ name: Derivation.TargetName, _ plan: Code?, _ method: Code?, _ state: State) throws {
    self.state = state
    let plan = try state.plan(of: name, plan)
    let found: TargetAssessment?
    do throws(Refusal) {
      found = try state.status(plan: plan, code: name.code, method: method ?? State.standardMethod)
    } catch {
      throw InputRefused("\(error)")
    }
    guard let found else { throw InputRefused(state.absence(of: name.code, in: plan)) }
    assessment = found
    switch assessment.target {
    case .value(let target, let event): (self.target, self.event) = (target, event)
    case .unreadable(let unreadable): throw InputRefused("target \(plan)/\(name.code) cannot be read: \(unreadable)")
    case .none, .withdrawn: throw InputRefused(state.absence(of: name.code, in: plan))
    }
  }

  var plan: Code { assessment.plan }
  var code: Code { assessment.code }

  /// The revisions since the last withdrawal, in the order in which they became known.
  var revisions: [Targets.Revision] { state.targets.revisions(plan: plan, code: code).value ?? [] }
}

extension State {
  /// The figures that the answer about a target needs.
  func figures(neededByTarget name: Derivation.TargetName, _ plan: Code?) -> Set<FigureScope> {
    var needed: Set<FigureScope> = []
    for plan in name.plan.map({ [$0] }) ?? plan.map({ [$0] }) ?? targets.plans {
      guard let target = targets.inForce(plan: plan, code: name.code, on: asOf.on).value else { continue }
      needed.formUnion(figures(neededBy: target))
    }
    return needed
  }

  /// Refuses a plan that has neither targets nor nodes.
  func requirePlan(_ plan: Code) throws {
    let plans = Set(targets.plans + framework.plans).sorted().map(\.text)
    guard plans.contains(plan.text) else {
      throw InputRefused("there is no plan \"\(plan)\"\(NearestName.hint(plan.text, among: plans))")
    }
  }

  /// The plan that a target belongs to.
  fileprivate func plan(of name: Derivation.TargetName, _ wanted: Code?) throws -> Code {
    if let plan = name.plan ?? wanted {
      try requirePlan(plan)
      return plan
    }
    let plans = targets.plans(with: name.code, on: asOf.on)
    if plans.count > 1 {
      let names = plans.map { "\($0)/\(name.code)" }.joined(separator: ", ")
      throw InputRefused("several plans have a target \"\(name.code)\": name one of \(names)")
    }
    if let plan = plans.first { return plan }
    guard let plan = targets.plans.first(where: { targets.history(plan: $0, code: name.code) != nil }) else {
      let known = targets.inForce(on: asOf.on).map(\.code.text)
      let hint = NearestName.hint(name.code.text, among: known)
      throw InputRefused(
        "there is no target \"\(name.code)\"\(hint.isEmpty ? "; tally target lists those in force" : hint)")
    }
    return plan
  }

  /// Why a target is not in force.
  fileprivate func absence(of code: Code, in plan: Code) -> String {
    switch targets.revisions(plan: plan, code: code) {
    case .none:
      let known = targets.inForce(on: asOf.on).filter { $0.plan == plan }.map(\.code.text)
      return "plan \(plan) has no target \"\(code)\"\(NearestName.hint(code.text, among: known))"
    case .unreadable(let unreadable): return "target \(plan)/\(code) cannot be read: \(unreadable)"
    case .withdrawn(let event): return "target \(plan)/\(code) was withdrawn at position \(event.position)"
    case .value(let revisions, let last):
      guard let first = revisions.compactMap(\.effectiveFrom).min() else {
        return "target \(plan)/\(code) was withdrawn at position \(last.position)"
      }
      return "target \(plan)/\(code) is not in force on \(asOf.on): its first revision takes effect on \(first)"
    }
  }
}
