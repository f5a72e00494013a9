public import Cryptography
public import PostgreSQL

/// What identifies one append: who repeats it gets the first answer and writes nothing.
public struct AppendRequest: Sendable {
  /// The append's id, one a command (UUIDv7).
  public let id: UUIDValue
  /// SHA-256 of what the client says: never of positions, versions or times.
  public let hash: Digest
  /// The client's clock, which the server's must be near; nil trusts the server's.
  public let clientTime: TimestampTZ?

  /// Describes an append.
  public init(id: UUIDValue, hash: Digest, clientTime: TimestampTZ?) {
    self.id = id
    self.hash = hash
    self.clientTime = clientTime
  }
}

/// The log's answer to an append.
public struct Receipt: Sendable, Equatable {
  /// The append's id.
  public let id: UUIDValue
  /// Whether this is the answer to an earlier call with the same id.
  public let isReplay: Bool
  /// The number of the append, from 1 and without gaps.
  public let number: Int64
  /// The first event's position.
  public let firstPosition: Int64
  /// The last event's position.
  public let lastPosition: Int64
  /// When it was recorded, by the server's clock.
  public let recordedAt: TimestampTZ
  /// The login that recorded it.
  public let recordedBy: String
  /// The ledger's origin.
  public let origin: String
  /// What the server warned of when it committed: the append is on this server, and may not be on its standbys.
  public internal(set) var warning: String?

  /// The number of events.
  public var count: Int64 { lastPosition - firstPosition + 1 }
}

extension Receipt {
  /// Reads an answer of the append functions; nil where nothing was left to append.
  init?(_ rows: borrowing Rows, id: UUIDValue) throws {
    guard rows.count == 1 else { throw PostgreSQLError.rowCount(expected: 1, found: rows.count) }
    guard let last = try rows.value(0, 3, as: Int64?.self) else { return nil }
    self.id = id
    isReplay = try rows.value(0, 0, as: Bool.self)
    number = try rows.value(0, 1, as: Int64.self)
    firstPosition = try rows.value(0, 2, as: Int64.self)
    lastPosition = last
    recordedAt = try rows.value(0, 4, as: TimestampTZ.self)
    recordedBy = try rows.value(0, 5, as: String.self)
    origin = try rows.value(0, 6, as: String.self)
  }
}
