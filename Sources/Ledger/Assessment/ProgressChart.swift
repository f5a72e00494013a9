public import Arithmetic

/// Compares where the growth so far would lead by the due date with the target.
///
/// This is the rule of the United Nations' «Sustainable Development Goals Progress Chart 2023» for indicators with a
/// numeric target, after its technical note. With base b, latest figure t and due year T:
///
///     CAGR_a = (v_t / v_b)^(1/(t − b)) − 1
///     v^e = v_t · (1 + CAGR_a)^(T − t)
///     q = (v^e − v_b) / (v* − v_b)
///
/// From q = 0.95 on (`cut`) the target is on track. Below that, progress is fair from 0.10 on (`fair_cut`), and below it
/// there is stagnation or regression. A share within one percentage point (`margin`) of 0 or 100 per cent, when that is
/// the target, counts as having reached it. The rule needs a positive base, and a target that is not negative.
///
/// Three things the note says are left to the ledger's own rules: the base is the next later figure rather than the
/// nearest year; a target without a date is not taken for one of 2030; an indicator without a target has no answer.
public struct ProgressChart: AssessmentMethod {
  /// `un-progress-chart-2023`.
  public static let code = Code(unchecked: "un-progress-chart-2023")

  /// The share of the way from which a target is on track.
  public let cut: Decimal

  /// The share of the way from which progress is fair.
  public let fairCut: Decimal

  /// How many percentage points from 0 or 100 per cent count as there.
  public let margin: Decimal

  /// The year from which the course is measured, if the target says nothing.
  public let baseYear: Int

  /// The version of the rule.
  public let version = 1

  /// The method with the parameters `base_year`, `cut`, `fair_cut` and `margin`.
  ///
  /// - Throws: `Refusal` for any other parameter, one that is no number or is negative, or cuts in another order.
  public init(parameters: [String: String]) throws(Refusal) {
    var given = MethodParameters(parameters)
    baseYear = try given.baseYear()
    (cut, fairCut) = try given.cuts("0.95", (name: "fair_cut", value: "0.1"))
    margin = try given.number("margin", default: "1")
    try given.finish(of: Self.code)
    guard margin.sign >= 0 else {
      throw Refusal(
        .outOfRange, "the margin \(margin.text) is negative", advice: "write percentage points, or 0 for none")
    }
  }

  /// The parameters as they stand, given or by default.
  public var parameters: [(name: String, value: String)] {
    [
      ("base_year", "\(baseYear)"), ("cut", cut.text), ("fair_cut", fairCut.text), ("margin", margin.text),
    ]
  }

  /// One percentage point, for a share that is to become nothing or all.
  public func margin(of goal: Rational, in kind: UnitKind?) -> Rational {
    switch kind {
    case .percent? where goal.isZero || goal == 100: margin.rational()
    case .ratio? where goal.isZero || goal == 1: margin.rational() / 100
    default: .zero
    }
  }

  /// On track or off, with q.
  public func judge(_ course: Course) -> Judged {
    let score: Rational
    do throws(NoAnswer) {
      let growth = try Growth(course, allowsZeroGoal: true)
      guard !course.leadsAway else { return .decided(isOnTrack: false, score: nil, .stagnationOrRegression) }
      score = (try growth.expected() - growth.base) / (growth.goal - growth.base)
    } catch {
      return .noAnswer(error)
    }
    return course.decided(score, cut.rational(), course.growthKnowledge) { score in
      score >= fairCut.rational() ? .fair : .stagnationOrRegression
    }
  }
}
