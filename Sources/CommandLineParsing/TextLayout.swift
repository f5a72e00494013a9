/// Plain text fitted into columns.
enum TextLayout {
  /// Breaks text at blanks so that no line is longer than the width, unless one word is.
  static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var columns = 0
    for word in text.utf8.split(separator: UInt8(ascii: " ")) {
      let word = String(Substring(word))
      let count = word.unicodeScalars.count
      if columns > 0, columns + 1 + count > width {
        lines.append(line)
        (line, columns) = ("", 0)
      }
      line += columns == 0 ? word : " \(word)"
      columns += count + (columns == 0 ? 0 : 1)
    }
    if columns > 0 { lines.append(line) }
    return lines
  }

  /// Breaks text and indents its lines; the first begins with the lead, or the lead has a line of its own.
  static func wrap(_ text: String, after lead: String, gap: Int = 2, indent: Int, width: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines = wrap(text, width: width - indent).map { margin + $0 }
    let leadCount = lead.unicodeScalars.count
    guard leadCount > 0 else { return lines }
    if leadCount + gap > indent || lines.isEmpty {
      lines.insert(lead, at: 0)
    } else {
      lines[0] = lead + String(lines[0].dropFirst(leadCount))
    }
    return lines
  }
}
