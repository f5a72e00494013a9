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

  /// What the method says of a course whose end is not reached and still to come.
  func judge(_ course: Course) -> Judged
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
  /// At least half as fast as needed.
  case moderate
  /// Less than half as fast as needed.
  case stagnating
  /// Away from the target.
  case decreasing
}

/// Why a method gives no answer.
public enum NoAnswer: Hashable, Sendable {
  /// The rule is none that a method can judge.
  case rule
  /// The target leaves the status to a person.
  case judged
  /// The target has no primary measure.
  case noIndicator
  /// The target has no value to reach.
  case noNumber
  /// There is no figure where the course begins.
  case noBase
  /// What is to be reached is a share of a base that is not positive.
  case baseNotPositive
  /// Units have no factor between them.
  case unitsDiffer
  /// A number is known from one side only, and that leaves the status open.
  case boundUndecided
  /// The target has no due date.
  case noDueDate
  /// The target is due before the course begins.
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
    case .noIndicator: "no indicator"
    case .noNumber: "no number"
    case .noBase: "no base"
    case .baseNotPositive: "base <= 0"
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

    /// The event that holds the figure.
    public let event: Event?
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
