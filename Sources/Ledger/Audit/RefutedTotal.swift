/// A total that a source printed and that cannot be the sum of its parts.
public struct RefutedTotal: Hashable, Sendable {
  /// The printed total, a figure with `total=reported`.
  public let total: Figure

  /// Its number.
  public let printed: Quantity

  /// The parts: the figures that have one dimension more than the total has besides, or instead.
  public let parts: Selection

  /// What the parts add up to; a bound where they are not stated complete.
  public let sum: Quantity
}

extension State {
  /// The printed totals among the figures at hand that cannot be the sum of their parts, in order.
  ///
  /// A total has parts where figures of the same indicator, area and period have the dimensions of the total, without
  /// `total`, and one more; each such dimension is a sum of its own. As in an audit, a sum over a set that is not stated
  /// complete refutes only a smaller total, and numbers that are approximate only one beyond their intervals.
  public func refutedTotals() -> [RefutedTotal] {
    figures.indicators.flatMap { indicator in
      let all = figures.figures(of: indicator)
      return all.filter(\.isReportedTotal).flatMap { total in
        partings(of: total, among: all).compactMap { refuted(total, $0) }
      }
    }
  }

  /// The selections of the parts of a total, one a dimension.
  private func partings(of total: Figure, among figures: [Figure]) -> [Selection] {
    let own = total.breakdown.members.filter { $0.dimension.text != "total" }
    var dimensions: Set<Code> = []
    for figure in figures where figure.area == total.area && figure.period == total.period && !figure.isReportedTotal {
      let further = figure.breakdown.members.filter { !own.contains($0) }
      if let one = further.first, further.count == 1, figure.breakdown.members.count == own.count + 1 {
        dimensions.insert(one.dimension)
      }
    }
    return dimensions.sorted().map { dimension in
      var wanted: [Code: Code?] = [dimension: nil]
      for member in own { wanted[member.dimension] = .some(member.value) }
      return Selection(
        indicator: total.indicator, area: total.area, periods: .one(total.period), breakdowns: .exactly(wanted))
    }
  }

  private func refuted(_ total: Figure, _ parts: Selection) -> RefutedTotal? {
    let (figure, sum) = (Derivation.figure(Selection(total)), Derivation.sum([.figures(parts)]))
    guard let printed = evaluate(figure).quantity, let added = evaluate(sum).quantity,
      let difference = evaluate(.difference(figure, sum)).quantity, let zero = try? Decimal("0"),
      difference.verdict(on: zero, .equal) == .fails
    else { return nil }
    return RefutedTotal(total: total, printed: printed, parts: parts, sum: added)
  }
}
