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
    var given = MethodParameters(parameters)
    baseYear = try given.baseYear()
    cut = try given.number("cut", default: "1")
    try given.finish(of: Self.code)
  }

  /// The parameters as they stand, given or by default.
  public var parameters: [(name: String, value: String)] { [("base_year", "\(baseYear)"), ("cut", cut.text)] }

  /// On track or off, with the score.
  public func judge(_ course: Course) -> Judged {
    let (base, latest, goal) = (course.base.quantity.value, course.latest.quantity.value, course.goal.value)
    let elapsed = course.base.period.years(to: course.latest.period)
    let whole = course.base.period.years(to: course.due)
    guard whole.sign > 0 else { return .noAnswer(.noTime) }
    guard !course.leadsAway else { return .decided(isOnTrack: false, score: nil, .decreasing) }
    let way = goal - base
    let score = ((latest - base) / elapsed) / (way / whole)
    let knowledge = ScoreKnowledge(of: [
      // The score grows with the latest value on the way up, and falls with a goal that lies further up after a rise.
      (course.latest.quantity, way.sign), (course.goal, -(latest - base).sign),
      (course.base.quantity, (latest - goal).sign),
    ])
    return course.decided(score, cut.rational(), knowledge, Self.progress)
  }

  private static func progress(_ score: Rational) -> Progress {
    if score.sign < 0 { return .decreasing }
    return score * 2 >= 1 ? .moderate : .stagnating
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
