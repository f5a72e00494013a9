internal import Interchange
internal import Ledger
internal import LedgerStore

/// The figures that a word or a selection keeps: found by the server, read one after the other, and those that are worked
/// out, indicator by indicator.
struct FigureListing {
  private let state: State
  private let filter: Filter
  private let word: String?
  private let selection: Selection?
  private let limit: Int
  private let showsNotes: Bool
  private var count = 0
  /// How many of the figures that are meant have a value that may not be told yet.
  private(set) var embargoedCount = 0

  static let columns: [TextTable.Column] = [
    .init(title: "Figure", isFlexible: true), .init(title: "Value", alignsRight: true),
    .init(title: "Unit", isFlexible: true), .init(title: "Position", alignsRight: true),
  ]

  init(_ state: State, _ word: String?, limit: Int, showsNotes: Bool = false) {
    self.state = state
    self.limit = limit
    self.showsNotes = showsNotes
    selection = word.flatMap { try? Selection($0) }
    self.word = selection == nil ? word : nil
    filter = Filter(self.word)
  }

  /// A figure that is listed.
  struct Row {
    let figure: Figure
    let current: Current<Measurement>
    let unit: Code?
    /// The note by which it was found, or its newest one.
    var note: String?

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
    let workedOut = state.codes.indicators.filter { state.isWorkedOut($0) }
    var isCut = false
    try ledger.search(search(without: workedOut), upTo: state.asOf.position) { events in
      guard let row = row(events.figure, events.seen(under: state.asOf)) else { return true }
      isCut = count == limit
      guard !isCut else { return false }
      count += 1
      try body(row)
      return true
    }
    for indicator in workedOut where !isCut && selection?.indicator ?? indicator == indicator {
      isCut = try readWorkedOut(indicator, &ledger, body)
    }
    return isCut
  }

  private func search(without workedOut: [Code]) -> FigureSearch {
    var search = FigureSearch()
    search.indicator = selection?.indicator?.encoded
    search.area = selection?.area?.encoded
    search.excluded = workedOut.map(\.encoded)
    search.word = word.map { word in
      let titled = state.codes.indicators.filter { filter.keeps($0.text, state.codes.indicator($0).value?.title) }
      return FigureSearch.Word(word, orIndicators: titled.map(\.encoded))
    }
    return search
  }

  /// A figure that the server found, if it is meant and may be told.
  private mutating func row(_ figure: Figure, _ seen: FigureEvents.Seen) -> Row? {
    let definition = state.codes.indicator(figure.indicator).value
    let isNamed =
      selection?.matches(figure)
      ?? (word == nil || filter.keeps("\(figure)", figure.indicator.text, definition?.title))
    let notes = word == nil && !showsNotes ? [] : seen.history.events.reversed().flatMap(\.notes)
    let found = word == nil ? nil : notes.first { filter.keeps($0) }
    // A note of a value that may not be told yet finds nothing.
    guard isNamed || found != nil else { return nil }
    if seen.isEmbargoed { embargoedCount += 1 }
    let current = seen.current
    if case .none = current { return nil }
    return Row(
      figure: figure, current: current, unit: current.value?.unit ?? definition?.unit,
      note: isNamed ? (showsNotes ? notes.first : nil) : found)
  }

  /// The figures of an indicator that is worked out, which needs all that they follow from.
  private mutating func readWorkedOut(
    _ indicator: Code, _ ledger: inout OpenLedger, _ body: (Row) throws -> Void
  ) throws -> Bool {
    let definition = state.codes.indicator(indicator).value
    let keepsAll = filter.keeps(indicator.text, definition?.title)
    var part = state
    try ledger.foldFigures([FigureScope(indicator)], into: &part)
    for figure in part.figures.figures(of: indicator)
    where selection?.matches(figure) ?? (keepsAll || filter.keeps("\(figure)")) {
      if count == limit { return true }
      count += 1
      try body(Row(figure: figure, current: part.figures[figure], unit: definition?.unit))
    }
    return false
  }

  /// The figures as a table, with a column of notes where one was found by its note, or if they are asked for.
  mutating func listing(_ ledger: inout OpenLedger) throws -> Listing {
    var rows: [Row] = []
    let isCut = try read(&ledger) { rows.append($0) }
    let hasNotes = showsNotes || rows.contains { $0.note != nil }
    var listing = Listing(columns: Self.columns + (hasNotes ? [.init(title: "Note", isFlexible: true)] : []))
    listing.rows = rows.map { row in
      let cells = ["\(row.figure)", row.value, row.unit?.text, row.current.event.map { "\($0.position)" }]
      return Listing.Row(cells: cells + (hasNotes ? [row.note] : []), line: JSONLine())
    }
    listing.isCut = isCut
    listing.embargoedCount = embargoedCount
    return listing
  }
}

extension Event {
  /// What an event says about its figure in words: the comment, and the sentence of the source.
  fileprivate var notes: [String] { [entry.basisText("comment"), entry.basisText("quote")].compactMap { $0 } }
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
    line.add("note", note)
    question.add(to: &line)
    return line
  }
}
