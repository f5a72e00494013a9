internal import Interchange
internal import Ledger
internal import LedgerStore

/// The figures that a word or a selection keeps, read indicator by indicator, so that memory holds those of one.
struct FigureListing {
  private let state: State
  private let filter: Filter
  private let selection: Selection?
  private let limit: Int
  private var count = 0
  /// How many figures of the indicators that were read have a value that may not be told yet.
  private var embargoedCount = 0

  static let columns: [TextTable.Column] = [
    .init(title: "Figure", isFlexible: true), .init(title: "Value", alignsRight: true),
    .init(title: "Unit", isFlexible: true), .init(title: "Position", alignsRight: true),
  ]

  init(_ state: State, _ word: String?, limit: Int) {
    self.state = state
    self.limit = limit
    selection = word.flatMap { try? Selection($0) }
    filter = Filter(selection == nil ? word : nil)
  }

  /// A figure that is listed.
  struct Row {
    let figure: Figure
    let current: Current<Measurement>
    let unit: Code?

    /// The value, or what is in its place.
    var value: String {
      switch current {
      case .value(let measurement, _): measurement.shown
      case .withdrawn: "withdrawn"
      case .unreadable: "cannot be read"
      case .none: ".."
      }
    }
  }

  /// Hands over one figure after the other.
  ///
  /// - Returns: Whether there were more than the limit.
  @discardableResult
  mutating func read(_ ledger: inout OpenLedger, _ body: (Row) throws -> Void) throws -> Bool {
    for indicator in state.codes.indicators {
      if let wanted = selection?.indicator, wanted != indicator { continue }
      let definition = state.codes.indicator(indicator).value
      let keepsAll = filter.keeps(indicator.text, definition?.title)
      // What is worked out needs the codes as well.
      let isWorkedOut = definition?.derivation != nil
      var part = isWorkedOut ? state : State(asOf: state.asOf)
      try ledger.foldFigures(
        of: isWorkedOut ? state.operands(of: [indicator]) : [indicator],
        upTo: state.asOf.position.map { Int64($0) }, into: &part)
      if keepsAll { embargoedCount += part.figures.embargoedCount }
      for figure in part.figures.figures(of: indicator) {
        guard selection?.matches(figure) ?? (keepsAll || filter.keeps("\(figure)")) else { continue }
        if count == limit { return true }
        count += 1
        let current = part.figures[figure]
        try body(Row(figure: figure, current: current, unit: current.value?.unit ?? definition?.unit))
      }
    }
    return false
  }

  /// The figures as a table.
  mutating func listing(_ ledger: inout OpenLedger) throws -> Listing {
    var rows: [Listing.Row] = []
    let isCut = try read(&ledger) { row in
      let position = row.current.event.map { "\($0.position)" }
      rows.append(
        Listing.Row(cells: ["\(row.figure)", row.value, row.unit?.text, position], line: JSONLine()))
    }
    var listing = Listing(columns: Self.columns)
    listing.rows = rows
    listing.isCut = isCut
    listing.embargoedCount = embargoedCount
    return listing
  }
}

extension FigureListing.Row {
  /// The figure for a program.
  func json(_ question: Question) -> JSONLine {
    var line = JSONLine(["figure": .text("\(figure)")])
    switch current {
    case .value(let measurement, let event):
      switch measurement.content {
      case .missing(let reason): line.add("missing_reason", reason)
      case .value(let value):
        line.add("value", value.text)
        line.add("qualifier", value.qualifier.rawValue)
        if measurement.mult != 0 { line.add("mult", "\(measurement.mult)") }
      }
      line.add("unit", unit?.text)
      line.add("obs_status", measurement.status.rawValue)
      line.add("position", "\(event.position)")
    case .withdrawn(let event):
      line.add("withdrawn", .boolean(true))
      line.add("position", "\(event.position)")
    case .unreadable(let unreadable): line.add("unreadable", unreadable.reason)
    case .none: break
    }
    question.add(to: &line)
    return line
  }
}
