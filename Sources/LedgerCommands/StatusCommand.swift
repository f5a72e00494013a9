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
    let (statuses, embargoed) = try standings(&ledger, plan, method, options, question)
    if json {
      for status in statuses { try host.say(line(status, question)) }
      return
    }
    guard !statuses.isEmpty else {
      try host.say("No target is in force on \(question.asOf.on).")
      return try host.say(question.words)
    }
    try show(statuses, host)
    try host.say()
    try host.sayWrapped(counts(statuses))
    if let embargoed { try host.say(embargoed) }
    for line in TextTable.wrap(question.words, width: host.width) { try host.say(line) }
  }

  /// How the targets stand; and what is left out, where the question is a public one.
  private static func standings(
    _ ledger: inout OpenLedger, _ plan: Code?, _ method: Code?, _ options: QuestionOptions, _ question: Question
  ) throws -> ([TargetStanding], embargoed: String?) {
    // The projection sees all that was recorded, by the standard method.
    guard question.asOf.published == nil, question.asOf.release == nil,
      method ?? State.standardMethod == State.standardMethod,
      let position = question.asOf.position
    else {
      let state = try ledger.state(question.asOf) { state in state.figuresNeededByStatuses(plan: plan) }
      let statuses = try state.statuses(plan: plan, method: method ?? State.standardMethod).map(TargetStanding.init)
      return (statuses, question.embargoWords(state))
    }
    let projection = try ledger.statuses(
      asOf: position, on: question.asOf.on, program: Tally.nameAndVersion, isKept: options.asksNow)
    return (projection.standings.filter { plan == nil || plan == $0.plan }, nil)
  }

  private static func show(_ statuses: [TargetStanding], _ host: Host) throws {
    for plan in Set(statuses.map(\.plan)).sorted() {
      if Set(statuses.map(\.plan)).count > 1 { try host.say("Plan \(plan)") }
      var table = TextTable([
        .init(title: "Target"), .init(title: "Promise", isFlexible: true), .init(title: "Latest", isFlexible: true),
        .init(title: "Status", isFlexible: true), .init(title: "By method", isFlexible: true),
      ])
      for status in statuses where status.plan == plan {
        table.add(
          [
            status.code.text, status.statement ?? "(cannot be read)", status.latestText ?? "..",
            status.words + status.marks, status.methodWords,
          ], colours: status.headline.colour.map { [3: $0] } ?? [:])
      }
      for line in table.lines(width: host.width, host.paint) { try host.say(line) }
    }
  }

  private static func counts(_ statuses: [TargetStanding]) -> String {
    let all = TargetStatus.allCases.compactMap { status -> String? in
      let count = statuses.count { $0.headline == status }
      return count == 0 ? nil : "\(count) \(status.words.lowercased())"
    }
    return "\(statuses.count) targets: \(all.joined(separator: ", "))."
  }

  private static func line(_ status: TargetStanding, _ question: Question) -> JSONLine {
    var line = JSONLine()
    line.add("plan", status.plan.text)
    line.add("target", status.code.text)
    line.add("statement", status.statement)
    line.add("status", status.headline.rawValue)
    line.add("basis", status.basis.rawValue)
    if let judged = status.judged {
      line.add("judged", judged.status.rawValue)
      line.add("also", .list(judged.also.map { .text($0.rawValue) }))
      line.add("flags", .list(judged.flags.map { .text($0) }))
      line.add("printed", judged.printed)
    }
    line.add("method", status.method.text)
    line.add("method_version", .encoded(status.methodVersion))
    line.add("by_method", status.byMethod.rawValue)
    line.add("no_answer", status.reason)
    line.add("progress", status.progress?.rawValue)
    line.add("ratio", status.ratio)
    line.add("base", status.base?.line)
    line.add("latest", status.latest?.line)
    line.add("goal", status.goal)
    line.add("due", status.due)
    line.add("missing", .list(status.missing.map { .text($0) }))
    line.add("stale", .boolean(status.isStale))
    line.add("disagrees", .boolean(status.disagrees))
    line.add("approximate", .boolean(status.isApproximate))
    question.add(to: &line)
    return line
  }
}

extension TargetStanding {
  /// What the table marks.
  var marks: String { (disagrees ? " !" : "") + (isStale ? " ~" : "") + (isApproximate ? " ≈" : "") }

  /// The latest figure with its period.
  var latestText: String? { latest.map { "\($0.value) (\($0.period))" } }

  /// What the method says, with its ratio and finer class, or why there is no answer.
  var methodWords: String {
    if let reason { return "no answer: \(reason)" }
    guard let roundedRatio else { return byMethod.words }
    let words = [roundedRatio] + (progress.map { $0 == .onTrack ? [] : [$0.words] } ?? [])
    return "\(byMethod.words) (\(words.joined(separator: ", ")))"
  }
}

extension TargetStanding.Point {
  /// The figure for a program.
  var line: JSONLine.Value {
    var line = JSONLine()
    line.add("figure", figure)
    line.add("period", period)
    line.add("value", value)
    line.add("position", position)
    return line.value
  }
}

extension Progress {
  /// The class as people read it.
  var words: String { rawValue.replacing("_", with: " ") }
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
