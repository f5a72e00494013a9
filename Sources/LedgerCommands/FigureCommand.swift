internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally figure`: one figure with its history, or several periods by vintage.
enum FigureCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "figure", "Shows one figure with its history, or several periods as they were published.",
      discussion: """
        A figure is written INDICATOR@AREA@PERIOD or INDICATOR@AREA@PERIOD@dimension=code,…; an area may be named by \
        an alias. The value stands as the source printed it. The history has every version that the question may see, \
        the newest first, with when it was recorded and since when it was known.

        Where there is no such figure, the error names the nearest ones (exit code 65). A figure that was withdrawn is \
        shown with its history.

        A figure of an indicator that is defined by a derivation is worked out, with the way down to the events.

        With several periods, INDICATOR@AREA@* or INDICATOR@AREA@2015..2020, it shows the revision triangle: a line a \
        period, a column for each date from which another value was known, the newest at the right.
        """,
      examples: [
        Example("tally figure individuals-using-internet-share@LDC@2019", "Show a figure."),
        Example("tally figure individuals-using-internet-share@LDC@2019 --as-reported C21", "Show it as C21 does."),
        Example("tally figure internet-users@World@2019 --json", "Give it to a program, with its history."),
        Example("tally figure 'internet-users@World@*'", "Show all periods as they were published."),
      ]
    ) {
      Operand(
        "figure", of: GivenFigures.self,
        "The figure, or a selection that leaves only the period open.")
      Flag("--json", "One JSON object with the figure and its history; one a period and vintage.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { figure, json, question, database in
      try run(host, figure, json, question, database)
    }
  }

  private static func run(
    _ host: Host, _ given: GivenFigures, _ json: Bool, _ options: QuestionOptions, _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    switch given {
    case .one(let figure):
      if let found = try FoundWorkedOut(figure, question.asOf, &ledger) {
        if json { return try host.say(found.line(question)) }
        for line in found.lines(width: host.width) { try host.say(line) }
        break
      }
      let found = try FoundFigure(figure, question.asOf, &ledger)
      if json { return try host.say(found.line(question)) }
      for line in found.lines(width: host.width) { try host.say(line) }
    case .several(let selection):
      let found = try FoundTriangle(selection, question.asOf, &ledger)
      if json { return try found.lines(question).forEach { try host.say($0) } }
      for line in found.lines(width: host.width) { try host.say(line) }
    }
    try host.say()
    try host.sayWrapped(question.words)
  }
}

/// A figure of which something is recorded, read with the codes that explain it and with nothing else.
struct FoundFigure {
  /// The figure under its own key: the area by its code, no dimension at its default.
  let figure: Figure
  let history: History
  let state: State

  /// Reads the figure.
  ///
  /// - Throws: `InputRefused` where nothing is recorded that the question may see; it says what there is.
  init(_ given: Figure, _ asOf: AsOf, _ ledger: inout OpenLedger) throws {
    let bound = asOf.position.map { Int64($0) }
    var state = State(asOf: asOf)
    try ledger.fold(
      .subjects([Subject.indicator(given.indicator).text, Subject.area(given.area).text]), upTo: bound, into: &state)
    if case .none = state.codes.area(given.area) { try ledger.fold(.type("area"), upTo: bound, into: &state) }
    let indicator = state.codes.indicator(given.indicator).value
    figure = Figure(
      indicator: given.indicator, area: state.codes.area(for: given.area), period: given.period,
      breakdown: given.breakdown
    ).without(defaults: indicator?.defaults ?? [:])
    var subjects = [Subject.figure(figure)]
    if let codelist = indicator?.codelist { subjects.append(.codelist(codelist)) }
    try ledger.fold(.subjects(subjects.map(\.text)), upTo: bound, into: &state)
    guard let history = state.figures.history(of: figure) else {
      throw try FigureAbsence(figure: figure, state: state).refusal(&ledger)
    }
    self.history = history
    self.state = state
  }

  var indicator: Indicator? { state.codes.indicator(figure.indicator).value }

  /// The unit of a value: its own, or its indicator's.
  func unit(of measurement: Measurement) -> Code? { measurement.unit ?? indicator?.unit }

  /// The title of a coded value in the indicator's list, where it says more than the code.
  func title(of value: Value) -> String? {
    guard let list = indicator?.codelist, let items = state.codes.codelist(list).value?.codes else { return nil }
    return items.first { $0.code.text == value.text }?.title.flatMap { title in
      title.lowercased() == value.text.lowercased() ? nil : title
    }
  }
}
