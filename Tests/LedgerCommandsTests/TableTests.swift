import Ledger
import OperatingSystem
import Testing

@testable import LedgerCommands

@Suite("A table of an indicator")
struct TableTests {
  @Test("has a line a figure, or a column a period; marks are explained, what is withheld is counted")
  func shows() async throws {
    var transcript = Transcript(try await CommandLedger.councilDocument)
    await transcript.ask("table", "individuals-using-internet-share")
    await transcript.ask("table", "individuals-using-internet-share", "--wide")
    await transcript.ask("table", "individuals-using-internet-share", "--wide", "--json")
    await transcript.ask("table", "individuals-using-internet-share", "--where", "area=LDC", "--json")
    await transcript.ask("table", "membership-survey-likert", "--wide", "--where", "period=2020")
    await transcript.ask("table", "associate-yearly-fee", "--wide", "--format", "csv")
    await transcript.ask("table", "resolution-state@ITU@2021@resolution=21", "--format", "csv")
    await transcript.ask("table", "e-waste-generated", "--wide")
    await transcript.ask("table", "e-waste-generated", "--wide", "--public", "--release", "2020-06-30T23:59:59Z")
    await transcript.ask(
      "table", "e-waste-generated", "--format", "csv", "--public", "--release", "2020-06-30T23:59:59Z")
    await transcript.ask("table", "e-waste-generated", "--as-reported", "C20/35")
    await transcript.ask("table", "individuals-using-internet-share", "--where", "period=1990..1999")
    await transcript.ask("table", "individuals-using-internet-shares")
    await transcript.ask("table", "*@World@*")
    await transcript.ask("table", "internet-users", "--where", "areas=World")
    await transcript.ask("table", "internet-users", "--json", "--format", "csv")
    try expectSnapshot(transcript.text, "table")
  }

  @Test("fits 80 columns by its newest periods, and says which are left out and how to see them")
  func fits() async throws {
    let ledger = try await CommandLedger.internetUsers
    let clock = try Instant("2026-06-01T00:00Z")
    var transcript = Transcript(ledger, clock: clock)
    await transcript.ask("table", "internet_users", "--wide", "--where", "area=nga", "--where", "area=irq")
    try expectSnapshot(transcript.text, "table-wide")
    let all = await ledger.ask(["table", "internet_users@nga@1990..", "--wide"], width: 400, clock: clock)
    #expect(all.output.contains("1990") && !all.output.contains("left out"))
    let narrow = await ledger.ask(["table", "internet_users@nga@*", "--wide"], width: 10, clock: clock)
    #expect(narrow.output.contains("2024") || narrow.output.contains("2023"))
  }

  @Test("written wide is the published file, cell by cell", arguments: ["2018-03-06", "2021-04-04", "2025-12-08"])
  func published(_ day: String) async throws {
    let ledger = try await CommandLedger.internetUsers
    let file = try #require(try PublishedFiles.internetUsers.get().files.first { $0.path.hasSuffix(day + ".csv") })
    let run = await ledger.ask(
      ["table", "internet_users", "--wide", "--format", "csv", "--as-published", file.published],
      clock: try Instant("2026-06-01T00:00Z"))
    let rows = run.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let periods = try #require(rows.first).dropFirst(2)
    var cells: [String: String] = [:]
    for row in rows.dropFirst() {
      for (period, cell) in zip(periods, row.dropFirst(2)) where !cell.isEmpty { cells["\(row[1])@\(period)"] = cell }
    }
    #expect(cells.mapValues(PublishedFiles.number) == file.values.mapValues(PublishedFiles.number))
  }

  @Test(
    "is read back without a change: real figures with qualifiers, reasons, statuses, embargoes and quoted breakdowns",
    arguments: [
      "membership-survey-likert", "associate-yearly-fee", "e-waste-generated", "itu-membership-growth",
      "resolution-state", "study-group-recommendations-issued", "individuals-using-internet-share", "internet-users",
      "ai-5g-challenge-competitors",
    ])
  func readBack(_ indicator: String) async throws {
    let ledger = try await CommandLedger.councilDocument
    for options in [[], ["--wide"]] {
      let written = await ledger.ask(["table", indicator, "--format", "csv"] + options)
      let path = try ledger.file(written.output, "\(indicator)\(options.count).csv")
      let read = await ledger.ask(
        ["import", "measurements", path, "--dry-run"] + (options.isEmpty ? [] : ["--wide", "*"]))
      #expect(read.code == 0 && read.output.hasPrefix("Nothing new."), "\(options) \(read.errors)\(read.output)")
      #expect(!read.output.contains(" 0 rows"))
    }
  }

  /// Figures of which each has something that a table of plain numbers would lose.
  private static let hard = #"""
    indicator,area,period,breakdown,value,missing_reason,obs_status,unit,mult,precision,embargo
    share,A,2019,,<2.5,,,,,,
    share,A,2020,,>95,,,,,,
    share,A,2020-Q1,,1.10,,,,,,
    share,A,2019/2020,,~160,,,,,1,
    share,B,2019,,,"not yet, they say: ""soon""",,,,,
    share,B,2020,,12,,E,,,,
    share,B,2021,,13,,,,,,
    share,C,2019,,0.5,,,ratio,,,
    share,C,2020,,4.1,,,,1,,2099-01-01T00:00:00Z
    share,D,2019,"sex=F,age=15+",7,,,,,,
    share,D,2019,,8,,,,,,
    share,D,2020,,9,,,,,,

    """#

  private static func hardLedger() async throws -> CommandLedger {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("append", "unit", "--code", "ratio", "--kind", "ratio")
    try await ledger.tell(
      "append", "indicator", "--code", "share", "--title", "Share", "--unit", "percent", "--value-type", "decimal",
      "--dimensions", "sex=;age=")
    try await ledger.tell("import", "measurements", try ledger.file(hard, "hard.csv"))
    try await ledger.tell("withdraw", "share@D@2020", "--because", "a mistake")
    return ledger
  }

  @Test("keeps apart what differs within an area, names what a file cannot say, and is read back without an event")
  func hard() async throws {
    let ledger = try await Self.hardLedger()
    var transcript = Transcript(ledger, clock: try Instant("2026-06-01T00:00Z"))
    await transcript.ask("table", "share")
    await transcript.ask("table", "share", "--wide")
    await transcript.ask("table", "share", "--wide", "--format", "csv")
    try expectSnapshot(transcript.text, "table-hard")
    let before = try ledger.figureEvents().count
    for options in [[], ["--wide"]] {
      let path = try ledger.file(await ledger.ask(["table", "share", "--format", "csv"] + options).output, "back.csv")
      try await ledger.tell(["import", "measurements", path] + (options.isEmpty ? [] : ["--wide", "*"]))
    }
    #expect(try ledger.figureEvents().count == before)
  }

  @Test("changed in one cell and read back, is one revision")
  func oneCell() async throws {
    let ledger = try await Self.hardLedger()
    let written = await ledger.ask("table", "share", "--wide", "--format", "csv").output
    let path = try ledger.file(written.replacing("<2.5", with: "2.4"), "back.csv")
    let before = try ledger.figureEvents().count
    try await ledger.tell("import", "measurements", path, "--wide", "*")
    let after = try ledger.figureEvents()
    #expect(after.count == before + 1)
    #expect(after.last?.subject.text == "figure/share@A@2019")
  }

  @Test("goes to a file that is not replaced unless asked for")
  func file() async throws {
    let ledger = try await CommandLedger.councilDocument
    let path = try ledger.file("mine", "kept.csv")
    let refused = await ledger.ask("table", "internet-users", "-o", path)
    #expect(refused.code != 0)
    let run = await ledger.ask("table", "internet-users", "-o", path, "--force")
    #expect(run.code == 0 && run.output.isEmpty && run.errors.hasPrefix("Wrote "))
    #expect(String(decoding: try File.readWhole(path, byteLimit: 1 << 20), as: UTF8.self).hasPrefix("indicator,area,"))
  }
}
