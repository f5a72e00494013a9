import FoundationEssentials
import Ledger
import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("An entry on the server") struct ServerEntryTests {
  @Test("is the golden one, byte for byte and by its hash")
  func golden() throws {
    // A ledger that has not been opened, to put any position and version into.
    let name = try LedgerName("golden")
    let database = try TestDatabase()
    try TestLedger.makeRoles(of: name, in: database)
    let ledger = try TestLedger(restored: name, in: database, origin: "")
    var owner = try ledger.connect(as: .postgres)
    _ = try ledger.installation.migrate(&owner, program: "tests") { _, _ in }
    for (line, leaf) in try goldenEntries() {
      let entry = try Entry(decoding: line)
      try owner.undoing { owner in
        try owner.execute(
          """
          INSERT INTO \(ledger.schema).events VALUES (\(Int64(entry.position)), 1, \(Int32(entry.version)), \
          \(entry.kind.text), \(entry.subject.text), \(String(decoding: entry.dataBytes, as: UTF8.self)), \
          \(String(decoding: entry.basisBytes, as: UTF8.self)))
          """)
        try owner.execute(
          """
          INSERT INTO \(ledger.schema).appends VALUES (1, \(Int64(entry.position)), \(Int64(entry.position)), \
          \(TimestampTZ(microsecondsSinceUnixEpoch: entry.recordedAt.microseconds)), \
          \(UUIDValue(high: entry.append.high, low: entry.append.low)), pg_catalog.sha256(''), \(entry.recordedBy), \
          \(entry.origin))
          """)
        let rows = try owner.query(
          """
          SELECT entry, pg_catalog.encode(pg_catalog.sha256('\\x00'::bytea || pg_catalog.convert_to(entry, 'UTF8')), 'hex')
          FROM \(ledger.schema).entries
          """)
        #expect(Array(try rows.value(0, 0, as: String.self).utf8) == line)
        #expect(try rows.value(0, 1, as: String.self) == leaf)
      }
    }
  }

  @Test("is the one that is written here, whatever its parts hold")
  func encoder() throws {
    let ledger = try TestLedger(origin: "ledger.example.org/itu-D_1")
    var log = try ledger.open(as: .officer)
    let texts = [
      "é", "e\u{301}", "日本語", "\u{1F600}\u{1F1E8}\u{1F1ED}", "\u{FEFF}", "\u{202E}abc", "\u{85}\u{2028}",
      "\\u0001\\n\\\"",
      "\\ud83d\\ude00", "\u{7F}", "<&>'`", "%41", "\u{10FFFF}",
    ]
    var events = texts.enumerated().map { index, text in
      ExpectedEvent(
        kind: "measurement.recorded/\(index + 1)", subject: "figure/a%2Fb@ITU@\(2000 + index)@k=v,x=y", expected: 0,
        data: "{\"comment\":\"\(text)\"}", basis: "{\"quote\":\"\(text)\",\"x\" : [1, null]}")
    }
    events.append(
      ExpectedEvent(
        kind: "indicator.defined/1", subject: "indicator/a-b.c_d+e", expected: 0,
        data: "{\"title\":\"" + String(repeating: "x", count: 60_000) + "\"}", basis: "{}"))
    for event in events.prefix(4) { _ = try log.append([event], TestLedger.request()) }
    _ = try log.stage(Array(events.dropFirst(4)), TestLedger.request())
    let written = try log.events().map(\.entry)
    #expect(written.count == events.count + 1)
    #expect(written == (try ledger.entries().map { Array($0.utf8) }))
    #expect(!written.contains { $0.contains(0x0A) || $0.count > Entry.maximumByteCount })
  }

  @Test("of a ledger's own is canonical")
  func own() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .reader)
    let opened = try #require(try log.events().first)
    let event = try opened.event()
    #expect(event.kind == .ledgerOpened)
    #expect(event.data["origin"] == "test.example/tally")
    #expect(event.data["name"] == .string(ledger.name.text))
    #expect(event.data["migrations"]?.array?.count == Migration.released.count)
    #expect(event.recordedBy == "postgres")
  }
}

/// The lines of `Tests/Data/golden` and their leaf hashes, taken apart by their bytes.
private func goldenEntries() throws -> [(line: [UInt8], leaf: String)] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "Data/golden/golden_entries.jsonl")))
  let separator = Array(",\"leaf\":\"".utf8)
  let entries = try bytes.split(separator: UInt8(ascii: "\n")).map { slice in
    let line = Array(slice)
    let end = try #require(line.indices.last { line[$0...].starts(with: separator) })
    return (Array(line[9..<end]), String(decoding: line[(end + 9)..<(end + 73)], as: UTF8.self))
  }
  try #require(entries.count > 40)
  return entries
}
