import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A ledger's schema") struct StructureTests {
  private static let ledgers = Result {
    let database = try TestDatabase()
    return try ["alpha", "beta"].map { try TestLedger(in: database, name: $0) }
  }

  private func texts(_ sql: SQL) throws -> [String] {
    var connection = try #require(try Self.ledgers.get().first).connect(as: .postgres)
    return try connection.query(sql).map { row in try row.value(0, as: String.self) }
  }

  @Test("refers to no other schema, and none refers to it")
  func dependencies() throws {
    let across = try texts(
      """
      SELECT from_.schema || '.' || from_.identity || ' needs ' || to_.schema || '.' || to_.identity
      FROM pg_depend d
      CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) from_
      CROSS JOIN LATERAL pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) to_
      WHERE d.classid <> 0 AND d.objid >= 16384
        AND from_.schema IS DISTINCT FROM to_.schema
        AND (from_.schema IN ('alpha', 'beta') OR to_.schema IN ('alpha', 'beta'))
        AND from_.schema IS NOT NULL AND to_.schema IS NOT NULL AND to_.schema NOT IN ('pg_catalog')
        AND from_.schema <> 'pg_toast'
      """)
    #expect(across == [])
    // Bodies in PL/pgSQL are text: every name in them has a schema, and it is this or pg_catalog's or the session's own.
    let bodies = try texts(
      """
      SELECT p.oid::regprocedure || ': ' || m[1] FROM pg_proc p
      CROSS JOIN LATERAL regexp_matches(p.prosrc, '(?:(?<!DISTINCT )FROM|JOIN|INTO|UPDATE|TABLE)\\s+("?[a-z_]+"?)[.][a-z_]+', 'g') m
      WHERE p.pronamespace = 'alpha'::regnamespace AND m[1] NOT IN ('"alpha"', 'pg_temp')
      """)
    #expect(bodies == [])
  }

  @Test("has no foreign keys, sequences, partitions, inheritance, row security or deferred constraints")
  func plain() throws {
    #expect(
      try texts(
        """
        SELECT conname::text FROM pg_constraint WHERE connamespace = 'alpha'::regnamespace
          AND (contype NOT IN ('p', 'u', 'c') OR condeferrable)
        UNION ALL
        SELECT relname::text FROM pg_class WHERE relnamespace = 'alpha'::regnamespace
          AND (relkind NOT IN ('r', 'i', 'v', 'c') OR relispartition OR relrowsecurity)
        UNION ALL
        SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhrelid >= 16384
        """) == [])
  }

  @Test("names every constraint by hand")
  func constraints() throws {
    let names = try texts(
      "SELECT conname::text FROM pg_constraint WHERE connamespace = 'alpha'::regnamespace AND contype <> 't' ORDER BY 1"
    )
    let files = Migration.released.map { String(decoding: $0.sql, as: UTF8.self) }.joined()
    #expect(names.count >= 12)
    for name in names { #expect(files.contains("CONSTRAINT \(name) "), "\(name)") }
  }

  @Test("keeps every text in the order of its bytes")
  func collations() throws {
    #expect(
      try texts(
        """
        SELECT attrelid::regclass || '.' || attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'alpha'::regnamespace AND c.relkind = 'r' AND c.relname IN ('events', 'appends')
          AND a.attnum > 0 AND a.atttypid = 'text'::regtype AND a.attcollation <> '"C"'::regcollation
        """) == [])
  }

  @Test("runs nothing as its owner whose names could be led astray")
  func searchPaths() throws {
    #expect(
      try texts(
        """
        SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.pronamespace = 'alpha'::regnamespace
          AND (p.prosecdef OR p.prosqlbody IS NULL)
          AND ('search_path=pg_catalog, pg_temp' = ANY (p.proconfig)) IS NOT TRUE
        """) == [])
  }

  @Test("gives each role what it needs and nothing else")
  func grants() throws {
    let readers = [
      "SELECT appends", "SELECT bookmarks", "SELECT entries", "SELECT events", "SELECT migrations", "SELECT statuses",
    ]
    let saving = ["DELETE", "INSERT", "UPDATE"].flatMap { ["\($0) bookmarks", "\($0) statuses"] }
    let reading = ["entry", "head", "proposals", "settle"]
    let recording = [
      "append_event", "append_events", "append_staged", "current_states", "current_states_of", "entry_length",
      "event_defect", "find_append", "head", "proposals", "propose", "refuse_event", "refuse_own_proposal",
      "resolve_append", "stage_changed_since", "stage_compare", "stage_differences", "stage_keep", "stage_open",
      "stage_reassert", "stage_repetitions", "stage_scope", "vintages",
    ]
    let roles = try #require(try Self.ledgers.get().first).roles
    for (role, tables, functions) in [
      (roles.recorder, [], recording), (roles.reader, readers, reading), (roles.auditor, readers, reading),
      (roles.projector, (readers + saving).sorted(), reading),
    ] {
      #expect(
        try texts(
          """
          SELECT a.privilege_type || ' ' || c.relname FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
          WHERE c.relnamespace = 'alpha'::regnamespace AND pg_get_userbyid(a.grantee) = \(role) ORDER BY 1
          """) == tables, "\(role)")
      #expect(
        try texts(
          """
          SELECT p.proname::text FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a
          WHERE p.pronamespace = 'alpha'::regnamespace AND pg_get_userbyid(a.grantee) = \(role) ORDER BY 1
          """) == functions, "\(role)")
    }
    var connection = try #require(try Self.ledgers.get().first).connect(as: .postgres)
    let grantees = try #require(try Self.ledgers.get().first).grantees(&connection)
    #expect(grantees == Set(roles.all).subtracting([roles.owner]))
    #expect(
      try texts(
        """
        SELECT a.privilege_type FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) a
        WHERE d.datname = current_database() AND a.grantee = 0
        """) == [])
  }

  @Test("has no member in its owner's role, whose roles cannot log in")
  func owner() throws {
    let roles = try #require(try Self.ledgers.get().first).roles
    #expect(
      try texts(
        """
        SELECT rolname::text FROM pg_roles WHERE rolname = ANY (\(roles.all))
          AND (rolcanlogin OR rolsuper OR rolcreatedb OR rolcreaterole OR rolinherit OR rolreplication OR rolbypassrls)
        UNION ALL
        SELECT member::regrole::text FROM pg_auth_members WHERE pg_get_userbyid(roleid) = \(roles.owner)
        """) == [])
  }

  @Test("lies in a database of any name")
  func databaseName() throws {
    let database = try TestDatabase(name: "odd\"{{owner}}-Name")
    // A word of SQL is a good name too.
    let ledger = try TestLedger(in: database, name: "select")
    var log = try ledger.open(as: .officer)
    _ = try log.append([.measurement("a@ITU@2020", "1")], TestLedger.request())
    #expect(try ledger.owners() == ["odd\"{{owner}}-Name.select.owner"])
    #expect(try ledger.faults() == [])
  }
}

@Suite("A ledger's name") struct LedgerNameTests {
  @Test("is lower-case ASCII", arguments: ["tally", "a", "a1_b", String(repeating: "a", count: 30)])
  func good(_ name: String) throws { #expect(try LedgerName(name).text == name) }

  @Test(
    "is refused",
    arguments: [
      "", "1a", "_a", "A", "tally ", "a-b", "a.b", "a\"b", "é", "ａ", "pg_tally", "public", "information_schema", "a\n",
      String(repeating: "a", count: 31),
    ])
  func bad(_ name: String) { #expect(throws: SchemaError.invalidLedgerName(name)) { try LedgerName(name) } }

  @Test("makes no role's name that PostgreSQL would cut off")
  func roleNames() throws {
    let name = try LedgerName("council")
    #expect(
      try LedgerRoles(ledger: name, database: String(repeating: "d", count: 45)).all.map(\.utf8.count).max() == 63)
    #expect(throws: SchemaError.self) { try LedgerRoles(ledger: name, database: String(repeating: "d", count: 46)) }
  }
}
