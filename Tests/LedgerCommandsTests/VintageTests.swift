import Ledger
import LedgerStore
import Testing

@testable import LedgerCommands

@Suite("Eighteen vintages of one indicator")
struct VintageTests {
  @Test("count what is new, changed, returned and withdrawn as their text says")
  func counts() async throws {
    let ledger = try await CommandLedger.internetUsers
    let files = try PublishedFiles.internetUsers.get()
    let receipts = try ledger.receipts()
    #expect(receipts.map(\.publishedAt).map { $0?.description } == files.files.map(\.published))
    for (receipt, expected) in zip(receipts, files.counts) { #expect(receipt.found == expected, "\(receipt.file)") }
    // What the source's own notes say of one of them.
    #expect(receipts[14].found.withdrawn == 816)
    #expect(receipts[14].found.changed == 3971)
  }

  @Test("answer at each of their dates, and now, what the file of the date says: all of it and nothing else")
  func everyAnswer() async throws {
    let events = try await CommandLedger.internetUsers.figureEvents()
    let files = try PublishedFiles.internetUsers.get().files
    for file in files {
      let found = try answers(events, published: file.published)
      #expect(found.count == file.values.count, "\(file.path)")
      let wrong = file.values.filter { found[$0.key] != $0.value }
      #expect(wrong.isEmpty, "\(file.path): \(wrong.prefix(3))")
    }
    #expect(try answers(events, published: nil) == files[17].values)
    // A microsecond before, the file before holds.
    #expect(try answers(events, published: "2025-03-30T12:43:00.999999Z") == files[13].values)
    #expect(try answers(events, published: "2018-03-06T14:39:11.999999Z").isEmpty)
  }

  @Test("write nothing for a value that stays, and a withdrawal for each that a file leaves out")
  func events() async throws {
    let files = try PublishedFiles.internetUsers.get()
    let events = try await CommandLedger.internetUsers.figureEvents()
    let expected = files.counts
    let written = expected.reduce(0) { $0 + $1.new + $1.changed + $1.returned + $1.withdrawn }
    #expect(events.count == written)
    for (file, counts) in zip(files.files, expected) {
      let withdrawn = events.filter {
        $0.kind == .measurementWithdrawn && $0.knownSince?.description == file.published
      }
      #expect(withdrawn.count == counts.withdrawn, "\(file.path)")
      let stillThere = withdrawn.filter { event in
        guard case .figure(let figure) = event.subject.form else { return true }
        return file.values["\(figure.area)@\(figure.period)"] != nil
      }
      #expect(stillThere.isEmpty, "\(file.path)")
    }
  }

  @Test(
    "read Nigeria in 2017 as it was printed at each date",
    arguments: [
      ("2019-04-28", "27.68099"), ("2019-09-22", "42"), ("2020-03-21", "42"), ("2020-09-13", "7.46944"),
      ("2021-01-07", "42"), ("2021-04-04", "7.46944"), ("2021-10-10", "7.46944"), ("2021-10-11", "28"),
      ("2023-11-19", "28"), ("2023-11-20T13:14:17Z", "28"), ("2023-11-20T13:14:18Z", "33.2"), ("2024-09-29", "25.9"),
      ("2026-01-01", "25.9"),
    ])
  func nigeria(_ date: String, _ value: String) async throws {
    let ledger = try await CommandLedger.internetUsers
    let run = await ledger.ask(
      ["figure", "internet_users@nga@2017", "--as-published", date], clock: try Instant("2026-06-01T00:00Z"))
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.lines.contains("  value        \(value)"), "\(run.output)")
  }

  @Test("have no answer for a figure before its first vintage: what there is says when it begins")
  func before() async throws {
    let ledger = try await CommandLedger.internetUsers
    let clock = try Instant("2026-06-01T00:00Z")
    let run = await ledger.ask(["figure", "internet_users@nga@2017", "--as-published", "2019-04-27"], clock: clock)
    #expect(run.code == 65)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("from 2019-04-28T12:50:26.000000Z"), "\(run.errors)")
  }

  @Test("write nothing when they are imported again, each or all")
  func again() async throws {
    let ledger = try await CommandLedger.internetUsers
    var log = try ledger.open()
    let head = try log.head()
    let files = try PublishedFiles.internetUsers.get().files
    for file in [files[17], files[6]] {
      let run = await CommandRun(
        CommandLedger.importInternetUsers + [file.path, "--published-at", file.published],
        environment: ledger.environment)
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.lines.first == "Nothing new: nothing was written.")
      #expect(run.lines.last == "\(file.values.count) rows: \(file.values.count) unchanged.")
    }
    #expect(try log.head() == head)
  }

  @Test("are refused without a number where they withdraw more than 5 per cent, and with one that is too small")
  func manyWithdrawals() async throws {
    let files = try PublishedFiles.internetUsers.get().files
    let ledger = try await CommandLedger(codesOf: "gapminder-internet-users")
    try await ledger.tell(
      CommandLedger.importInternetUsers + [files[13].path, "--published-at", files[13].published])
    var log = try ledger.open()
    let head = try log.head()
    let absent = files[13].values.keys.filter { files[14].values[$0] == nil }.count
    let words = CommandLedger.importInternetUsers + [files[14].path, "--published-at", files[14].published]
    let bare = await CommandRun(words, environment: ledger.environment)
    #expect(bare.code == 65)
    #expect(bare.errors.contains("leaves out \(absent) of the 6711 figures"), "\(bare.errors)")
    #expect(bare.errors.contains("--withdraw-up-to \(absent)"))
    let few = await CommandRun(words + ["--withdraw-up-to", "\(absent - 1)"], environment: ledger.environment)
    #expect(few.code == 65)
    #expect(try log.head() == head)
    try await ledger.tell(words + ["--withdraw-up-to", "\(absent)"])
    #expect(try answers(ledger.figureEvents(), published: nil) == files[14].values)
  }
}
