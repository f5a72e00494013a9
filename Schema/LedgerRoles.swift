/// The five roles of one ledger in one database.
///
/// Nobody logs in as one of them.
///
/// Role names are shared by all databases of a server, so they carry the database's name and the ledger's.
public struct LedgerRoles: Hashable, Sendable {
  private let prefix: String

  /// Owns the schema and runs the append functions.
  ///
  /// No login is ever a member.
  public var owner: String { prefix + "owner" }
  /// Appends through functions and reads codes and current states; nothing else.
  public var recorder: String { prefix + "recorder" }
  /// Reads the log and settles instants.
  public var reader: String { prefix + "reader" }
  /// Reads the log to verify it.
  public var auditor: String { prefix + "auditor" }
  /// Owns saved projections.
  public var projector: String { prefix + "projector" }

  /// All five, for those who look at each.
  public var all: [String] { named.map(\.role) }

  /// All five, each with what it is called within its ledger.
  public var named: [(name: String, role: String)] {
    ["owner", "recorder", "reader", "auditor", "projector"].map { ($0, prefix + $0) }
  }

  /// Names the roles of a ledger.
  ///
  /// - Throws: `SchemaError.roleNameTooLong` where PostgreSQL would cut a name off, at 63 bytes.
  public init(ledger: LedgerName, database: String) throws(SchemaError) {
    prefix = "\(database).\(ledger.text)."
    let longest = prefix + "projector"
    guard longest.utf8.count <= 63 else { throw .roleNameTooLong(longest) }
  }
}
