import Ledger
import LedgerTestSupport
import PostgreSQL
import Testing

@testable import LedgerCommands

/// What a file or a word means, through the program: the rules themselves are tested where they are read.
@Suite("Bad input, rows 54 to 64: what is meant")
struct MeaningTests {
  @Test(
    "Rows 56, 59, 61 and 62: what cannot be meant is refused with its line, and nothing is written",
    arguments: [
      ("Row 56", "measurements", "indicator,area,period,value\nshare,A,2000,1\nshar,A,2000,1\n", "f.csv:3:1: "),
      ("Row 56", "measurements", "indicator,area,period,value\nshare,E,2000,1\n", "f.csv:2:7: "),
      ("Row 59", "measurements", "indicator,area,period,value\nshare,A,2000,1\nshare,A,2000,2\n", "line 2"),
      ("Row 61", "memberships", "group,member,change,effective\nD,A,leaves,2000\n", "f.csv:2"),
      (
        "Row 62", "targets",
        "plan,code,statement,rule,direction,value,unit,due,instrument\nP,1,S,level,increase,5,percent,2020,\n",
        "f.csv:2"
      ),
    ])
  func refused(_ row: String, _ kind: String, _ text: String, _ words: String) async throws {
    let ledger = try await CommandLedger.small()
    let before = try await ledger.events().count
    let run = await CommandRun(["import", kind, try ledger.file(text, "f.csv")], environment: ledger.environment)
    #expect(run.code == 65, "\(row): \(run.errors)")
    #expect(run.errors.contains(words), "\(row): \(run.errors)")
    #expect(run.errors.contains("nothing was written"), "\(row): \(run.errors)")
    #expect(try await ledger.events().count == before)
  }

  @Test("Row 54: a publication in the future is taken with a note, and the time of recording is nobody's to give")
  func future() async throws {
    let ledger = try await CommandLedger.small()
    let run = await CommandRun(
      ["record", "share@A@2000", "1", "--published-at", "2999-01-01"], environment: ledger.environment)
    #expect(run.code == 0)
    #expect(run.errors.contains("future"), "\(run.errors)")
    let given = await CommandRun(
      ["record", "share@A@2000", "1", "--recorded-at", "2000-01-01"], environment: ledger.environment)
    #expect(given.code == 64)
  }

  @Test(
    "Row 55: a question as of a time that is none, has not come, or before the first entry has no answer of today",
    arguments: [
      ("yesterday", 64, "write the date"), ("2020-02-30", 64, "there is no"), ("2020-01-01T10:00", 64, "offset"),
      ("2999-01-01", 65, "lies in the future"), ("2000-01-01", 65, "nothing recorded before"),
    ] as [(String, Int32, String)])
  func asOf(_ instant: String, _ code: Int32, _ words: String) async throws {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("record", "share@A@2000", "1")
    for question in [["figure", "share@A@2000"], ["list", "areas"], ["replay"], ["status"]] {
      let run = await CommandRun(question + ["--as-of", instant], environment: ledger.environment)
      #expect(run.code == code, "\(question): \(run.errors)")
      #expect(run.errors.contains(words), "\(question): \(run.errors)")
      #expect(run.output.isEmpty)
    }
  }

  @Test("Row 57: a name that fits two areas is refused, one that fits one is taken, and zeros in front stay")
  func names() async throws {
    let ledger = try await CommandLedger.small()
    let areas = "code,kind,aliases\nCOG,country,Congo;Brazzaville\nCOD,country,Congo\n004,country,\n"
    try await ledger.tell("import", "areas", try ledger.file(areas, "more.csv"))
    let refused = await CommandRun(["record", "share@Congo@2000", "1"], environment: ledger.environment)
    #expect(refused.code == 65)
    #expect(refused.errors.contains("COD") && refused.errors.contains("COG"), "\(refused.errors)")
    try await ledger.tell("record", "share@Brazzaville@2000", "1")
    try await ledger.tell("record", "share@004@2000", "1")
    let four = await CommandRun(["record", "share@4@2000", "1"], environment: ledger.environment)
    #expect(four.code == 65, "\(four.output)")
    #expect(
      try await ledger.events().suffix(2).map { "\($0.subject)" } == ["figure/share@COG@2000", "figure/share@004@2000"])
  }

  @Test("Row 58: a row that is there twice counts once, and is said")
  func repeated() async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file("indicator,area,period,value\nshare,A,2000,1\nshare,A,2000,1\n", "f.csv")
    let run = await CommandRun(["import", "measurements", file, "--json"], environment: ledger.environment)
    let reply = try #require(try run.replies.first, "\(run.errors)")
    #expect(reply["rows"].text == "2" && reply["new"].text == "1" && reply["repeated"].text == "1", "\(run.output)")
  }

  @Test("Row 60: to correct a figure that is not there, or was withdrawn, is refused and tally record named")
  func correcting() async throws {
    let ledger = try await CommandLedger.small()
    let words = ["correct", "share@A@2000", "2", "--because", "a slip"]
    let missing = await CommandRun(words, environment: ledger.environment)
    #expect(missing.code == 65)
    #expect(missing.errors.contains("there is no figure share@A@2000 to correct: record it with tally record"))
    try await ledger.tell("record", "share@A@2000", "1")
    try await ledger.tell(words)
    try await ledger.tell("withdraw", "share@A@2000", "--because", "not ours")
    let withdrawn = await CommandRun(words, environment: ledger.environment)
    #expect(withdrawn.code == 65)
    #expect(withdrawn.errors.contains("was withdrawn: record it with tally record"))
    // A measurement after a withdrawal is allowed.
    try await ledger.tell("record", "share@A@2000", "3")
  }

  @Test("Row 63: a figure under embargo stays out of a public export, with what is built on it, and is counted")
  func embargo() async throws {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("record", "share@A@2000", "41")
    try await ledger.tell("record", "share@A@2001", "42.125", "--embargo", "2999-01-01T00:00Z")
    try await ledger.tell("record", "other@A@2001", "43.375", "--embargo", "2999-01-01T00:00Z")
    for format in ["csv", "json"] {
      let words = ["export", "data", "-o", "-", "--format", format]
      let everything = await CommandRun(words, environment: ledger.environment)
      #expect(everything.output.contains("42.125") && everything.output.contains("43.375"), "\(everything.errors)")
      let free = await CommandRun(words + ["--public"], environment: ledger.environment)
      #expect(free.code == 0, "\(free.errors)")
      #expect(free.output.contains("41"))
      #expect(!free.output.contains("42.125") && !free.output.contains("43.375"), "\(free.output)")
      #expect((free.output + free.errors).contains("2"), "\(free.errors)")
    }
    let sum = await CommandRun(
      ["calc", "sum(share@A@2000,share@A@2001)", "--public"], environment: ledger.environment)
    #expect(!sum.output.contains("83.125"), "\(sum.output)")
    let page = await CommandRun(["export", "report", "-o", "-", "--public"], environment: ledger.environment)
    #expect(page.code == 0, "\(page.errors)")
    #expect(page.output.contains("2 embargoed"), "\(page.errors)")
    #expect(!page.output.contains("42.1"))
  }

  @Test(
    "Row 64: a text that a spreadsheet would run is kept as it is",
    arguments: ["=HYPERLINK(\"http://example.org\",\"x\")", "@SUM(1+1)", "-2+3", "+1", "=cmd|'/C calc'!A0", "\t=1"])
  func formulas(_ text: String) async throws {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("record", "share@A@2000", "1", "--comment=\(text)")
    let event = try #require(try await ledger.events().last)
    #expect(event.basis["comment"] == .string(text) || event.data["comment"] == .string(text), "\(event)")
  }
}
