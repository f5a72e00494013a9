/// The events about one subject that a question may see, in the order in which they count.
public struct History: Sendable {
  /// What they are about.
  public let subject: Subject

  /// The events, the one that counts last.
  public private(set) var versions: [Version] = []

  private var ranks: [Rank] = []

  init(subject: Subject) { self.subject = subject }

  /// An event about a subject.
  public enum Version: Hashable, Sendable {
    /// One that could be read.
    case event(Event)

    /// One whose entry is not canonical.
    case broken(Unreadable)
  }

  mutating func insert(_ version: Version, _ rank: Rank) {
    var index = ranks.count
    while index > 0, ranks[index - 1] > rank { index -= 1 }
    ranks.insert(rank, at: index)
    versions.insert(version, at: index)
  }

  /// The history up to one of its versions, as it stood before the others counted.
  func first(_ count: Int) -> History {
    var history = self
    history.versions.removeSubrange(count...)
    history.ranks.removeSubrange(count...)
    return history
  }

  /// From when each version was known, in microseconds since 1970, where the as-of is one of publication.
  var knownSince: [Int64] { ranks.map(\.knownSince) }

  /// The events that could be read.
  public var events: [Event] { versions.compactMap { if case .event(let event) = $0 { event } else { nil } } }

  /// The state: the last version, read as what it means.
  ///
  /// A version of an unknown kind leaves the subject unreadable for good, because nobody can say what later versions
  /// keep of it. One that is malformed does so until the whole state is written again.
  func current<F: Fact>(_ type: F.Type = F.self) -> Current<F> {
    for case .event(let event) in versions {
      if let unreadable = Unreadable(unknown: event) { return .unreadable(unreadable) }
    }
    switch versions.last {
    case nil: return .none
    case .broken(let unreadable): return .unreadable(unreadable)
    case .event(let event): return Current(event)
    }
  }
}

/// The state of a subject.
public enum Current<Value: Sendable>: Sendable {
  /// Nothing was recorded.
  case none

  /// A state, and the event that holds it.
  case value(Value, Event)

  /// The state was taken back by an event.
  case withdrawn(Event)

  /// The state cannot be read.
  case unreadable(Unreadable)
}

extension Current where Value: Fact {
  /// What one event says of its subject.
  public init(_ event: Event) {
    if let unreadable = Unreadable(unknown: event) {
      self = .unreadable(unreadable)
      return
    }
    do throws(Refusal) {
      self = try event.checkedFact(Value.self).map { .value($0, event) } ?? .withdrawn(event)
    } catch {
      self = .unreadable(Unreadable(event, "\(error)"))
    }
  }
}

extension Current {
  /// The state, if there is one.
  public var value: Value? { if case .value(let value, _) = self { value } else { nil } }

  /// The event that holds the state or takes it back.
  public var event: Event? {
    switch self {
    case .value(_, let event), .withdrawn(let event): event
    case .none, .unreadable: nil
    }
  }
}

extension Event {
  /// The fact, or nil if the event takes the subject back; a withdrawal that says anything else is refused.
  func checkedFact<F: Fact>(_ type: F.Type) throws(Refusal) -> F? {
    guard kind != .measurementWithdrawn || isWithdrawn else {
      throw Refusal(.contradiction, "a withdrawal says more than that")
    }
    return try fact(type)
  }
}

extension Unreadable {
  /// An event that cannot be read.
  init(_ event: Event, _ reason: String) {
    self.init(subject: event.subject, position: event.position, login: event.recordedBy, reason: reason)
  }

  /// An event of a kind that this program does not know.
  init?(unknown event: Event) {
    guard !event.kind.isKnown else { return nil }
    self.init(event, "the kind \(event.kind) is not known to this program")
  }
}
