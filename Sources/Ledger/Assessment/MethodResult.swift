public import Arithmetic

/// What a method says of a target, and what that rests on.
public struct MethodResult: Sendable {
  /// The status.
  public internal(set) var status = TargetStatus.noAnswer

  /// Why there is no answer, if there is none.
  public internal(set) var reason: NoAnswer?

  /// The finer class, where the method has one.
  public internal(set) var progress: Progress?

  /// The number that was compared with the cut.
  public internal(set) var score: Rational?

  /// Where the course begins.
  public internal(set) var base: Course.Point?

  /// The latest figure, or the one for the due period.
  public internal(set) var latest: Course.Point?

  /// What is to be reached, in the unit of the figures.
  public internal(set) var goal: Quantity?

  /// The denominator, worked out, where the target has one.
  public internal(set) var denominator: Derived?

  /// The states that were read.
  public internal(set) var inputs: [Derived.Input]

  /// What was missing.
  public internal(set) var missing: [Missing]

  init(_ reason: NoAnswer? = nil, inputs: [Derived.Input] = [], missing: [Missing] = []) {
    self.reason = reason
    self.inputs = inputs
    self.missing = missing
  }

  /// Whether an approximate figure takes part.
  public var isApproximate: Bool {
    [base?.quantity, latest?.quantity, goal].contains { $0?.isApproximate == true }
  }
}

extension TargetStatus {
  /// Whether the status says how a target stands, and not that nobody can tell.
  public var isDefinite: Bool {
    switch self {
    case .achieved, .onTrack, .offTrack, .missed: true
    case .benchmarked, .notMeasured, .noAnswer: false
    }
  }

  /// The status as it is printed.
  public var words: String {
    switch self {
    case .achieved: "Achieved"
    case .onTrack: "On track"
    case .offTrack: "Off track"
    case .missed: "Missed"
    case .benchmarked: "Benchmarked"
    case .notMeasured: "Not yet measured"
    case .noAnswer: "No answer"
    }
  }

  /// How far a status is from being achieved; of several measures the greatest counts.
  var badness: Int {
    switch self {
    case .achieved: 0
    case .onTrack: 1
    case .offTrack: 2
    case .missed: 3
    case .benchmarked: 4
    case .notMeasured: 5
    case .noAnswer: 6
    }
  }
}
