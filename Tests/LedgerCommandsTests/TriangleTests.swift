import Ledger
import Testing

@testable import LedgerCommands

@Suite("A revision triangle")
struct TriangleTests {
  @Test(
    "has a line for each period in each vintage, as the files' own text says",
    arguments: ["nga", "irq", "mda", "chl", "civ", "abw", "hkg"])
  func internetUsers(_ area: String) async throws {
    let ledger = try await CommandLedger.internetUsers
    let expected = try PublishedFiles.internetUsers.get().triangle(of: area)
    let found = try await ledger.triangle("internet_users@\(area)@*")
    #expect(found == expected, "\(found.subtracting(expected)) \(expected.subtracting(found))")
  }

  @Test("fits 80 columns by its newest vintages, and says how many are left out")
  func fits() async throws {
    let ledger = try await CommandLedger.internetUsers
    var transcript = Transcript(ledger, clock: try Instant("2026-06-01T00:00Z"))
    await transcript.ask("figure", "internet_users@nga@2012..2018")
    await transcript.ask("figure", "internet_users@nga@2012..2018", "--as-published", "2021-04-04")
    await transcript.ask("figure", "internet_users@nga@2016..2018", "--as-published", "2020-12-31", "--json")
    await transcript.ask("figure", "internet_users@nga@1800..1801")
    await transcript.ask("figure", "internet_users@nha@*")
    await transcript.ask("figure", "internet_users@*@2017")
    await transcript.ask("figure", "internet_users@nga@*@sex=*")
    try expectSnapshot(transcript.text, "triangle")
    // One vintage stands there however narrow the terminal is.
    let narrow = await ledger.ask(
      ["figure", "internet_users@nga@2017.."], width: 10, clock: try Instant("2026-06-01T00:00Z"))
    #expect(narrow.output.contains("2025-12-08"))
    let wide = await ledger.ask(
      ["figure", "internet_users@nga@2012..2018"], width: 200, clock: try Instant("2026-06-01T00:00Z"))
    #expect(wide.output.contains("2018-03-06"))
    #expect(!wide.output.contains("left out"))
  }

  @Test(
    "stands in the order of publication, whatever was recorded first, and has no vintage for what is asserted again")
  func late() async throws {
    let ledger = try await CommandLedger.small()
    let file = { (published: String, value: String) in
      try ledger.file("indicator,area,period,value\nshare,A,2000,\(value)\n", "\(published).csv")
    }
    for (published, value) in [("2018-01-01", "10"), ("2021-01-01", "10"), ("2022-01-01", "13"), ("2019-01-01", "12")] {
      try await ledger.tell(
        "import", "measurements", try file(published, value), "--published-at", published, "--snapshot", "share",
        "--backfill")
    }
    let run = await ledger.ask(["figure", "share@A@*"], clock: try Instant("2026-06-01T00:00Z"))
    #expect(run.lines.contains("Period  2018-01-01  2019-01-01  2021-01-01  2022-01-01"), "\(run.output)")
    #expect(run.lines.contains("2000           10          12*         10*         13*"), "\(run.output)")
  }
}
