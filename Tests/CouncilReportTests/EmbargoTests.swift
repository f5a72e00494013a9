import CouncilReport
import Ledger
import Testing

@Suite("A report for the public")
struct EmbargoTests {
  /// Two figures, the newer one under embargo until July 2020, and two claims that rest on them.
  private func log() throws -> EventLog {
    var log = EventLog()
    try log.indicator("waste", unit: "percent")
    try log.indicator("other", unit: "percent")
    let target = Target(
      statement: "A promise", direction: .increase, rule: .level, value: try Decimal("30"), unit: try Code("percent"),
      due: try Period("2023"), instrument: "Resolution 1",
      measures: [.init(indicator: try Code("waste"), area: try Code("World"), role: .primary)])
    try log.target("3.2", target)
    try log.measure("waste@World@2016", "20")
    try log.measure("waste@World@2019", "17.4", embargo: "2020-07-01T00:00Z")
    try log.measure("other@World@2019", "5")
    try log.append(.publicationIssued, .publication(try Code("C21")), Publication(title: "Report of 2021"))
    for (id, printed, indicator) in [("a", "17.4", "waste"), ("b", "5", "other")] {
      let claim = Claim(text: "Claim \(id)", printed: printed, check: .init(.equal, "figure(\(indicator)@World@2019)"))
      try log.append(.claimPrinted, .claim(publication: try Code("C21"), id: try Code(id)), claim)
    }
    return log
  }

  private func report(release: String?) throws -> WholeReport {
    let log = try log()
    let state = try log.state(release: release)
    return try log.report(
      release: release, audit: PublicationAudit(of: try Code("C21"), asked: state, then: state, now: state))
  }

  @Test("follows the last free value and counts what it withholds")
  func withholds() throws {
    let report = try report(release: "2020-06-09T00:00Z")
    #expect(report.embargoedFigures == 1)
    #expect(report.targets.first?.measures.first?.latest?.period == "2016")
    #expect(report.targets.first?.embargoed == 1)
    let page = try html(report)
    #expect(!page.contains("17.4"))
    #expect(page.contains("<strong>1 embargoed</strong>"))
  }

  @Test("withholds the claims whose numbers rest on an embargoed figure")
  func withholdsClaims() throws {
    let audit = try #require(try report(release: "2020-06-09T00:00Z").audit)
    #expect(audit.claims.map(\.id) == ["b"])
    #expect(audit.embargoed == 1)
  }

  @Test("tells everything once the release is later")
  func tellsLater() throws {
    let report = try report(release: "2020-07-01T00:00Z")
    #expect(report.embargoedFigures == 0 && report.audit?.claims.count == 2)
    let page = try html(report)
    #expect(page.contains("17.4"))
    #expect(!page.contains("embargoed</strong>"))
  }

  @Test("is not what the house sees")
  func housesSeeAll() throws {
    let report = try report(release: nil)
    #expect(report.embargoedFigures == 0 && report.audit?.claims.count == 2)
    #expect(report.targets.first?.measures.first?.latest?.period == "2019")
  }

  @Test("leaves the figure out of the data, and JSON counts it")
  func exportsLeaveOut() throws {
    let state = try log().state(release: "2020-06-09T00:00Z")
    let asOf = ResolvedAsOf(state.asOf, position: 8, recordedAt: try Instant("2026-01-01T00:00:08Z"))
    for format in DataExport.Format.allCases {
      let bytes = DataExport.figures(
        DataExport.rows(of: state), as: format, origin: "tally/test", asOf: asOf,
        embargoed: state.figures.embargoedCount)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains("waste@World@2016") && !text.contains("17.4"))
      #expect(format == .csv || text.hasSuffix(",\"embargoed\":1}\n"))
    }
  }
}
