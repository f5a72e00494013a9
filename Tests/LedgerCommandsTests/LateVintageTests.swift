import Ledger
import LedgerStore
import Testing

@testable import LedgerCommands

@Suite("A vintage that comes late")
struct LateVintageTests {
  /// A ledger with the vintages of Internet users but two, one of which added 1,015 figures that the next took back.
  private func ledgerWithGaps() async throws -> (ledger: CommandLedger, files: [PublishedFiles.File], late: [Int]) {
    let files = Array(try PublishedFiles.internetUsers.get().files[4...9])
    let ledger = try await CommandLedger(codesOf: "gapminder-internet-users")
    for index in files.indices where index != 1 && index != 2 {
      try await ledger.tell(
        CommandLedger.importInternetUsers + [files[index].path, "--published-at", files[index].published])
    }
    return (ledger, files, [2, 1])
  }

  @Test("changes the answer from its date on, up to the next, and no other of any figure")
  func everyAnswer() async throws {
    let (ledger, files, late) = try await ledgerWithGaps()
    var isThere = Set(files.indices).subtracting(late)
    for index in late {
      let before = try ledger.figureEvents()
      let words =
        CommandLedger.importInternetUsers + [files[index].path, "--published-at", files[index].published]
      var log = try ledger.open()
      let head = try log.head()
      let refused = await CommandRun(words, environment: ledger.environment)
      #expect(refused.code == 65)
      #expect(refused.errors.contains(files[9 - 4].published), "\(refused.errors)")
      #expect(refused.errors.contains("older (\(files[index].published))"), "\(refused.errors)")
      #expect(refused.errors.contains("--backfill"))
      #expect(try log.head() == head)
      // Withdrawals are counted against what had been published then.
      try await ledger.tell(words + ["--backfill", "--withdraw-up-to", "400"])
      let after = try ledger.figureEvents()
      for (other, file) in files.enumerated() {
        let (old, new) = (
          try answers(before, published: file.published), try answers(after, published: file.published)
        )
        if other == index {
          #expect(new == file.values)
        } else {
          #expect(old == new, "\(file.path)")
          if isThere.contains(other) { #expect(new == file.values, "\(file.path)") }
        }
      }
      #expect(try answers(before, published: nil) == answers(after, published: nil))
      #expect(try answers(after, published: nil) == files[5].values)
      isThere.insert(index)
    }
    // Each of the dates has its file, whatever came when.
    let events = try ledger.figureEvents()
    for file in files { #expect(try answers(events, published: file.published) == file.values, "\(file.path)") }
    let receipts = try ledger.receipts()
    #expect(receipts.suffix(2).allSatisfy { $0.counts["reasserted"] ?? 0 > 0 })
  }

  /// Imports a snapshot: values by area.
  private func vintage(
    _ ledger: CommandLedger, _ published: String, _ rows: KeyValuePairs<String, String>, indicator: String = "share",
    _ more: String...
  ) async throws {
    let lines = rows.map { "\(indicator),\($0.key),2000,\($0.value),Edition of \(published)\n" }
    let path = try ledger.file(
      "indicator,area,period,value,document\n" + lines.joined(), "\(indicator)-\(published).csv")
    try await ledger.tell(
      ["import", "measurements", path, "--published-at", published, "--snapshot", indicator, "--withdraw-up-to", "9"]
        + more)
  }

  private func value(_ ledger: CommandLedger, _ area: String, _ published: String?) throws -> String? {
    try answers(ledger.figureEvents(), published: published.map { $0 + "T23:59:59.999999Z" })["\(area)@2000"]
  }

  @Test("asserts again what later dates and the newest state rest on, with the source that it had")
  func reassertions() async throws {
    let ledger = try await CommandLedger.small()
    // A: the same in 2021, so nothing was written there. B: new in 2022. C: withdrawn in 2021.
    try await vintage(ledger, "2018-01-01", ["A": "10", "C": "1"])
    try await vintage(ledger, "2021-01-01", ["A": "10"])
    try await vintage(ledger, "2022-01-01", ["A": "13", "B": "5"])
    try await vintage(ledger, "2019-01-01", ["A": "12", "B": "4", "D": "7"], "--backfill")
    for (area, expected) in [
      "A": ["10", "12", "10", "13", "13"], "B": [nil, "4", nil, "5", "5"], "C": ["1", nil, nil, nil, nil],
      "D": [nil, "7", nil, nil, nil],
    ] as [String: [String?]] {
      let dates = ["2018-06-01", "2020-12-31", "2021-01-01", "2022-01-01", nil]
      for (date, value) in zip(dates, expected) {
        #expect(try self.value(ledger, area, date) == value, "\(area) \(date ?? "now")")
      }
    }
    let figure = await ledger.ask(["figure", "share@A@2000", "--as-published", "2021-01-01"])
    #expect(figure.lines.contains("  source       Edition of 2018-01-01"), "\(figure.output)")
  }

  @Test("keeps a figure that was recorded between its date and the next")
  func between() async throws {
    let ledger = try await CommandLedger.small()
    try await vintage(ledger, "2018-01-01", ["A": "10"])
    try await ledger.tell("record", "share@A@2000", "11", "--published-at", "2019-06-01")
    try await vintage(ledger, "2021-01-01", ["A": "11"])
    try await vintage(ledger, "2019-01-01", ["A": "12"], "--backfill")
    for (date, value) in [
      ("2018-12-31", "10"), ("2019-05-31", "12"), ("2019-06-01", "11"), ("2021-01-01", "11"), (nil, "11"),
    ] as [(String?, String)] {
      #expect(try self.value(ledger, "A", date) == value, "\(date ?? "now")")
    }
  }

  @Test("knows the dates of each indicator, and of a file that came twice")
  func dates() async throws {
    let ledger = try await CommandLedger.small()
    try await vintage(ledger, "2018-01-01", ["A": "10"])
    try await vintage(ledger, "2018-03-01", ["A": "3"], indicator: "other")
    // The next file of 2019 has other rows; that of 2020 is that of 2018 again, byte for byte.
    let same = try ledger.file("indicator,area,period,value\nshare,A,2000,10\n", "same.csv")
    let again = ["import", "measurements", same, "--snapshot", "share", "--published-at"]
    try await ledger.tell(again + ["2018-06-01"])
    try await vintage(ledger, "2019-01-01", ["A": "11"])
    try await ledger.tell(again + ["2020-01-01"])
    try await vintage(ledger, "2018-02-01", ["A": "12"], "--backfill")
    for (date, value) in [
      ("2018-01-31", "10"), ("2018-02-01", "12"), ("2018-05-31", "12"), ("2018-06-01", "10"), ("2018-12-31", "10"),
      ("2019-01-01", "11"), ("2020-01-01", "10"), (nil, "10"),
    ] as [(String?, String)] {
      #expect(try self.value(ledger, "A", date) == value, "\(date ?? "now")")
    }
  }

  @Test("is no backfill if it is the newest: then nothing is asserted")
  func newest() async throws {
    let ledger = try await CommandLedger.small()
    try await vintage(ledger, "2018-01-01", ["A": "10"], "--backfill")
    try await vintage(ledger, "2019-01-01", ["A": "11"], "--backfill")
    #expect(try ledger.receipts().allSatisfy { $0.counts["reasserted"] == nil })
  }

  @Test("of a part of an indicator says which of its values now hide newer ones")
  func overtaken() async throws {
    let ledger = try await CommandLedger.small()
    try await vintage(ledger, "2020-01-01", ["A": "10", "B": "5", "C": "1.0"])
    let path = try ledger.file(
      "indicator,area,period,value\nshare,A,2000,9\nshare,B,2000,5\nshare,C,2000,1\nshare,D,2000,1\n", "part.csv")
    let run = await CommandRun(
      ["import", "measurements", path, "--published-at", "2019-01-01"], environment: ledger.environment)
    #expect(run.code == 0)
    // As published in 2019 none of them was known, so all are new there.
    #expect(run.errors.contains("3 figures have values that were published later"), "\(run.errors)")
  }
}
