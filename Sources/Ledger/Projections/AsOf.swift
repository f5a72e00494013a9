/// What a question may see: which events, and on which date things have to be in force.
///
/// - `position` and `published` choose what was known: the events up to a place in the log, and of these the ones known
///   by an instant of publication. Under `published` a later-known event counts as the later version, even if it was
///   recorded first.
/// - `release` leaves out measurements that may not be told by then.
/// - `on` is valid time: it selects the target revision, the node and the membership in force.
///
/// An instant of recorded time is settled by the store, which knows the position that it comes to.
public struct AsOf: Hashable, Sendable {
  /// The last position that is seen; nil for all that there is.
  public var position: Int?

  /// The instant by which events must have been known; nil for all of them.
  public var published: Instant?

  /// The instant at which an answer is given to the public; nil for an answer inside the house.
  public var release: Instant?

  /// The date, or a period, on which things have to be in force.
  public var on: Period

  /// What a question may see.
  public init(position: Int? = nil, published: Instant? = nil, release: Instant? = nil, on: Period) {
    self.position = position
    self.published = published
    self.release = release
    self.on = on
  }

  /// What a question may see, with things in force on a day.
  public init(position: Int? = nil, published: Instant? = nil, release: Instant? = nil, on: CalendarDate) {
    self.init(position: position, published: published, release: release, on: .day(on))
  }
}

extension AsOf {
  /// What becomes of an event.
  enum Admission {
    /// It is seen, and ranks among the events about its subject.
    case seen(Rank)

    /// It is later than the bound, or became known later.
    case later

    /// It may not be told yet.
    case embargoed
  }

  /// Whether an event is seen, and how it ranks.
  func admit(_ event: Event) -> Admission {
    if let position, event.position > position { return .later }
    if let release, let embargo = event.embargo, embargo > release { return .embargoed }
    guard let published else { return .seen(Rank(knownSince: .min, position: event.position)) }
    let knownSince = event.knownSince?.microseconds ?? .min
    return knownSince > published.microseconds ? .later : .seen(Rank(knownSince: knownSince, position: event.position))
  }

  /// The same for an event that cannot be read; it counts as known from when it was recorded.
  func admit(_ unreadable: Unreadable, recordedAt: Instant) -> Admission {
    if let position, unreadable.position > position { return .later }
    guard let published else { return .seen(Rank(knownSince: .min, position: unreadable.position)) }
    return recordedAt > published
      ? .later : .seen(Rank(knownSince: recordedAt.microseconds, position: unreadable.position))
  }
}

/// The place of an event among those about one subject: the greatest is the state.
struct Rank: Hashable, Comparable, Sendable {
  /// Microseconds since 1970; the least number where events rank by position alone.
  let knownSince: Int64
  let position: Int

  static func < (one: Rank, other: Rank) -> Bool {
    (one.knownSince, one.position) < (other.knownSince, other.position)
  }
}
