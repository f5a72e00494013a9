internal import LedgerSchema
public import PostgreSQL

/// An import that one login has checked and another is to confirm.
public struct Proposal: Sendable {
  /// The id of the proposal, which becomes that of the append.
  public let id: UUIDValue
  /// When it was proposed.
  public let proposedAt: TimestampTZ
  /// The login that proposed it.
  public let proposedBy: String
  /// The last position when the proposer looked.
  public let seen: Int64
  /// What is proposed, as a JSON object.
  public let text: String
  /// When it was confirmed, and the login that did.
  public let confirmed: (at: TimestampTZ, by: String)?
}

extension OpenLedger {
  /// Keeps a proposal under the name of the login.
  ///
  /// - Parameter seen: The last position when the proposer looked.
  /// - Returns: The login.
  /// - Throws: `StoreError.idReused` if the id belongs to another request; `.refused`.
  public mutating func propose(_ id: UUIDValue, seen: Int64, _ text: String) throws -> String {
    try meaning(id) { ledger in
      let rows = try ledger.connection.queryCommitting(
        "SELECT proposed_by FROM \(identifier: ledger.name.text).propose(\(id), \(seen), \(text))")
      return try rows.value(0, 0, as: String.self)
    }
  }

  /// All proposals, the oldest first.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func proposals() throws -> [Proposal] {
    try meaning { ledger in
      try ledger.connection.query("SELECT * FROM \(identifier: ledger.name.text).proposals()").map { row in
        let at = try row.value(5, as: TimestampTZ?.self)
        let by = try row.value(6, as: String?.self)
        return Proposal(
          id: try row.value(0, as: UUIDValue.self), proposedAt: try row.value(1, as: TimestampTZ.self),
          proposedBy: try row.value(2, as: String.self), seen: try row.value(3, as: Int64.self),
          text: try row.value(4, as: String.self), confirmed: at.flatMap { at in by.map { (at: at, by: $0) } })
      }
    }
  }

  /// Refuses the login that made the proposal.
  ///
  /// - Throws: `StoreError.ownProposal`.
  public mutating func refuseOwnProposal(_ id: UUIDValue) throws {
    try meaning { ledger in
      _ = try ledger.connection.query("SELECT \(identifier: ledger.name.text).refuse_own_proposal(\(id))")
    }
  }
}

extension Stage {
  /// A subject of the staged events about which something was recorded after a position; nil where there is none.
  ///
  /// Ask after the comparison: what comes later still is refused by the append.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func changed(since position: Int64, over connection: inout Connection) throws -> String? {
    try connection.value("SELECT \(schema).stage_changed_since(\(position))", as: String?.self)
  }
}
