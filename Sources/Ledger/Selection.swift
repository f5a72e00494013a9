/// Which figures a question is about.
///
/// It is written like a figure, with wildcards: `*` for any indicator, area, period or breakdown, `k=*` for any code of one
/// dimension, `A..B` for each period from A to B and `A..` for each from A on. Without a breakdown it means figures that
/// have none. The grammar stands in <doc:WritingFigures>.
public struct Selection: Hashable, Sendable {
  /// Which periods are meant.
  public enum Periods: Hashable, Sendable {
    /// One.
    case one(Period)

    /// Each calendar unit of one precision, from the first to the last; without a last, all later ones.
    case each(from: Period, through: Period?)

    /// Any.
    case any
  }

  /// Which breakdowns are meant.
  public enum Breakdowns: Hashable, Sendable {
    /// These dimensions and no others; nil stands for any code.
    case exactly([Code: Code?])

    /// Any, and none.
    case any
  }

  /// The indicator; nil stands for any.
  public let indicator: Code?

  /// The area; nil stands for any.
  public let area: Code?

  /// The periods.
  public let periods: Periods

  /// The breakdowns.
  public let breakdowns: Breakdowns

  /// A selection.
  public init(indicator: Code?, area: Code?, periods: Periods, breakdowns: Breakdowns = .exactly([:])) {
    self.indicator = indicator
    self.area = area
    self.periods = periods
    self.breakdowns = breakdowns
  }

  /// The selection of one figure.
  public init(_ figure: Figure) {
    var dimensions: [Code: Code?] = [:]
    for member in figure.breakdown.members { dimensions[member.dimension] = .some(member.value) }
    self.init(
      indicator: figure.indicator, area: figure.area, periods: .one(figure.period),
      breakdowns: .exactly(dimensions))
  }

  /// Whether a figure is meant.
  public func matches(_ figure: Figure) -> Bool {
    if let indicator, indicator != figure.indicator { return false }
    if let area, area != figure.area { return false }
    return matches(figure.period) && matches(figure.breakdown)
  }

  /// Whether a figure is meant as a part of a sum, which a printed total never is.
  public func matchesAsPart(_ figure: Figure) -> Bool { matches(figure) && !figure.isReportedTotal }

  private func matches(_ period: Period) -> Bool {
    switch periods {
    case .any: true
    case .one(let one): one == period
    case .each(let start, let end):
      period.isUnit && period.precision == start.precision && start.firstUnit <= period.firstUnit
        && period.firstUnit <= end?.firstUnit ?? .max
    }
  }

  private func matches(_ breakdown: Breakdown) -> Bool {
    guard case .exactly(let dimensions) = breakdowns else { return true }
    guard breakdown.members.count == dimensions.count else { return false }
    return breakdown.members.allSatisfy { member in
      guard let wanted = dimensions[member.dimension] else { return false }
      return wanted == nil || wanted == member.value
    }
  }

  /// The periods that must all be there, or nil where any number will do.
  public var expectedPeriods: [Period]? {
    switch periods {
    case .one(let period): [period]
    case .each(let start, let end?): Period.units(from: start, through: end)
    case .each, .any: nil
    }
  }

  /// The one figure that is meant, if the selection leaves nothing open.
  public var figure: Figure? {
    guard let indicator, let area, case .one(let period) = periods, case .exactly(let dimensions) = breakdowns else {
      return nil
    }
    var members: [Breakdown.Member] = []
    for (dimension, value) in dimensions {
      guard let value else { return nil }
      members.append(Breakdown.Member(dimension, value))
    }
    guard let breakdown = try? Breakdown(members) else { return nil }
    return Figure(indicator: indicator, area: area, period: period, breakdown: breakdown)
  }

  /// The selection with dimensions at their default left out, as in the figures' own keys.
  public func without(defaults: [Code: Code]) -> Selection {
    guard case .exactly(let dimensions) = breakdowns else { return self }
    let kept = dimensions.filter { dimension, value in value == nil || defaults[dimension] != value }
    return Selection(indicator: indicator, area: area, periods: periods, breakdowns: .exactly(kept))
  }
}
