internal import CouncilReport
internal import Ledger
internal import LedgerStore

/// The rows of a report, read from the ledger while its page is written.
///
/// Figures go by one after the other. What is worked out needs all that it follows from, so it is read indicator by
/// indicator.
struct LedgerRows: ~Copyable, ReportRows {
  private var ledger: OpenLedger
  private let state: State
  private let previous: State?

  /// Rows of a ledger.
  ///
  /// - Parameters:
  ///   - state: The state of the report, bound to a position; of figures it may hold any.
  ///   - previous: The state of the previous publication.
  init(_ ledger: consuming OpenLedger, _ state: State, since previous: State?) {
    self.ledger = ledger
    self.state = state
    self.previous = previous
  }

  private static func workedOut(in state: State?) -> Set<Code> {
    guard let state else { return [] }
    return Set(state.codes.indicators.filter { state.isWorkedOut($0) })
  }

  // MARK: - Latest figures

  mutating func latestFigures(_ body: (Report.IndicatorFigures) throws -> Void) throws -> Int {
    var embargoed = 0
    for indicator in try indicators() {
      let (figures, hidden) = try latest(of: indicator)
      embargoed += hidden
      if let figures { try body(figures) }
    }
    return embargoed
  }

  mutating func reportedMembers(_ body: (Report.IndicatorFigures) throws -> Void) throws {
    for indicator in try indicators() where Report.countsMembers(indicator) {
      if let figures = try latest(of: indicator).figures { try body(figures) }
    }
  }

  mutating func areUnderEmbargo(at instant: Instant) throws -> Bool {
    let embargoed = try ledger.indicators(embargoedAt: instant, upTo: state.asOf.position)
    guard !embargoed.isEmpty else { return false }
    for indicator in embargoed.union(Self.workedOut(in: state)) {
      let rows = try latest(of: indicator).figures?.figures ?? []
      if rows.contains(where: { $0.isUnderEmbargo(at: instant) }) { return true }
    }
    return false
  }

  /// The indicators that may have figures, in order.
  private mutating func indicators() throws -> [Code] {
    Set(try ledger.indicatorsOfFigures()).union(Self.workedOut(in: state)).sorted()
  }

  /// The latest figures of an indicator, and how many of those recorded for it have a value that may not be told yet.
  private mutating func latest(of indicator: Code) throws -> (figures: Report.IndicatorFigures?, embargoed: Int) {
    let state = state
    if state.isWorkedOut(indicator) {
      let part = try worked(out: indicator, in: state)
      var latest = LatestFigures(of: indicator, in: part)
      for figure in part.figures.figures(of: indicator) { latest.add(figure, part.figures[figure]) }
      return (latest.figures, part.figures.embargoed.count { $0.indicator == indicator })
    }
    var latest = LatestFigures(of: indicator, in: state)
    var embargoed = 0
    var search = FigureSearch()
    search.indicator = indicator.encoded
    try ledger.search(search, upTo: state.asOf.position) { events in
      let seen = events.seen(under: state.asOf)
      if seen.isEmbargoed { embargoed += 1 }
      latest.add(events.figure, seen.current)
      return true
    }
    return (latest.figures, embargoed)
  }

  /// A state with the figures of an indicator that is worked out, and those that they follow from.
  private mutating func worked(out indicator: Code, in state: State) throws -> State {
    var part = state
    try ledger.foldFigures([FigureScope(indicator)], into: &part)
    return part
  }

  // MARK: - Changes

  mutating func changes(_ body: (Report.Change) throws -> Void) throws -> Int {
    guard let earlier = previous else { return 0 }
    let later = state
    let touched = later.touched(since: earlier)
    let last = max(earlier.asOf.position ?? .max, later.asOf.position ?? .max)
    let workedOut = Self.workedOut(in: earlier).union(Self.workedOut(in: later))
    let recorded =
      try touched.map { try ledger.indicators(touchedAfter: $0, upTo: last) } ?? ledger.indicatorsOfFigures()
    let comparison = FigureComparison(earlier, with: later)
    var newFigures = 0
    func take(_ result: FigureComparison.Result) throws {
      switch result {
      case .unchanged: break
      case .new: newFigures += 1
      case .revised(let change): try body(change)
      }
    }
    for indicator in workedOut.union(recorded).sorted() {
      if workedOut.contains(indicator) {
        let (before, now) = (try worked(out: indicator, in: earlier), try worked(out: indicator, in: later))
        for figure in Set(before.figures.figures(of: indicator)).union(now.figures.figures(of: indicator)).sorted() {
          let comparison = FigureComparison(before, with: now)
          try take(
            comparison.compare(
              figure, before.figures[figure], now.figures[figure],
              last: now.figures.history(of: figure)?.events.last))
        }
        continue
      }
      var search = FigureSearch()
      search.indicator = indicator.encoded
      search.touchedAfter = touched
      try ledger.search(search, upTo: last) { events in
        let (before, now) = (events.seen(under: earlier.asOf), events.seen(under: later.asOf))
        try take(comparison.compare(events.figure, before.current, now.current, last: now.history.events.last))
        return true
      }
    }
    return newFigures
  }
}

extension State {
  /// The position after which something was recorded about each figure that differs from an earlier state; nil where
  /// that is not known, because the two see other times of publication.
  func touched(since earlier: State) -> Int? {
    guard asOf.published == earlier.asOf.published, asOf.release == earlier.asOf.release else { return nil }
    return min(earlier.asOf.position ?? 0, asOf.position ?? 0)
  }
}
