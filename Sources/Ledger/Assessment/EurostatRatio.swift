internal import Arithmetic

/// Compares the compound growth a year so far with the compound growth that would have led to the target.
///
/// This is the rule of Eurostat's monitoring of the Sustainable Development Goals for indicators with a quantitative
/// target («Sustainable development in the European Union: monitoring report», annex on the method), as Statistics
/// Canada's progress measures restate it with the same cuts. With base b, latest figure t and due year T:
///
///     CAGR_a = (v_t / v_b)^(1/(t − b)) − 1
///     CAGR_r = (v* / v_b)^(1/(T − b)) − 1
///     R = CAGR_a / CAGR_r
///
/// From R = 0.95 on (`cut`) the target is on track, which Eurostat calls significant progress. Below that, progress is
/// moderate from 0.60 on (`moderate_cut`), insufficient from 0 on, and below 0 it moves away. The rule needs a positive
/// base and a positive target, and takes no other numbers in their place.
public struct EurostatRatio: AssessmentMethod {
  /// `eurostat-cagr-ratio`.
  public static let code = Code(unchecked: "eurostat-cagr-ratio")

  /// The ratio from which a target is on track.
  public let cut: Decimal

  /// The ratio from which progress is moderate.
  public let moderateCut: Decimal

  /// The year from which the course is measured, if the target says nothing.
  public let baseYear: Int

  /// The version of the rule.
  public let version = 1

  /// The method with the parameters `base_year`, `cut` and `moderate_cut`.
  ///
  /// - Throws: `Refusal` for any other parameter, one that is no number, or cuts in another order.
  public init(parameters: [String: String]) throws(Refusal) {
    var given = MethodParameters(parameters)
    baseYear = try given.baseYear()
    (cut, moderateCut) = try given.cuts("0.95", (name: "moderate_cut", value: "0.6"))
    try given.finish(of: Self.code)
  }

  /// The parameters as they stand, given or by default.
  public var parameters: [(name: String, value: String)] {
    [("base_year", "\(baseYear)"), ("cut", cut.text), ("moderate_cut", moderateCut.text)]
  }

  /// On track or off, with R.
  public func judge(_ course: Course) -> Judged {
    let score: Rational
    do throws(NoAnswer) {
      let growth = try Growth(course, allowsZeroGoal: false)
      guard !course.leadsAway else { return .decided(isOnTrack: false, score: nil, .decreasing) }
      // A base and a target that differ have growth between them, so the divisor is not zero.
      score = (try growth.actual() - 1) / (try growth.required() - 1)
    } catch {
      return .noAnswer(error)
    }
    return course.decided(score, cut.rational(), course.growthKnowledge) { score in
      if score.sign < 0 { return .decreasing }
      return score >= moderateCut.rational() ? .moderate : .insufficient
    }
  }
}

extension Course {
  /// How far the score of a method of growth is known.
  ///
  /// It moves with the latest figure as the course has to go, and against the target as the course has gone. Which way it
  /// moves with the base depends on the numbers, so a base that is a bound leaves it open.
  var growthKnowledge: ScoreKnowledge {
    ScoreKnowledge(of: [
      (latest.quantity, falls ? -1 : 1), (goal, -(latest.quantity.value - base.quantity.value).sign),
      (base.quantity, nil),
    ])
  }
}
