/// Facts below a heading, each beside its name: the names stand in one column, and long texts wrap beside them.
struct LabelledLines {
  private var rows: [(name: String, text: String)] = []

  /// Adds a fact; nil adds nothing.
  mutating func add(_ name: String, _ text: String?) {
    // What people wrote may hold line feeds and tabulators, which would break the columns.
    if let text { rows.append((name, text.onOneLine)) }
  }

  var isEmpty: Bool { rows.isEmpty }

  /// The facts as lines of at most `width` columns, with a margin of two.
  func lines(width: Int) -> [String] {
    let column = 2 + (rows.map { TextTable.width(of: $0.name) }.max() ?? 0) + 2
    let margin = String(repeating: " ", count: column)
    return rows.flatMap { row in
      TextTable.wrap(row.text, width: width - column).enumerated().map { index, line in
        guard index == 0 else { return margin + line }
        return "  " + row.name + String(repeating: " ", count: column - 2 - TextTable.width(of: row.name)) + line
      }
    }
  }
}

extension String {
  /// The text with a blank for each line feed and tabulator.
  var onOneLine: String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars { scalars.append(scalar == "\n" || scalar == "\t" ? " " : scalar) }
    return String(scalars)
  }

  /// The text with a full stop at its end.
  var asSentence: String { hasSuffix(".") ? self : self + "." }
}

extension Host {
  /// Writes a text that wraps, each further line moved in.
  func sayWrapped(_ text: String, indent: Int = 0, hanging: Int = 0) throws {
    let lines = TextTable.wrap(text.onOneLine, width: width - indent - hanging)
    for (index, line) in lines.enumerated() {
      try say(String(repeating: " ", count: indent + (index == 0 ? 0 : hanging)) + line)
    }
  }
}
