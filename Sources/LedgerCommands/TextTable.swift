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

  private let columns: [Column]
  private var rows: [[String]] = []
  /// The colours of cells, by row and column.
  private var colours: [Int: [Int: Colour]] = [:]

  init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row with a cell for each column, some of them in colours.
  mutating func add(_ cells: [String], colours: [Int: Colour] = [:]) {
    precondition(cells.count == columns.count, "a row has as many cells as the table has columns")
    if !colours.isEmpty { self.colours[rows.count] = colours }
    rows.append(cells)
  }

  var isEmpty: Bool { rows.isEmpty }

  /// The table as lines no wider than `width` where the flexible columns can be narrowed that far.
  func lines(width: Int, _ paint: Paint = .none) -> [String] {
    let widths = columnWidths(total: width)
    var lines = layOut(columns.map(\.title), widths)
    lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "))
    for (index, row) in rows.enumerated() {
      let colours = colours[index] ?? [:]
      lines += layOut(row, widths) { text, column in paint(text, colours[column]) }
    }
    return lines
  }

  /// No flexible column is made narrower than this.
  private static let narrowest = 12
  /// So many rows are looked at to find out which column gives way best.
  private static let sampleCount = 100

  private func columnWidths(total: Int) -> [Int] {
    var widths = columns.indices.map { index in
      max(Self.width(of: columns[index].title), rows.map { Self.width(of: $0[index]) }.max() ?? 0)
    }
    let gaps = 2 * (columns.count - 1)
    // Narrow by one, again and again, the column that makes the table longer by the least; of several the widest.
    while widths.reduce(gaps, +) > total {
      let candidates = columns.indices.filter { columns[$0].isFlexible && widths[$0] > Self.narrowest }
      let costs = candidates.map { index in
        var narrower = widths
        narrower[index] -= 1
        return (height: height(narrower), width: -widths[index], index: index)
      }
      guard let best = costs.min(by: { ($0.height, $0.width) < ($1.height, $1.width) }) else { break }
      widths[best.index] -= 1
    }
    return widths
  }

  private func height(_ widths: [Int]) -> Int {
    rows.prefix(Self.sampleCount).reduce(0) { sum, row in
      sum + (zip(row, widths).map { Self.wrap($0, width: $1).count }.max() ?? 1)
    }
  }

  private func layOut(
    _ cells: [String], _ widths: [Int], painted: (String, Int) -> String = { text, _ in text }
  ) -> [String] {
    let wrapped = zip(cells, widths).map { Self.wrap($0, width: $1) }
    return (0..<(wrapped.map(\.count).max() ?? 1)).map { line in
      var text = ""
      for (index, width) in widths.enumerated() {
        let part = line < wrapped[index].count ? wrapped[index][line] : ""
        let padding = String(repeating: " ", count: max(0, width - Self.width(of: part)))
        let shown = painted(part, index)
        text += columns[index].alignsRight ? padding + shown : shown + padding
        if index + 1 < widths.count { text += "  " }
      }
      return Self.trimmed(text)
    }
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
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: sum
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF00...0xFF60, 0x1F300...0x1FAFF:
        sum + 2
      default: sum + 1
      }
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
