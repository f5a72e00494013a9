import Ledger
import LedgerTestSupport
import Testing

@Suite("A text")
struct TextTests {
  @Test(
    "with control, direction or invalid characters is refused, and they are named (rows 15 to 19, 23)",
    arguments: [
      ([0x61, 0xFF], Refusal.Rule.encoding, 1), ([0xC0, 0x80], .encoding, 0), ([0xED, 0xA0, 0x80], .encoding, 0),
      ([0xE2, 0x82], .encoding, 0), ([0xF8, 0x88, 0x80, 0x80, 0x80], .encoding, 0),
      ([0xF4, 0x90, 0x80, 0x80], .encoding, 0),
      ([0xE0, 0x80, 0xAF], .encoding, 0), ([0x80], .encoding, 0), ([0x61, 0xE9, 0x62], .encoding, 1),
      ([0x00], .forbiddenCharacter, 0), ([0x61, 0x1B, 0x5D], .forbiddenCharacter, 1), ([0x0D], .forbiddenCharacter, 0),
      ([0x7F], .forbiddenCharacter, 0), ([0xC2, 0x85], .forbiddenCharacter, 0), ([0xC2, 0x9B], .forbiddenCharacter, 0),
      ([0xE2, 0x80, 0xAE], .forbiddenCharacter, 0), ([0xE2, 0x81, 0xA6], .forbiddenCharacter, 0),
      ([0xD8, 0x9C], .forbiddenCharacter, 0), ([0xEF, 0xBB, 0xBF], .forbiddenCharacter, 0),
      ([0xEF, 0xBF, 0xBE], .forbiddenCharacter, 0), ([0xEF, 0xB7, 0x90], .forbiddenCharacter, 0),
      ([0xF0, 0x9F, 0xBF, 0xBE], .forbiddenCharacter, 0),
    ] as [([UInt8], Refusal.Rule, Int)])
  func refusals(_ bytes: [UInt8], _ rule: Refusal.Rule, _ offset: Int) {
    let refusal = #expect(throws: Refusal.self) { try FreeText.check(bytes.span) }
    #expect(refusal?.rule == rule)
    #expect(refusal?.place == .byte(offset))
  }

  @Test("shows an escape as \\u{1B}, never as itself (row 18)")
  func shown() {
    let refusal = #expect(throws: Refusal.self) { try FreeText.check("a\u{1B}[2J") }
    #expect(refusal?.description == "byte 2: the character \\u{1B} is not allowed in a text; remove it")
  }

  @Test("may hold TAB, line feed and what is neither letter nor control (row 17, 20)")
  func accepts() throws {
    try FreeText.check("=HYPERLINK(x)\t\n é\u{200B}\u{AD}\u{378} \u{E000}\u{10FFFD}👩‍🚀")
    #expect(FreeText.invisible(in: "a\u{200B}é\u{AD}b").map(\.offset) == [1, 6])
  }

  @Test("in decomposed form is composed on request, and refused otherwise (row 21)")
  func composed() throws {
    let (text, wasChanged) = try FreeText.composed(Array("Cafe\u{301} \u{212B}".utf8).span)
    #expect(wasChanged && Array(text.utf8) == Array("Caf\u{E9} \u{C5}".utf8))
    #expect(try FreeText.composed(Array(text.utf8).span).wasChanged == false)
    let refusal = #expect(throws: Refusal.self) { try FreeText.check("e\u{301}") }
    #expect(refusal?.rule == .notComposed)
    try FreeText.check("é ñ")
  }

  @Test(
    "that is a code is printable ASCII (rows 20 to 23)",
    arguments: [
      ("a\u{200B}b", Refusal.Rule.codeCharacter), ("a\u{AD}", .codeCharacter), ("\u{2060}a", .codeCharacter),
      ("e\u{301}", .codeCharacter), ("é", .codeCharacter), ("\u{430}bc", .codeCharacter), ("１", .codeCharacter),
      ("٣", .codeCharacter), ("\u{378}", .codeCharacter), ("a\tb", .codeCharacter), ("a\u{7F}", .codeCharacter),
      (" a", .codeBlank), ("a ", .codeBlank), ("a  b", .codeBlank), (" ", .codeBlank), ("", .empty),
      (String(repeating: "a", count: 201), .tooLong),
    ])
  func codes(_ text: String, _ rule: Refusal.Rule) {
    let refusal = #expect(throws: Refusal.self) { try Code(text) }
    #expect(refusal?.rule == rule)
  }

  @Test("that is a code names the character and its place")
  func codePlace() {
    let refusal = #expect(throws: Refusal.self) { try Code("ab\u{200B}c") }
    #expect(
      refusal?.description
        == "byte 3: the character \\u{200B} (U+200B) is not allowed in a code; codes are printable ASCII")
  }

  @Test("that is a code is encoded and decoded again")
  func encoding() throws {
    var random = RandomEvents(seed: 7)
    for _ in 0..<2000 {
      let code = try random.code()
      #expect(try Code(encoded: Array(code.encoded.utf8).span) == code)
    }
    for (text, rule) in [
      ("a%", Refusal.Rule.codeEncoding), ("a%2", .codeEncoding), ("a%zz", .codeEncoding), ("a=b", .codeEncoding),
      ("*", .codeEncoding), ("%00", .codeCharacter), ("%20a", .codeBlank),
    ] {
      let refusal = #expect(throws: Refusal.self) { try Code(encoded: Array(text.utf8).span) }
      #expect(refusal?.rule == rule)
    }
  }

  @Test("that is refused is shown cut short and on one line")
  func shortened() {
    let refusal = #expect(throws: Refusal.self) { try Decimal("a\nb" + String(repeating: "x", count: 500)) }
    #expect(refusal?.reason.contains("\n") == false)
    #expect((refusal?.reason.utf8.count ?? 0) < 150)
    #expect(Refusal.Rule.allCases.count == Set(Refusal.Rule.allCases.map(\.rawValue)).count)
  }
}
