internal import CommandLineParsing
internal import LedgerSchema
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// Which server and which ledger a command is about.
struct DatabaseOptions: Sendable {
  var database: String?
  var ledger: String?

  /// The options every command has that touches a ledger.
  static let group = Group("WHICH LEDGER") {
    Option(
      "--database", of: String.self, placeholder: "CONNECTION",
      "A libpq connection string or URI. Without it: $TALLY_DATABASE, else your private PostgreSQL.")
    Option(
      "--ledger", of: String.self, placeholder: "NAME", completing: LedgerWord.ledger.completion,
      "The ledger's name. Without it: $TALLY_LEDGER, else tally.")
  } value: { database, ledger in
    DatabaseOptions(database: database, ledger: ledger)
  }

  /// The ledger's name.
  func ledgerName(_ host: Host) throws -> LedgerName {
    try LedgerName(ledger ?? host.environment["TALLY_LEDGER"] ?? "tally")
  }

  /// The connection string that the user gave, if any.
  func givenConnection(_ host: Host) throws -> String? {
    guard let text = database ?? host.environment["TALLY_DATABASE"], !text.isEmpty else { return nil }
    // A password among the arguments is in every process list (CWE-214).
    if database != nil, ConnectionSettings(text).holdsPassword {
      throw InputRefused(
        "--database must not hold a password, which every user of this machine could read: "
          + "use a pgpass file, a service file or $TALLY_DATABASE")
    }
    return text
  }

  /// The database that a private cluster's ledgers live in.
  static let privateDatabase = "tally"

  /// Settings to connect as the present user.
  func settings(_ host: Host) throws -> ConnectionSettings {
    if let given = try givenConnection(host) { return ConnectionSettings(given, applicationName: "tally") }
    let cluster = PrivateCluster(environment: host.environment, user: host.user)
    guard cluster.exists else { throw SchemaError.noLedger(try ledgerName(host)) }
    try cluster.ensureRunning { host.note($0) }
    return ConnectionSettings(
      cluster.connectionString(user: cluster.login, database: Self.privateDatabase), applicationName: "tally")
  }

  /// Opens the ledger.
  func open(_ host: Host) throws -> OpenLedger {
    try OpenLedger(settings(host), name: ledgerName(host), interruption: host.interruption)
  }
}
