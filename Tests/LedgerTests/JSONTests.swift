import Ledger
import LedgerTestSupport
import Testing

@Suite("JSON")
struct JSONTests {
  func parse(_ text: String) throws -> JSON { try JSONParser.parse(Array(text.utf8)).value }

  func refusal(_ text: String) -> Refusal? {
    #expect(throws: Refusal.self, "\(text)") { try parse(text) }
  }

  @Test(
    "that repeats a key is refused, at any depth and however it is escaped (row 65)",
    arguments: [
      #"{"a":"1","a":"1"}"#, #"{"a":"1","\u0061":"2"}"#, #"[{"x":{"b":"","b":""}}]"#, #"{"é":"","\u00e9":""}"#,
      "{\"\u{E9}\":\"\",\"e\u{301}\":\"\"}",
    ])
  func repeatedKeys(_ text: String) {
    #expect(refusal(text)?.rule == .jsonRepeatedKey)
  }

  @Test("nested deeper than 32 is refused, without a crash (row 66)")
  func depth() throws {
    let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(try parse(deepest).canonical == Array(deepest.utf8))
    #expect(try JSON(canonical: Array(deepest.utf8)) == parse(deepest))
    for open in ["[", "{\"a\":"] {
      let bomb = String(repeating: open, count: 100_000)
      #expect(refusal(bomb)?.rule == .jsonDepth)
      let canonical = #expect(throws: Refusal.self) { try JSON(canonical: Array(bomb.utf8)) }
      #expect(canonical?.rule == .jsonDepth)
    }
  }

  @Test(
    "with lone surrogates, hidden or raw control characters is refused (row 67)",
    arguments: [
      (#""\ud800""#, Refusal.Rule.jsonSurrogate), (#""\udc00""#, .jsonSurrogate), (#""\ud800\ud800""#, .jsonSurrogate),
      (#""\ud800x""#, .jsonSurrogate), (#""\ud800\n""#, .jsonSurrogate), (#""\u0000""#, .forbiddenCharacter),
      (#""\u001b""#, .forbiddenCharacter), (#""\r""#, .forbiddenCharacter), (#""\u202e""#, .forbiddenCharacter),
      (#""\ufeff""#, .forbiddenCharacter), (#""\uffff""#, .forbiddenCharacter), ("\"a\nb\"", .jsonSyntax),
      ("\"a\tb\"", .jsonSyntax), ("\"\u{0}\"", .jsonSyntax), (#""\x""#, .jsonSyntax), (#""\u12g4""#, .jsonSyntax),
      ("\"abc", .jsonSyntax), (#""\u12"#, .jsonSyntax),
    ])
  func characters(_ text: String, _ rule: Refusal.Rule) {
    #expect(refusal(text)?.rule == rule)
  }

  @Test(
    "with numbers where texts are due is refused with a pointer (row 68)",
    arguments: [
      "1.10", "1e400", "12345678901234567890", "-1", "+1", ".5", "NaN", "Infinity",
    ])
  func numbers(_ number: String) {
    let found = refusal(#"{"data":{"list":["a",\#(number)]}}"#)
    #expect(found?.rule == .jsonNumber)
    #expect(found?.place == .pointer("/data/list/1"))
  }

  @Test(
    "that is not one document as RFC 8259 has it is refused (row 69)",
    arguments: [
      #"{"a":"1",}"#, #"["a",]"#, #"[,"a"]"#, "// note\n\"a\"", "/* note */ \"a\"", "# note\n\"a\"", "{'a':\"1\"}",
      #"{"a":'1'}"#, "{a:\"1\"}", "\u{FEFF}\"a\"", #""a" "b""#, #"{"a":"1"}{"b":"2"}"#, "", " ", "tru", "True", "]",
      #"{"a" "1"}"#, #"["a" "b"]"#, "[\"a\"", "{\"a\":", "\u{A0}\"a\"",
    ])
  func syntax(_ text: String) {
    let found = refusal(text)
    #expect(found?.rule == .jsonSyntax)
    guard case .line = found?.place else {
      Issue.record("\(text) has no place")
      return
    }
  }

  @Test("with null is refused with a pointer that escapes what it must (row 70)")
  func null() {
    let found = refusal(#"{"a/b":{"c~d":null}}"#)
    #expect(found?.rule == .jsonNull)
    #expect(found?.place == .pointer("/a~1b/c~0d"))
    #expect(found?.description == "/a~1b/c~0d: null is not a value here; leave the key out")
  }

  @Test("larger than its limits is refused (row 71)")
  func limits() {
    let long = "\"" + String(repeating: "x", count: (1 << 20) + 1) + "\""
    #expect(refusal(long)?.rule == .jsonLimit)
    let keys = (0..<100_001).map { "\"\($0)\":\"\"" }.joined(separator: ",")
    #expect(refusal("{\(keys)}")?.rule == .jsonLimit)
  }

  @Test("that is refused names line and column")
  func places() {
    #expect(refusal("{\n  \"a\": \"1\",\n  }")?.place == .line(3, column: 3))
    #expect(refusal("{\n\"é\": tru}")?.place == .line(2, column: 7))
    #expect(refusal("[\"a\",\n\"b\n\"]")?.place == .line(2, column: 3))
  }

  @Test("that users write is read with blanks, any order of keys and any escape")
  func tolerant() throws {
    let text = "\r\n { \"b\" : [ true , false , [ ] , { } ] ,\t\"a\":\"\\u00e9\\n\\t\\/\\\"\\\\\\ud83c\\udf0d\" } \n"
    let value = try parse(text)
    #expect(value == ["a": "é\n\t/\"\\🌍", "b": [true, false, [], [:]]])
    #expect(value.canonical == Array(#"{"a":"é\u000a\u0009/\"\\🌍","b":[true,false,[],{}]}"#.utf8))
  }

  @Test("in decomposed form is brought to composed form, and that is said (row 21)")
  func composed() throws {
    let document = try JSONParser.parse(Array("{\"x\":[\"e\u{301}\",\"\u{E9}\"]}".utf8))
    #expect(document.composed == ["/x/0"])
    #expect(document.value["x"]?.array?.map(\.string?.utf8.count) == [2, 2])
  }

  @Test("is canonical exactly where parsing and encoding give the same bytes")
  func canonicalRule() throws {
    var random = RandomEvents(seed: 4)
    var accepted = 0
    for _ in 0..<30_000 {
      var bytes = try sample(&random).canonical
      for _ in 0..<random.number(3) where !bytes.isEmpty {
        let place = random.number(bytes.count)
        switch random.number(4) {
        case 0: bytes.remove(at: place)
        case 1:
          bytes.insert(
            contentsOf: random.one(of: ["\\u0009", "\\n", "\\", " ", ",", "\"", "é", "a", "1"]).utf8, at: place)
        case 2: bytes[place] = UInt8(random.number(256))
        default: bytes.swapAt(place, random.number(bytes.count))
        }
      }
      let strict = try? JSON(canonical: bytes)
      let parsed = try? JSONParser.parse(bytes)
      // What is recorded is not checked for composed form, because Unicode's tables grow.
      if let parsed, !parsed.composed.isEmpty { continue }
      let byRule = parsed.flatMap { $0.value.canonical == bytes ? $0.value : nil }
      if strict != nil { accepted += 1 }
      #expect(strict == byRule, "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(accepted > 5000)
  }

  private func sample(_ random: inout RandomEvents) throws -> JSON {
    switch random.number(6) {
    case 0: return .bool(random.number(2) == 0)
    case 1: return .array(try (0..<random.number(3)).map { _ in try sample(&random) })
    case 2, 3:
      var object = JSONObject()
      for _ in 0..<random.number(4) {
        object[random.one(of: ["a", "b", "\"", "a\tb", "é", "", "zz"])] = try sample(&random)
      }
      return .object(object)
    default: return .string(random.text())
    }
  }

  @Test("compares and sorts texts by their bytes, not by canonical equivalence")
  func bytes() {
    #expect(JSON.string("\u{E9}") != JSON.string("e\u{301}"))
    let object: JSONObject = ["\u{FF61}": "1", "\u{10000}": "2", "b": "3", "B": "4", "": "5"]
    #expect(object.keys == ["", "B", "b", "\u{FF61}", "\u{10000}"])
    var changed = object
    changed["b"] = nil
    changed["none"] = nil
    #expect(changed.keys.count == 4)
  }

  @Test("literals with a key twice, and keys written out of order, stop the program")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = JSON(dictionaryLiteral: ("a", "1"), ("a", "2")) }
    await #expect(processExitsWith: .failure) { _ = JSONObject(dictionaryLiteral: ("a", "1"), ("a", "2")) }
    await #expect(processExitsWith: .failure) {
      var bytes: [UInt8] = []
      var writer = ObjectWriter(into: &bytes)
      writer.text("b", "1", into: &bytes)
      writer.text("a", "1", into: &bytes)
    }
  }
}
