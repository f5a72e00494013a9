import CouncilReport
import Ledger
import Testing

/// A small report with a case of everything that a page prints.
///
/// - Parameter text: What each text of the report is passed through, so that a test can put something else there.
func sampleReport(_ text: (String) -> String = { $0 }) throws -> WholeReport {
  let share = PrintedValue.Unit(
    code: "percent of individuals", title: text("percent of individuals"), isPercent: true)
  let countries = PrintedValue.Unit(code: "countries", title: text("countries"))
  func number(
    _ digits: String, _ unit: PrintedValue.Unit, _ qualifier: Qualifier = .exact, mult: Int = 0
  ) throws -> PrintedValue {
    PrintedValue(.number(try Decimal(digits), mult: mult), qualifier: qualifier, unit: unit)
  }

  var internetUse = Report.Target(
    plan: "SP2020", goal: "G.2", code: "2.4",
    statement: text("in the least developed countries, 30% of individuals will be using the Internet"),
    goalpost: text("30%"), rule: "level")
  internetUse.value = try number("30", share)
  internetUse.due = "2023"
  internetUse.baseline = .init(period: "2015", value: .missing, kind: .floating)
  internetUse.measures = [
    .init(
      role: "primary", indicator: "individuals-using-internet-share", title: text("Individuals using the Internet"),
      latest: .init(
        figure: "individuals-using-internet-share@LDC@2019", period: "2019",
        value: try number("19", share, .approximately)))
  ]
  internetUse.judgement = .init(
    status: .offTrack, printed: text("Off track since 2019"), author: text("itu-secretariat"), on: "2021-04-30",
    isStale: true)
  internetUse.method = .init(method: "linear-path", status: .onTrack, fineClass: "moderate")
  internetUse.isDisputed = true
  internetUse.lastTime = .init(status: .onTrack, printed: text("On track in 2018"))

  var recycling = Report.Target(
    plan: "SP2020", goal: "G.2", code: "2.10",
    statement: text("improve by 40% the proportion of youth with ICT skills"),
    goalpost: text("increase by 40%"), rule: "relative_change")
  recycling.judgement = .init(
    status: .notMeasured, also: [.benchmarked], flags: [text("new")], printed: text("Not yet measured, benchmarked"))
  recycling.method = .init(method: "linear-path", status: .noAnswer, reason: text("no primary measure"))
  recycling.embargoed = 1

  var innovation = Report.Target(
    plan: "SP2020", goal: "G.4", code: "4.1",
    statement: text("all countries should have policies fostering innovation"),
    goalpost: text("all (193)"), rule: "count_all")
  innovation.measures = [
    .init(
      role: "proxy", indicator: "countries-with-innovation-policy", title: text("Countries with an innovation policy"),
      latest: .init(
        figure: "countries-with-innovation-policy@World@2020", period: "2020", value: try number("74", countries)))
  ]
  innovation.method = .init(method: "linear-path", status: .achieved)

  let asOf = ResolvedAsOf(
    position: 1234, recordedAt: try Instant("2021-04-30T21:59:59.000001Z"), on: try Period("2021-04-30"))
  var report = WholeReport(
    report: Report(title: text("Implementation of the strategic plan"), origin: "tally/9f3a", asOf: asOf))
  report.symbol = text("C21")
  report.command = text("tally export report --as-reported C21 -o report.html")
  report.previous = .init(code: text("C20/35"), title: text("Report of 2020"), position: 87, issuedOn: "2020-06-09")
  report.goals = [
    .init(plan: "SP2020", code: "G.2", title: text("Inclusiveness"), targets: [internetUse, recycling]),
    .init(plan: "SP2020", code: "G.4", title: text("Innovation"), targets: [innovation]),
  ]
  report.figures = [
    .init(
      code: text("countries-with-innovation-policy"), title: text("Countries with an innovation policy"),
      unit: countries,
      figures: [
        .init(
          figure: try Figure("countries-with-innovation-policy@World@2020"), area: text("World"),
          value: try number("74", countries), document: text("C21"), locator: text("993"), position: 410,
          recordedAt: try Instant("2021-04-01T08:00Z"))
      ]),
    .init(
      code: text("individuals-using-internet-share"), title: text("Individuals using the Internet"), unit: share,
      figures: [
        .init(
          figure: try Figure("individuals-using-internet-share@LDC@2019"), area: text("Least developed countries"),
          value: try number("19", share, .approximately), document: text("C21"), locator: text("1073"),
          publishedAt: try Instant("2020-11-30T23:59:59.999999Z"), position: 1020,
          recordedAt: try Instant("2021-04-01T08:00Z")),
        .init(
          figure: try Figure("individuals-using-internet-share@World@2019@sex=F"), area: text("World"),
          value: PrintedValue(.missing(reason: text("not_quantified")), unit: share, observationStatus: .missing),
          position: 1021, recordedAt: try Instant("2021-04-01T08:00Z")),
      ]),
  ]
  report.reportedMembers = [
    .init(
      code: text("itu-membership-entities"), title: text("Entities in the membership"),
      unit: .init(code: "entities", title: text("entities")),
      figures: [
        .init(
          figure: try Figure("itu-membership-entities@ITU@2021"), area: text("International Telecommunication Union"),
          value: try number("900", .init(code: "entities", title: text("entities")), .atLeast), position: 22)
      ])
  ]
  report.listedMembers = [
    .init(group: text("ITU-T"), category: text("Associate"), certain: 1234, uncertain: 1),
    .init(group: text("ITU-T"), category: nil, certain: 1300),
  ]
  report.revised = [
    .init(
      figure: try Figure("internet-users@World@2019@sex=F"), title: text("Internet users"), area: text("World"),
      old: try number("4.0", .init(code: "persons", title: text("persons")), mult: 9),
      new: try number("4100000000", .init(code: "persons", title: text("persons")), .approximately), reason: .error,
      comment: text("a typing mistake"), recordedAt: try Instant("2021-02-03T10:00Z"), position: 1100),
    .init(
      figure: try Figure("mobile-ownership-gender-gap@World@2019"), title: text("Gender gap"), area: text("World"),
      old: try number("8.5", share), new: nil, recordedAt: try Instant("2021-02-04T10:00Z"), position: 1101),
  ]
  report.newFigures = 340
  var giga = Report.Claim(
    id: "giga", text: text("Countries of Giga"), printed: "15", unit: countries, then: .differs,
    now: .reproduced)
  giga.derivation = text("figure(giga-countries@World@2020)")
  giga.relation = "<"
  giga.recomputed = "30"
  giga.recomputedNow = "15"
  giga.evidence = text("same document")
  giga.isApproximate = true
  var survey = Report.Claim(
    id: "survey/response", text: text("Members that answered"), printed: text("about 13"), then: .cannotBeChecked,
    now: .cannotBeChecked)
  survey.missing = [text("membership-survey-respondents@ITU@2020")]
  report.audit = .init(publication: text("C21"), title: text("Report of 2021"), frozenAt: 1200, claims: [giga, survey])
  return report
}
