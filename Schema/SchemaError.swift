/// Why a ledger's schema cannot be made, changed or used.
public enum SchemaError: Error, Hashable, Sendable {
  /// The text is not a ledger's name.
  case invalidLedgerName(String)
  /// PostgreSQL would cut this role name off.
  case roleNameTooLong(String)
  /// There is no such ledger in the database.
  case noLedger(LedgerName)
  /// A migration that the ledger has had is not the file that this program carries under that name.
  case changedMigration(name: String)
  /// The ledger is newer than this program.
  case newerLedger(found: Int32, known: Int32)
  /// The ledger is older than this program.
  case olderLedger(found: Int32, known: Int32)
  /// A schema of this name exists and holds something else.
  case notALedger(LedgerName)
}

extension SchemaError: CustomStringConvertible {
  /// The text for people.
  public var description: String {
    switch self {
    case .invalidLedgerName(let text):
      "\"\(text)\" is not a ledger name: use 1 to 30 lower-case letters, digits and _, a letter first"
    case .roleNameTooLong(let name):
      "the role \"\(name)\" would be longer than PostgreSQL's 63 bytes: use a shorter database or ledger name"
    case .noLedger(let name):
      "there is no ledger \"\(name)\" in this database: make it with tally init"
    case .changedMigration(let name):
      "the migration \(name) is not the one this ledger has had: use the program that made the ledger, or a newer one"
    case .newerLedger(let found, let known):
      "this ledger's schema is version \(found), this program knows \(known): use a newer tally"
    case .olderLedger(let found, let known):
      "this ledger's schema is version \(found), this program needs \(known): run tally init to migrate it"
    case .notALedger(let name):
      "the schema \"\(name)\" exists and is not a ledger: choose another --ledger name"
    }
  }
}
