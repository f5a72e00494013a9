/// Text in the mdoc language, line by line.
struct Page {
  private(set) var text = ""

  /// Adds lines that are mdoc already.
  mutating func raw(_ lines: String) { text += lines }

  /// Adds a macro with plain words after it.
  mutating func macro(_ name: String, _ words: String...) {
    // A word that could be read as a macro or a sign of punctuation is none after `\&`.
    let words = words.map { word in
      word.split(separator: " ").map { "\\&\(Page.escaped(String($0)))" }.joined(separator: " ")
    }
    text += ".\(name) \(words.joined(separator: " "))\n"
  }

  /// Adds a text of paragraphs with an empty line between them; one that begins with an empty line begins a paragraph,
  /// and lines that begin with two blanks are kept as they are.
  mutating func paragraphs(_ discussion: String) {
    var paragraph = ""
    var kept: [String] = []
    var isApart = false
    for line in discussion.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let line = String(Substring(line))
      if line.hasPrefix("  ") {
        fill(&paragraph)
        kept.append(String(line.dropFirst(2)))
        continue
      }
      if !kept.isEmpty {
        literal(kept)
        kept = []
        isApart = !line.isEmpty
      }
      if line.isEmpty {
        fill(&paragraph)
        isApart = true
      } else {
        if isApart { text += ".Pp\n" }
        isApart = false
        paragraph += paragraph.isEmpty ? line : " \(line)"
      }
    }
    fill(&paragraph)
    if !kept.isEmpty { literal(kept) }
  }

  /// Adds lines as they are, moved in.
  mutating func literal(_ lines: [String]) {
    text += ".Bd -literal -offset indent\n"
    for line in lines { text += "\(line.isEmpty ? "\\&" : Page.line(line))\n" }
    text += ".Ed\n"
  }

  /// Adds parameters, each with its explanation.
  mutating func list(_ definitions: [Definition]) {
    list(definitions.map { (term: $0.heading, meaning: $0.explanation) })
  }

  /// Adds words, each with its meaning.
  mutating func list(_ entries: [(term: String, meaning: String)]) {
    guard !entries.isEmpty else { return }
    text += ".Bl -tag -width Ds\n"
    for entry in entries {
      macro("It", entry.term)
      var meaning = entry.meaning
      fill(&meaning)
    }
    text += ".El\n"
  }

  /// Adds a paragraph, each sentence on lines of its own, and empties it.
  private mutating func fill(_ paragraph: inout String) {
    for sentence in Page.sentences(paragraph) {
      for line in TextLayout.wrap(sentence, width: 72) { text += "\(Page.line(line))\n" }
    }
    paragraph = ""
  }

  /// Cuts a text after each full stop or question mark that a blank and a capital follow.
  private static func sentences(_ text: String) -> [String] {
    var sentences: [String] = []
    var sentence = ""
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      sentence.unicodeScalars.append(scalar)
      if ".?!".unicodeScalars.contains(scalar), index + 2 < scalars.count, scalars[index + 1] == " ",
        scalars[index + 2].properties.isUppercase
      {
        sentences.append(sentence)
        sentence = ""
      }
    }
    return sentences + [sentence]
  }

  /// A line of text, of which no beginning is read as a request.
  private static func line(_ line: String) -> String {
    let escaped = Page.escaped(line)
    return escaped.utf8.first == UInt8(ascii: ".") ? "\\&\(escaped)" : escaped
  }

  /// Text with the signs by their names that roff reads in its own way or prints as others.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\"": result += "\\(dq"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
    return result
  }
}
