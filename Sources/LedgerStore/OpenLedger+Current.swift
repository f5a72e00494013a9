internal import LedgerSchema
public import PostgreSQL

/// Where the log ends.
public struct Head: Sendable, Equatable {
  /// The last position.
  public let position: Int64
  /// When the last append was recorded.
  public let recordedAt: TimestampTZ
}

extension OpenLedger {
  /// Where the log ends now.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func head() throws -> Head {
    let rows = try connection.query("SELECT last_position, recorded_at FROM \(identifier: name.text).head()")
    return Head(
      position: try rows.value(0, 0, as: Int64.self), recordedAt: try rows.value(0, 1, as: TimestampTZ.self))
  }

  /// The current states of those of the subjects that are there.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func currentStates(of subjects: [String]) throws -> [CurrentState] {
    try meaning { ledger in
      try Self.states(
        ledger.connection.query("SELECT * FROM \(identifier: ledger.name.text).current_states(\(subjects))"))
    }
  }

  /// The current states of all subjects of a type other than `figure`, for example `indicator`.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func currentStates(ofType type: String) throws -> [CurrentState] {
    try meaning { ledger in
      try Self.states(
        ledger.connection.query("SELECT * FROM \(identifier: ledger.name.text).current_states_of(\(type))"))
    }
  }

  private static func states(_ rows: consuming Rows) throws -> [CurrentState] {
    try rows.map { row in
      CurrentState(
        subject: try row.value(0, as: String.self), version: Int(try row.value(1, as: Int32.self)),
        position: try row.value(2, as: Int64.self), kind: try row.value(3, as: String.self),
        data: try row.value(4, as: String.self), basis: try row.value(5, as: String.self))
    }
  }
}
