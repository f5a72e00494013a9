/// A table of text for a terminal: columns are as wide as they need, and the flexible ones give way and wrap.
struct TextTable {
  /// How a column stands and whether it may be narrowed.
  struct Column {
    let title: String
    var alignsRight = false
    /// Whether the column wraps when the table is too wide.
    ///
    /// Others are never cut or wrapped.
    var isFlexible = false
  }

  private var layout: Layout
  private var rows: [[String]] = []
  /// The colours of cells, by row and column.
  private var colours: [Int: [Int: Colour]] = [:]

  init(_ columns: [Column]) { layout = Layout(columns) }

  /// Adds a row with a cell for each column, some of them in colours.
  mutating func add(_ cells: [String], colours: [Int: Colour] = [:]) {
    if !colours.isEmpty { self.colours[rows.count] = colours }
    layout.add(cells)
    rows.append(cells)
  }

  var isEmpty: Bool { rows.isEmpty }

  /// The table as lines no wider than `width` where the flexible columns can be narrowed that far.
  func lines(width: Int, _ paint: Paint = .none) -> [String] {
    let widths = layout.widths(total: width)
    var lines = layout.head(widths)
    for (index, row) in rows.enumerated() {
      let colours = colours[index] ?? [:]
      lines += layout.lines(of: row, widths) { text, column in paint(text, colours[column]) }
    }
    return lines
  }

  /// Breaks a text at blanks into lines of at most `width` columns; a longer word is broken after a sign in it.
  static func wrap(_ text: String, width: Int) -> [String] {
    guard self.width(of: text) > width else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      var word = word
      if !line.isEmpty, self.width(of: line) + 1 + self.width(of: String(word)) <= width {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while self.width(of: String(word)) > width {
        let head = breakable(word.prefix(width))
        lines.append(String(head))
        word = word.dropFirst(head.count)
      }
      line = String(word)
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// The part of a word that goes on one line: up to the last sign after which it may break, if there is one.
  private static func breakable(_ part: Substring) -> Substring {
    guard let index = part.lastIndex(where: { "@/,-_=;".contains($0) }), index > part.startIndex else { return part }
    return part[...index]
  }

  /// Terminal columns: wide East Asian characters take two.
  static func width(of text: String) -> Int {
    // Most text is ASCII, where a byte is a column.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: sum
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF00...0xFF60, 0x1F300...0x1FAFF:
        sum + 2
      default: sum + 1
      }
    }
  }
}
