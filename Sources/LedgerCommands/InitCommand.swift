internal import CommandLineParsing
internal import Cryptography
internal import LedgerSchema
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// `tally init`: makes a ledger, or brings its schema up to this program's.
enum InitCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "init", "Makes a ledger, or migrates it to this program's schema.",
      discussion: """
        Without --database it makes your private PostgreSQL cluster on first use, starts it, and gives your login the \
        ledger's recorder, reader and projector roles. On another server it needs a login that may make roles and \
        schemas; what it may not do there, --print-sql shows for the administrator.

        Running it again changes nothing. The origin is part of every entry and stays for ever.
        """,
      examples: [
        Example("tally init", "Make the ledger \"tally\" in your private cluster."),
        Example("tally init --ledger council", "Make another one beside it."),
        Example("tally init --database service=itu --roles-only", "Make only the roles, before a restore."),
      ]
    ) {
      Option("--origin", of: String.self, "Which ledger this is, for ever. Without it: its name and 128 random bits.")
      Flag("--roles-only", "Make the roles and the database's grants, nothing else.")
      Flag("--fork", "This is a copy: give it an origin of its own, recorded as ledger.restored.")
      Flag("--print-sql", "Print the SQL of the roles and grants for an administrator; do nothing.")
      DatabaseOptions.group
    } run: { origin, rolesOnly, fork, printSQL, database in
      try run(host, origin, rolesOnly, fork, printSQL, database)
    }
  }

  private static func run(
    _ host: Host, _ origin: String?, _ rolesOnly: Bool, _ fork: Bool, _ printSQL: Bool, _ database: DatabaseOptions
  ) throws {
    let name = try database.ledgerName(host)
    if printSQL {
      let installation = try Installation(
        ledger: name, database: database.givenConnection(host) == nil ? DatabaseOptions.privateDatabase : "DATABASE")
      return try host.output.write(installation.rolesSQL)
    }
    var connection = try administrator(host, database)
    let current = try connection.value("SELECT pg_catalog.current_database()::text", as: String.self)
    let installation = try Installation(ledger: name, database: current)
    try Founding.requireSuitableServer(&connection, for: installation)
    try installation.makeRoles(&connection)
    if rolesOnly { return try host.say("Made the roles of ledger \(name) in database \(current).") }
    let founding = Founding(installation, program: Tally.nameAndVersion)
    let isPrivate = try database.givenConnection(host) == nil
    if fork {
      let receipt = try founding.fork(
        &connection, origin: try origin ?? newOrigin(name), request: newRequest("fork", host))
      return try host.say("Ledger \(name) is now \(receipt.origin), from position \(receipt.firstPosition) on.")
    }
    let outcome = try founding.migrate(
      &connection, origin: try origin ?? newOrigin(name), request: newRequest("init", host))
    if isPrivate {
      let roles = installation.roles
      try installation.admit(host.user.name, to: [roles.recorder, roles.reader, roles.projector], &connection)
    }
    try report(outcome, name, current, host)
  }

  private static func report(
    _ outcome: Installation.Outcome, _ name: LedgerName, _ database: String, _ host: Host
  ) throws {
    switch outcome {
    case .made: try host.say("Made ledger \(name) in database \(database).")
    case .migrated(let names): try host.say("Migrated ledger \(name): \(names.joined(separator: ", ")).")
    case .current: try host.say("Ledger \(name) is there already; nothing to do.")
    }
  }

  /// Connects as the one who may make roles: the private cluster's superuser, or the login that was given.
  private static func administrator(_ host: Host, _ database: DatabaseOptions) throws -> Connection {
    if let given = try database.givenConnection(host) {
      return try Connection(ConnectionSettings(given, applicationName: "tally init"))
    }
    let cluster = PrivateCluster(environment: host.environment, user: host.user)
    try cluster.ensureRunning { host.note($0) }
    func connect(to name: String) throws -> Connection {
      let text = cluster.connectionString(user: PrivateCluster.superuser, database: name)
      return try Connection(ConnectionSettings(text, applicationName: "tally init"))
    }
    var maintenance = try connect(to: "postgres")
    let name = DatabaseOptions.privateDatabase
    let exists = try maintenance.value(
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = \(name))", as: Bool.self)
    if !exists {
      try maintenance.execute("CREATE DATABASE \(identifier: name) TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    }
    return try connect(to: name)
  }

  private static func newOrigin(_ name: LedgerName) throws -> String {
    "\(name)/\(hexadecimal(try SecureRandom.bytes(count: 16)))"
  }

  private static func newRequest(_ what: String, _ host: Host) throws -> AppendRequest {
    AppendRequest(
      id: try newAppendID(), hash: SHA256.hash(Array(what.utf8)),
      clientTime: TimestampTZ(microsecondsSinceUnixEpoch: host.clock()))
  }
}

/// A new id for an append.
func newAppendID() throws -> UUIDValue {
  guard let id = UUIDValue(try UUIDv7.generate().description) else {
    preconditionFailure("a UUIDv7 is written as a UUID")
  }
  return id
}
