public import Ledger
public import PostgreSQL

/// One event as the log keeps it: `data` and `basis` byte for byte.
public struct StoredEvent: Sendable, Equatable {
  /// The event's place in the ledger.
  public let position: Int64
  /// The id of the append it came with.
  public let append: UUIDValue
  /// When the append was recorded.
  public let recordedAt: Instant
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
    let stamp = try row.value(2, as: TimestampTZ.self)
    guard let instant = Instant(microseconds: stamp.microsecondsSinceUnixEpoch) else {
      throw PostgreSQLError.decoding(column: "recorded_at", row: row.index, type: "Instant", reason: .outOfRange)
    }
    recordedAt = instant
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

extension CurrentState {
  /// The state that an event leaves once it is appended; its position is not known before.
  public init(_ event: ExpectedEvent, position: Int64) {
    self.init(
      subject: event.subject, version: event.expected + 1, position: position, kind: event.kind, data: event.data,
      basis: event.basis)
  }
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

extension StoredEvent {
  /// The event's canonical line, whatever its parts hold: what is hashed and replayed.
  public var entry: [UInt8] {
    Entry.line(envelope, kind: kind.utf8.span, subject: subject.utf8.span, data: data.utf8.span, basis: basis.utf8.span)
  }

  /// The event as the domain knows it.
  ///
  /// - Throws: `Refusal` where the entry is malformed: it is still hashed, and quarantined from every answer.
  public func event() throws(Refusal) -> Event { try Event(decoding: entry) }

  /// Hands over the event, or what makes its subject unreadable where the entry is malformed.
  ///
  /// A subject that cannot be written is no figure, target or code that anybody can ask about: whoever appends one by hand
  /// must not stop every answer. It is left aside here, and the check of the whole log names its position.
  func read(_ event: (Event) -> Void, unreadable: (Unreadable) -> Void) {
    do throws(Refusal) {
      event(try self.event())
    } catch {
      guard let subject = try? Subject(subject) else { return }
      unreadable(
        Unreadable(subject: subject, position: Int(position), login: recordedBy, reason: error.reason))
    }
  }

  private var envelope: Entry.Envelope {
    Entry.Envelope(
      append: AppendID(high: append.high, low: append.low),
      recordedAt: recordedAt, recordedBy: recordedBy,
      origin: origin, position: Int(position), version: version)
  }
}

extension ExpectedEvent {
  /// A draft, and the version its subject is expected to be at.
  public init(_ draft: Draft, expected: Int) {
    self.init(
      kind: draft.kind.text, subject: draft.subject.text, expected: expected,
      data: String(decoding: draft.data, as: UTF8.self), basis: String(decoding: draft.basis, as: UTF8.self))
  }
}
