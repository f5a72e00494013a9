internal import Arithmetic
internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally status`: how each target stands, by judgement and by method.
enum StatusCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "status", "Shows how each target stands.",
      discussion: """
        The status is what a person judged, if anybody did, else what the method says; both are shown. A mark says \
        where they disagree (!), where something changed after the judgement (~), and where an approximate figure \
        takes part (≈). The target revision that is in force on the date is the one judged.
        """,
      examples: [
        Example("tally status", "Show the targets as they stand now."),
        Example("tally status --as-reported C21", "Show what C21 shows."),
        Example("tally status --on 2021-04-30", "Judge the revisions in force on that day."),
      ]
    ) {
      Option(
        "--plan", of: GivenCode.self, placeholder: "PLAN", completing: LedgerWord.plan.completion, "Only this plan.")
      Option(
        "--method", of: GivenCode.self, placeholder: "METHOD", completing: .words(State.methods.map(\.text)),
        "linear-path, eurostat-cagr-ratio or un-progress-chart-2023. Without it: linear-path.")
      Flag("--json", "One JSON object a target.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { plan, method, json, question, database in
      try run(host, plan?.code, method?.code, json, question, database)
    }
  }

  private static func run(
    _ host: Host, _ plan: Code?, _ method: Code?, _ json: Bool, _ options: QuestionOptions, _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    let state = try ledger.state(question.asOf) { state in state.figuresNeededByStatuses(plan: plan) }
    let statuses = try state.assessments(plan: plan, method: method)
    if json {
      for status in statuses { try host.say(line(status, question)) }
      return
    }
    guard !statuses.isEmpty else {
      try host.say("No target is in force on \(question.asOf.on).")
      return try host.say(question.words)
    }
    try show(statuses, state, host)
    try host.say()
    try host.sayWrapped(counts(statuses))
    if let embargoed = question.embargoWords(state) { try host.say(embargoed) }
    for line in TextTable.wrap(question.words, width: host.width) { try host.say(line) }
  }

  private static func show(_ statuses: [TargetAssessment], _ state: State, _ host: Host) throws {
    for plan in Set(statuses.map(\.plan)).sorted() {
      if Set(statuses.map(\.plan)).count > 1 { try host.say("Plan \(plan)") }
      var table = TextTable([
        .init(title: "Target"), .init(title: "Promise", isFlexible: true), .init(title: "Latest", isFlexible: true),
        .init(title: "Status", isFlexible: true), .init(title: "By method", isFlexible: true),
      ])
      for status in statuses where status.plan == plan {
        table.add(
          [
            status.code.text, status.target.value?.statement ?? "(cannot be read)", status.latestText ?? "..",
            status.words + status.marks, status.methodWords,
          ], colours: status.headline.colour.map { [3: $0] } ?? [:])
      }
      for line in table.lines(width: host.width, host.paint) { try host.say(line) }
    }
  }

  private static func counts(_ statuses: [TargetAssessment]) -> String {
    let all = TargetStatus.allCases.compactMap { status -> String? in
      let count = statuses.count { $0.headline == status }
      return count == 0 ? nil : "\(count) \(status.words.lowercased())"
    }
    return "\(statuses.count) targets: \(all.joined(separator: ", "))."
  }

  private static func line(_ status: TargetAssessment, _ question: Question) -> JSONLine {
    var line = JSONLine()
    line.add("plan", status.plan.text)
    line.add("target", status.code.text)
    line.add("statement", status.target.value?.statement)
    line.add("status", status.headline.rawValue)
    line.add("basis", status.basis.rawValue)
    if let judgement = status.judgement.value {
      line.add("judged", judgement.status.rawValue)
      line.add("also", .list(judgement.also.map { .text($0.rawValue) }))
      line.add("flags", .list(judgement.flags.map { .text($0) }))
      line.add("printed", judgement.printed)
    }
    line.add("method", status.method.code.text)
    line.add("method_version", .integer(status.method.version))
    line.add("by_method", status.result.status.rawValue)
    line.add("no_answer", status.result.reason.map { "\($0)" })
    line.add("progress", status.result.progress?.rawValue)
    line.add("ratio", status.result.score.map(\.ratioText))
    if let base = status.result.base { line.add("base", base.json) }
    if let latest = status.result.latest { line.add("latest", latest.json) }
    line.add("goal", status.result.goal.map { $0.value.exactText ?? "\($0.value)" })
    line.add("due", status.target.value?.due.map { "\($0)" })
    line.add("missing", .list(status.result.missing.map { .text("\($0)") }))
    line.add("stale", .boolean(status.isStale))
    line.add("disagrees", .boolean(status.disagrees))
    line.add("approximate", .boolean(status.result.isApproximate))
    question.add(to: &line)
    return line
  }
}

extension State {
  /// The statuses by a method, or by the standard one.
  func assessments(plan: Code?, method: Code?) throws -> [TargetAssessment] {
    do throws(Refusal) {
      return try statuses(plan: plan, method: method ?? Self.standardMethod)
    } catch {
      throw InputRefused("\(error)")
    }
  }
}

extension TargetAssessment {
  /// What the table marks.
  var marks: String {
    (disagrees ? " !" : "") + (isStale ? " ~" : "") + (result.isApproximate ? " ≈" : "")
  }

  /// The latest figure with its period.
  var latestText: String? { result.latest.map { "\($0.shown) (\($0.period))" } }

  /// What the method says, with its ratio and finer class, or why there is no answer.
  var methodWords: String {
    if let reason = result.reason { return "no answer: \(reason)" }
    guard let score = result.score else { return result.status.words }
    let words = [score.text(decimals: 3)] + (result.progress.map { $0 == .onTrack ? [] : [$0.words] } ?? [])
    return "\(result.status.words) (\(words.joined(separator: ", ")))"
  }
}

extension Progress {
  /// The class as people read it.
  var words: String { rawValue.replacing("_", with: " ") }
}

extension Rational {
  /// A score for a program: exact, unless it comes from roots and would fill lines.
  var ratioText: String {
    let exact = "\(self)"
    return exact.utf8.count <= 40 ? exact : text(decimals: 30)
  }
}

extension Course.Point {
  var json: JSONLine.Value {
    var line = JSONLine()
    line.add("figure", figure.map { "\($0)" })
    line.add("period", "\(period)")
    line.add("value", shown)
    line.add("position", event.map { .text("\($0.position)") })
    return line.value
  }
}

extension Question {
  /// The fields by which a program can ask the same question again.
  func add(to line: inout JSONLine) {
    line.add("at_position", "\(asOf.position ?? 0)")
    line.add("on", "\(asOf.on)")
    line.add("as_published", asOf.published.map { "\($0)" })
    line.add("release", asOf.release.map { "\($0)" })
  }

  /// How many figures are left out, where the question is a public one.
  func embargoWords(_ state: State) -> String? {
    guard asOf.release != nil else { return nil }
    let count = state.figures.embargoedCount
    return count == 0 ? nil : "\(count) embargoed."
  }
}
