internal import Arithmetic

/// How a target stands, as answers tell it: what is kept of an assessment.
///
/// It can be saved and read again without the events that it followed from.
public struct TargetStanding: Hashable, Sendable {
  /// A figure that a method looked at.
  public struct Point: Hashable, Sendable {
    /// The figure, unless the target itself states the number.
    public let figure: String?

    /// The time that it is about.
    public let period: String

    /// The number as the ledger has it, with its qualifier.
    public let value: String

    /// The position of the event that holds it.
    public let position: String?
  }

  /// What a person judged.
  public struct Judged: Hashable, Sendable {
    /// The status.
    public let status: TargetStatus

    /// Further statuses that were printed beside it.
    public let also: [TargetStatus]

    /// Marks such as `new`.
    public let flags: [String]

    /// The words that were printed.
    public let printed: String?
  }

  /// The plan.
  public let plan: Code

  /// The target's code.
  public let code: Code

  /// The target in words; nil if it cannot be read.
  public let statement: String?

  /// When it is due.
  public let due: String?

  /// The judgement if there is one, else what the method says.
  public let headline: TargetStatus

  /// Whose status the headline is.
  public let basis: Derivation.Basis

  /// What a person judged.
  public let judged: Judged?

  /// The method that was asked.
  public let method: Code

  /// The version of the method.
  public let methodVersion: String

  /// What the method says.
  public let byMethod: TargetStatus

  /// Why there is no answer, if there is none.
  public let reason: String?

  /// The finer class, where the method has one.
  public let progress: Progress?

  /// The number that was compared with the cut: exact, or to 30 decimals where it comes from roots.
  public let ratio: String?

  /// The same number to three decimals.
  public let roundedRatio: String?

  /// Where the course begins.
  public let base: Point?

  /// The latest figure, or the one for the due period.
  public let latest: Point?

  /// What is to be reached, in the unit of the figures.
  public let goal: String?

  /// What was missing.
  public let missing: [String]

  /// Whether something that a person judged has changed since.
  public let isStale: Bool

  /// Whether the person and the method say different things.
  public let disagrees: Bool

  /// Whether an approximate figure takes part.
  public let isApproximate: Bool

  /// What is kept of an assessment.
  public init(_ assessment: TargetAssessment) {
    let target = assessment.target.value
    let result = assessment.result
    plan = assessment.plan
    code = assessment.code
    statement = target?.statement
    due = target?.due.map { "\($0)" }
    headline = assessment.headline
    basis = assessment.basis
    judged = assessment.judgement.value.map {
      Judged(status: $0.status, also: $0.also, flags: $0.flags, printed: $0.printed)
    }
    method = assessment.method.code
    methodVersion = "\(assessment.method.version)"
    byMethod = result.status
    reason = result.reason.map { "\($0)" }
    progress = result.progress
    ratio = result.score.map(Self.text)
    roundedRatio = result.score.map { $0.text(decimals: 3) }
    base = result.base.map(Point.init)
    latest = result.latest.map(Point.init)
    goal = result.goal.map { $0.value.exactText ?? "\($0.value)" }
    missing = result.missing.map { "\($0)" }
    isStale = assessment.isStale
    disagrees = assessment.disagrees
    isApproximate = result.isApproximate
  }

  /// A score for a program: exact, unless it comes from roots and would fill lines.
  private static func text(_ score: Rational) -> String {
    let exact = "\(score)"
    return exact.utf8.count <= 40 ? exact : score.text(decimals: 30)
  }

  /// The subject of the target.
  public var subject: Subject { .target(plan: plan, code: code) }

  /// The headline as it was printed, or as it is called.
  public var words: String { judged?.printed ?? headline.words }
}

extension TargetStanding.Point {
  init(_ point: Course.Point) {
    figure = point.figure.map { "\($0)" }
    period = "\(point.period)"
    value = point.shown
    position = point.event.map { "\($0.position)" }
  }
}

extension State {
  /// How the targets in force stand by the standard method.
  ///
  /// - Parameter chosen: Only these targets, given by their subjects; nil for all.
  /// - Throws: `Refusal` for parameters of the method that this program cannot read.
  public func standings(of chosen: Set<Subject>? = nil) throws(Refusal) -> [TargetStanding] {
    var standings: [TargetStanding] = []
    for entry in targets.inForce(on: asOf.on)
    where chosen?.contains(.target(plan: entry.plan, code: entry.code)) ?? true {
      if let status = try status(plan: entry.plan, code: entry.code) { standings.append(TargetStanding(status)) }
    }
    return standings
  }
}
