/// The targets: every known revision, and the one in force on a date.
///
/// A revision states the whole promise and says from when it holds; an earlier one stays in force until then. Of those
/// that hold on a date the one that became known last counts, so that stating an earlier promise again takes back a
/// revision recorded by mistake. It also counts before a later date that was announced earlier: what is to hold from
/// then on is announced again after it. A withdrawal takes back every revision known before it.
public struct Targets: Sendable {
  private var fold: Fold
  private var codes: [Code: Set<Code>] = [:]

  /// No targets yet.
  public init(asOf: AsOf) { fold = Fold(asOf: asOf) }

  /// Takes in an event about a target; any other is left aside.
  public mutating func apply(_ event: Event) {
    if fold.apply(event) == .new { add(event.subject) }
  }

  /// Takes in an event about a target that cannot be read.
  public mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) {
    if fold.apply(unreadable, recordedAt: recordedAt) == .new { add(unreadable.subject) }
  }

  private mutating func add(_ subject: Subject) {
    guard case .target(let plan, let code) = subject.form else { return }
    codes[plan, default: []].insert(code)
  }

  /// A target with its revision in force.
  public struct Entry: Sendable {
    /// The plan.
    public let plan: Code

    /// The target's code.
    public let code: Code

    /// The revision in force.
    public let current: Current<Target>
  }

  /// The plans that have targets, in order.
  public var plans: [Code] { codes.keys.sorted() }

  /// Every target that was ever there, by its plan and its code, in order.
  public var names: [Name] {
    plans.flatMap { plan in Self.ordered(codes[plan] ?? []).map { Name(plan: plan, code: $0) } }
  }

  /// What a target is called.
  public struct Name: Hashable, Sendable {
    /// Its plan.
    public let plan: Code

    /// Its code.
    public let code: Code
  }

  /// The plans that have a target of this code in force.
  public func plans(with code: Code, on: Period) -> [Code] {
    plans.filter { plan in
      guard codes[plan]?.contains(code) == true else { return false }
      switch inForce(plan: plan, code: code, on: on) {
      case .value, .unreadable: return true
      case .none, .withdrawn: return false
      }
    }
  }

  /// The revision of a target in force on a date; of a period, on its last day.
  ///
  /// Of the known revisions that are effective by then it is the one that became known last. One revision that cannot be
  /// read makes the target unreadable, since its date is not known.
  public func inForce(plan: Code, code: Code, on: Period) -> Current<Target> {
    guard let history = fold[.target(plan: plan, code: code)] else { return .none }
    switch history.revisions {
    case .unreadable(let unreadable): return .unreadable(unreadable)
    case .value(let revisions, let last):
      guard !revisions.isEmpty else { return .withdrawn(last) }
      let found = revisions.last { $0.effectiveFrom.map { $0 <= on.last } ?? true }
      return found.map { .value($0.target, $0.event) } ?? .none
    case .withdrawn(let event): return .withdrawn(event)
    case .none: return .none
    }
  }

  /// Every target with its revision in force on a date, by plan and code.
  public func inForce(on: Period) -> [Entry] {
    plans.flatMap { plan in
      Self.ordered(codes[plan] ?? []).map {
        Entry(plan: plan, code: $0, current: inForce(plan: plan, code: $0, on: on))
      }
    }
  }

  /// The revisions of a target since it was last withdrawn, in the order in which they became known.
  public func revisions(plan: Code, code: Code) -> Current<[Revision]> {
    fold[.target(plan: plan, code: code)]?.revisions ?? .none
  }

  /// Every event about a target.
  public func history(plan: Code, code: Code) -> History? { fold[.target(plan: plan, code: code)] }

  /// One change of what is promised.
  public struct Revision: Sendable {
    /// What is promised.
    public let target: Target

    /// The event that holds it.
    public let event: Event

    /// The first day on which it may be in force; nil for always.
    public var effectiveFrom: CalendarDate? { target.effectiveFrom?.first }
  }

  /// The order-free digest of all targets with their revisions.
  public var digest: StateDigest { fold.digest(\.revisionStates) }

  /// Codes such as 2.9 and 2.10 in the order that readers expect: by their numbers, then by their bytes.
  static func ordered(_ codes: Set<Code>) -> [Code] { codes.sorted(by: Code.precedesNaturally) }
}

extension History {
  /// The versions since the last withdrawal.
  private var standing: ArraySlice<Version> {
    let start = versions.lastIndex { if case .event(let event) = $0 { event.isWithdrawn } else { false } }
    return versions[(start.map { $0 + 1 } ?? 0)...]
  }

  fileprivate var revisions: Current<[Targets.Revision]> {
    var revisions: [Targets.Revision] = []
    for case .event(let event) in versions {
      if let unreadable = Unreadable(unknown: event) { return .unreadable(unreadable) }
    }
    for version in standing {
      switch version {
      case .broken(let unreadable): return .unreadable(unreadable)
      case .event(let event):
        do throws(Refusal) {
          guard let target = try event.checkedFact(Target.self) else { continue }
          revisions.append(Targets.Revision(target: target, event: event))
        } catch {
          return .unreadable(Unreadable(event, "\(error)"))
        }
      }
    }
    guard let last = events.last else { return .none }
    return .value(revisions, last)
  }

  fileprivate var revisionStates: [[UInt8]] { standing.flatMap(\.state) }
}
