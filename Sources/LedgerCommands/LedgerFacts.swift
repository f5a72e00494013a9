internal import Interchange
internal import LedgerSchema
internal import OperatingSystem
internal import PostgreSQL

/// What `tally doctor` says there is, whether anything is wrong or not.
struct LedgerFacts {
  let ledger: LedgerName
  let database: String
  /// Whether the login may read the log.
  private(set) var mayRead = false
  private(set) var findings: [Finding] = []
  private(set) var lines = LabelledLines()
  private(set) var line = JSONLine()

  /// - Parameter isPrivate: Whether the server is the user's own, whose disk is this machine's.
  init(
    _ installation: Installation, _ connection: inout Connection, _ host: Host, isPrivate: Bool
  ) throws {
    ledger = installation.ledger
    database = installation.database
    add("ledger", "\(ledger)")
    add("database", database)
    try addLogin(installation, &connection)
    add("program", Tally.nameAndVersion, shown: "\(Tally.nameAndVersion), schema \(Migration.released.count)")
    try addServer(&connection)
    if mayRead { try addLog(installation, &connection) }
    if isPrivate { try addDisk(PrivateCluster(environment: host.environment, user: host.user).dataDirectory) }
    try addClock(host, &connection)
  }

  private mutating func add(_ name: String, _ text: String, shown: String? = nil) {
    line.add(name, text)
    if let shown { lines.add(name, shown) }
  }

  private mutating func addLogin(_ installation: Installation, _ connection: inout Connection) throws {
    let login = try connection.value("SELECT session_user::text", as: String.self)
    let isSuperuser = try connection.value(
      "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = session_user", as: Bool.self)
    var roles: [String] = []
    for (name, role) in installation.roles.named {
      let isMember = try connection.value(
        """
        SELECT coalesce(pg_catalog.pg_has_role(r.oid, 'MEMBER'), false) FROM pg_catalog.pg_roles r
        WHERE r.rolname = \(role)
        """, as: Bool?.self)
      if isMember == true { roles.append(name) }
    }
    let words = isSuperuser ? "superuser" : roles.isEmpty ? "no role in this ledger" : roles.joined(separator: ", ")
    add("login", login, shown: "\(login): \(words)")
    line.add("roles", .list(roles.map { .text($0) }))
    if try installation.isThere(&connection) {
      mayRead =
        try connection.value(
          """
          SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = \(ledger.text) AND c.relname = 'events'
          """, as: Bool?.self) ?? false
    }
  }

  private mutating func addServer(_ connection: inout Connection) throws {
    let version = try connection.value("SELECT pg_catalog.current_setting('server_version')", as: String.self)
    let address = try connection.value("SELECT pg_catalog.host(pg_catalog.inet_server_addr())", as: String?.self)
    let way = address.map { "at \($0), \(connection.isEncrypted ? "encrypted" : "not encrypted")" }
    add("server", version, shown: "PostgreSQL \(version), \(way ?? "through a Unix socket")")
    line.add("address", address)
  }

  private mutating func addLog(_ installation: Installation, _ connection: inout Connection) throws {
    let head = try connection.query(
      "SELECT origin, schema_version, coalesce(last_position, 0), recorded_at FROM \(identifier: ledger.text).head()")
    let bytes = try connection.value(
      """
      SELECT sum(pg_catalog.pg_total_relation_size(c.oid))::int8
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = \(ledger.text) AND c.relkind = 'r'
      """, as: Int64.self)
    guard head.count == 1 else { return }
    let origin = try head.value(0, 0, as: String?.self)
    if let origin { add("origin", origin, shown: origin) }
    let schema = try head.value(0, 1, as: Int32.self)
    line.add("schema", .integer(Int(schema)))
    let last = try head.value(0, 2, as: Int64.self)
    line.add("last_position", .integer(Int(last)))
    line.add("bytes", .integer(Int(bytes)))
    let recorded = try head.value(0, 3, as: TimestampTZ?.self)
    line.add("recorded_at", recorded.map { "\($0)" })
    lines.add(
      "log",
      "schema \(schema), up to position \(last)" + (recorded.map { ", recorded \($0)" } ?? "")
        + ", \(Self.words(Int(bytes)))")
  }

  private mutating func addDisk(_ directory: String) throws {
    let free = try FileSystem.freeByteCount(at: directory)
    line.add("free_bytes", .integer(free))
    lines.add("disk", "\(Self.words(free)) free where \(directory) is")
    // The server keeps up to 2 GB of its write-ahead log, and an import needs room beside the ledger.
    guard free < 4 << 30 else { return }
    findings.append(
      Finding(
        severity: free < 512 << 20 ? .error : .warning,
        problem: "only \(Self.words(free)) are free on the disk of the server: without room nothing can be recorded",
        remedy: "make room on the disk of \(directory)"))
  }

  private mutating func addClock(_ host: Host, _ connection: inout Connection) throws {
    let before = host.clock()
    let server = try connection.value("SELECT pg_catalog.clock_timestamp()", as: TimestampTZ.self)
    let difference = server.microsecondsSinceUnixEpoch - before
    line.add("clock_difference_microseconds", .integer(Int(difference)))
    let seconds = difference.magnitude / 1_000_000
    let place = seconds == 0 ? "less than a second" : "\(seconds) s"
    lines.add("clock", "the server's clock is \(place) \(difference > 0 ? "ahead of" : "behind") this machine's")
    guard seconds > 60 else { return }
    findings.append(
      Finding(
        severity: .error,
        problem: "the server's clock and this machine's are \(seconds) s apart: appends are refused",
        remedy: "set the clock that is wrong"))
  }

  /// A number of bytes for people, in units of a thousand.
  static func words(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) bytes" }
    var (tenths, unit) = (bytes / 100, 0)
    while tenths >= 10_000 && unit < 2 { (tenths, unit) = (tenths / 1000, unit + 1) }
    return "\(tenths / 10).\(tenths % 10) \(["kB", "MB", "GB"][unit])"
  }
}
