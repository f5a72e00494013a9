/// The judgements: the statuses that persons set.
///
/// The last one known counts, whatever the date of the question.
public struct Judgements: Sendable {
  private var fold: Fold

  /// No judgements yet.
  public init(asOf: AsOf) { fold = Fold(asOf: asOf) }

  /// Takes in an event about a judgement; any other is left aside.
  public mutating func apply(_ event: Event) { fold.apply(event) }

  /// Takes in an event about a judgement that cannot be read.
  public mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) {
    fold.apply(unreadable, recordedAt: recordedAt)
  }

  /// What was judged of a target.
  public func current(plan: Code, code: Code) -> Current<Judgement> { fold.current(.judgement(plan: plan, code: code)) }

  /// Every event about what was judged of a target.
  public func history(plan: Code, code: Code) -> History? { fold[.judgement(plan: plan, code: code)] }

  /// The order-free digest of all judgements.
  public var digest: StateDigest { fold.digest() }
}
