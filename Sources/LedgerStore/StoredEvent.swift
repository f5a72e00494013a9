public import PostgreSQL

/// One event as the log keeps it: `data` and `basis` byte for byte.
public struct StoredEvent: Sendable, Equatable {
  /// The event's place in the ledger.
  public let position: Int64
  /// The id of the append it came with.
  public let append: UUIDValue
  /// When the append was recorded.
  public let recordedAt: TimestampTZ
  /// The login that recorded it.
  public let recordedBy: String
  /// The ledger's origin at the time.
  public let origin: String
  /// What it is, with the version of its data.
  public let kind: String
  /// What it is about.
  public let subject: String
  /// Which event of its subject it is, from 1.
  public let version: Int
  /// The fact.
  public let data: String
  /// Where the fact came from.
  public let basis: String
}

extension StoredEvent {
  init(_ row: borrowing Row) throws {
    position = try row.value(0, as: Int64.self)
    append = try row.value(1, as: UUIDValue.self)
    recordedAt = try row.value(2, as: TimestampTZ.self)
    recordedBy = try row.value(3, as: String.self)
    origin = try row.value(4, as: String.self)
    kind = try row.value(5, as: String.self)
    subject = try row.value(6, as: String.self)
    version = Int(try row.value(7, as: Int32.self))
    data = try row.value(8, as: String.self)
    basis = try row.value(9, as: String.self)
  }
}

/// The current state of a subject, as a recorder may see it.
public struct CurrentState: Sendable, Equatable {
  /// What it is about.
  public let subject: String
  /// The version to expect when appending the next.
  public let version: Int
  /// The position of the event.
  public let position: Int64
  /// The event's kind.
  public let kind: String
  /// The fact.
  public let data: String
  /// Where the fact came from.
  public let basis: String
}

/// An event to append, and the version its subject is expected to be at: 0 for a new one.
public struct ExpectedEvent: Sendable, Equatable {
  /// The event's kind.
  public var kind: String
  /// What it is about.
  public var subject: String
  /// The subject's version before it.
  public var expected: Int
  /// The fact, canonical.
  public var data: String
  /// Where it came from, canonical.
  public var basis: String

  /// Describes an event to append.
  public init(kind: String, subject: String, expected: Int, data: String, basis: String) {
    self.kind = kind
    self.subject = subject
    self.expected = expected
    self.data = data
    self.basis = basis
  }
}
