public import Arithmetic

/// A named rule that turns the course of a measure into a status.
///
/// What all methods have in common is settled before one is asked: which figure is the latest, where the course begins,
/// which value is to be reached, and whether it is reached. A method only judges a course that is on its way.
public protocol AssessmentMethod: Sendable {
  /// The method's code, by which the ledger adopts it.
  static var code: Code { get }

  /// The method with the parameters that a ledger adopted.
  ///
  /// - Throws: `Refusal` for a parameter that the method does not have, or that is no number.
  init(parameters: [String: String]) throws(Refusal)

  /// The year from which the course is measured, if the target says nothing.
  var baseYear: Int { get }

  /// The version of the rule: it changes when the rule does.
  var version: Int { get }

  /// The parameters as they stand, given or by default.
  var parameters: [(name: String, value: String)] { get }

  /// What the method says of a course whose end is not reached.
  func judge(_ course: Course) -> Judged

  /// How far from the target a number may stay and still count as having reached it.
  func margin(of goal: Rational, in kind: UnitKind?) -> Rational
}

extension AssessmentMethod {
  /// Nothing short of the target has reached it.
  public func margin(of goal: Rational, in kind: UnitKind?) -> Rational { .zero }
}

/// What a method says of a course.
public enum Judged: Hashable, Sendable {
  /// It is on track or off.
  case decided(isOnTrack: Bool, score: Rational?, Progress?)

  /// There is no answer.
  case noAnswer(NoAnswer)
}

/// How a course stands in finer classes than on and off track.
public enum Progress: String, Hashable, Sendable, CaseIterable {
  /// Fast enough.
  case onTrack = "on_track"
  /// Not fast enough, yet beyond the method's second cut.
  case moderate
  /// The same, as the Progress Chart calls it.
  case fair
  /// Towards the target, short of the second cut of Eurostat's method.
  case insufficient
  /// Towards the target, less than half as fast as needed.
  case stagnating
  /// Hardly towards the target, or away from it.
  case stagnationOrRegression = "stagnation_or_regression"
  /// Away from the target.
  case decreasing
}

/// Why a method gives no answer.
public enum NoAnswer: Error, Hashable {
  /// The rule is none that a method can judge.
  case rule
  /// The target leaves the status to a person.
  case judged
  /// The target has no primary measure.
  case noPrimaryMeasure
  /// The target has no value to reach.
  case noNumber
  /// There is no figure where the course begins.
  case noBase
  /// The base is not positive: no share of it can be promised, and no growth from it measured.
  case baseNotPositive
  /// The latest figure is negative: no growth leads from a positive base to it.
  case latestNegative
  /// The target is not positive: no growth leads to it.
  case goalNotPositive
  /// Units have no factor between them.
  case unitsDiffer
  /// A number is known from one side only, and that leaves the status open.
  case boundUndecided
  /// The target has no due date.
  case noDueDate
  /// The target is due before the course begins, or base and latest figure end in the same month.
  case noTime
  /// Something else is missing, or cannot be read.
  case missing
  /// The method's parameters cannot be read.
  case method
}

extension NoAnswer: CustomStringConvertible {
  /// The reason in a few words.
  public var description: String {
    switch self {
    case .rule: "rule"
    case .judged: "judged"
    case .noPrimaryMeasure: "no primary measure"
    case .noNumber: "no number"
    case .noBase: "no base"
    case .baseNotPositive: "base <= 0"
    case .latestNegative: "latest < 0"
    case .goalNotPositive: "target <= 0"
    case .unitsDiffer: "units differ"
    case .boundUndecided: "bound undecided"
    case .noDueDate: "no due date"
    case .noTime: "no time"
    case .missing: "input missing"
    case .method: "method"
    }
  }
}

/// The course of one measure, from where it began to where it has to be.
public struct Course: Hashable, Sendable {
  /// A number at a time.
  public struct Point: Hashable, Sendable {
    /// The time that it is about.
    public let period: Period

    /// The number.
    public let quantity: Quantity

    /// The figure, unless the target itself states the number.
    public let figure: Figure?

    /// The event that holds the figure; of one that is worked out, the newest that it follows from.
    public let event: Event?

    /// The number as the ledger has it, with its qualifier.
    public let shown: String
  }

  /// Where the course begins.
  public let base: Point

  /// Where it stands.
  public let latest: Point

  /// What is to be reached.
  public let goal: Quantity

  /// When it is due.
  public let due: Period

  /// Whether the value has to fall.
  public let falls: Bool

  /// Every point that is known, from the earliest to the latest.
  public let points: [Point]
}
