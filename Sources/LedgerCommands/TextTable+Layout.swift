extension TextTable {
  /// How a table is laid out, known once all of its rows went by; they need not be kept.
  struct Layout {
    private let columns: [Column]
    private var longest: [Int]
    private var sample: [[String]] = []

    /// No flexible column is made narrower than this.
    private static let narrowest = 12
    /// So many rows are looked at to find out which column gives way best.
    private static let sampleCount = 100

    init(_ columns: [Column]) {
      self.columns = columns
      longest = columns.map { TextTable.width(of: $0.title) }
    }

    /// Whether no row went by.
    var isEmpty: Bool { sample.isEmpty }

    /// Takes in a row with a cell for each column.
    mutating func add(_ cells: [String]) {
      precondition(cells.count == columns.count, "a row has as many cells as the table has columns")
      for (index, cell) in cells.enumerated() { longest[index] = max(longest[index], TextTable.width(of: cell)) }
      if sample.count < Self.sampleCount { sample.append(cells) }
    }

    /// The widths of the columns in a table of some width.
    func widths(total: Int) -> [Int] {
      var widths = longest
      let gaps = 2 * (columns.count - 1)
      var heights = columns.indices.map { self.heights(of: $0, width: widths[$0]) }
      // Of those flexible columns that may give way, the heights of their cells when they are narrower by one.
      var narrowed: [Int: [Int]] = [:]
      // Narrow by one, again and again, the column that makes the table longer by the least; of several the widest.
      while widths.reduce(gaps, +) > total {
        let candidates = columns.indices.filter { columns[$0].isFlexible && widths[$0] > Self.narrowest }
        let costs = candidates.map { index in
          let narrower = narrowed[index] ?? self.heights(of: index, width: widths[index] - 1)
          narrowed[index] = narrower
          var others = heights
          others[index] = narrower
          return (height: Self.height(others), width: -widths[index], index: index)
        }
        guard let best = costs.min(by: { ($0.height, $0.width) < ($1.height, $1.width) }) else { break }
        widths[best.index] -= 1
        heights[best.index] = narrowed.removeValue(forKey: best.index) ?? heights[best.index]
      }
      return widths
    }

    /// How many lines the cells of a column take.
    private func heights(of column: Int, width: Int) -> [Int] {
      sample.map { TextTable.wrap($0[column], width: width).count }
    }

    /// The lines of all rows together, from the heights of their cells, column by column.
    private static func height(_ heights: [[Int]]) -> Int {
      guard let first = heights.first else { return 0 }
      return first.indices.reduce(0) { sum, row in sum + (heights.map { $0[row] }.max() ?? 1) }
    }

    /// The titles of the columns, and the rule below them.
    func head(_ widths: [Int]) -> [String] {
      lines(of: columns.map(\.title), widths)
        + [widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")]
    }

    /// A row as lines.
    func lines(
      of cells: [String], _ widths: [Int], painted: (String, Int) -> String = { text, _ in text }
    ) -> [String] {
      let wrapped = zip(cells, widths).map { TextTable.wrap($0, width: $1) }
      return (0..<(wrapped.map(\.count).max() ?? 1)).map { line in
        var text = ""
        for (index, width) in widths.enumerated() {
          let part = line < wrapped[index].count ? wrapped[index][line] : ""
          let padding = String(repeating: " ", count: max(0, width - TextTable.width(of: part)))
          let shown = painted(part, index)
          text += columns[index].alignsRight ? padding + shown : shown + padding
          if index + 1 < widths.count { text += "  " }
        }
        return Self.trimmed(text)
      }
    }

    private static func trimmed(_ text: String) -> String {
      var text = text[...]
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }
}
