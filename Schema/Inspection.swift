internal import Cryptography
public import PostgreSQL

/// Something about a server or a ledger that is not as it should be, and how to mend it.
public struct Finding: Sendable, Equatable {
  /// How much it matters.
  public enum Severity: String, Sendable {
    /// A promise of the ledger does not hold.
    case error
    /// It works, with less protection than it could have.
    case warning
  }

  /// How much it matters.
  public let severity: Severity
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let remedy: String

  /// Says what is wrong.
  public init(severity: Severity, problem: String, remedy: String) {
    self.severity = severity
    self.problem = problem
    self.remedy = remedy
  }
}

/// Looks at a server and at one ledger for what their promises rest on: settings, roles, grants, triggers.
///
/// It reads catalogues only, and needs no more than a reader's rights.
public struct Inspection {
  private let installation: Installation

  /// Prepares to look at a ledger.
  public init(_ installation: Installation) { self.installation = installation }

  /// The oldest version of the server whose SQL the ledger's functions are written in, as a number.
  static let oldestServer = 150_000

  /// What is wrong with a server's version.
  static func version(_ number: Int) -> Finding? {
    guard number < oldestServer else { return nil }
    return Finding(
      severity: .error,
      problem: "the server is PostgreSQL \(number / 10_000): a ledger needs \(oldestServer / 10_000) or a later one",
      remedy: "move the database to a newer server")
  }

  /// Settings without which a commit is not durable, or texts are not kept as they are, and a server that is too old.
  ///
  /// - Throws: `PostgreSQLError`.
  public func server(_ connection: inout Connection) throws -> [Finding] {
    if let tooOld = Self.version(connection.serverVersion) { return [tooOld] }
    var findings: [Finding] = []
    let wanted: [(name: String, bad: [String], severity: Finding.Severity, why: String)] = [
      ("fsync", ["off"], .error, "a crash can lose acknowledged appends"),
      ("full_page_writes", ["off"], .error, "a crash can tear pages"),
      ("synchronous_commit", ["off"], .error, "a crash can lose acknowledged appends"),
      ("data_sync_retry", ["on"], .error, "a failed write can be taken for a good one"),
      ("data_checksums", ["off"], .warning, "damaged pages go unnoticed"),
    ]
    for (name, bad, severity, why) in wanted {
      let value = try connection.value("SELECT pg_catalog.current_setting(\(name))", as: String.self)
      if bad.contains(value) {
        let source = try connection.value(
          "SELECT source FROM pg_catalog.pg_settings WHERE name = \(name)", as: String.self)
        findings.append(
          Finding(
            severity: severity, problem: "\(name) is \(value): \(why)",
            remedy: name == "data_checksums"
              ? "stop the server and run pg_checksums --enable"
              : "set \(name) = \(value == "on" ? "off" : "on") where it is set now (\(source))"))
      }
    }
    if connection.parameterStatus("server_encoding") != "UTF8" {
      findings.append(
        Finding(
          severity: .error,
          problem: "the database's encoding is \(connection.parameterStatus("server_encoding") ?? "?")",
          remedy: "make the ledger in a database with ENCODING 'UTF8'"))
    }
    return findings
  }

  /// Roles and grants that are missing or too wide.
  ///
  /// - Throws: `PostgreSQLError`.
  public func privileges(_ connection: inout Connection) throws -> [Finding] {
    var findings: [Finding] = []
    let roles = installation.roles
    let remedy = "run tally init --roles-only as a database administrator"
    for role in roles.all {
      let attributes = try connection.value(
        "SELECT rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = \(role)",
        as: Bool?.self)
      if attributes == nil {
        findings.append(Finding(severity: .error, problem: "the role \(role) is missing", remedy: remedy))
      } else if attributes == true {
        findings.append(
          Finding(
            severity: .error, problem: "the role \(role) can log in or make roles or databases",
            remedy: "ALTER ROLE \"\(role)\" NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB"))
      }
    }
    for member in try strings(
      """
      SELECT m.rolname::text FROM pg_catalog.pg_auth_members a
      JOIN pg_catalog.pg_roles r ON r.oid = a.roleid JOIN pg_catalog.pg_roles m ON m.oid = a.member
      WHERE r.rolname = \(roles.owner) ORDER BY 1
      """, &connection)
    {
      findings.append(
        Finding(
          severity: .warning, problem: "\(member) is a member of the ledger's owner and can get round its triggers",
          remedy: "REVOKE \"\(roles.owner)\" FROM \"\(member)\""))
    }
    for right in try strings(
      """
      SELECT a.privilege_type FROM pg_catalog.pg_database d
      CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a
      WHERE d.datname = pg_catalog.current_database() AND a.grantee = 0 ORDER BY 1
      """, &connection)
    {
      findings.append(
        Finding(
          severity: right == "CONNECT" ? .warning : .error, problem: "everybody has \(right) on this database",
          remedy: remedy))
    }
    let open = try connection.value(
      """
      SELECT count(*) FROM pg_catalog.pg_proc p
      CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
      WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND a.grantee = 0
        AND (p.proname ~ '^(lo_|lowrite|loread)' OR p.proname ~ '^pg_(try_)?advisory_')
      """, as: Int64.self)
    if open > 0 {
      findings.append(
        Finding(
          severity: .warning, problem: "everybody may call \(open) functions of large objects and advisory locks",
          remedy: remedy))
    }
    return findings
  }

  /// Guards of the log that are not in force: triggers, owner, rules, policies, foreign keys, inheritance.
  ///
  /// - Throws: `PostgreSQLError`.
  public func log(_ connection: inout Connection) throws -> [Finding] {
    var findings: [Finding] = []
    let remedy = "find out who changed the schema; restore it from tally's migrations"
    for table in ["appends", "events"] {
      let guards = try connection.value(
        """
        SELECT count(*) FROM pg_catalog.pg_trigger t
        JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
        WHERE n.nspname = \(installation.ledger.text) AND c.relname = \(table) AND t.tgenabled = 'A'
          AND p.proname = 'refuse_rewriting' AND p.pronamespace = n.oid
        """, as: Int64.self)
      if guards != 2 {
        findings.append(
          Finding(
            severity: .error,
            problem: "\(2 - guards) of the triggers that keep \(table) from being rewritten "
              + (guards == 1 ? "is not in force" : "are not in force"),
            remedy: remedy))
      }
    }
    for problem in try strings(
      """
      SELECT c.relname || ' ' || x.what
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (VALUES
        ('belongs to ' || pg_catalog.pg_get_userbyid(c.relowner),
          pg_catalog.pg_get_userbyid(c.relowner) <> \(installation.roles.owner)),
        ('has row security, which hides rows without a word', c.relrowsecurity),
        ('has rules', c.relhasrules AND c.relkind = 'r'),
        ('is part of an inheritance', EXISTS (SELECT FROM pg_catalog.pg_inherits i
          WHERE i.inhrelid = c.oid OR i.inhparent = c.oid)),
        ('is tied to a foreign key', EXISTS (SELECT FROM pg_catalog.pg_constraint f
          WHERE f.contype = 'f' AND (f.conrelid = c.oid OR f.confrelid = c.oid))),
        ('lets somebody write: ' || (SELECT string_agg(DISTINCT pg_catalog.pg_get_userbyid(a.grantee), ', ')
            FROM pg_catalog.aclexplode(c.relacl) a
            WHERE a.privilege_type <> 'SELECT' AND a.grantee <> c.relowner),
          EXISTS (SELECT FROM pg_catalog.aclexplode(c.relacl) a
            WHERE a.privilege_type <> 'SELECT' AND a.grantee <> c.relowner))
      ) AS x (what, holds)
      WHERE n.nspname = \(installation.ledger.text) AND c.relname IN ('appends', 'events', 'gate', 'settlement')
        AND x.holds
      ORDER BY 1
      """, &connection)
    {
      findings.append(Finding(severity: .error, problem: "the table \(problem)", remedy: remedy))
    }
    return findings
  }

  /// Functions that are not those that the log says the ledger has; for those who may read the log.
  ///
  /// - Throws: `PostgreSQLError`.
  public func functions(_ connection: inout Connection) throws -> [Finding] {
    let stated = try connection.value(
      """
      SELECT data::pg_catalog.json OPERATOR(pg_catalog.->>) 'functions'
      FROM \(identifier: installation.ledger.text).events WHERE subject = 'ledger/self' ORDER BY version DESC LIMIT 1
      """, as: String?.self)
    let digest = try functionsDigest(&connection)
    let found = Digest(bytes: digest.span)?.description
    if stated == nil || stated == found { return [] }
    return [
      Finding(
        severity: .error, problem: "the ledger's functions are not those that its log says it has",
        remedy: "find out who changed the schema; compare it with that of a new ledger of the same version")
    ]
  }

  /// SHA-256 over the ledger's functions: names, arguments, bodies, settings and whose rights they use.
  ///
  /// It stands in the ledger's own state, so a changed function shows in the history.
  /// - Throws: `PostgreSQLError`.
  public func functionsDigest(_ connection: inout Connection) throws -> [UInt8] {
    try connection.value(
      """
      SELECT pg_catalog.sha256(pg_catalog.convert_to(coalesce(string_agg(
        p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' || p.prosecdef::text
          || coalesce(p.proconfig::text, '') || coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc),
        E'\\n' ORDER BY p.proname COLLATE "C", pg_catalog.pg_get_function_identity_arguments(p.oid) COLLATE "C"), ''),
        'UTF8'))
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = \(installation.ledger.text)
      """, as: [UInt8].self)
  }

  private func strings(_ sql: SQL, _ connection: inout Connection) throws -> [String] {
    try connection.query(sql).map { row in try row.value(0, as: String.self) }
  }
}
