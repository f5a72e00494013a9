internal import Arithmetic

/// Compares the yearly change so far with the yearly change that would have led straight to the target.
///
/// With base b, latest figure t and due year T the score is ((v_t − v_b)/(t − b)) / ((v* − v_b)/(T − b)), and the target
/// is on track from 1 on. The finer classes are those of the Sustainable Development Report. A base that is already at
/// the target, or beyond it, with a latest figure short of it leads away from the target: off track, without a score.
public struct LinearPath: AssessmentMethod {
  /// `linear-path`.
  public static let code = Code(unchecked: "linear-path")

  /// The score from which a target is on track.
  public let cut: Decimal

  /// The year from which the course is measured, if the target says nothing.
  public let baseYear: Int

  /// The version of the rule.
  public let version = 1

  /// The base year of the Sustainable Development Goals, and a cut of 1.
  public init() {
    cut = Decimal(unchecked: "1")
    baseYear = 2015
  }

  /// The method with the parameters `base_year` and `cut`.
  ///
  /// - Throws: `Refusal` for any other parameter, or one that is no number.
  public init(parameters: [String: String]) throws(Refusal) {
    for name in parameters.keys.sorted() where !["base_year", "cut"].contains(name) {
      throw Refusal(
        .unknownKey, "the method \(Self.code) has no parameter '\(shown(name))'", advice: "it has base_year and cut")
    }
    cut = try parameters["cut"].map { text throws(Refusal) in try Decimal(text) } ?? Decimal(unchecked: "1")
    guard let text = parameters["base_year"] else {
      baseYear = 2015
      return
    }
    guard let year = wholeNumber(text), 1...9999 ~= year else {
      throw Refusal(.outOfRange, "'\(shown(text))' is not a base year", advice: "write a year such as 2015")
    }
    baseYear = year
  }

  /// The parameters as they stand, given or by default.
  public var parameters: [(name: String, value: String)] { [("base_year", "\(baseYear)"), ("cut", cut.text)] }

  /// On track or off, with the score.
  public func judge(_ course: Course) -> Judged {
    let (base, latest, goal) = (course.base.quantity.value, course.latest.quantity.value, course.goal.value)
    let elapsed = course.base.period.years(to: course.latest.period)
    let whole = course.base.period.years(to: course.due)
    guard whole.sign > 0 else { return .noAnswer(.noTime) }
    let way = goal - base
    guard way.sign == (course.falls ? -1 : 1) else {
      return .decided(isOnTrack: false, score: nil, .decreasing)
    }
    let score = ((latest - base) / elapsed) / (way / whole)
    let direction = Direction(of: [
      // The score grows with the latest value on the way up, and falls with a goal that lies further off.
      (course.latest.quantity, way.sign), (course.goal, -score.sign),
      (course.base.quantity, (latest - goal).sign),
    ])
    let limit = cut.rational()
    switch direction {
    case .exact:
      return .decided(isOnTrack: score >= limit, score: score, Self.progress(score, limit))
    case .orMore:
      return score >= limit ? .decided(isOnTrack: true, score: score, .onTrack) : .noAnswer(.boundUndecided)
    case .orLess:
      return score < limit ? .decided(isOnTrack: false, score: score, nil) : .noAnswer(.boundUndecided)
    case .unknown:
      return .noAnswer(.boundUndecided)
    }
  }

  private static func progress(_ score: Rational, _ cut: Rational) -> Progress {
    if score >= cut { return .onTrack }
    if score.sign < 0 { return .decreasing }
    return score * 2 >= 1 ? .moderate : .stagnating
  }

  /// What is known of a score made of numbers that may be bounds.
  private enum Direction {
    case exact, orMore, orLess, unknown

    /// Each number with how the score moves when it grows: 1 up, -1 down, 0 not at all.
    init(of parts: [(quantity: Quantity, effect: Int)]) {
      self = .exact
      for (quantity, effect) in parts {
        let own: Direction
        switch quantity.certainty {
        case .exact, .approximately: continue
        case .atLeast, .moreThan: own = effect > 0 ? .orMore : effect < 0 ? .orLess : .unknown
        case .atMost, .lessThan: own = effect > 0 ? .orLess : effect < 0 ? .orMore : .unknown
        case .undecided: own = .unknown
        }
        self = self == .exact || self == own ? own : .unknown
      }
    }
  }
}

extension Period {
  /// The years from the end of this period to the end of another.
  ///
  /// Months are counted where both end with a month, and days of a mean Gregorian year otherwise.
  func years(to other: Period) -> Rational {
    let (one, two) = (last, other.last)
    guard one.endsMonth, two.endsMonth else {
      return Rational(two.dayNumber - one.dayNumber) / Rational(3_652_425, over: 10_000)
    }
    return Rational(two.monthNumber - one.monthNumber, over: 12)
  }
}

extension CalendarDate {
  fileprivate var endsMonth: Bool { day == CalendarDate.dayCount(year: year, month: month) }
}
