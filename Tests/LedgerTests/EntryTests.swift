import Cryptography
import Ledger
import LedgerTestSupport
import Testing

@Suite("An entry")
struct EntryTests {
  @Test("is decoded and encoded again with the same bytes, whatever the event")
  func roundTrip() throws {
    var random = RandomEvents(seed: 1)
    for position in 1...2000 {
      let event = try random.event(position: position)
      let line = event.entry.line
      let again = try Event(decoding: line)
      #expect(again == event)
      #expect(again.position == position)
      // By the rule itself: parse, encode again, compare.
      let parsed = try JSONParser.parse(line).value
      #expect(parsed.canonical == line)
      #expect(parsed["data"]?.object == event.data)
      #expect(parsed["basis"]?.object == event.basis)
      #expect(parsed["subject"]?.string == event.subject.text)
      #expect(parsed["at"]?.string == event.recordedAt.description)
      #expect(parsed["append"]?.string == event.append.description)
      let form = event.subject.form
      #expect(form != .other)
      if case .figure(let figure) = form { #expect(Subject.figure(figure) == event.subject) }
      if !event.isWithdrawn { try checkData(event.data, of: event.kind) }
      for member in event.data.members {
        // Looked up by scanning the bytes, as folds do.
        if member.key == "value" { #expect(event.entry.dataText("value") == member.value.string) }
        if member.key == "unit" { #expect(event.entry.dataText("unit") == member.value.string) }
      }
      #expect(event.entry.basisText("quote") == event.basis["quote"]?.string)
      #expect(event.entry.dataText("nowhere") == nil)
    }
  }

  @Test("of a measurement is the same by the way without objects")
  func fastPaths() throws {
    var random = RandomEvents(seed: 2)
    for _ in 0..<1000 {
      let measurement = try random.measurement()
      var bytes: [UInt8] = []
      measurement.encode(into: &bytes)
      #expect(bytes == measurement.data.canonical)
      #expect(try Measurement(canonical: bytes.span) == measurement)
      let basis = random.basis()
      var written: [UInt8] = []
      basis.encode(into: &written)
      #expect(written == basis.data.canonical)
      #expect(try Basis(data: basis.data) == basis)
    }
  }

  @Test("is assembled append by append as it is decoded")
  func assembler() throws {
    var random = RandomEvents(seed: 9)
    var assembler = EntryAssembler()
    for position in 1...1000 {
      let event = try random.event(position: position)
      for version in [1, 999_999_999_999_999_999] {
        let envelope = Entry.Envelope(
          append: event.append, recordedAt: event.recordedAt, recordedBy: event.recordedBy, origin: event.origin,
          position: position, version: version)
        let (kind, subject) = (event.kind.text, event.subject.text)
        let (data, basis) = (event.data.canonical, event.basis.canonical)
        let entry = try assembler.entry(
          envelope, kind: kind.utf8.span, subject: subject.utf8.span, data: data.span, basis: basis.span)
        #expect(try Entry(decoding: entry.line) == entry)
        #expect(entry.version == version && entry.subject == event.subject && entry.kind == event.kind)
        #expect(entry.data == event.data && entry.basis == event.basis && entry.origin == event.origin)
        #expect(entry.recordedBy == event.recordedBy && entry.position == position)
      }
    }
  }

  @Test("is not assembled from parts that are not canonical")
  func assemblerRefusals() throws {
    struct Parts {
      var kind = "area.defined/1"
      var subject = "area/X"
      var data = "{}"
      var basis = "{}"
      var by = "u"
      var origin = "l"
      var position = 1
    }
    func assemble(_ change: (inout Parts) -> Void) throws {
      var parts = Parts()
      change(&parts)
      var assembler = EntryAssembler()
      let envelope = Entry.Envelope(
        append: AppendID(high: 1, low: 2), recordedAt: try Instant("2026-01-01T00:00Z"), recordedBy: parts.by,
        origin: parts.origin, position: parts.position, version: 1)
      _ = try assembler.entry(
        envelope, kind: parts.kind.utf8.span, subject: parts.subject.utf8.span, data: parts.data.utf8.span,
        basis: parts.basis.utf8.span)
    }
    try assemble { _ in }
    #expect(throws: Refusal.self) { try assemble { $0.kind = "area" } }
    #expect(throws: Refusal.self) { try assemble { $0.subject = "area/a b" } }
    #expect(throws: Refusal.self) { try assemble { $0.data = "{} " } }
    #expect(throws: Refusal.self) { try assemble { $0.data = "[]" } }
    #expect(throws: Refusal.self) { try assemble { $0.basis = "{\"a\":1}" } }
    #expect(throws: Refusal.self) { try assemble { $0.by = "a\"b" } }
    #expect(throws: Refusal.self) { try assemble { $0.origin = "" } }
    #expect(throws: Refusal.self) { try assemble { $0.position = 0 } }
    #expect(throws: Refusal.self) {
      try assemble { $0.data = "{\"a\":\"" + String(repeating: "x", count: 65_500) + "\"}" }
    }
  }

  @Test("that was changed in one byte is refused, or is another canonical entry")
  func mangling() throws {
    var random = RandomEvents(seed: 3)
    for golden in try GoldenFile.entries() where golden.line.count < 1000 {
      for _ in 0..<400 {
        var line = golden.line
        let place = random.number(line.count)
        switch random.number(4) {
        case 0: line.remove(at: place)
        case 1: line.insert(random.one(of: Array("\" {}[],:\\au0\n".utf8)), at: place)
        case 2: line[place] = UInt8(random.number(256))
        default: line.swapAt(place, random.number(line.count))
        }
        guard line != golden.line, let entry = try? Entry(decoding: line) else { continue }
        #expect(try JSONParser.parse(line).value.canonical == line)
        #expect(entry.leafHash.hexadecimal != golden.leaf)
      }
    }
  }

  private let envelope = #"{"append":"01990001-0007-7abc-8def-0123456789ab","at":"2026-11-24T10:15:30.000001Z","#
  private let rest =
    #""by":"u","data":{"value":"1"},"format":"1","kind":"measurement.recorded/1","ledger":"l","position":"1","#
    + #""subject":"figure/A@B@2019","version":"1"}"#

  @Test(
    "is refused for any field that is not the canonical one (row 94)",
    arguments: [
      (#""basis":{}"#, #""basis":{},"basis":{}"#), (#""format":"1""#, #""format":"2""#),
      (#""position":"1""#, #""position":"0""#), (#""position":"1""#, #""position":"01""#),
      (#""position":"1""#, #""position":"+1""#), (#""position":"1""#, #""position":"-1""#),
      (#""position":"1""#, #""position":1"#), (#""position":"1""#, #""position":"1234567890123456789""#),
      (#""version":"1"}"#, #""version":"1"} "#), (#""version":"1"}"#, #""version":"1"}{}"#),
      (#""version":"1"}"#, #""version":"1","witness":"x"}"#), (#""version":"1"}"#, #""version":"1""#),
      (#""version":"1"}"#, "\"version\":\"1\"}\n"), (#""by":"u","#, ""), (#""by":"u""#, #""by":"""#),
      (#""by":"u""#, #""by":"a b""#), (#""by":"u""#, #""by":"\u0075""#), (#""ledger":"l""#, #""ledger":"l\"""#),
      (#""kind":"measurement.recorded/1""#, #""kind":"measurement.recorded/01""#),
      (#""kind":"measurement.recorded/1""#, #""kind":"measurement""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"figure/A@B@2019-A1""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"figure/a b@B@2019""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"figure/%41@B@2019""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"figure/a%2fb@B@2019""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"figure/A@B@2019@""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"figure/A@B@2019@b=1,a=2""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"figure/A@B@2019@a=1,a=2""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"target/A""#),
      (#""subject":"figure/A@B@2019""#, #""subject":"ledger/other""#),
      (#""data":{"value":"1"}"#, #""data":{"value":1}"#), (#""data":{"value":"1"}"#, #""data":["value"]"#),
      (#""data":{"value":"1"}"#, #""data":{"value": "1"}"#), (#""data":{"value":"1"}"#, #""data":{"value":null}"#),
      (#""data":{"value":"1"}"#, #""data":{"b":"1","a":"2"}"#),
      (#""data":{"value":"1"}"#, #""data":{"a":"1","a":"2"}"#),
      (#""data":{"value":"1"}"#, #""data":{"value":"\u0031"}"#), (#""data":{"value":"1"}"#, #""data":{"value":"\/"}"#),
      (#""data":{"value":"1"}"#, #""data":{"value":"\u000A"}"#), (#""data":{"value":"1"}"#, #""data":{"value":"\n"}"#),
      (#""data":{"value":"1"}"#, #""data":{"value":"\u0000"}"#),
      (#""data":{"value":"1"}"#, "\"data\":{\"value\":\"a\nb\"}"),
      (#""data":{"value":"1"}"#, "\"data\":{\"value\":\"\u{202E}\"}"),
      (#""data":{"value":"1"}"#, #""data":{"value":"1","#),
      ("30.000001Z", "30.00001Z"), ("30.000001Z", "30.000001+00:00"), ("T10:15:30", "T24:15:30"),
      ("T10:15:30", "T10:15:60"), ("2026-11-24", "2026-02-29"), ("7abc", "7ABC"), ("7abc", "7ab"),
    ])
  func refusals(_ part: String, _ forged: String) throws {
    let line = envelope + "\"basis\":{}," + rest
    _ = try Entry(decoding: Array(line.utf8))
    #expect(line.contains(part))
    let changed = line.replacing(part, with: forged)
    #expect(throws: Refusal.self, "\(forged)") { try Entry(decoding: Array(changed.utf8)) }
  }

  @Test("cannot be forged from within its data")
  func forging() throws {
    // The envelope's own keys inside data are data, and stay there.
    let draft = try Draft(
      kind: .areaDefined, subject: .area(try Code("X")),
      data: ["position": "9", "subject": "figure/A@B@2019", "x": "\"},\"format\":\"1\""], basis: [:])
    let event = try Event(
      .init(
        append: AppendID(high: 1, low: 2), recordedAt: Instant("2026-01-01T00:00Z"), recordedBy: "u", origin: "l",
        position: 1, version: 1), draft)
    #expect(event.position == 1)
    #expect(event.subject.text == "area/X")
    #expect(event.data["position"] == "9")
  }

  @Test("holds 65,535 bytes and no more")
  func size() throws {
    let longest = try #require(try GoldenFile.entries().last).line
    #expect(longest.count == 65_535)
    let longer = Array(String(decoding: longest, as: UTF8.self).replacing("xxxx\"}", with: "xxxxx\"}").utf8)
    let refusal = #expect(throws: Refusal.self) { try Entry(decoding: longer) }
    #expect(refusal?.rule == .entryTooLong)
    let draft = #expect(throws: Refusal.self) {
      try Draft(
        kind: .areaDefined, subject: .area(try Code("X")), data: ["kind": "other"],
        basis: ["comment": .string(String(repeating: "x", count: 65_100))])
    }
    #expect(draft?.rule == .entryTooLong)
  }

  @Test("is drafted only of a known kind about its own form of subject, in composed text")
  func drafts() throws {
    let area = Subject.area(try Code("X"))
    let unknown = try Kind("index.sealed/1")
    #expect(!unknown.isKnown && unknown.dataVersion == 1 && unknown.name == "index.sealed")
    #expect(throws: Refusal.self) { try Draft(kind: unknown, subject: area, data: [:], basis: [:]) }
    #expect(throws: Refusal.self) { try Draft(kind: .unitDefined, subject: area, data: [:], basis: [:]) }
    #expect(throws: Refusal.self) {
      try Draft(kind: .areaDefined, subject: area, data: Array("{} ".utf8), basis: Array("{}".utf8))
    }
    let decomposed = #expect(throws: Refusal.self) {
      try Draft(kind: .areaDefined, subject: area, data: ["title": "e\u{301}"], basis: [:])
    }
    #expect(decomposed?.rule == .notComposed)
    #expect(throws: Refusal.self) { try Draft(withdrawing: .ledger, kind: .ledgerOpened, basis: Basis()) }
    #expect(throws: Refusal.self) {
      try Draft(kind: .areaDefined, subject: area, Coverage(.complete), basis: Basis())
    }
  }

  @Test("that was recorded before Unicode composed it otherwise is still decoded")
  func notComposed() throws {
    let line = envelope + "\"basis\":{\"quote\":\"e\u{301}\"}," + rest
    #expect(try Entry(decoding: Array(line.utf8)).basisText("quote")?.unicodeScalars.count == 2)
  }
}
