import Ledger
import LedgerStore
import Testing

@testable import LedgerCommands

@Suite("The Council's report")
struct ReportTests {
  /// Figures before and after a publication: recorded, worked out, under embargo; the log has `share-members` before `share`.
  private static let made = Task {
    let ledger = try await CommandLedger.small()
    let indicators = """
      code,title,unit,value_type,decimals,derivation
      offline,Persons offline,percent,decimal,1,"difference(100,figure(share@{area}@{period}))"
      share-members,Share of members,percent,decimal,1,

      """
    try await ledger.tell("import", "indicators", try ledger.file(indicators, "indicators.csv"))
    let measurements = """
      indicator,area,period,value,embargo,document
      share,A,2018,10,,Survey
      share,A,2019,20,,Survey
      share,B,2019,45.25,2099-01-01T00:00:00Z,Survey
      share-members,A,2019,5,,Survey
      other,A,2019,1,,Survey
      other,B,2019,2,,Survey

      """
    try await ledger.tell("import", "measurements", try ledger.file(measurements, "measurements.csv"))
    try await ledger.tell("append", "publication", "--code", "D1", "--issued-on", "2020-01-01")
    try await ledger.tell("correct", "share@A@2019", "21", "--because", "a slip")
    try await ledger.tell("withdraw", "other@B@2019", "--because", "not ours")
    try await ledger.tell("record", "other@C@2019", "3")
    return ledger
  }

  private static func page(_ words: String...) async throws -> String {
    let clock = try Instant("2026-12-31T00:00Z")
    let run = try await made.value.ask(["export", "report", "-o", "-"] + words, clock: clock)
    try #require(run.code == 0, "\(run.errors)")
    return run.output
  }

  /// What stands after each of some words, up to a quotation mark or a tag.
  private static func all(after mark: String, in page: Substring) -> [String] {
    page.split(separator: mark, omittingEmptySubsequences: false).dropFirst().map {
      String($0.prefix { $0 != "\"" && $0 != "<" })
    }
  }

  private static func section(_ name: String, of page: String) throws -> Substring {
    let start = try #require(page.firstRange(of: "<section id=\"\(name)\""))
    let rest = page[start.upperBound...]
    return rest[..<(rest.firstRange(of: "</section>")?.lowerBound ?? rest.endIndex)]
  }

  @Test("lists the latest figures by indicator, area and breakdown, those that are worked out among them")
  func latest() async throws {
    let page = try await Self.page()
    let figures = try Self.section("figures", of: page)
    #expect(
      Self.all(after: "id=\"figure-", in: figures) == [
        "offline~40A~402019", "offline~40B~402019", "other~40A~402019", "other~40C~402019", "share~40A~402019",
        "share~40B~402019", "share-members~40A~402019",
      ])
    #expect(Self.all(after: "data-value=\"", in: figures) == ["79.0", "54.8", "1", "3", "21", "45.25", "5"])
    #expect(Self.all(after: "data-value=\"", in: try Self.section("membership", of: page)) == ["5"])
  }

  @Test("says what changed since the last publication, and counts what is new")
  func changes() async throws {
    let changes = try Self.section("changes", of: try await Self.page())
    #expect(changes.contains("One figure is new since then."))
    // The last is withdrawn.
    #expect(Self.all(after: "data-value=\"", in: changes) == ["80.0", "79.0", "2", "20", "21"])
    #expect(try Self.section("changes", of: try await Self.page("--at-position", "13")).contains("no earlier"))
  }

  @Test("warns the house of what may not be told yet, and tells the public no more than how much it is")
  func embargo() async throws {
    #expect(try await Self.page().contains("Not for release"))
    let page = try await Self.page("--public")
    #expect(!page.contains("Not for release") && !page.contains("45.25") && !page.contains("54.8"))
    #expect(try Self.section("figures", of: page).contains("<strong>1 embargoed</strong>"))
    let late = try await Self.page("--public", "--release", "2099-01-01T00:00Z")
    #expect(late.contains("45.25") && !late.contains("embargoed</strong>"))
  }
}
