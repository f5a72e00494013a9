import Ledger
import LedgerStore
import OperatingSystem
import Testing

@testable import LedgerCommands

@Suite("Six vintages of GDP")
struct GDPVintageTests {
  /// The unpacked files with their manifest, in a folder of their own.
  private final class Folder: Sendable {
    let path: String

    init() throws {
      path = try Directory.createTemporary(prefix: "tally-test-", in: "/tmp")
      let data = CommandLedger.data("world-bank-gdp")
      for name in try Directory.names(data + "/vintages") {
        let outcome = try Program.run("gunzip", ["-c", "\(data)/vintages/\(name)"])
        try #require(outcome.status.isSuccess)
        try File.writeWhole("\(path)/\(name.dropLast(3))", outcome.output)
      }
      try File.writeWhole(
        path + "/manifest.csv", try File.readWhole(data + "/manifest.csv", byteLimit: 1 << 16))
    }

    deinit { try? Directory.removeTree(path) }
  }

  private static let folder = Result { try Folder() }

  /// The files by their text, with Kosovo's three codes, of which one is empty, as one.
  private static let files = Result {
    try PublishedFiles(folder.get().path + "/manifest.csv", area: { ["", "KSV"].contains($0) ? "XKX" : $0 })
  }

  private static let words = [
    "import", "measurements", "--set", "indicator=gdp", "--map", "period=Year", "--map", "value=Value",
  ]
  private static let byCode = ["--map", "area=Country Code", "--ignore", "Country Name"]
  private static let byName = ["--map", "area=Country Name", "--ignore", "Country Code"]
  private static let asSnapshot = ["--snapshot", "gdp", "--withdraw-up-to", "400"]

  private static let loaded = Task {
    let ledger = try await CommandLedger(codesOf: "world-bank-gdp")
    try await ledger.tell(words + byName + asSnapshot + ["--manifest", folder.get().path + "/manifest.csv"])
    return ledger
  }

  @Test("are imported whole: what is new, changed, returned and withdrawn is what their text says")
  func counts() async throws {
    let ledger = try await Self.loaded.value
    let files = try Self.files.get()
    let receipts = try ledger.receipts()
    #expect(receipts.count == 6)
    for (receipt, expected) in zip(receipts, files.counts) { #expect(receipt.found == expected, "\(receipt.file)") }
    #expect(files.files.map(\.values.count) == [9745, 9812, 10379, 11542, 11507, 13979])
  }

  @Test("answer at each of their dates what the file says, to the last of twelve decimals")
  func everyAnswer() async throws {
    let events = try await Self.loaded.value.figureEvents()
    for file in try Self.files.get().files {
      let found = try answers(events, published: file.published)
      #expect(found.count == file.values.count, "\(file.path)")
      // A number that was printed with another precision before stands as it was.
      let wrong = file.values.filter { PublishedFiles.number(found[$0.key] ?? "") != PublishedFiles.number($0.value) }
      #expect(wrong.isEmpty, "\(file.path): \(wrong.prefix(3))")
    }
  }

  @Test("name each row without a code by its line, set it aside when asked, and lose no other")
  func emptyCodes() async throws {
    let ledger = try await CommandLedger(codesOf: "world-bank-gdp")
    let path = try Self.folder.get().path + "/2015-08-16.csv"
    let words = Self.words + Self.byCode + [path]
    let refused = await CommandRun(words, environment: ledger.environment)
    #expect(refused.code == 65)
    let lines = try (5911...5925).map { line in
      let text = "2015-08-16.csv:\(line):8: missing-value: area is empty: the area's code or alias"
      return try #require(refused.errors.split(separator: "\n").first { $0.hasSuffix(text) }, "\(refused.errors)")
    }
    #expect(lines.count == 15)
    #expect(refused.errors.contains("nothing was written: 15 problems"))
    let rejects = try ledger.file("", "none.csv") + ".rejects"
    try await ledger.tell(words + ["--rejects", rejects])
    let receipt = try #require(try ledger.receipts().last)
    #expect(receipt.found.new == 10364)
    let file = try Self.files.get().files[2]
    let kept = file.values.filter { !$0.key.hasPrefix("XKX@") }
    #expect(kept.count == 10364)
    #expect(try answers(ledger.figureEvents(), published: nil) == kept)
    // Each row that was set aside stands in the file of rejects with its bytes.
    let aside = String(decoding: try File.readWhole(rejects, byteLimit: 1 << 20), as: UTF8.self)
    for (key, value) in file.values where key.hasPrefix("XKX@") {
      #expect(aside.contains("Kosovo,,\(key.dropFirst(4)),\(value)"), "\(key)")
    }
    // Named, they are no longer odd; as a snapshot nothing else changes.
    try await ledger.tell(Self.words + Self.byName + Self.asSnapshot + [path])
    #expect(try ledger.receipts().last?.found == PublishedFiles.Counts(rows: 10379, new: 15, unchanged: 10364))
    #expect(try answers(ledger.figureEvents(), published: nil) == file.values)
  }

  @Test("make a triangle of a country whose code changed twice, as their text says", arguments: ["XKX", "CPV", "USA"])
  func triangle(_ area: String) async throws {
    let ledger = try await Self.loaded.value
    let expected = try Self.files.get().triangle(of: area)
    let found = try await ledger.triangle("gdp@\(area)@*")
    #expect(found == expected, "\(found.subtracting(expected)) \(expected.subtracting(found))")
  }
}
