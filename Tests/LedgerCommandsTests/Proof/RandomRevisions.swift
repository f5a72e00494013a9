import Ledger
import LedgerStore
import LedgerTestSupport
import Testing

@testable import LedgerCommands

/// Fills a ledger with random revisions of a few subjects, so that they meet: through the commands where there is one,
/// else through the store.
struct RandomRevisions {
  private let ledger: CommandLedger
  private var random: SeededGenerator
  /// The figures that have a value, which alone can be corrected and withdrawn.
  private var live: Set<String> = []
  /// The figures that had a value at some time.
  private(set) var recorded: Set<String> = []
  private var publications: [String] = []
  private(set) var count = 0

  static let targets = ["1.1", "1.2", "1.3"]
  static let figures = ["x", "y", "z"].flatMap { indicator in
    ["W@2015", "W@2016", "W@2018", "W@2019", "W@2020-Q1", "W@2020", "W@2021", "E@2016", "E@2019", "E@2021"].map {
      "\(indicator)@\($0)"
    }
  }

  init(_ ledger: CommandLedger, seed: UInt64) {
    self.ledger = ledger
    random = SeededGenerator(seed: seed)
  }

  /// One of some values.
  mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &random)] }

  /// A value, or none.
  private mutating func maybe<T>(_ value: T, oneIn count: Int = 2) -> [T] {
    Int.random(in: 0..<count, using: &random) == 0 ? [value] : []
  }

  /// An option with one of some values, or none.
  private mutating func option(_ name: String, _ choices: [String], oneIn count: Int = 2) -> [String] {
    maybe(name, oneIn: count).flatMap { [$0, pick(choices)] }
  }

  mutating func revise(_ revisions: Int) async throws {
    try await define()
    while count < revisions {
      if count == revisions / 3 { try await issue("C", published: nil) }
      if count == revisions / 2 { try await issue("D", published: "2020-12-31") }
      count += 1
      switch Int.random(in: 0..<24, using: &random) {
      case 0...6: try await record()
      case 7...8: try await importRows()
      case 9: try await correct()
      case 10...11: try await withdraw()
      case 12...14: try store([try target()])
      case 15...16: try store([try judgement()] + maybe(try target(), oneIn: 3))
      case 17: try store([try membership()])
      case 18: try await node()
      case 19: try await state()
      default: try await claim()
      }
    }
  }

  // MARK: - What the figures are made of

  private func define() async throws {
    for (code, more) in [
      ("persons", ["--kind", "other"]), ("ratio", ["--kind", "ratio"]),
      ("percent", ["--kind", "percent", "--factor", "0.01", "--base", "ratio"]),
    ] {
      try await ledger.tell(["append", "unit", "--code", code] + more)
    }
    for (code, kind) in [("W", "world"), ("E", "region")] {
      try await ledger.tell("append", "area", "--code", code, "--kind", kind)
    }
    for (code, unit) in [("x", "persons"), ("y", "percent"), ("z", "ratio")] {
      try await ledger.tell(
        "append", "indicator", "--code", code, "--title", code, "--unit", unit, "--value-type", "decimal",
        "--dimensions", "sex=_T")
    }
  }

  private mutating func issue(_ code: String, published: String?) async throws {
    guard !publications.contains(code) else { return }
    publications.append(code)
    let more = published.map { ["--published-at", $0] } ?? []
    try await ledger.tell(
      ["append", "publication", "--code", code, "--title", "Report \(code)", "--issued-on", pick(Self.dates)] + more)
  }

  // MARK: - Figures

  private static let dates = ["2016-01-01", "2018-11-16", "2019-06-30", "2020-06-15", "2021-04-30", "2022-12-31"]

  private mutating func value() -> String {
    pick(["1", "2.50", "3", "4.0", "5", "45", "60", "80", "80", "0", ">=3", ">2", "<5", "<=60", "~4", "~55.5"])
  }

  private mutating func figure() -> String {
    let figure = pick(Self.figures)
    return pick([figure, figure, figure, figure + "@sex=F", figure + "@sex=_T"])
  }

  private mutating func origin() -> [String] {
    option("--source", ["C", "UNSD"]) + option("--locator", ["1", "2"])
      + option("--published-at", Self.dates + ["2024-01-01"])
  }

  private mutating func note(_ figure: String, isLive: Bool) {
    let name = figure.hasSuffix("@sex=_T") ? String(figure.dropLast("@sex=_T".count)) : figure
    recorded.insert(name)
    if isLive { live.insert(name) } else { live.remove(name) }
  }

  private mutating func record() async throws {
    let figure = figure()
    note(figure, isLive: true)
    var words = ["record", figure]
    if pick([true, true, true, true, true, false]) {
      words.append(value())
      words += option("--obs-status", ["E", "F", "P"], oneIn: 3)
      if figure.hasPrefix("y") { words += option("--unit", ["ratio"], oneIn: 4) }
      if figure.hasPrefix("x") { words += option("--mult", ["1"], oneIn: 4) }
    } else {
      words += ["--missing-reason", "not yet counted"]
    }
    words += option("--embargo", ["2020-07-01T00:00Z"], oneIn: 5)
    try await ledger.tell(words + origin())
  }

  private mutating func importRows() async throws {
    var rows: [String] = []
    // What was withdrawn may stay so: a row with a time of publication is compared with what was known then.
    for figure in Set((0..<4).map { _ in pick(Self.figures) }).sorted() {
      let parts = figure.split(separator: "@")
      rows.append("\(parts[0]),\(parts[1]),\(parts[2]),\(pick([value(), value(), "-2"])),\(pick(Self.dates))\n")
    }
    let file = try ledger.file("indicator,area,period,value,published_at\n" + rows.joined(), "rows.csv")
    try await ledger.tell(["import", "measurements", file, "--set", "document=UNSD"])
  }

  private mutating func correct() async throws {
    guard let figure = live.sorted().randomElement(using: &random) else { return }
    try await ledger.tell("correct", figure, pick(["6", "61", "~5", ">=4"]), "--because", "it was wrong")
  }

  private mutating func withdraw() async throws {
    guard let figure = live.sorted().randomElement(using: &random) else { return }
    note(figure, isLive: false)
    try await ledger.tell("withdraw", figure, "--because", "it was never so")
  }

  // MARK: - Targets, judgements, members, nodes

  private mutating func target() throws -> Draft {
    let subject = Subject.target(plan: try Code("P"), code: try Code(pick(Self.targets)))
    var basis = Basis(reason: maybe(Basis.Reason.error, oneIn: 3).first)
    if !maybe(true, oneIn: 4).isEmpty { basis.publishedAt = try Instant(pick(Self.dates), bareDate: .endOfDay) }
    if !maybe(true, oneIn: 6).isEmpty { return try Draft(withdrawing: subject, kind: .targetRevised, basis: basis) }
    let rule = pick([.level, .level, .level, .level, .level] + Target.Rule.allCases)
    let baseline: Target.Baseline? = try pick([
      nil, nil, nil, .floating(Period(pick(["2015", "2018"]))),
      .fixed(Period("2015"), value: Decimal(pick(["2", "50"]))),
    ])
    let measure = try Target.Measure(
      indicator: Code(pick(["x", "y", "z"])), area: Code(pick(["W", "W", "E"])),
      role: pick([.primary, .primary, .primary, .component]))
    let other = try Target.Measure(
      indicator: Code(pick(["x", "y"])), area: Code("E"), breakdown: Breakdown(bytes: "sex=F".utf8.span),
      role: pick([.primary, .context, .proxy]))
    let target = Target(
      statement: "Promise \(count)", direction: pick([.increase, .increase, .increase, .decrease, .reach, nil]),
      rule: rule,
      value: try pick(["3", "5", "50", "90", "90", nil]).map { try Decimal($0) },
      unit: try pick([nil, nil, nil, "percent", "ratio"]).map { try Code($0) },
      due: try pick(["2021", "2023", "2023", "2023-06", nil]).map { try Period($0) },
      denominator: rule == .countAll ? pick(["figure(x@W@2019)", nil]) : nil, baseline: baseline,
      instrument: "Resolution \(pick(["1", "2"]))",
      effectiveFrom: try pick(["2016", "2018-11", "2018-11-16", "2020-06-15", "2022", nil]).map { try PartialDate($0) },
      measures: [measure] + maybe(other, oneIn: 3), combination: pick([.all, .all, .all, .worst, .judged]))
    return try Draft(kind: .targetRevised, subject: subject, target, basis: basis)
  }

  private mutating func judgement() throws -> Draft {
    let subject = Subject.judgement(plan: try Code("P"), code: try Code(pick(Self.targets)))
    let basis = Basis(author: "somebody")
    if !maybe(true, oneIn: 4).isEmpty { return try Draft(withdrawing: subject, kind: .statusJudged, basis: basis) }
    let status = pick(TargetStatus.allCases)
    let judgement = Judgement(
      status: status, also: maybe(.benchmarked, oneIn: 4).filter { $0 != status }, flags: maybe("new", oneIn: 4),
      printed: maybe("As printed", oneIn: 4).first, on: try maybe(PartialDate(pick(Self.dates))).first)
    return try Draft(kind: .statusJudged, subject: subject, judgement, basis: basis)
  }

  private mutating func membership() throws -> Draft {
    let subject = Subject.membership(group: try Code("LDC"), member: try Code(pick(["A", "B", "C"])))
    if !maybe(true, oneIn: 6).isEmpty {
      return try Draft(withdrawing: subject, kind: .membershipChanged, basis: Basis())
    }
    let from = try PartialDate(pick(["2010", "2012-05-17", "2019"]))
    let to = try maybe(PartialDate(pick(["2020-01-01", "2021", "2022-07"]))).first
    let span = Membership.Span(from: from, to: to, category: try maybe(Code("full")).first)
    let membership = Membership(timeline: [span], change: to == nil ? .joins : .leaves, effective: to ?? from)
    return try Draft(kind: .membershipChanged, subject: subject, membership, basis: Basis())
  }

  private mutating func node() async throws {
    let code = pick(["G.1", "G.2", "O.1"])
    if !maybe(true, oneIn: 4).isEmpty {
      let subject = Subject.node(plan: try Code("P"), code: try Code(code))
      return try store([try Draft(withdrawing: subject, kind: .nodeDefined, basis: Basis())])
    }
    try await ledger.tell(
      [
        "append", "node", "--plan", "P", "--code", code, "--kind", pick(["goal", "outcome"]), "--title",
        "Node \(count)",
      ]
        + option("--valid-from", Self.dates, oneIn: 3))
  }

  private mutating func state() async throws {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      try await ledger.tell(
        "append", "coverage", "--set", pick(["figures/x", "figures/y", "targets/P", "nodes/P/goal", "members/LDC"]),
        "--state", pick(["complete", "incomplete"]))
    case 1:
      try await ledger.tell(
        "append", "method", "--code", "linear-path", "--title", "Straight line", "--parameters",
        "base_year=\(pick(["2015", "2018"])),cut=\(pick(["1", "0.9"]))")
    case 2:
      try store([try Draft(withdrawing: .method(try Code("linear-path")), kind: .methodAdopted, basis: Basis())])
    default:
      try await ledger.tell(
        "append", "unit", "--code", "percent", "--kind", "percent", "--factor", pick(["0.01", "0.1"]), "--base", "ratio"
      )
    }
  }

  // MARK: - Claims

  private static let derivations = [
    "figure(x@W@2019)", "figure(y@W@2018)", "sum(x@W@*)", "sum(x@W@2018..2019,y@W@2018)", "sum(y@W@2018,z@W@2018)",
    "sum(z@W@2019,1,figure(y@W@2019))", "difference(figure(x@W@2019),figure(x@W@2018))",
    "difference(figure(z@W@2019),figure(y@W@2019))", "ratio(figure(x@W@2019),figure(y@W@2019),100)",
    "ratio(figure(y@W@2019),2)", "growth(y@W@*,2015,2019,per-year)", "growth(x@W@*,2018,2019,total)",
    "project(x@W@*,2015,2018,2019)", "extreme(x@W@*,max)", "extreme(y@W@2018..2019,min)", "period(x@W@*,first)",
    "period(z@W@2018..2019,last)", "target(1.1,value)", "target(1.2,baseline)", "target(1.3,due)",
    "count(nodes kind=goal plan=P)", "count(targets plan=P status=on_track)",
    "count(targets plan=P status=achieved basis=method)", "count(targets plan=P)", "count(members group=LDC on=2020)",
    "count(members group=LDC joined=2010/2012 distinct=yes)", "count(figures x@W@*)", "count(figures y@*@2019@*)",
    "figure(x@W@2019) and > figure(x@W@2018)", "figure(y@W@2021) and <= sum(y@W@2018..2019)",
  ]

  private mutating func claim() async throws {
    guard !publications.isEmpty else { return try await record() }
    try await ledger.tell(
      [
        "append", "claim", "--publication", pick(publications), "--claim", pick(["a", "b", "c", "d", "e", "f"]),
        "--printed", pick(["3", "60", "2.5", "0", "2019", "50.0"]), "--relation",
        pick(["=", "=", "<", "<=", ">", ">="]), "--derivation", pick(Self.derivations), "--source", "C", "--locator",
        pick(["1", "2"]),
      ]
        + option("--unit", ["percent", "ratio", "persons"], oneIn: 4))
  }

  // MARK: - The store

  /// Appends drafts as one append.
  private func store(_ drafts: [Draft]) throws {
    var open = try ledger.open()
    var versions: [String: Int] = [:]
    for state in try open.currentStates(of: drafts.map(\.subject.text)) { versions[state.subject] = state.version }
    let events = drafts.map { draft in
      let version = versions[draft.subject.text, default: 0]
      versions[draft.subject.text] = version + 1
      return ExpectedEvent(draft, expected: version)
    }
    _ = try open.append(events, TestLedger.request())
  }
}
