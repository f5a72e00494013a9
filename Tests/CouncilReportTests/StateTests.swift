import CouncilReport
import Ledger
import Testing

@Suite("A report made from a state")
struct StateTests {
  private func target(
    _ rule: Target.Rule = .level, _ value: String? = "30", direction: Indicator.Direction = .increase,
    baseline: Target.Baseline? = nil, denominator: String? = nil, role: Target.Measure.Role? = .primary
  ) throws -> Target {
    let measures = try role.map {
      [Target.Measure(indicator: try Code("use"), area: try Code("LDC"), role: $0)]
    }
    return Target(
      statement: "A promise", direction: direction, rule: rule, value: try value.map { try Decimal($0) },
      unit: try Code("percent"), due: try Period("2023"), denominator: denominator, baseline: baseline,
      instrument: "Resolution 1", measures: measures ?? [])
  }

  private func log() throws -> EventLog {
    var log = EventLog()
    try log.append(.unitDefined, .unit(try Code("percent")), Unit(kind: .percent, title: "Per cent"))
    try log.append(
      .areaDefined, .area(try Code("LDC")), Area(kind: .group, title: "Least developed countries"))
    try log.indicator("use", unit: "percent")
    try log.node("G.1", .goal)
    try log.node("1.1", .target, parent: "G.1")
    return log
  }

  @Test("takes the latest figure that was observed, not announced and not missing")
  func takesTheLatest() throws {
    var log = try log()
    try log.target("1.1", try target())
    try log.measure("use@LDC@2018", "17")
    let place = try log.measure("use@LDC@2019", "~19", basis: Basis(source: "C21", locator: "1073"))
    try log.measure("use@LDC@2020", "21", status: .forecast)
    try log.append(
      .measurementRecorded, .figure(try Figure("use@LDC@2021")), try Measurement(.missing(reason: "not_collected")))
    let report = try log.report()
    let row = try #require(report.figures.first?.figures.first)
    #expect(report.figures.count == 1 && report.figures[0].figures.count == 1)
    #expect("\(row.figure)" == "use@LDC@2019" && row.value.text == "about 19%")
    #expect(row.area == "Least developed countries" && row.document == "C21" && row.locator == "1073")
    #expect(row.position == place)
    #expect(report.targets.first?.measures.first?.latest?.figure == "use@LDC@2019")
  }

  @Test("prints an announced figure or a missing one where there is nothing else")
  func printsWhatThereIs() throws {
    var log = try log()
    try log.measure("use@LDC@2020", "21", status: .forecast)
    #expect(try log.report().figures[0].figures[0].value.observationStatus == .forecast)
    try log.append(
      .measurementRecorded, .figure(try Figure("use@LDC@2020")), try Measurement(.missing(reason: "not_collected")))
    #expect(try log.report().figures[0].figures[0].value.content == .missing(reason: "not_collected"))
    try log.append(.measurementWithdrawn, .figure(try Figure("use@LDC@2020")), Draft.withdrawn)
    #expect(try log.report().figures.isEmpty)
  }

  @Test("puts each target below its goal, in the order of the numbers")
  func ordersTargets() throws {
    var log = try log()
    try log.node("1.10", .target, parent: "1.1")
    for code in ["1.10", "1.1", "9.9"] { try log.target(code, try target()) }
    let report = try log.report()
    #expect(report.goals.map(\.code) == ["G.1", ""])
    #expect(report.goals[0].title == "Node G.1" && report.goals[0].targets.map(\.code) == ["1.1", "1.10"])
    #expect(report.goals[1].title == "Targets without a goal" && report.goals[1].targets.map(\.code) == ["9.9"])
  }

  @Test(
    "says in words what has to be reached",
    arguments: [
      (Target.Rule.level, Indicator.Direction.increase, "at least 30%"), (.level, .decrease, "at most 30%"),
      (.level, .reach, "30%"), (.relativeChange, .increase, "an increase by 30%"),
      (.relativeChange, .decrease, "a decrease by 30%"), (.gapReduction, .decrease, "a gap smaller by 30%"),
    ])
  func saysTheGoalpost(rule: Target.Rule, direction: Indicator.Direction, words: String) throws {
    var log = try log()
    try log.target("1.1", try target(rule, direction: direction))
    #expect(try log.report().targets.first?.goalpost == words)
  }

  @Test("counts all countries by the denominator")
  func saysAll() throws {
    var log = try log()
    try log.target("1.1", try target(.countAll, nil, denominator: "figure(use@LDC@2019)"))
    #expect(try log.report().targets.first?.goalpost == "all")
    try log.measure("use@LDC@2019", "1930")
    #expect(try log.report().targets.first?.goalpost == "all 1\u{202F}930")
  }

  @Test("shows a floating baseline as it stands in the state, and none as not available")
  func floatsBaselines() throws {
    var log = try log()
    try log.target("1.1", try target(baseline: .floating(try Period("2015"))))
    #expect(try log.report().targets.first?.baseline == .init(period: "2015", value: .missing, kind: .floating))
    try log.measure("use@LDC@2015", "12.5")
    #expect(try log.report().targets.first?.baseline?.value.text == "12.5%")
    try log.measure("use@LDC@2015", "12.6")
    #expect(try log.report().targets.first?.baseline?.value.text == "12.6%")
  }

  @Test("sets judgement and method side by side and says what differs or is stale")
  func setsStatuses() throws {
    var log = try log()
    try log.target("1.1", try target(baseline: .floating(try Period("2015"))))
    try log.measure("use@LDC@2015", "10")
    try log.measure("use@LDC@2019", "11")
    let before = log.events.count
    try log.judge("1.1", Judgement(status: .onTrack, also: [.benchmarked], flags: ["new"], printed: "New, on track"))
    var target = try #require(try log.report(since: before).targets.first)
    #expect(target.status == .onTrack && target.judgement?.also == [.benchmarked] && target.judgement?.flags == ["new"])
    #expect(target.method?.status == .offTrack && target.isDisputed && target.judgement?.isStale == false)
    #expect(target.lastTime == .init(status: .offTrack))
    try log.measure("use@LDC@2020", "29")
    target = try #require(try log.report(since: before + 1).targets.first)
    #expect(target.method?.status == .onTrack && !target.isDisputed && target.judgement?.isStale == true)
    #expect(target.lastTime == .init(status: .onTrack, printed: "New, on track"))
  }

  @Test("knows no earlier status where the ledger held none")
  func knowsNoEarlierStatus() throws {
    var log = try log()
    try log.target("1.1", try target())
    let before = log.events.count
    try log.judge("1.1", Judgement(status: .achieved))
    #expect(try #require(try log.report(since: before).targets.first).lastTime == nil)
  }

  @Test("lists the figures that changed since, with the reason, and counts the new ones")
  func listsChanges() throws {
    var log = try log()
    for (period, value) in [("2015", "10"), ("2016", "11"), ("2017", "12"), ("2018", "13")] {
      try log.measure("use@LDC@\(period)", value)
    }
    let before = log.events.count
    try log.measure("use@LDC@2015", "10.0")
    var basis = Basis()
    basis.reason = .error
    basis.comment = "a typing mistake"
    let corrected = try log.measure("use@LDC@2016", "11.5", basis: basis)
    try log.append(.measurementWithdrawn, .figure(try Figure("use@LDC@2017")), Draft.withdrawn)
    try log.measure("use@LDC@2018", "14")
    try log.measure("use@LDC@2018", "13")
    try log.measure("use@LDC@2019", "20")
    let changes = try log.report(since: before)
    #expect(changes.newFigures == 1)
    #expect(changes.revised.map { "\($0.figure)" } == ["use@LDC@2016", "use@LDC@2017"])
    let first = try #require(changes.revised.first)
    #expect(first.old.text == "11%" && first.new?.text == "11.5%" && first.reason == .error)
    #expect(first.comment == "a typing mistake" && first.position == corrected)
    #expect(changes.revised.last?.new == nil)
  }

  @Test("prints codes by their titles")
  func printsCodes() throws {
    var log = try log()
    let list = Codelist(codes: [.init(try Code("waiting"), title: "Waiting for others")])
    try log.append(.codelistDefined, .codelist(try Code("states")), list)
    try log.indicator("state", unit: "percent", type: .code, codelist: "states")
    try log.append(
      .measurementRecorded, .figure(try Figure("state@LDC@2021")), Measurement(Value(try Code("waiting"))))
    let value = try #require(try log.report().figures.first { $0.code == "state" }).figures[0].value
    #expect(value.text == "Waiting for others" && value.plain == "waiting")
  }

  @Test("counts listed members once, whatever their categories")
  func countsMembers() throws {
    var log = try log()
    func join(_ member: String, _ from: String, _ category: String?) throws {
      let from = try PartialDate(from)
      let membership = Membership(
        timeline: [.init(from: from, category: try category.map { try Code($0) })], change: .joins, effective: from)
      try log.append(.membershipChanged, .membership(group: try Code("LDC"), member: try Code(member)), membership)
    }
    try join("AAA", "2015", nil)
    try join("BBB", "2021", nil)
    try join("CCC", "2022", nil)
    #expect(
      try log.report().listedMembers == [
        .init(group: "Least developed countries", category: nil, certain: 1, uncertain: 1)
      ])
    try join("DDD", "2020-01-01", "Associate")
    #expect(
      try log.report().listedMembers.map { [$0.category ?? "all", "\($0.certain)", "\($0.uncertain)"] } == [
        ["Associate", "1", "0"], ["no category", "1", "1"], ["all", "2", "1"],
      ])
  }

  @Test("shows what cannot be read instead of leaving it out")
  func showsTheUnreadable() throws {
    var log = try log()
    try log.target("1.1", try target())
    try log.append(.measurementRecorded, .figure(try Figure("use@LDC@2019")), ["value": "1", "colour": "red"])
    let report = try log.report()
    #expect(report.figures[0].figures[0].value.content == .missing(reason: "cannot be read"))
    #expect(report.targets.first?.method?.status == .noAnswer)
  }
}
