internal import Cryptography

/// The histories of some subjects under one as-of: what every projection is made of.
struct Fold: Sendable {
  let asOf: AsOf
  private(set) var histories: [Subject: History] = [:]

  init(asOf: AsOf) { self.asOf = asOf }

  /// What an event did.
  enum Effect {
    /// The first event about its subject that is seen.
    case new
    /// One more about a known subject.
    case another
    /// It is later than the bound.
    case later
    /// It may not be told yet.
    case embargoed
  }

  @discardableResult
  mutating func apply(_ event: Event) -> Effect {
    switch asOf.admit(event) {
    case .seen(let rank): insert(.event(event), rank, event.subject)
    case .later: .later
    case .embargoed: .embargoed
    }
  }

  @discardableResult
  mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) -> Effect {
    guard case .seen(let rank) = asOf.admit(unreadable, recordedAt: recordedAt) else { return .later }
    return insert(.broken(unreadable), rank, unreadable.subject)
  }

  private mutating func insert(_ version: History.Version, _ rank: Rank, _ subject: Subject) -> Effect {
    let isNew = histories[subject] == nil
    histories[subject, default: History(subject: subject)].insert(version, rank)
    return isNew ? .new : .another
  }

  subscript(subject: Subject) -> History? { histories[subject] }

  /// The state of a subject, read as what it means.
  func current<F: Fact>(_ subject: Subject, _ type: F.Type = F.self) -> Current<F> {
    histories[subject]?.current(type) ?? .none
  }

  /// The sum of the hashes of each subject with its state.
  func digest(_ state: (History) -> [[UInt8]] = \.lastState) -> StateDigest {
    var sum = StateDigest()
    var hasher = SHA256()
    for history in histories.values {
      sum.add(history.subject.text.utf8.span, state(history), using: &hasher)
    }
    return sum
  }
}

extension History {
  /// The last version as bytes: its kind and its data.
  var lastState: [[UInt8]] { versions.last.map { $0.state } ?? [] }
}

extension History.Version {
  /// The version as bytes: its kind and its data, or what is wrong with it.
  var state: [[UInt8]] {
    switch self {
    case .event(let event): [Array(event.kind.text.utf8), Array(event.entry.dataBytes)]
    case .broken(let unreadable): [Array(unreadable.description.utf8)]
    }
  }
}
