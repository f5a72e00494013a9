internal import Arithmetic
internal import Interchange
internal import Ledger

extension Derived {
  // MARK: - Lines

  /// The number, what is known of it, and the tree down to the events.
  func lines(width: Int) -> [String] {
    var facts = LabelledLines()
    switch value {
    case .quantity(let quantity):
      facts.add("value", quantity.words)
      facts.add("exactly", quantity.exactWords)
      facts.add("unit", quantity.unit?.text)
    case .period(let period): facts.add("period", "\(period)")
    case nil: facts.add("value", "cannot be worked out")
    }
    for one in missing { facts.add("missing", "\(one)") }
    for one in gaps { facts.add("lacks", "\(one)") }
    return facts.lines(width: width) + [""] + branch(indent: 2, width: width)
  }

  /// The form with its value, its parts, what it reads, and what it lacks.
  func branch(indent: Int, width: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines = TextTable.wrap("\(form) = \(valueText)", width: width - indent).enumerated().map { index, line in
      margin + (index == 0 ? "" : "  ") + line
    }
    for part in parts { lines += part.branch(indent: indent + 2, width: width) }
    for input in inputs {
      // A hash stays whole: it stands further left where it would not fit.
      lines += input.lines(width: width - indent - 2).map { line in
        String(repeating: " ", count: max(0, min(indent + 2, width - TextTable.width(of: line)))) + line
      }
    }
    for missing in ownMissing {
      lines += TextTable.wrap("missing: \(missing)", width: width - indent - 2).map { margin + "  " + $0 }
    }
    return lines
  }

  private var valueText: String {
    switch value {
    case .quantity(let quantity): quantity.words
    case .period(let period): "\(period)"
    case nil: ".."
    }
  }

  // MARK: - JSON

  /// The number and the tree for a program.
  var line: JSONLine {
    var line = JSONLine(["form": .text(form)])
    switch value {
    case .quantity(let quantity):
      line.add("value", quantity.value.roundedText)
      line.add("exact", "\(quantity.value)")
      line.add("certainty", quantity.certainty.rawValue)
      line.add("unit", quantity.unit?.text)
      line.add("approximate", .boolean(quantity.isApproximate))
    case .period(let period): line.add("period", "\(period)")
    case nil: break
    }
    line.add("missing", .list(ownMissing.map { .text("\($0)") }))
    line.add("not_stated_complete", .list(ownGaps.map { .text("\($0)") }))
    if !parts.isEmpty { line.add("parts", .list(parts.map(\.line.value))) }
    if !inputs.isEmpty { line.add("inputs", .list(inputs.map(\.json))) }
    return line
  }
}

extension Quantity {
  /// The number for the eye, with what is known about the true one.
  var words: String {
    let sign =
      switch certainty {
      case .exact: ""
      case .approximately: "~"
      case .atLeast: ">="
      case .atMost: "<="
      case .lessThan: "<"
      case .moreThan: ">"
      case .undecided: "?"
      }
    return sign + value.roundedText
  }

  /// The exact number, where the one for the eye is rounded and this one is short enough to read.
  fileprivate var exactWords: String? {
    let exact = value.exactText ?? "\(value)"
    return exact == value.roundedText || exact.utf8.count > 60 ? nil : exact
  }
}
