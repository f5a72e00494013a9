import CouncilReport
import Ledger
import Testing

@Suite("A page that holds hostile text")
struct EscapingTests {
  private static let hostile = "</style><script>alert(1)</script>|\\ \" ' & <!-- ]]> \\3c "

  @Test("has the same elements and attributes as one with harmless text")
  func keepsItsStructure() throws {
    let harmless = try PageScanner(html(sampleReport()))
    let hostile = try PageScanner(html(sampleReport { $0 + Self.hostile }))
    #expect(harmless.tags.count == hostile.tags.count)
    for (one, other) in zip(harmless.tags, hostile.tags) {
      try #require(one.name == other.name && one.attributes.keys.sorted() == other.attributes.keys.sorted())
    }
  }

  @Test("shows each text as it reads", arguments: ["|", "<script>alert(1)</script>", "\\", "&amp;", "\"", "'", "a`b"])
  func showsText(text: String) throws {
    let page = try PageScanner(html(sampleReport { $0 + text }))
    let captions = try page.elements("caption").map(PageScanner.text)
    #expect(captions.contains { $0.hasSuffix("Figures changed since C20/35\(text)") })
    let cells = try page.elements("td").map(PageScanner.text)
    #expect(cells.contains { $0.hasSuffix("a typing mistake\(text)") })
    let title = try #require(try page.elements("title").first)
    #expect(PageScanner.text(title).contains(text))
  }

  @Test("says at the foot of each printed page what it is, by characters that no style sheet reads as its own")
  func keepsTheStyleSheet() throws {
    let style = try PageScanner(html(sampleReport { $0 + Self.hostile })).style
    let line = try #require(style.split(separator: "\n").first { $0.contains("@bottom-left") })
    let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
    try #require(quoted.count == 3)
    let pieces = quoted[1].split(separator: "\\", omittingEmptySubsequences: false)
    var text = String(pieces[0])
    for piece in pieces.dropFirst() {
      let parts = piece.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      let value = try #require(UInt32(parts[0], radix: 16))
      text.unicodeScalars.append(try #require(Unicode.Scalar(value)))
      text += parts[1]
    }
    #expect(text == "C21\(Self.hostile). Ledger tally/9f3a, position 1\u{202F}234")
  }

  @Test(
    "shows by their numbers the characters that it must not hold",
    arguments: [("\u{202E}", "[U+202E]"), ("\u{0}", "[U+0000]"), ("\u{FFFE}", "[U+FFFE]"), ("\u{85}", "[U+0085]")])
  func showsInvisibleCharacters(character: String, shown: String) throws {
    let page = try html(sampleReport { $0 + character })
    #expect(!page.unicodeScalars.contains { String($0) == character })
    #expect(page.contains("Innovation\(shown)"))
  }

  @Test("keeps letters of every script")
  func keepsScripts() throws {
    let names = "Côte d’Ivoire, العربية, 中文, Русский, e\u{301}"
    let page = try html(sampleReport { $0 + names })
    #expect(Array(page.utf8).contains(Array(names.utf8)))
  }
}
