import CouncilReport
import Ledger
import Testing

@Suite("What a page says")
struct ContentTests {
  private func row(_ id: String, of report: WholeReport) throws -> String {
    let rows = try PageScanner(html(report)).elements("tr")
    return PageScanner.text(try #require(rows.first { $0.first?.attributes["id"] == id }))
  }

  @Test("prints a missing value as two points and never as zero")
  func printsMissing() throws {
    let missing = try row("figure-individuals-using-internet-share~40World~402019~40sex~3dF", of: sampleReport())
    #expect(missing.contains(".. O not quantified"))
    let digits = missing.filter(\.isNumber)
    #expect(digits == "2019" + "1021")
    let page = try PageScanner(html(sampleReport()))
    let row = try #require(try page.elements("tr").first { $0.first?.attributes["id"] == "target-2.10" })
    let baseline = try #require(row.firstIndex { $0.name == "td" })
    #expect(row[baseline...].first { $0.attributes["class"] == "missing" }?.text == "..")
    let figures = try #require(try page.elements("table").first { $0.first?.attributes["id"] == "table-figures" })
    for tag in figures where tag.attributes["class"] == "value" { #expect(tag.text != "0" && tag.text != "0%") }
  }

  @Test("explains the signs that a table uses below it, and no others")
  func explainsSigns() throws {
    let notes = try PageScanner(html(sampleReport())).elements("ul").filter { $0.first?.attributes["class"] == "notes" }
    let texts = notes.map(PageScanner.text)
    #expect(texts.contains(".. not available; O missing."))
    var report = try sampleReport()
    report.figures.removeLast()
    let left = try PageScanner(html(report)).elements("ul").map(PageScanner.text)
    #expect(!left.contains { $0.contains("O missing") })
  }

  @Test("counts what a public answer withholds, and prints none of it")
  func countsEmbargoed() throws {
    var report = try sampleReport()
    #expect(try !html(report).contains("2 embargoed"))
    report.asOf.release = try Instant("2020-06-09T00:00Z")
    report.embargoedFigures = 2
    report.figures[1].figures[0].value = PrintedValue(.embargoed)
    let page = try html(report)
    #expect(page.contains("<strong>2 embargoed</strong>"))
    #expect(page.contains("Public, as released at"))
    #expect(try row("target-2.10", of: report).contains("1 embargoed"))
    let figure = try row("figure-individuals-using-internet-share~40LDC~402019", of: report)
    #expect(figure.contains("embargoed") && !figure.contains("19%"))
  }

  @Test("warns of figures that are still under embargo, unless it is for the public")
  func warnsOfEmbargo() throws {
    var report = try sampleReport()
    #expect(try !html(report).contains("Not for release"))
    report.figures[0].figures[0].embargo = try Instant("2021-06-01T00:00Z")
    #expect(try html(report).contains("Not for release"))
    #expect(
      try row("figure-countries-with-innovation-policy~40World~402020", of: report)
        .contains("under embargo until 1 June 2021"))
    report.figures[0].figures[0].embargo = try Instant("2021-01-01T00:00Z")
    #expect(try !html(report).contains("Not for release"))
  }

  @Test("keeps the plain number beside the printed one")
  func keepsPlainNumbers() throws {
    let page = try html(sampleReport())
    #expect(
      page.contains("data-value=\"4100000000\" title=\"4100000000\">about 4\u{202F}100\u{202F}000\u{202F}000</span>"))
    #expect(page.contains("data-value=\"4000000000\" title=\"4000000000\">4.0 billion</span>"))
    #expect(page.contains("<data value=\"1234\">1\u{202F}234</data>"))
  }

  @Test("says in a sentence how the targets stand")
  func summarises() throws {
    let text = PageScanner.text(try PageScanner(html(sampleReport())).tags)
    #expect(
      text.contains(
        "Of three targets, one achieved, one off track and one not yet measured. "
          + "Achieved or on track: 33.3 per cent (1 of 3)."))
  }

  @Test("names the state that it describes")
  func namesItsState() throws {
    var report = try sampleReport()
    report.asOf.published = try Instant("2020-12-31T23:59:59.999999Z")
    let page = try html(report)
    #expect(page.contains("<time datetime=\"2021-04-30T21:59:59.000001Z\">30 April 2021, 21:59:59 UTC</time>"))
    #expect(page.contains("tally/9f3a"))
    #expect(page.contains("As published by"))
    #expect(page.contains("C20/35, issued 9 June 2020, position 87"))
  }

  @Test("lists what changed with both values, the reason and the place")
  func listsChanges() throws {
    let tables = try PageScanner(html(sampleReport())).elements("table")
    let table = try #require(tables.first { $0.first?.attributes["id"] == "table-changes" })
    let text = PageScanner.text(table)
    #expect(text.contains("Correction of an error") && text.contains("a typing mistake"))
    #expect(text.contains("withdrawn") && text.contains("Routine revision"))
    #expect(text.contains("3 February 2021") && text.contains("1\u{202F}100"))
  }

  @Test("gives each claim both answers and what is missing")
  func answersClaims() throws {
    let giga = try row("claim-giga", of: sampleReport())
    #expect(giga.contains("Differs") && giga.contains("Reproduced") && giga.contains("30"))
    #expect(giga.contains("from approximate figures") && giga.contains("< figure(giga-countries@World@2020)"))
    let survey = try row("claim-survey~2fresponse", of: sampleReport())
    #expect(survey.contains("Cannot be checked") && survey.contains("membership-survey-respondents@ITU@2020"))
  }

  @Test("says what is not there instead of printing empty tables")
  func saysWhatIsNotThere() throws {
    let asOf = try sampleReport().asOf
    let page = try html(WholeReport(report: Report(title: "Nothing", origin: "tally/9f3a", asOf: asOf)))
    #expect(page.contains("No target is in force"))
    #expect(page.contains("No figure is in this state"))
    #expect(page.contains("no earlier publication"))
    #expect(try PageScanner(page).elements("table").isEmpty)
  }
}
