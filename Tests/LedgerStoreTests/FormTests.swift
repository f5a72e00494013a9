import Ledger
import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("The form of an event") struct FormTests {
  /// An event that the log must refuse, and what is said about it.
  struct Bad: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var event: ExpectedEvent = .figure("a@ITU@2020", "1")

    init(_ description: String, _ change: (inout ExpectedEvent) -> Void) {
      testDescription = description
      change(&event)
    }
  }

  static let bad: [Bad] = [
    Bad("a forged envelope field after data") { $0.data = "{},\"position\":\"1\"" },
    Bad("a forged envelope field between two objects") { $0.data = "{},\"position\":\"1\",\"x\":{}" },
    Bad("a forged envelope field in basis") { $0.basis = "{},\"by\":\"auditor\",\"x\":{}" },
    Bad("data that closes its object early") { $0.data = "{\"value\":\"1\"}}{" },
    Bad("data with a line feed") { $0.data = "{\"value\":\n\"1\"}" },
    Bad("data with a line feed in a string") { $0.data = "{\"value\":\"1\n\"}" },
    Bad("data with a line feed at its end") { $0.data = "{\"value\":\"1\"}\n" },
    Bad("data with a carriage return") { $0.data = "{\"value\":\r\"1\"}" },
    Bad("basis with a line feed") { $0.basis = "{\"source\":\n\"1\"}" },
    Bad("basis with a carriage return") { $0.basis = "{\"source\":\"1\"\r}" },
    Bad("data that is an array") { $0.data = "[]" },
    Bad("data that is a text") { $0.data = "\"{}\"" },
    Bad("data that is null") { $0.data = "null" },
    Bad("data that is a number") { $0.data = "1" },
    Bad("data that is empty") { $0.data = "" },
    Bad("data that is no JSON") { $0.data = "{value:1}" },
    Bad("data with a blank before it") { $0.data = " {}" },
    Bad("data with a blank after it") { $0.data = "{} " },
    Bad("data with a trailing comma") { $0.data = "{\"value\":\"1\",}" },
    Bad("data with an escaped U+0000") { $0.data = "{\"value\":\"\\u0000\"}" },
    Bad("data with half a surrogate pair") { $0.data = "{\"value\":\"\\ud800\"}" },
    Bad("a key with the wrong half of a surrogate pair") { $0.data = "{\"\\udc00\":\"1\"}" },
    Bad("basis with an escaped U+0000") { $0.basis = "{\"quote\":\"a\\u0000b\"}" },
    Bad("basis with half a surrogate pair, nested") { $0.basis = "{\"a\":[{\"b\":\"\\uD83D.\"}]}" },
    Bad("basis that is an array") { $0.basis = "[]" },
    Bad("basis that is no JSON") { $0.basis = "{" },
    Bad("JSON nested 30,000 deep") {
      $0.data = "{\"a\":" + String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000) + "}"
    },
    Bad("a kind without a version") { $0.kind = "measurement.recorded" },
    Bad("a kind of version 0") { $0.kind = "measurement.recorded/0" },
    Bad("a kind of five digits") { $0.kind = "measurement.recorded/10000" },
    Bad("a kind in upper case") { $0.kind = "Measurement.recorded/1" },
    Bad("a kind with a quotation mark") { $0.kind = "measurement.recorded/1\",\"a\":\"" },
    Bad("a kind with a line feed after it") { $0.kind = "measurement.recorded/1\n" },
    Bad("an empty kind") { $0.kind = "" },
    Bad("a subject with a quotation mark") { $0.subject = "figure/a\"@ITU@2020" },
    Bad("a subject with a backslash") { $0.subject = "figure/a\\@ITU@2020" },
    Bad("a subject with a blank") { $0.subject = "figure/a b@ITU@2020" },
    Bad("a subject with a line feed after it") { $0.subject = "figure/a@ITU@2020\n" },
    Bad("a subject with a letter that is not ASCII") { $0.subject = "figure/à@ITU@2020" },
    Bad("a subject with a full-width digit") { $0.subject = "figure/a@ITU@２020" },
    Bad("a subject without a type") { $0.subject = "/a@ITU@2020" },
    Bad("a subject that is only a type") { $0.subject = "figure/" },
    Bad("an empty subject") { $0.subject = "" },
    Bad("a subject of 2,049 bytes") { $0.subject = "area/" + String(repeating: "a", count: 2044) },
    Bad("the kind ledger.opened") { $0.kind = "ledger.opened/1" },
    Bad("the kind ledger.restored about the ledger") { ($0.kind, $0.subject) = ("ledger.restored/1", "ledger/self") },
    Bad("the kind schema.changed") { $0.kind = "schema.changed/1" },
    Bad("a kind that will be the ledger's own") { $0.kind = "ledger.closed/2" },
    Bad("a measurement about the ledger itself") { ($0.subject, $0.expected) = ("ledger/self", 1) },
    Bad("a subject of the ledger's own") { $0.subject = "ledger/other" },
  ]

  @Test("is refused", arguments: bad, Path.allCases)
  func refused(_ bad: Bad, _ path: Path) throws {
    let ledger = try Self.ledger.get()
    var log = try ledger.open(as: .recorder)
    let refused = refusal { _ = try log.append([bad.event], TestLedger.request(), by: path) }
    guard case .refused? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(try log.head().position == 1)
  }

  /// Nothing of what these tests try gets into it.
  private static let ledger = Result { try TestLedger() }

  @Test("has all its parts", arguments: 0..<5)
  func missing(_ part: Int) throws {
    let ledger = try Self.ledger.get()
    var connection = try ledger.connect(as: .recorder)
    let parts = ["measurement.recorded/1", "figure/a@ITU@2020", "0", "{}", "{}"].enumerated().map { index, text in
      index == part ? nil : text
    }
    let (id, hash) = (try TestLedger.request().id, [UInt8](repeating: 1, count: 32))
    let expected: String? = part == 2 ? "LG003" : "LG004"
    #expect(
      sqlState {
        try connection.execute(
          """
          SELECT \(ledger.schema).append_event(\(id), \(hash), NULL, \(parts[0]), \(parts[1]), \(parts[2])::text::int, \
          \(parts[3]), \(parts[4]))
          """)
      } == expected)
    #expect(
      sqlState {
        try connection.execute(
          """
          SELECT \(ledger.schema).append_events(\(id), \(hash), NULL, ARRAY[\(parts[0])::text], \
          ARRAY[\(parts[1])::text], ARRAY[\(parts[2])::text::int], ARRAY[\(parts[3])::text], ARRAY[\(parts[4])::text])
          """)
      } == expected)
    #expect(
      sqlState {
        try connection.execute(
          """
          SELECT \(ledger.schema).append_events(\(id), \(hash), NULL, \(part == 0 ? [] : ["measurement.recorded/1"]), \
          \(part == 1 ? [] : ["figure/a@ITU@2020"]), \(part == 2 ? [] : [Int32(0)]), \(part == 3 ? [] : ["{}"]), \
          \(part == 4 ? [] : ["{}"]))
          """)
      } == "LG004")
  }

  @Test("has at most 65,535 bytes as an entry, and may have each of them", arguments: Path.allCases)
  func longest(_ path: Path) throws {
    let ledger = try TestLedger(origin: String(repeating: "o", count: 200))
    var log = try ledger.open(as: .officer)
    func event(_ length: Int) -> ExpectedEvent {
      .figure("a@ITU@2020", String(repeating: "x", count: length))
    }
    // Positions of two digits: where a stage is compared, they are not known yet.
    let before = (0..<10).map { ExpectedEvent.figure("before@ITU@\(2000 + $0)", "1") }
    _ = try log.append(before + [event(1)], TestLedger.request())
    let entry = try #require(try ledger.entries().last)
    // Version 2 has as many digits as version 1.
    let longest = Entry.maximumByteCount - entry.utf8.count + 1
    var next = event(longest + 1)
    next.expected = 1
    let refused = refusal { _ = try log.append([next], TestLedger.request(), by: path) }
    guard case .refused? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    next = event(longest)
    next.expected = 1
    _ = try log.append([next], TestLedger.request(), by: path)
    let written = try ledger.entries().map(\.utf8.count)
    #expect(written[12] == Entry.maximumByteCount)
    #expect(written.max() == Entry.maximumByteCount)
  }

  @Test("keeps texts of an attack as they are", arguments: Path.allCases)
  func injection(_ path: Path) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let texts = [
      "'); DROP TABLE \(ledger.name.text).events; --", "$$; SELECT 1; $$", "\\\\'; ROLLBACK; --", "%s%n%I{{ledger}}",
      "$1 ${HOME} `id`", "\\u0027); DELETE FROM events; --", "=HYPERLINK(\\\"x\\\")", "/* */ -- \\\\x",
    ]
    for (version, text) in texts.enumerated() {
      var event = ExpectedEvent.figure("a@ITU@2020", text, expected: version)
      event.basis = "{\"source\":\"\(text)\"}"
      _ = try log.append([event], TestLedger.request(), by: path)
    }
    let kept = try log.events(.subjects(["figure/a@ITU@2020"]))
    #expect(kept.map(\.data) == texts.map { "{\"value\":\"\($0)\"}" })
    #expect(kept.map(\.basis) == texts.map { "{\"source\":\"\($0)\"}" })
    #expect(try ledger.faults() == [])
  }

  @Test("cannot hold U+0000: it is not sent", arguments: Path.allCases)
  func nul(_ path: Path) throws {
    let ledger = try Self.ledger.get()
    var log = try ledger.open(as: .recorder)
    #expect(throws: PostgreSQLError.self) {
      _ = try log.append([.figure("a@ITU@2020", "1\u{0}2")], TestLedger.request(), by: path)
    }
    #expect(try log.head().position == 1)
  }

  @Test(
    "is UTF-8",
    arguments: [[0xE9], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82]]
      as [[UInt8]])
  func encoding(_ bytes: [UInt8]) throws {
    let ledger = try Self.ledger.get()
    var log = try ledger.open(as: .recorder)
    let request = try TestLedger.request()
    let data = Array("{\"value\":\"".utf8) + bytes + Array("\"}".utf8)
    let refused = refusal {
      _ = try log.withStage(request.id) { stage, connection in
        try stage.copy(over: &connection) { writer in
          try writer.beginRow(fieldCount: 5)
          try writer.field(Int64(1))
          for text in ["measurement.recorded/1", "figure/a@ITU@2020"] { try writer.field(text) }
          try writer.field(bytes: data.span)
          try writer.field("{}")
        }
        return ((), nil)
      }
    }
    guard case .refused? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
  }

  @Test(
    "that is JSON but not canonical is kept byte for byte, hashed and kept out of every answer",
    arguments: Path.allCases)
  func quarantine(_ path: Path) throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    let forms = [
      "{\"value\":\"1\",\"value\":\"2\"}", "{\"value\":\"1\",\"\\u0076alue\":\"2\"}", "{\"value\": \"1\"}",
      "{\"value\":1}", "{\"value\":null}", "{\"z\":\"1\",\"a\":\"2\"}",
      "{\"value\":\"\\u00E9\"}",
    ]
    for (version, data) in forms.enumerated() {
      var event = ExpectedEvent.figure("a@ITU@2020", "", expected: version)
      event.data = data
      _ = try log.append([event], TestLedger.request(), by: path)
    }
    let kept = try log.events(.subjects(["figure/a@ITU@2020"]))
    #expect(kept.map { Array($0.data.utf8) } == forms.map { Array($0.utf8) })
    for event in kept {
      #expect(throws: Refusal.self) { try event.event() }
      #expect(!event.entry.isEmpty)
    }
  }

  @Test(
    "names a login that needs no escape", arguments: ["o'brien", "a\"b", "back\\slash", "zoë", "a b", "line\nfeed"])
  func login(_ login: String) throws {
    let ledger = try Self.ledger.get()
    var owner = try ledger.connect(as: .postgres)
    try owner.undoing { owner in
      try owner.execute("CREATE ROLE \(identifier: login) LOGIN")
      try owner.execute("GRANT \(identifier: ledger.roles.recorder) TO \(identifier: login)")
      try owner.execute("SET LOCAL SESSION AUTHORIZATION \(identifier: login)")
      let state = sqlState {
        _ = try owner.query(ledger.append(.figure("a@ITU@2020", "1"), TestLedger.request()))
      }
      #expect(state == "LG008")
    }
  }
}
