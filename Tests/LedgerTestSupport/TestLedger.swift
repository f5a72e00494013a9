internal import Cryptography
public import LedgerSchema
public import LedgerStore
internal import OperatingSystem
public import PostgreSQL
internal import Synchronization

/// A ledger for one test, with a login for each role.
///
/// All ledgers that do not ask for a database of their own lie beside each other in one.
public final class TestLedger: Sendable {
  /// Who connects.
  public enum Login: String, CaseIterable, Sendable {
    /// May append.
    case recorder
    /// May read the log.
    case reader
    /// May read the log to verify it.
    case auditor
    /// Owns projections.
    case projector
    /// May append, read and save projections, as the user of a private cluster.
    case officer
    /// May nothing.
    case nobody
    /// The superuser.
    case postgres
  }

  /// The database it is in.
  public let database: TestDatabase
  /// Its name, which is the name of its schema.
  public let name: LedgerName
  /// Which ledger this is.
  public let origin: String
  /// What made it.
  public let installation: Installation

  private static let sharedDatabase = Result { try TestDatabase() }
  /// Roles and the grants of a database are changed by one at a time: PostgreSQL has no lock for them.
  private static let turn = Mutex<Void>(())

  /// Makes a ledger; without a database in the one that all share.
  public init(
    in database: TestDatabase? = nil, name: String? = nil, origin: String = "test.example/tally",
    migrations: [Migration] = Migration.released
  ) throws {
    self.database = try database ?? Self.sharedDatabase.get()
    self.name = try LedgerName(name ?? "t" + String(UInt64.random(in: .min ... .max), radix: 36))
    self.origin = origin
    installation = try Installation(ledger: self.name, database: self.database.name)
    try makeRoles()
    var connection = try connect(as: .postgres)
    _ = try founding.migrate(&connection, origin: origin, to: migrations, request: Self.request("init"))
  }

  /// A ledger that is there already, as after a restore, whose roles were made with ``makeRoles(of:in:)``.
  public init(restored name: LedgerName, in database: TestDatabase, origin: String) throws {
    self.database = database
    self.name = name
    self.origin = origin
    installation = try Installation(ledger: name, database: database.name)
  }

  /// Makes the roles of a ledger, and the logins, before there is a ledger.
  public static func makeRoles(of name: LedgerName, in database: TestDatabase) throws {
    try TestLedger(restored: name, in: database, origin: "").makeRoles()
  }

  /// What makes, migrates and forks it.
  public var founding: Founding { Founding(installation, program: "tests") }

  /// Its roles.
  public var roles: LedgerRoles { installation.roles }

  /// The name as a part of a statement.
  public var schema: SQL { "\(identifier: name.text)" }

  private func makeRoles() throws {
    try Self.turn.withLock { _ in
      var connection = try connect(as: .postgres)
      try installation.makeRoles(&connection)
      let granted: [(Login, [String])] = [
        (.recorder, [roles.recorder]), (.reader, [roles.reader]), (.auditor, [roles.auditor]),
        (.projector, [roles.projector]), (.officer, [roles.recorder, roles.reader, roles.projector]), (.nobody, []),
      ]
      for (login, roles) in granted { try installation.admit(login.rawValue, to: roles, &connection) }
    }
  }

  /// The settings of a connection.
  public func settings(as login: Login, lockTimeout: Duration = .seconds(30)) -> ConnectionSettings {
    var settings = ConnectionSettings(database.connectionString(user: login.rawValue), applicationName: "tests")
    settings.lockTimeout = lockTimeout
    return settings
  }

  /// Connects as somebody.
  public func connect(as login: Login) throws -> Connection { try Connection(settings(as: login)) }

  /// Opens the ledger as somebody.
  public func open(as login: Login, lockTimeout: Duration = .seconds(30)) throws -> OpenLedger {
    try OpenLedger(settings(as: login, lockTimeout: lockTimeout), name: name)
  }

  /// A request with a new id, made now.
  public static func request(_ saying: String = "a request", id: UUIDValue? = nil) throws -> AppendRequest {
    AppendRequest(
      id: try id ?? newID(), hash: SHA256.hash(Array(saying.utf8)),
      clientTime: TimestampTZ(microsecondsSinceUnixEpoch: WallClock.microsecondsSince1970()))
  }

  /// The statement that appends one event, for a transaction that the test keeps open.
  public func append(_ event: ExpectedEvent, _ request: AppendRequest) -> SQL {
    """
    SELECT * FROM \(schema).append_event(\(request.id), \(request.hash.bytes), \(request.clientTime), \(event.kind), \
    \(event.subject), \(Int32(clamping: event.expected)), \(event.data), \(event.basis))
    """
  }

  private static func newID() throws -> UUIDValue {
    guard let id = UUIDValue(try UUIDv7.generate().description) else {
      preconditionFailure("a UUIDv7 is written as a UUID")
    }
    return id
  }

  /// Every entry of the ledger, in order, as the server writes it.
  public func entries() throws -> [String] {
    var connection = try connect(as: .auditor)
    return try connection.query("SELECT entry FROM \(schema).entries ORDER BY position").map { row in
      try row.value(0, as: String.self)
    }
  }

  /// What is wrong with the log: gaps, versions out of order, times that do not rise.
  public func faults() throws -> [String] {
    var connection = try connect(as: .auditor)
    return try connection.query(
      """
      SELECT 'position ' || position || ' stands at ' || place FROM (
        SELECT position, row_number() OVER (ORDER BY position) AS place FROM \(schema).events) p WHERE position <> place
      UNION ALL
      SELECT subject || ' has version ' || version || ' at place ' || place FROM (
        SELECT subject, version, row_number() OVER (PARTITION BY subject ORDER BY position) AS place
        FROM \(schema).events) v WHERE version <> place
      UNION ALL
      SELECT 'append ' || number || ' begins at ' || first_position || ', after ' || before || ', ' || earlier FROM (
        SELECT number, first_position, last_position, recorded_at,
          coalesce(lag(last_position) OVER (ORDER BY number), 0) AS before,
          coalesce(lag(recorded_at) OVER (ORDER BY number), '-infinity') AS earlier,
          row_number() OVER (ORDER BY number) AS place
        FROM \(schema).appends) a
      WHERE first_position <> before + 1 OR recorded_at <= earlier OR number <> place
      UNION ALL
      SELECT 'append ' || a.number || ' has other events' FROM \(schema).appends a
      WHERE (SELECT array_agg(e.append_number ORDER BY e.position) FROM \(schema).events e
        WHERE e.position BETWEEN a.first_position AND a.last_position)
        IS DISTINCT FROM array_fill(a.number, ARRAY[(a.last_position - a.first_position + 1)::int])
      UNION ALL
      SELECT 'the last append does not hold the last position'
      WHERE (SELECT max(position) FROM \(schema).events) <> (SELECT max(last_position) FROM \(schema).appends)
      """
    ).map { row in try row.value(0, as: String.self) }
  }
}
