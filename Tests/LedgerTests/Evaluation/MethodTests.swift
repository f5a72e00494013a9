import Arithmetic
import Ledger
import Testing

@Suite("The methods of growth")
struct MethodTests {
  static let eurostat = "eurostat-cagr-ratio"
  static let chart = "un-progress-chart-2023"

  /// The status with its score and finer class: `off_track 0.836 moderate`, or `no_answer: base <= 0`.
  private func status(_ story: Story, _ method: String, on: String = "2026-12-31") throws -> String {
    let state = try story.state(on: on)
    let found = try state.status(plan: try Code("P"), code: try Code("1.1"), method: try Code(method))
    let assessment = try #require(found, "A target is in force.")
    #expect(assessment.method.code.text == method)
    #expect(assessment.method.version == 1)
    let result = assessment.result
    let progress = result.progress == .onTrack ? nil : result.progress?.rawValue
    return result.status.rawValue + (result.reason.map { ": \($0)" } ?? "")
      + (result.score.map { " " + $0.text(decimals: 3) } ?? "") + (progress.map { " " + $0 } ?? "")
  }

  private func course(
    _ goal: String, _ points: [(String, String)], due: String? = "2023",
    direction: Indicator.Direction = .increase, unit: String? = nil
  ) throws -> Story {
    var story = Story()
    try story.unit("percent", .percent, factor: "0.01", base: "ratio")
    try story.unit("ratio", .ratio)
    if let unit { try story.indicator("x", unit: unit) }
    try story.target("1.1", .level(goal, due: due, direction: direction))
    for (period, value) in points { try story.measure("x@World@\(period)", value) }
    return story
  }

  private func adopt(_ method: String, _ parameters: [String: String], in story: inout Story) throws {
    try story.append(.methodAdopted, .method(try Code(method)), Method(title: method, parameters: parameters))
  }

  @Test(
    "give the statuses and numbers of the worked example",
    arguments: [
      ("70", "2015", "42.82", "2017", "48.57", "on_track 1.026", "on_track 1.032"),
      ("70", "2015", "41.55", "2018", "51.37", "on_track 1.088", "on_track 1.111"),
      ("60", "2015", "34.11", "2018", "44.68", "on_track 1.287", "on_track 1.389"),
      ("30", "2015", "13.22", "2017", "17.78", "on_track 1.481", "on_track 1.790"),
      ("30", "2015", "13.7", "2018", "17.55", "off_track 0.836 moderate", "off_track 0.786 fair"),
      ("30", "2010", "4.08", "2018", "17.55", "on_track 1.206", "on_track 1.528"),
    ])
  func worked(
    _ goal: String, _ base: String, _ baseValue: String, _ latest: String, _ latestValue: String, _ ratio: String,
    _ share: String
  ) throws {
    var story = try course(goal, [("2005", "1"), (base, baseValue), (latest, latestValue)])
    try adopt(Self.eurostat, ["base_year": base], in: &story)
    try adopt(Self.chart, ["base_year": base], in: &story)
    #expect(try status(story, Self.eurostat) == ratio)
    #expect(try status(story, Self.chart) == share)
  }

  @Test("compare with the cut unrounded: a tie is on track, whether roots end or not")
  func ties() throws {
    // 1 to 1.5 a year is needed, 1 to 1.25 is there: R is one half, from roots that end.
    var story = try course("2.25", [("2015", "1"), ("2016", "1.25")], due: "2017")
    try adopt(Self.eurostat, ["cut": "0.5", "moderate_cut": "0.1"], in: &story)
    #expect(try status(story, Self.eurostat) == "on_track 0.500")
    try story.measure("x@World@2016", "1.2499999999")
    #expect(try status(story, Self.eurostat) == "off_track 0.500 moderate")
    // Thirds do not end in decimals: a base of 3 grows to 4, and on to 16/3; needed was the factor 5/3, twice.
    story = try course("25", [("2015", "9"), ("2016", "12")], due: "2017")
    try adopt(Self.eurostat, ["cut": "0.5"], in: &story)
    #expect(throws: Refusal.self) { _ = try status(story, Self.eurostat) }
    try adopt(Self.eurostat, ["cut": "0.5", "moderate_cut": "0.5"], in: &story)
    #expect(try status(story, Self.eurostat) == "on_track 0.500")
    // The way from 9 to 25 is 16; the growth leads to 16, which is 7 of it.
    try adopt(Self.chart, ["cut": "0.4375"], in: &story)
    #expect(try status(story, Self.chart) == "on_track 0.438")
    try adopt(Self.chart, ["cut": "0.43750000001"], in: &story)
    #expect(try status(story, Self.chart) == "off_track 0.438 fair")
  }

  @Test(
    "keep finer classes",
    arguments: [
      ("170", "moderate", "fair"), ("140", "insufficient", "fair"), ("120", "insufficient", "fair"),
      ("102", "insufficient", "stagnation_or_regression"), ("90", "decreasing", "stagnation_or_regression"),
      ("100", "insufficient", "stagnation_or_regression"),
    ])
  func classes(_ latest: String, _ ratio: String, _ share: String) throws {
    // Needed is the factor 4 in four years; half of the time has gone.
    let story = try course("400", [("2015", "100"), ("2017", latest)], due: "2019")
    #expect(try status(story, Self.eurostat).hasSuffix(ratio))
    #expect(try status(story, Self.chart).hasSuffix(share))
  }

  @Test("need a positive base, and no negative figure or target")
  func signs() throws {
    for base in ["0", "-5"] {
      let story = try course("10", [("2015", base), ("2018", "4")])
      #expect(try status(story, Self.eurostat) == "no_answer: base <= 0")
      #expect(try status(story, Self.chart) == "no_answer: base <= 0")
    }
    var story = try course("10", [("2015", "5"), ("2018", "-1")])
    #expect(try status(story, Self.eurostat) == "no_answer: latest < 0")
    #expect(try status(story, Self.chart) == "no_answer: latest < 0")
    // Nothing left is the fastest decrease there is.
    try story.measure("x@World@2018", "0")
    #expect(try status(story, Self.eurostat) == "off_track -11.049 decreasing")
    #expect(try status(story, Self.chart) == "off_track -1.000 stagnation_or_regression")
    // No growth leads to zero in one leap, but most of the way there can be gone.
    story = try course("0", [("2015", "40"), ("2018", "10")], direction: .decrease)
    #expect(try status(story, Self.eurostat) == "no_answer: target <= 0")
    #expect(try status(story, Self.chart) == "on_track 0.975")
    try story.measure("x@World@2018", "0")
    #expect(try status(story, Self.eurostat) == "achieved")
    story = try course("-2", [("2015", "40"), ("2018", "10")], direction: .decrease)
    #expect(try status(story, Self.chart) == "no_answer: target <= 0")
  }

  @Test("know a ceiling: what has to fall falls fast enough, or not")
  func ceilings() throws {
    var story = try course("25", [("2015", "100"), ("2019", "50")], direction: .decrease)
    #expect(try status(story, Self.eurostat) == "on_track 1.000")
    #expect(try status(story, Self.chart) == "on_track 1.000")
    try story.measure("x@World@2019", "110")
    #expect(try status(story, Self.eurostat) == "off_track -0.152 decreasing")
    #expect(try status(story, Self.chart) == "off_track -0.280 stagnation_or_regression")
    try story.measure("x@World@2019", "25")
    #expect(try status(story, Self.eurostat) == "achieved")
  }

  @Test("lead away from a target that the base had reached, without a score")
  func lost() throws {
    let story = try course("50", [("2015", "60"), ("2018", "45")])
    #expect(try status(story, Self.eurostat) == "off_track decreasing")
    #expect(try status(story, Self.chart) == "off_track stagnation_or_regression")
    // Reached in between and lost is judged by the way from the base.
    let other = try course("50", [("2015", "40"), ("2017", "55"), ("2018", "49")])
    #expect(try status(other, Self.eurostat) == "on_track 2.474")
  }

  @Test("have nothing on track after the due date, and nothing missed without its figure")
  func overdue() throws {
    var story = try course("50", [("2015", "40"), ("2024", "49.9")])
    #expect(try status(story, Self.eurostat) == "off_track 0.879 moderate")
    #expect(try status(story, Self.chart) == "off_track 0.869 fair")
    try story.measure("x@World@2024", "49.999")
    try adopt(Self.eurostat, ["cut": "0.85"], in: &story)
    try adopt(Self.chart, ["cut": "0.85"], in: &story)
    #expect(try status(story, Self.eurostat) == "off_track 0.887")
    #expect(try status(story, Self.chart) == "off_track 0.877")
    try story.measure("x@World@2023", "49")
    #expect(try status(story, Self.eurostat) == "missed")
    let undated = try course("50", [("2015", "40"), ("2020", "45")], due: nil)
    #expect(try status(undated, Self.chart) == "no_answer: no due date")
    let early = try course("50", [("2015", "40"), ("2020", "45")], due: "2014")
    #expect(try status(early, Self.eurostat) == "no_answer: no time")
  }

  @Test("answer nothing more than other methods without figures: not measured, benchmarked, no base, no number")
  func scarce() throws {
    for method in [Self.eurostat, Self.chart] {
      var story = try course("50", [])
      #expect(try status(story, method) == "not_measured")
      try story.measure("x@World@2012", "30")
      #expect(try status(story, method) == "no_answer: no base")
      try story.measure("x@World@2017", "40")
      #expect(try status(story, method) == "benchmarked")
      try story.target("1.1", .level(""))
      #expect(try status(story, method) == "no_answer: no number")
      try story.target("1.1", .level("25", rule: .relativeChange, baseline: .floating(try Period("2016"))))
      #expect(try status(story, method) == "no_answer: no base")
      try story.target("1.1", .level("25", rule: .qualitative))
      #expect(try status(story, method) == "no_answer: rule")
    }
  }

  @Test("count a share within one point of nothing or all as there, by the Progress Chart alone")
  func margins() throws {
    var story = try course("100", [("2015", "90"), ("2018", "99")], unit: "percent")
    #expect(try status(story, Self.chart) == "achieved")
    #expect(try status(story, Self.eurostat).hasPrefix("on_track"))
    try story.measure("x@World@2018", "98.99")
    #expect(try status(story, Self.chart).hasPrefix("on_track"))
    try story.measure("x@World@2018", ">=99")
    #expect(try status(story, Self.chart) == "achieved")
    try adopt(Self.chart, ["margin": "0"], in: &story)
    #expect(try status(story, Self.chart) != "achieved")
    story = try course("0", [("2015", "0.1"), ("2018", "0.01")], direction: .decrease, unit: "ratio")
    #expect(try status(story, Self.chart) == "achieved")
    // 99 of 100 countries, or 49 of 50 per cent, are short.
    story = try course("100", [("2015", "90"), ("2018", "99")])
    #expect(try status(story, Self.chart).hasPrefix("on_track"))
    story = try course("50", [("2015", "45"), ("2018", "49.5")], unit: "percent")
    #expect(try status(story, Self.chart).hasPrefix("on_track"))
  }

  @Test("leave a bound open where it can go either way")
  func bounds() throws {
    var story = try course("100", [("2015", "25"), ("2019", ">=60")])
    #expect(try status(story, Self.eurostat) == "no_answer: bound undecided")
    try story.measure("x@World@2019", ">=30")
    #expect(try status(story, Self.eurostat) == "no_answer: bound undecided")
    try story.measure("x@World@2019", "<30")
    #expect(try status(story, Self.eurostat) == "off_track 0.246")
    #expect(try status(story, Self.chart) == "off_track 0.147")
    try story.measure("x@World@2019", "<=60")
    #expect(try status(story, Self.chart) == "no_answer: bound undecided")
    try story.measure("x@World@2019", "~60")
    #expect(try status(story, Self.chart) == "on_track 1.587")
    try story.measure("x@World@2015", "<=25")
    #expect(try status(story, Self.eurostat) == "no_answer: bound undecided")
  }

  @Test("count time in whole months")
  func months() throws {
    // The factor 2 in 18 months, and the same again in the 18 months that are left.
    var story = try course("100", [("2015-06", "25"), ("2016-12", "50")], due: "2018-06")
    #expect(try status(story, Self.eurostat) == "on_track 1.000")
    #expect(try status(story, Self.chart) == "on_track 1.000")
    try story.target("1.1", .level("100", due: "2018-06-15"))
    try story.withdraw("x@World@2016-12")
    try story.measure("x@World@2016-12-03", "50")
    #expect(try status(story, Self.chart) == "on_track 1.000")
    try story.withdraw("x@World@2015-06")
    try story.measure("x@World@2016-12-01", "49")
    #expect(try status(story, Self.chart) == "no_answer: no time")
  }

  @Test("take parameters from the ledger, and refuse others and what is none")
  func parameters() throws {
    let story = try course("50", [("2015", "40"), ("2020", "45")])
    for (method, parameters) in [
      (Self.eurostat, ["fair_cut": "0.1"]), (Self.chart, ["moderate_cut": "0.6"]), (Self.chart, ["margin": "-1"]),
      (Self.eurostat, ["base_year": "soon"]), (Self.eurostat, ["cut": "0.5"]), (Self.chart, ["cut": "half"]),
      ("linear-path", ["margin": "1"]),
    ] {
      var story = story
      try adopt(method, parameters, in: &story)
      #expect(throws: Refusal.self) { _ = try status(story, method) }
    }
    let method = try story.state().method(try Code(Self.chart))
    #expect(
      method.parameters.map { "\($0.name)=\($0.value)" } == ["base_year=2015", "cut=0.95", "fair_cut=0.1", "margin=1"])
    #expect(throws: Refusal.self) { _ = try story.state().method(try Code("eurostat-cagr")) }
  }
}
