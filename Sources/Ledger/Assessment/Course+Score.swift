internal import Arithmetic

/// What is known of a score made of numbers that may be bounds.
enum ScoreKnowledge {
  case exact, orMore, orLess, unknown

  /// Each number with how the score moves when it grows: 1 up, -1 down, 0 not at all, nil where that depends.
  init(of parts: [(quantity: Quantity, effect: Int?)]) {
    self = .exact
    for (quantity, effect) in parts {
      let own: ScoreKnowledge
      switch (quantity.certainty, effect) {
      case (.exact, _), (.approximately, _): continue
      case (.undecided, _), (_, nil), (_, 0?): own = .unknown
      case (.atLeast, let effect?), (.moreThan, let effect?): own = effect > 0 ? .orMore : .orLess
      case (.atMost, let effect?), (.lessThan, let effect?): own = effect > 0 ? .orLess : .orMore
      }
      self = self == .exact || self == own ? own : .unknown
    }
  }
}

extension Course {
  /// Whether the base is at the target already, or beyond it: the latest figure, short of it, then leads away.
  var leadsAway: Bool { (goal.value - base.quantity.value).sign != (falls ? -1 : 1) }

  /// On track from a cut on, as far as the numbers tell.
  ///
  /// Nothing is on track once the latest figure is later than the due period and short of the target.
  ///
  /// - Parameter lower: The finer class of a score below the cut.
  func decided(
    _ score: Rational, _ cut: Rational, _ knowledge: ScoreKnowledge, _ lower: (Rational) -> Progress
  ) -> Judged {
    if latest.period.last > due.last, score >= cut { return .decided(isOnTrack: false, score: score, nil) }
    switch knowledge {
    case .exact:
      let isOnTrack = score >= cut
      return .decided(isOnTrack: isOnTrack, score: score, isOnTrack ? .onTrack : lower(score))
    case .orMore where score >= cut: return .decided(isOnTrack: true, score: score, .onTrack)
    case .orLess where score < cut: return .decided(isOnTrack: false, score: score, nil)
    case .orMore, .orLess, .unknown: return .noAnswer(.boundUndecided)
    }
  }
}
