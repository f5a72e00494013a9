internal import Interchange
internal import Ledger
internal import LedgerStore

/// Why a figure is not there, and what is there in its place.
struct FigureAbsence {
  let figure: Figure
  /// The indicator and the area as the question sees them.
  let state: State

  /// So many figures are suggested.
  private static let suggestionCount = 3

  func refusal(_ ledger: inout OpenLedger) throws -> InputRefused {
    if let refusal = try hidden(&ledger) { return refusal }
    switch state.codes.indicator(figure.indicator) {
    case .none, .withdrawn:
      var all = state
      try ledger.fold(.type("indicator"), upTo: bound, into: &all)
      let hint = NearestName.hint(figure.indicator.text, among: all.codes.indicators.map(\.text))
      return InputRefused(
        "there is no indicator \"\(figure.indicator)\"\(hint.isEmpty ? "; tally list indicators shows all" : hint)")
    case .unreadable(let unreadable): return InputRefused("the indicator cannot be read: \(unreadable)")
    case .value: break
    }
    return InputRefused("there is no figure \"\(figure)\"; \(try others(&ledger))")
  }

  private var bound: Int64? { state.asOf.position.map { Int64($0) } }

  /// The refusal for a figure that is recorded but that the question may not see.
  private func hidden(_ ledger: inout OpenLedger) throws -> InputRefused? {
    if state.figures.isEmbargoed(figure) {
      return InputRefused("\"\(figure)\" is under embargo and has no earlier value that may be told")
    }
    var all = State(asOf: AsOf(on: state.asOf.on))
    try ledger.fold(.subjects([Subject.figure(figure).text]), upTo: nil, into: &all)
    guard let first = all.figures.history(of: figure)?.events.first else { return nil }
    guard let published = state.asOf.published, first.position <= state.asOf.position ?? .max else {
      return InputRefused(
        "\"\(figure)\" had no value yet: its first was recorded at position \(first.position), \(first.recordedAt)")
    }
    let known = first.knownSince.map { "its first was known from \($0) on" } ?? "its first was known later"
    return InputRefused("\"\(figure)\" was not known by \(published): \(known)")
  }

  /// The nearest figures of the indicator, in words.
  private func others(_ ledger: inout OpenLedger) throws -> String {
    var all = State(asOf: state.asOf)
    try ledger.fold(.figures([FigureScope(figure.indicator)]), upTo: bound, into: &all)
    let figures = all.figures.figures(of: figure.indicator)
    guard !figures.isEmpty else { return "its indicator has no figures yet" }
    let here = figures.filter { $0.area == figure.area }
    guard !here.isEmpty else {
      let areas = Set(figures.map(\.area)).sorted().map(\.text)
      let hint = NearestName.hint(figure.area.text, among: areas)
      if !hint.isEmpty { return "area \"\(figure.area)\" has none\(hint)" }
      return "of area \"\(figure.area)\" there are none, but of \(Self.listed(areas.map { "\"\($0)\"" }, of: "areas"))"
    }
    // The same breakdown counts more than a period nearby.
    let nearest = here.sorted { (distance(to: $0), $0) < (distance(to: $1), $1) }
    return "recorded \(here.count == 1 ? "is" : "are") \(Self.listed(nearest.map { "\"\($0)\"" }, of: "figures"))"
  }

  private func distance(to other: Figure) -> Int {
    let days = abs(other.period.last.dayNumber - figure.period.last.dayNumber)
    return (other.breakdown == figure.breakdown ? 0 : 100_000_000) + days
  }

  private static func listed(_ names: [String], of what: String) -> String {
    let shown = names.prefix(suggestionCount)
    let more = names.count - shown.count
    return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more \(what)" : "")
  }
}
