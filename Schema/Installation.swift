internal import Cryptography
public import PostgreSQL

/// Makes and migrates one ledger in one database, over a connection that may do so.
///
/// Migrations go forward only, one ledger a transaction, under the ledger's gate, so no append runs beside them.
public struct Installation: Sendable {
  /// The ledger's name.
  public let ledger: LedgerName
  /// The database's name.
  public let database: String
  /// The ledger's roles.
  public let roles: LedgerRoles
  private let template: SQLTemplate

  /// Prepares to make or migrate a ledger.
  ///
  /// - Throws: `SchemaError.roleNameTooLong`.
  public init(ledger: LedgerName, database: String) throws(SchemaError) {
    self.ledger = ledger
    self.database = database
    roles = try LedgerRoles(ledger: ledger, database: database)
    template = SQLTemplate(ledger: ledger, database: database, roles: roles)
  }

  /// The SQL that makes the roles and the database's grants, for a database administrator to read or run.
  public var rolesSQL: String { template.fill(PackageResources.roles_sql) }

  /// Makes the roles that are missing and repeats the database's grants.
  ///
  /// A ledger that is there and belongs to others, as after a copy of the database, gets these roles.
  /// - Throws: `PostgreSQLError.server` where the login may not do this.
  public func makeRoles(_ connection: inout Connection) throws {
    try connection.transaction { connection in
      try connection.executeScript(rolesSQL)
      let isForeign = try connection.value(
        """
        SELECT pg_catalog.pg_get_userbyid(n.nspowner) <> \(roles.owner)
        FROM pg_catalog.pg_namespace n WHERE n.nspname = \(ledger.text)
        """, as: Bool?.self)
      if isForeign == true, try isThere(&connection) {
        try connection.executeScript(template.fill(PackageResources.adopt_sql))
        try connection.executeScript(template.fill(PackageResources.privileges_sql))
      }
    }
  }

  /// Gives a login a role of the ledger; makes the login if there is none.
  ///
  /// - Throws: `PostgreSQLError.server`.
  public func admit(_ login: String, to granted: [String], _ connection: inout Connection) throws {
    let exists = try connection.value(
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = \(login))", as: Bool.self)
    if !exists { try connection.execute("CREATE ROLE \(identifier: login) LOGIN") }
    for role in granted { try connection.execute("GRANT \(identifier: role) TO \(identifier: login)") }
  }

  /// Whether the ledger's schema is there; needs no right in it.
  ///
  /// - Throws: `PostgreSQLError`.
  public func isThere(_ connection: inout Connection) throws -> Bool {
    try connection.value(
      """
      SELECT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = \(ledger.text) AND c.relname = 'migrations')
      """, as: Bool.self)
  }

  /// The migrations that a ledger has had, in order; nil if there is no ledger.
  ///
  /// - Throws: `SchemaError.notALedger` where a schema of that name holds something else; `PostgreSQLError`.
  public func applied(_ connection: inout Connection) throws -> [AppliedMigration]? {
    let schema = try connection.value(
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = \(ledger.text))", as: Bool.self)
    guard schema else { return nil }
    guard try isThere(&connection) else { throw SchemaError.notALedger(ledger) }
    return try connection.query(
      "SELECT version, name, sha256 FROM \(identifier: ledger.text).migrations ORDER BY version"
    ).map { row in
      AppliedMigration(
        version: try row.value(0, as: Int32.self), name: try row.value(1, as: String.self),
        sha256: try row.value(2, as: [UInt8].self))
    }
  }

  /// What was done by ``migrate(_:to:program:lockTimeout:record:)``.
  public enum Outcome: Sendable, Equatable {
    /// The ledger was made.
    case made
    /// These migrations were applied.
    case migrated([String])
    /// There was nothing to do.
    case current
  }

  /// Makes the ledger, or applies the migrations that it has not had; then repeats the grants.
  ///
  /// - Parameters:
  ///   - migrations: All migrations there are, in order.
  ///   - program: What this program calls itself, kept with each migration.
  ///   - lockTimeout: How long to wait for a lock: whoever appends waits behind a migration that waits.
  ///   - record: Called in the same transaction, as the owner and after at least one migration, to append
  ///     `ledger.opened` or `schema.changed`.
  /// - Throws: `SchemaError.changedMigration`, `.newerLedger`, `.notALedger`; `PostgreSQLError`; what `record` throws.
  public func migrate(
    _ connection: inout Connection, to migrations: [Migration] = Migration.released, program: String,
    lockTimeout: Duration = .seconds(10), record: (_ connection: inout Connection, _ isNew: Bool) throws -> Void
  ) throws -> Outcome {
    if let applied = try applied(&connection) {
      guard try !pending(of: migrations, after: applied).isEmpty else { return .current }
    } else if let made = try make(&connection, migrations, program, lockTimeout, record) {
      return made
    }
    return try connection.transaction { connection in
      try beginChange(&connection, lockTimeout)
      try connection.executeScript(
        template.fill(Array("LOCK TABLE {{ledger}}.gate IN SHARE ROW EXCLUSIVE MODE".utf8)))
      // Somebody else may have migrated it meanwhile.
      let pending = try pending(of: migrations, after: applied(&connection) ?? [])
      guard !pending.isEmpty else { return .current }
      try apply(pending, program, &connection)
      try record(&connection, false)
      return .migrated(pending.map(\.name))
    }
  }

  /// Makes the ledger; nil if somebody else made it at the same time.
  private func make(
    _ connection: inout Connection, _ migrations: [Migration], _ program: String, _ lockTimeout: Duration,
    _ record: (_ connection: inout Connection, _ isNew: Bool) throws -> Void
  ) throws -> Outcome? {
    do {
      return try connection.transaction { connection in
        try beginChange(&connection, lockTimeout)
        do {
          try connection.execute("CREATE SCHEMA \(identifier: ledger.text)")
        } catch let error as PostgreSQLError where ["23505", "42P06"].contains(error.sqlState ?? "") {
          throw SchemaExists()
        }
        try apply(migrations, program, &connection)
        try record(&connection, true)
        return .made
      }
    } catch is SchemaExists {
      return nil
    }
  }

  private struct SchemaExists: Error {}

  /// Becomes the owner for the rest of the transaction, so that nothing has more rights than it needs.
  private func beginChange(_ connection: inout Connection, _ lockTimeout: Duration) throws {
    let (seconds, attoseconds) = lockTimeout.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    _ = try connection.query("SELECT pg_catalog.set_config('lock_timeout', \("\(milliseconds)ms"), true)")
    try connection.execute("SET LOCAL ROLE \(identifier: roles.owner)")
  }

  private func apply(_ migrations: [Migration], _ program: String, _ connection: inout Connection) throws {
    for migration in migrations {
      try connection.executeScript(template.fill(migration.sql))
      try connection.execute(
        """
        INSERT INTO \(identifier: ledger.text).migrations (version, name, sha256, program)
        VALUES (\(migration.version), \(migration.name), \(migration.sha256.bytes), \(program))
        """)
    }
    try connection.executeScript(template.fill(PackageResources.privileges_sql))
  }

  /// Checks that this program can use the ledger as it is.
  ///
  /// - Throws: `SchemaError.noLedger`, `.changedMigration`, `.newerLedger`, `.olderLedger`.
  public func requireCurrent(_ applied: [AppliedMigration]?) throws {
    guard let applied else { throw SchemaError.noLedger(ledger) }
    let pending = try pending(of: Migration.released, after: applied)
    if !pending.isEmpty {
      throw SchemaError.olderLedger(
        found: applied.last?.version ?? 0, known: Migration.released.last?.version ?? 0)
    }
  }

  private func pending(of migrations: [Migration], after applied: [AppliedMigration]) throws -> [Migration] {
    if applied.count > migrations.count {
      throw SchemaError.newerLedger(
        found: applied.last?.version ?? 0, known: migrations.last?.version ?? 0)
    }
    for (had, known) in zip(applied, migrations)
    where had.version != known.version || had.name != known.name || had.sha256 != known.sha256.bytes {
      throw SchemaError.changedMigration(name: had.name)
    }
    return Array(migrations[applied.count...])
  }
}

/// A migration that a ledger has had.
public struct AppliedMigration: Sendable, Equatable {
  /// The number of the step, from 1 and without gaps.
  public let version: Int32
  /// The file's name.
  public let name: String
  /// SHA-256 of the file's bytes.
  public let sha256: [UInt8]
}
