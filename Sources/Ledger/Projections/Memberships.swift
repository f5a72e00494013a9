/// The memberships: which member was in which group, and when.
public struct Memberships: Sendable {
  private var fold: Fold
  private var members: [Code: [Code]] = [:]

  /// No memberships yet.
  public init(asOf: AsOf) { fold = Fold(asOf: asOf) }

  /// Takes in an event about a membership; any other is left aside.
  public mutating func apply(_ event: Event) {
    if fold.apply(event) == .new { add(event.subject) }
  }

  /// Takes in an event about a membership that cannot be read.
  public mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) {
    if fold.apply(unreadable, recordedAt: recordedAt) == .new { add(unreadable.subject) }
  }

  private mutating func add(_ subject: Subject) {
    guard case .membership(let group, let member) = subject.form else { return }
    members[group, default: []].append(member)
  }

  /// One member of one group.
  public struct Entry: Sendable {
    /// The group.
    public let group: Code

    /// The member.
    public let member: Code

    /// The membership with its whole timeline.
    public let current: Current<Membership>
  }

  /// The groups, in order.
  public var groups: [Code] { members.keys.sorted() }

  /// The members of a group at any time, in order.
  public func entries(of group: Code) -> [Entry] {
    (members[group] ?? []).sorted().map { member in
      Entry(group: group, member: member, current: current(group: group, member: member))
    }
  }

  /// Every membership, by group and member.
  public var all: [Entry] { groups.flatMap(entries) }

  /// The membership of one member in one group.
  public func current(group: Code, member: Code) -> Current<Membership> {
    fold.current(.membership(group: group, member: member))
  }

  /// Every event about one member in one group.
  public func history(group: Code, member: Code) -> History? { fold[.membership(group: group, member: member)] }

  /// The order-free digest of all memberships.
  public var digest: StateDigest { fold.digest() }
}

extension Memberships {
  /// Whether something holds on a date, as far as the dates are known.
  public enum Certainty: Hashable, Sendable {
    /// It holds whatever the exact days are.
    case yes
    /// It depends on days that are not known.
    case perhaps
    /// It does not hold.
    case no
  }

  /// Whether one of some spans holds at the time that a count asks for.
  ///
  /// A span begins on its first day and ends before the day on which the member leaves. A date known to the year leaves
  /// the days of that year open.
  static func certainty(of spans: [Membership.Span], _ when: Derivation.When, question: Period) -> Certainty {
    var result = Certainty.no
    for span in merged(spans) {
      let one: Certainty =
        switch when {
        case .atQuestion: holds(span, throughout: question)
        case .on(let period): holds(span, throughout: period)
        case .joined(let period): begins(span, within: period)
        }
      if one == .yes { return .yes }
      if one == .perhaps { result = .perhaps }
    }
    return result
  }

  /// Whether a member belongs to a group throughout a period, which may be a day.
  public static func isMember(_ membership: Membership, throughout period: Period) -> Certainty {
    certainty(of: membership.timeline, .on(period), question: period)
  }

  private static func holds(_ span: Membership.Span, throughout period: Period) -> Certainty {
    if span.from.last <= period.first, span.to.map({ $0.first > period.last }) ?? true { return .yes }
    let couldHaveBegun = span.from.first <= period.first
    let couldLast = span.to.map { $0.last > period.last } ?? true
    return couldHaveBegun && couldLast ? .perhaps : .no
  }

  private static func begins(_ span: Membership.Span, within period: Period) -> Certainty {
    if period.contains(span.from.period) { return .yes }
    return span.from.first <= period.last && span.from.last >= period.first ? .perhaps : .no
  }

  /// Spans that follow each other on the same date, as after a change of category, count as one.
  private static func merged(_ spans: [Membership.Span]) -> [Membership.Span] {
    var merged: [Membership.Span] = []
    for span in spans {
      if let last = merged.last, let end = last.to, end == span.from {
        merged[merged.count - 1] = Membership.Span(from: last.from, to: span.to, category: nil)
      } else {
        merged.append(span)
      }
    }
    return merged
  }
}
