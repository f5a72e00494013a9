import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

/// What a login may try in a ledger that is not its own to change.
@Suite("Whoever attacks the log", .serialized) final class AttackTests {
  /// Of one ledger in a database of its own, into which even a login without a role may connect.
  private static let target = Result {
    let ledger = try TestLedger(in: TestDatabase(), name: "target")
    var owner = try ledger.connect(as: .postgres)
    try owner.execute("GRANT CONNECT ON DATABASE \(identifier: ledger.database.name) TO nobody")
    var log = try ledger.open(as: .officer)
    _ = try log.append([.measurement("a@ITU@2020", "1")], TestLedger.request())
    return ledger
  }

  private let ledger: TestLedger
  private let before: [String]

  init() throws {
    ledger = try Self.target.get()
    before = try ledger.entries()
  }

  /// A statement with `L` for the ledger's schema and `O` for its owner.
  struct Attack: CustomTestStringConvertible, Sendable {
    let sql: String
    /// Who may do it, because it does no harm.
    var allowed: [TestLedger.Login] = []
    var state = "42501"

    var testDescription: String { sql }
  }

  static let writes: [Attack] = [
    "INSERT INTO L.events VALUES (3, 3, 1, 'measurement.recorded/1', 'figure/x@ITU@2020', '{}', '{}')",
    "INSERT INTO L.appends SELECT * FROM L.appends",
    "INSERT INTO L.proposals VALUES (gen_random_uuid(), now(), 'somebody_else', 1, '{}')",
    "UPDATE L.proposals SET proposed_by = 'somebody_else'",
    "INSERT INTO L.events SELECT * FROM L.events ON CONFLICT (position) DO UPDATE SET data = '{}'",
    "INSERT INTO L.events (position) VALUES (1) ON CONFLICT DO NOTHING",
    "UPDATE L.events SET data = '{}'",
    "UPDATE L.appends SET recorded_by = 'somebody'",
    "DELETE FROM L.events",
    "DELETE FROM L.appends",
    "TRUNCATE L.events",
    "TRUNCATE L.events, L.appends CASCADE",
    "MERGE INTO L.events e USING (SELECT 2::bigint AS p) s ON e.position = s.p WHEN MATCHED THEN DELETE",
    "MERGE INTO L.events e USING (SELECT 2::bigint AS p) s ON e.position = s.p WHEN MATCHED THEN UPDATE SET data = '{}'",
    "WITH gone AS (DELETE FROM L.events RETURNING position) SELECT count(*) FROM gone",
    "COPY L.events FROM PROGRAM 'cat'",
    "COPY L.events FROM '/dev/null'",
    "DO $$ BEGIN EXECUTE 'DELETE FROM L.events'; END $$",
    "UPDATE L.settlement SET settled_until = '-infinity'",
    "DELETE FROM L.settlement",
    "INSERT INTO L.gate DEFAULT VALUES",
    "DELETE FROM L.migrations",
    "UPDATE L.migrations SET sha256 = sha256('')",
  ].map { Attack(sql: $0) }

  static let definitions: [Attack] =
    [
      "SET session_replication_role = replica",
      "ALTER TABLE L.events DISABLE TRIGGER ALL",
      "ALTER TABLE L.events DISABLE TRIGGER events_rows",
      "DROP TRIGGER events_rows ON L.events",
      "CREATE TRIGGER mine BEFORE INSERT ON L.events EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()",
      "CREATE RULE mine AS ON INSERT TO L.events DO INSTEAD NOTHING",
      "CREATE POLICY mine ON L.events USING (false)",
      "ALTER TABLE L.events ENABLE ROW LEVEL SECURITY",
      "ALTER TABLE L.events RENAME TO old",
      "ALTER TABLE L.events ALTER COLUMN data TYPE text USING '{}'",
      "ALTER TABLE L.events OWNER TO recorder",
      "ALTER TABLE L.events ADD COLUMN more text",
      "CREATE INDEX mine ON L.events (data)",
      "DROP TABLE L.events",
      "DROP SCHEMA L CASCADE",
      "ALTER SCHEMA L RENAME TO other",
      "CREATE OR REPLACE VIEW L.entries AS SELECT 1::bigint AS position, ''::text AS entry",
      "CREATE OR REPLACE FUNCTION L.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      "ALTER FUNCTION L.refuse_rewriting() OWNER TO recorder",
      "ALTER FUNCTION L.head() RESET search_path",
      "CREATE TABLE L.mine (i int)",
      "CREATE TABLE public.mine (i int)",
      "CREATE TABLE public.mine () INHERITS (L.events)",
      "CREATE VIEW public.mine AS SELECT 1",
      "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "CREATE FUNCTION L.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_catalog.texteq)",
      "CREATE SCHEMA mine",
      "CREATE TEMPORARY TABLE mine (i int)",
      "CREATE TEMPORARY VIEW mine AS SELECT 1",
      "CREATE EXTENSION pg_trgm",
      "CREATE PUBLICATION mine FOR TABLE L.events",
      "ALTER DATABASE DB SET session_replication_role = replica",
      "ALTER ROLE O LOGIN",
      "ALTER ROLE O SUPERUSER",
      "GRANT O TO recorder",
      "REASSIGN OWNED BY O TO recorder",
      "DROP OWNED BY O",
      "ALTER SYSTEM SET fsync = off",
      "REINDEX TABLE L.events",
      "CLUSTER L.events USING events_pkey",
      "COMMENT ON TABLE L.events IS 'mine'",
    ].map { Attack(sql: $0) }
    // Who has some right on a table gets a warning that none was given further.
    + [Attack(sql: "GRANT INSERT ON L.events TO PUBLIC", allowed: [.reader, .auditor, .projector])]

  static let rights: [Attack] = [
    Attack(sql: "SET ROLE O"),
    Attack(sql: "SET ROLE postgres"),
    Attack(sql: "SET SESSION AUTHORIZATION postgres"),
    Attack(sql: "SELECT pg_catalog.set_config('role', 'O', false)"),
    Attack(sql: "LOCK TABLE L.gate IN ACCESS SHARE MODE"),
    Attack(sql: "LOCK TABLE L.gate IN SHARE ROW EXCLUSIVE MODE"),
    Attack(sql: "LOCK TABLE L.gate IN ACCESS EXCLUSIVE MODE"),
    Attack(sql: "LOCK TABLE L.events IN ROW EXCLUSIVE MODE"),
    Attack(sql: "LOCK TABLE L.events IN ACCESS EXCLUSIVE MODE"),
    // A view of two tables takes nothing.
    Attack(sql: "INSERT INTO L.entries VALUES (9, '{}')", state: "55000"),
    Attack(sql: "DELETE FROM L.entries", state: "55000"),
    Attack(sql: "SELECT * FROM L.gate"),
    Attack(sql: "SELECT * FROM L.settlement"),
    Attack(sql: "SELECT * FROM L.events FOR UPDATE"),
    Attack(sql: "SELECT * FROM L.events FOR KEY SHARE"),
    Attack(sql: "SELECT * FROM L.events", allowed: [.reader, .auditor, .projector]),
    Attack(sql: "SELECT * FROM L.appends", allowed: [.reader, .auditor, .projector]),
    Attack(sql: "SELECT * FROM L.entries", allowed: [.reader, .auditor, .projector]),
    Attack(sql: "SELECT * FROM L.statuses, L.bookmarks", allowed: [.reader, .auditor, .projector]),
    Attack(sql: "INSERT INTO L.statuses VALUES ('P', '1', '{}', '{}')", allowed: [.projector]),
    Attack(sql: "UPDATE L.bookmarks SET position = 0", allowed: [.projector]),
    Attack(sql: "DELETE FROM L.statuses", allowed: [.projector]),
    Attack(sql: "TRUNCATE L.statuses"),
    Attack(sql: "CREATE TRIGGER mine BEFORE INSERT ON L.statuses FOR EACH ROW EXECUTE FUNCTION L.refuse_rewriting()"),
    Attack(sql: "COPY L.events TO STDOUT", allowed: [.reader, .auditor, .projector], state: "42501"),
    Attack(sql: "SELECT pg_catalog.lo_create(0)"),
    Attack(sql: "SELECT pg_catalog.lo_from_bytea(0, '')"),
    Attack(sql: "SELECT pg_catalog.lo_import('/etc/passwd')"),
    Attack(sql: "SELECT pg_catalog.pg_advisory_lock(1)"),
    Attack(sql: "SELECT pg_catalog.pg_try_advisory_lock(1)"),
    Attack(sql: "SELECT pg_catalog.pg_advisory_xact_lock(1, 2)"),
    Attack(sql: "SELECT pg_catalog.pg_try_advisory_xact_lock_shared(1)"),
    Attack(sql: "SELECT pg_catalog.pg_advisory_unlock_all()"),
    Attack(sql: "SELECT pg_catalog.pg_read_file('/etc/passwd')"),
    Attack(sql: "COPY (SELECT 1) TO PROGRAM 'cat'"),
    Attack(sql: "COPY (SELECT 1) TO '/tmp/tally-attack'"),
  ]

  private static let call =
    "'00000000-0000-7000-8000-000000000001', pg_catalog.sha256(''), NULL, 'measurement.recorded/1', 'figure/x@ITU@2020', 0, '{}', '{}'"

  static let functions: [Attack] = [
    Attack(sql: "SELECT L.enter_gate('00000000-0000-7000-8000-000000000001', sha256(''), NULL, false)"),
    Attack(
      sql:
        "SELECT L.append_ledger_state('00000000-0000-7000-8000-000000000001', sha256(''), NULL, 'ledger.restored/1', 1, '{\"origin\":\"mine\"}', '{}')"
    ),
    Attack(
      sql:
        "SELECT L.insert_events(3, 3, 'a', 'b', '{measurement.recorded/1}', '{figure/x@ITU@2020}', '{0}', ARRAY['{}'], ARRAY['{}'])"
    ),
    Attack(sql: "SELECT L.refuse_event(NULL, '')", allowed: [.recorder]),
    Attack(sql: "SELECT L.refuse_version('a', 1, 2)"),
    Attack(sql: "SELECT L.refuse_foreign_stage('tally_stage')"),
    Attack(sql: "SELECT L.event_defect('', '', '', '', '', '', 1, 1, true)", allowed: [.recorder]),
    Attack(sql: "SELECT L.entry_length('', '', '', '', '', '', 1, 1)", allowed: [.recorder]),
    Attack(sql: "SELECT L.published_at('{}')"),
    Attack(sql: "SELECT L.instant_text(now())"),
    Attack(sql: "SELECT L.basis_published_at('{}', '')"),
    Attack(sql: "SELECT L.vintages('{}')", allowed: [.recorder]),
    Attack(sql: "SELECT L.append_event(\(call))", allowed: [.recorder]),
    Attack(
      sql:
        "SELECT L.append_events('00000000-0000-7000-8000-000000000001', sha256(''), NULL, '{measurement.recorded/1}', '{figure/x@ITU@2020}', '{0}', ARRAY['{}'], ARRAY['{}'])",
      allowed: [.recorder]),
    Attack(sql: "SELECT L.stage_open()", allowed: [.recorder]),
    Attack(
      sql:
        "SELECT L.append_staged('00000000-0000-7000-8000-000000000001', sha256(''), NULL, '{measurement.recorded/1}', '{figure/x@ITU@2020}', '{0}', ARRAY['{}'], ARRAY['{}'])"
    ),
    Attack(sql: "SELECT L.find_append('00000000-0000-7000-8000-000000000001')", allowed: [.recorder]),
    Attack(sql: "SELECT L.resolve_append('00000000-0000-7000-8000-000000000001')", allowed: [.recorder]),
    Attack(sql: "SELECT L.current_states('{}')", allowed: [.recorder]),
    Attack(sql: "SELECT L.current_states_of('area')", allowed: [.recorder]),
    Attack(
      sql: "SELECT L.propose('00000000-0000-7000-8000-000000000001', 1, '{}')", allowed: [.recorder]),
    Attack(sql: "SELECT L.proposals()", allowed: [.recorder, .reader, .auditor, .projector]),
    Attack(sql: "SELECT L.refuse_own_proposal('00000000-0000-7000-8000-000000000001')", allowed: [.recorder]),
    Attack(sql: "SELECT L.settle(now())", allowed: [.reader, .auditor, .projector]),
  ]

  @Test("gets no right", arguments: [TestLedger.Login.nobody, .recorder, .reader, .auditor, .projector])
  func without(_ login: TestLedger.Login) throws {
    var connection = try ledger.connect(as: login)
    for attack in Self.writes + Self.definitions + Self.rights + Self.functions {
      // Without a stage even the recorder is refused here; who may not use the schema gets no further than that.
      let isStaged = login == .recorder && attack.sql.contains("append_staged")
      let expected = isStaged ? "LG007" : login == .nobody ? "42501" : attack.state
      let state = try outcome(of: attack, &connection)
      #expect(state == (attack.allowed.contains(login) ? nil : expected), "\(login): \(attack.sql)")
    }
    try check()
  }

  @Test("as the owner cannot rewrite it, nor in replica mode, nor through a foreign key", arguments: [false, true])
  func owner(_ isReplica: Bool) throws {
    var connection = try ledger.connect(as: .postgres)
    let writes = Self.writes.map(\.sql).filter {
      ($0.contains("L.events") || $0.contains("L.appends")) && !$0.contains("COPY")
        && !$0.hasPrefix("INSERT INTO L.events VALUES")
        && !$0.contains("DO NOTHING") && !$0.hasPrefix("INSERT INTO L.appends")
    }
    #expect(writes.count == 11)
    for sql in writes + ["UPDATE L.events SET data = '{}' WHERE false", "DELETE FROM L.appends WHERE false"] {
      try connection.undoing { connection in
        if isReplica { try connection.executeScript("SET LOCAL session_replication_role = replica") }
        try connection.execute("SET LOCAL ROLE \(identifier: ledger.roles.owner)")
        #expect(try outcome(of: Attack(sql: sql), &connection) == "LG001", "\(sql)")
      }
    }
    for end in ["TRUNCATE public.parent CASCADE", "DELETE FROM public.parent"] {
      try connection.undoing { connection in
        try connection.executeScript(
          filled(
            """
            CREATE TABLE public.parent (position bigint PRIMARY KEY);
            INSERT INTO public.parent SELECT position FROM L.events;
            ALTER TABLE L.events ADD CONSTRAINT mine FOREIGN KEY (position) REFERENCES public.parent ON DELETE CASCADE;
            """))
        #expect(try outcome(of: Attack(sql: end), &connection) == "LG001", "\(end)")
      }
    }
    try check()
  }

  @Test("finds each guard of a table sufficient without the other", arguments: [false, true])
  func singleGuard(_ isReplica: Bool) throws {
    var connection = try ledger.connect(as: .postgres)
    for table in ["events", "appends"] {
      // What a statement trigger alone can refuse: a row trigger sees no TRUNCATE, and no statement without rows.
      for (other, statements) in [
        ("statements", ["UPDATE L.T SET X", "DELETE FROM L.T"]),
        ("rows", ["UPDATE L.T SET X WHERE false", "DELETE FROM L.T WHERE false", "TRUNCATE L.T"]),
      ] {
        let change = table == "events" ? "data = '{}'" : "recorded_by = 'somebody'"
        for sql in statements.map({ $0.replacing("X", with: change).replacing("L.T", with: "L.\(table)") }) {
          try connection.undoing { connection in
            try connection.executeScript(filled("ALTER TABLE L.\(table) DISABLE TRIGGER \(table)_\(other)"))
            if isReplica { try connection.executeScript("SET LOCAL session_replication_role = replica") }
            #expect(try outcome(of: Attack(sql: sql), &connection) == "LG001", "\(sql) without \(table)_\(other)")
          }
        }
      }
    }
    try check()
  }

  @Test("in a session of strange settings changes nothing of what is appended")
  func settings() throws {
    var connection = try ledger.connect(as: .recorder)
    try connection.undoing { connection in
      for setting in [
        "search_path = pg_temp, public, target", "standard_conforming_strings = off", "escape_string_warning = off",
        "backslash_quote = on", "TimeZone = 'Asia/Kathmandu'", "DateStyle = 'German'", "IntervalStyle = 'sql_standard'",
        "transform_null_equals = on", "array_nulls = off", "extra_float_digits = -15", "bytea_output = 'escape'",
        "quote_all_identifiers = on", "lc_time = 'C'", "row_security = off", "default_transaction_deferrable = on",
        "enable_sort = off", "enable_seqscan = off", "enable_hashjoin = off", "plan_cache_mode = force_generic_plan",
        "client_encoding = 'LATIN1'", "check_function_bodies = off", "default_toast_compression = 'pglz'",
      ] { try connection.executeScript("SET LOCAL \(setting)") }
      try connection.executeScript(
        filled(
          """
          SELECT * FROM L.append_event('00000000-0000-7000-8000-000000000002', sha256(''), NULL, 'measurement.recorded/1',
            'figure/strange@ITU@2020', 0, '{"value":"é"}', '{}')
          """))
      try connection.executeScript(
        filled(
          """
          SELECT L.stage_open();
          COPY pg_temp.tally_stage FROM STDIN;
          """
        ).replacing("COPY pg_temp.tally_stage FROM STDIN;", with: "")
          + "INSERT INTO pg_temp.tally_stage VALUES (2, 'measurement.recorded/1', 'figure/s2@ITU@2020', '{}', '{}'), (1, 'measurement.recorded/1', 'figure/s1@ITU@2020', '{}', '{}');"
          + filled(
            """
            SELECT * FROM L.stage_compare(false);
            SELECT * FROM L.append_staged('00000000-0000-7000-8000-000000000003', sha256(''), NULL, '{}', '{}', '{}', '{}', '{}');
            """))
      let kinds = try connection.query(
        "SELECT subject, version, data FROM target.current_states('{figure/strange@ITU@2020,figure/s1@ITU@2020}')")
      #expect(kinds.count == 2)
    }
    try check()
  }

  // MARK: -

  /// The SQLSTATE of an attack, or nil if it succeeded; nothing of it stays.
  private func outcome(of attack: Attack, _ connection: inout Connection) throws -> String? {
    do {
      let sql = filled(attack.sql)
      if sql.hasPrefix("ALTER SYSTEM") {
        try run(sql, &connection)
      } else if connection.transactionStatus == .idle {
        try connection.undoing { connection in try run(sql, &connection) }
      } else {
        try run(sql, &connection)
      }
      return nil
    } catch let error as PostgreSQLError {
      return error.sqlState
    }
  }

  private func run(_ sql: String, _ connection: inout Connection) throws {
    if sql.hasPrefix("COPY"), sql.hasSuffix("STDOUT") {
      try connection.copyOut(SQL(unchecked: sql)) { _ in }
    } else {
      try connection.executeScript(sql)
    }
  }

  private func filled(_ sql: String) -> String {
    sql.replacing("L.", with: "target.").replacing("SCHEMA L ", with: "SCHEMA target ")
      .replacing("DATABASE DB", with: "DATABASE \"\(ledger.database.name)\"")
      .replacing("ROLE O", with: "ROLE \"\(ledger.roles.owner)\"").replacing(
        "GRANT O", with: "GRANT \"\(ledger.roles.owner)\""
      )
      .replacing("BY O", with: "BY \"\(ledger.roles.owner)\"").replacing("'O'", with: "'\(ledger.roles.owner)'")
  }

  private func check() throws {
    #expect(try ledger.entries() == before)
    #expect(try ledger.faults() == [])
  }
}

extension ExpectedEvent {
  /// A measurement.
  static func measurement(_ figure: String, _ value: String, expected: Int = 0) -> ExpectedEvent {
    ExpectedEvent(
      kind: "measurement.recorded/1", subject: "figure/\(figure)", expected: expected,
      data: "{\"value\":\"\(value)\"}", basis: "{\"source\":\"tests\"}")
  }
}
