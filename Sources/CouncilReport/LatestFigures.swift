public import Ledger

/// The latest figure of each area and breakdown of one indicator, found while its figures go by in any order.
public struct LatestFigures: Sendable {
  private let indicator: Code
  private let reader: StateReader
  private var latest: [Place: Found] = [:]

  private struct Place: Hashable {
    var area: Code
    var breakdown: Breakdown
  }

  private struct Found {
    var figure: Figure
    var current: Current<Measurement>
    var rank: Int
  }

  /// No figures yet.
  ///
  /// - Parameter state: Says what the codes mean; of figures it needs only those that were worked out.
  public init(of indicator: Code, in state: State) {
    self.indicator = indicator
    reader = StateReader(state: state)
  }

  /// Takes in a figure of the indicator.
  public mutating func add(_ figure: Figure, _ current: Current<Measurement>) {
    guard let rank = Self.rank(of: current) else { return }
    let place = Place(area: figure.area, breakdown: figure.breakdown)
    if let known = latest[place] {
      guard known.rank == rank ? known.figure.period < figure.period : known.rank < rank else { return }
    }
    latest[place] = Found(figure: figure, current: current, rank: rank)
  }

  /// How well a figure stands for its place: observed before announced before missing; nil if it has no state.
  private static func rank(of current: Current<Measurement>) -> Int? {
    switch current {
    case .none, .withdrawn: nil
    case .unreadable: 2
    case .value(let measurement, _):
      measurement.missingReason != nil ? 0 : measurement.status == .forecast ? 1 : 2
    }
  }

  /// The figures in the order of their keys; nil if there are none.
  public var figures: Report.IndicatorFigures? {
    guard !latest.isEmpty else { return nil }
    let rows = latest.values.sorted { $0.figure < $1.figure }.compactMap { reader.row($0.figure, $0.current) }
    return Report.IndicatorFigures(
      code: indicator.text, title: reader.title(ofIndicator: indicator),
      unit: reader.state.codes.indicator(indicator).value.map { reader.unit($0.unit) }, figures: rows)
  }
}
