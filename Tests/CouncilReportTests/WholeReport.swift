import CouncilReport
import Ledger

/// A report with all of its rows at hand.
@dynamicMemberLookup struct WholeReport: Equatable {
  var report: Report
  var figures: [Report.IndicatorFigures] = []
  var embargoedFigures = 0
  var reportedMembers: [Report.IndicatorFigures] = []
  var revised: [Report.Change] = []
  var newFigures = 0

  subscript<Value>(dynamicMember path: WritableKeyPath<Report, Value>) -> Value {
    get { report[keyPath: path] }
    set { report[keyPath: path] = newValue }
  }

  subscript<Value>(dynamicMember path: KeyPath<Report, Value>) -> Value { report[keyPath: path] }
}

extension WholeReport: ReportRows {
  mutating func latestFigures(_ body: (Report.IndicatorFigures) throws -> Void) throws -> Int {
    for indicator in figures { try body(indicator) }
    return embargoedFigures
  }

  mutating func reportedMembers(_ body: (Report.IndicatorFigures) throws -> Void) throws {
    for indicator in reportedMembers { try body(indicator) }
  }

  mutating func areUnderEmbargo(at instant: Instant) throws -> Bool {
    (figures + reportedMembers).flatMap(\.figures).contains { $0.isUnderEmbargo(at: instant) }
  }

  mutating func changes(_ body: (Report.Change) throws -> Void) throws -> Int {
    for change in revised { try body(change) }
    return newFigures
  }
}

extension WholeReport {
  /// The report of a state that holds all figures.
  init(_ report: Report, of state: State, since previous: State?) {
    self.report = report
    embargoedFigures = state.figures.embargoedCount
    figures = state.figures.indicators.compactMap { indicator in
      var latest = LatestFigures(of: indicator, in: state)
      for figure in state.figures.figures(of: indicator) { latest.add(figure, state.figures[figure]) }
      return latest.figures
    }
    guard let previous else { return }
    let comparison = FigureComparison(previous, with: state)
    for indicator in Set(state.figures.indicators).union(previous.figures.indicators).sorted() {
      let all = Set(state.figures.figures(of: indicator)).union(previous.figures.figures(of: indicator))
      for figure in all.sorted() {
        let last = state.figures.history(of: figure)?.events.last
        switch comparison.compare(figure, previous.figures[figure], state.figures[figure], last: last) {
        case .unchanged: break
        case .new: newFigures += 1
        case .revised(let change): revised.append(change)
        }
      }
    }
  }
}

/// The page of a report.
func bytes(_ report: WholeReport) throws -> [UInt8] {
  var rows = report
  var bytes: [UInt8] = []
  try HTMLReport(report.report).write(&rows) { bytes += $0 }
  return bytes
}

/// The page of a report as text.
func html(_ report: WholeReport) throws -> String { String(decoding: try bytes(report), as: UTF8.self) }
