import Ledger
import Testing

@testable import LedgerCommands

@Suite("A later file")
struct LaterFileTests {
  private let header = "indicator,area,period,value\n"

  @Test("counts values that differ in precision alone and does not write them, unless it is asked to")
  func precision() async throws {
    let ledger = try await CommandLedger.small()
    let first = try ledger.file(header + "share,A,2000,1.10\nshare,B,2000,20\nshare,C,2000,3\n", "1.csv")
    let second = try ledger.file(header + "share,A,2000,1.1\nshare,B,2000,20.000\nshare,C,2000,3.1\n", "2.csv")
    let snapshot = ["--snapshot", "share", "--published-at"]
    try await ledger.tell(["import", "measurements", first] + snapshot + ["2019-01-01"])
    try await ledger.tell(["import", "measurements", second] + snapshot + ["2020-01-01"])
    let counts = PublishedFiles.Counts(rows: 3, changed: 1, precisionOnly: 2)
    #expect(try ledger.receipts().last?.found == counts)
    #expect(
      try answers(ledger.figureEvents(), published: nil) == ["A@2000": "1.10", "B@2000": "20", "C@2000": "3.1"])
    try await ledger.tell(
      ["import", "measurements", second, "--keep-precision"] + snapshot + ["2020-01-02"])
    #expect(try ledger.receipts().last?.found == PublishedFiles.Counts(rows: 3, changed: 2, unchanged: 1))
    #expect(
      try answers(ledger.figureEvents(), published: nil) == ["A@2000": "1.1", "B@2000": "20.000", "C@2000": "3.1"])
  }

  @Test("that is a snapshot is read whole or not at all: what is set aside would be withdrawn")
  func rejects() async throws {
    let ledger = try await CommandLedger.small()
    let first = try ledger.file(header + "share,A,2000,1\nshare,B,2000,2\n", "1.csv")
    try await ledger.tell("import", "measurements", first, "--snapshot", "share")
    let second = try ledger.file(header + "share,A,2000,1\nshare,,2000,2\n", "2.csv")
    let rejects = try ledger.file("", "before.csv") + ".rejects"
    let words = ["import", "measurements", second, "--rejects", rejects]
    let refused = await CommandRun(
      words + ["--snapshot", "share", "--withdraw-up-to", "9"], environment: ledger.environment)
    #expect(refused.code == 65)
    #expect(refused.errors.contains("1 row cannot be read, and a snapshot would withdraw"), "\(refused.errors)")
    try await ledger.tell(words)
    #expect(try answers(ledger.figureEvents(), published: nil) == ["A@2000": "1", "B@2000": "2"])
  }

  @Test("that withdraws up to 5 per cent needs no number, and none is too small for it")
  func fewWithdrawals() async throws {
    let ledger = try await CommandLedger.small()
    let lines = (2000...2019).map { "share,A,\($0),1\n" }
    let all = try ledger.file(header + lines.joined(), "all.csv")
    let less = try ledger.file(header + lines.dropLast().joined(), "less.csv")
    try await ledger.tell("import", "measurements", all, "--snapshot", "share")
    let none = await CommandRun(
      ["import", "measurements", less, "--snapshot", "share", "--withdraw-up-to", "0"],
      environment: ledger.environment)
    #expect(none.code == 65)
    #expect(none.errors.contains("leaves out 1 figures, more than --withdraw-up-to 0"), "\(none.errors)")
    try await ledger.tell("import", "measurements", less, "--snapshot", "share")
    #expect(try ledger.receipts().last?.counts["withdrawn"] == 1)
    // Without --snapshot a file says nothing about what it leaves out.
    let one = try ledger.file(header + "share,A,2000,1\n", "one.csv")
    try await ledger.tell("import", "measurements", one)
    #expect(try answers(ledger.figureEvents(), published: nil).count == 19)
  }
}
