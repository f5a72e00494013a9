internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore

/// One figure, or the figures of one indicator and area in several periods.
enum GivenFigures: CommandLineValue {
  static let placeholder = "FIGURE"
  static let completion = LedgerWord.figure.completion

  case one(Figure)
  case several(Selection)

  init(commandLine text: String) throws {
    guard let selection = try? Selection(text), selection.figure == nil else {
      self = .one(try GivenFigure(commandLine: text).figure)
      return
    }
    guard selection.isOneSeries else {
      throw InvalidValue("leaves more open than the period: name one indicator and one area")
    }
    self = .several(selection)
  }

  var commandLineText: String {
    switch self {
    case .one(let figure): "\(figure)"
    case .several(let selection): "\(selection)"
    }
  }
}

extension Selection {
  /// Whether only the period is left open.
  fileprivate var isOneSeries: Bool {
    guard case .exactly(let dimensions) = breakdowns else { return false }
    return indicator != nil && area != nil && dimensions.values.allSatisfy { $0 != nil }
  }
}

/// The figures of one indicator and area as they were published, period by vintage.
struct FoundTriangle {
  let triangle: RevisionTriangle
  let title: String

  /// Reads the figures with all that the question may see of their history.
  ///
  /// - Throws: `InputRefused` where there is no such figure.
  init(_ given: Selection, _ asOf: AsOf, _ ledger: inout OpenLedger) throws {
    guard let indicator = given.indicator, let area = given.area else {
      preconditionFailure("a triangle is of one indicator and area")
    }
    var asOf = asOf
    // Versions stand in the order in which they became known, whatever was recorded first.
    asOf.published = try asOf.published ?? Instant("9999-12-31", bareDate: .endOfDay)
    let bound = asOf.position.map { Int64($0) }
    var state = State(asOf: asOf)
    try ledger.fold(
      .subjects([Subject.indicator(indicator).text, Subject.area(area).text]), upTo: bound, into: &state)
    if case .none = state.codes.area(area) { try ledger.fold(.type("area"), upTo: bound, into: &state) }
    let definition = state.codes.indicator(indicator).value
    if definition?.derivation != nil {
      throw InputRefused(
        "\"\(indicator)\" is worked out and has no vintages of its own; tally table '\(given)' shows it")
    }
    let selection = Selection(
      indicator: indicator, area: state.codes.area(for: area), periods: given.periods, breakdowns: given.breakdowns
    ).without(defaults: definition?.defaults ?? [:])
    let key = state.codes.area(for: area)
    try ledger.fold(.series(indicator: indicator.encoded, area: key.encoded), upTo: bound, into: &state)
    let figures = state.figures.matching(selection).map(\.0)
    triangle = RevisionTriangle(
      Dictionary(
        uniqueKeysWithValues: figures.compactMap { figure in
          state.figures.history(of: figure).map { (figure, $0) }
        }))
    let name = state.codes.area(key).value?.title ?? key.text
    title = "\(definition?.title ?? indicator.text), \(name)"
    guard !triangle.vintages.isEmpty else {
      var hint = ""
      if case .none = state.codes.area(key) {
        hint = NearestName.hint(area.text, among: state.codes.areas.map(\.text))
      }
      let all = "'\(indicator.encoded)@*@*'"
      throw InputRefused(
        "no figure of \"\(selection)\" is known here"
          + (hint.isEmpty ? "; tally list figures \(all) shows what there is" : hint))
    }
  }
}

extension FoundTriangle {
  // MARK: - Lines

  /// The triangle as people read it: of the vintages the newest, as many as fit.
  func lines(width: Int) -> [String] {
    let headings = headings
    let cells = triangle.figures.map { figure in triangle.vintages.map { Self.words($0.cells[figure]) } }
    let periods = triangle.figures.map { "\($0.period)" }
    let first = ([TextTable.width(of: "Period")] + periods.map { TextTable.width(of: $0) }).max() ?? 0
    var room = width - first
    var shown = 0
    for index in headings.indices.reversed() {
      let needed = ([headings[index]] + cells.map { $0[index] }).map { TextTable.width(of: $0) }.max() ?? 0
      guard room >= needed + 2 else { break }
      room -= needed + 2
      shown += 1
    }
    // One stands there however narrow the terminal is.
    shown = max(shown, 1)
    var table = TextTable(
      [.init(title: "Period")] + headings.suffix(shown).map { .init(title: $0, alignsRight: true) })
    for (period, row) in zip(periods, cells) { table.add([period] + row.suffix(shown)) }
    var lines = TextTable.wrap(title.onOneLine, width: width) + [""] + table.lines(width: width) + [""]
    var notes = "* changed at that date, .. not known yet."
    let left = headings.count - shown
    if left > 0 {
      notes += " \(left == 1 ? "1 earlier date is" : "\(left) earlier dates are") left out; --json has all."
    }
    lines += TextTable.wrap(notes, width: width)
    return lines
  }

  /// The dates of the vintages, with the time of day where one has two.
  private var headings: [String] {
    let days = triangle.vintages.map { $0.knownSince?.date }
    return triangle.vintages.enumerated().map { index, vintage in
      guard let instant = vintage.knownSince else { return "always" }
      let isAlone = days.count { $0 == days[index] } == 1
      return isAlone ? "\(instant.date)" : "\(instant)"
    }
  }

  private static func words(_ cell: RevisionTriangle.Cell?) -> String {
    guard let cell else { return ".. " }
    // A blank in its place keeps the digits of a column below each other.
    let mark =
      switch cell.revision {
      case nil, .newData?: " "
      default: "*"
      }
    switch cell.current {
    case .none: return ".. "
    case .withdrawn: return "withdrawn" + mark
    case .unreadable: return "unreadable" + mark
    case .value(let measurement, _): return measurement.shown.onOneLine + mark
    }
  }

  // MARK: - JSON

  /// The triangle for a program: a line for each period in each vintage that knows it.
  func lines(_ question: Question) -> [JSONLine] {
    triangle.figures.flatMap { figure in
      triangle.vintages.compactMap { vintage -> JSONLine? in
        guard let cell = vintage.cells[figure] else { return nil }
        var line = JSONLine(["figure": .text("\(figure)"), "period": .text("\(figure.period)")])
        line.add("vintage", vintage.knownSince.map { "\($0)" })
        switch cell.current {
        case .none: break
        case .withdrawn: line.add("withdrawn", .boolean(true))
        case .unreadable(let unreadable): line.add("unreadable", unreadable.reason)
        case .value(let measurement, _): line.add(measurement)
        }
        line.add("revision", cell.revision?.rawValue)
        line.add("position", cell.current.event.map { "\($0.position)" })
        question.add(to: &line)
        return line
      }
    }
  }
}
