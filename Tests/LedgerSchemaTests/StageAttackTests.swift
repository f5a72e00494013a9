import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Synchronization
import Testing

/// A recorder who may make temporary objects, as in a database whose administrator gave TEMP back to everybody.
///
/// The functions run as the owner: whatever of the caller's they touched could run the caller's code as the owner.
@Suite("A recorder with temporary objects of his own") final class StageAttackTests {
  private static let ledgers = Result {
    let database = try TestDatabase()
    let ledgers = try ["target", "other", "third"].map { (name: String) in try TestLedger(in: database, name: name) }
    // Making a ledger takes it away.
    var owner = try database.connect()
    try owner.execute("GRANT TEMPORARY ON DATABASE \(identifier: database.name) TO PUBLIC")
    return ledgers
  }

  private let ledger: TestLedger
  private let other: TestLedger
  private let third: TestLedger
  /// Who ran the attacker's code.
  private let culprits = Culprits()

  init() throws {
    let ledgers = try Self.ledgers.get()
    (ledger, other, third) = (ledgers[0], ledgers[1], ledgers[2])
  }

  /// What the attacker puts in the place of a table of the stage.
  struct Decoy: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// `T` is the table's name, `C` its columns.
    let sql: String

    init(_ description: String, _ sql: String) { (testDescription, self.sql) = (description, sql) }
  }

  static let decoys = [
    Decoy("a table", "CREATE TEMPORARY TABLE T (C); GRANT ALL ON pg_temp.T TO PUBLIC"),
    Decoy(
      "a table with a trigger",
      """
      CREATE TEMPORARY TABLE T (C);
      CREATE TRIGGER mine BEFORE INSERT OR UPDATE OR DELETE ON pg_temp.T FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.fire();
      GRANT ALL ON pg_temp.T TO PUBLIC;
      """),
    Decoy(
      "a table with a rule",
      """
      CREATE TEMPORARY TABLE T (C);
      CREATE RULE mine AS ON DELETE TO pg_temp.T DO ALSO SELECT pg_temp.tell('rule');
      GRANT ALL ON pg_temp.T TO PUBLIC;
      """),
    Decoy(
      "a table with a policy",
      """
      CREATE TEMPORARY TABLE T (C);
      INSERT INTO pg_temp.T (ordinal) VALUES (1);
      ALTER TABLE pg_temp.T ENABLE ROW LEVEL SECURITY;
      CREATE POLICY mine ON pg_temp.T USING (pg_temp.tell('policy') IS NULL);
      GRANT ALL ON pg_temp.T TO PUBLIC;
      """),
    Decoy(
      "a table with an index over a function",
      """
      CREATE TEMPORARY TABLE T (C);
      INSERT INTO pg_temp.T (ordinal) SELECT g FROM pg_catalog.generate_series(1, 100) g;
      CREATE INDEX mine ON pg_temp.T (pg_temp.tell_number(ordinal));
      GRANT ALL ON pg_temp.T TO PUBLIC;
      """),
    Decoy(
      "a table with a default and a check",
      """
      CREATE TEMPORARY TABLE T (C, more text DEFAULT pg_temp.tell('default'), CHECK (pg_temp.tell('check') IS NULL));
      GRANT ALL ON pg_temp.T TO PUBLIC;
      """),
    Decoy(
      "a view over a function",
      """
      CREATE TEMPORARY VIEW T AS SELECT 1::bigint AS ordinal, pg_temp.tell('view') AS kind, ''::text AS subject,
        ''::text AS data, ''::text AS basis, 1::bigint AS rank, 0 AS seen, false AS equal, 1::bigint AS head,
        ''::text AS published, ''::text AS state_kind, ''::text AS state_data, ''::text AS first, ''::text AS beyond;
      GRANT ALL ON pg_temp.T TO PUBLIC;
      """),
    Decoy("a partitioned table", "CREATE TEMPORARY TABLE T (C) PARTITION BY LIST (ordinal)"),
    Decoy("a sequence", "CREATE TEMPORARY SEQUENCE T"),
  ]

  static let tables = [
    "tally_stage", "tally_stage_skipped", "tally_stage_scope", "tally_compared", "tally_stage_live", "tally_late",
  ]

  @Test("gets none of them used in place of the stage", arguments: decoys, tables)
  func decoy(_ decoy: Decoy, _ table: String) throws {
    // All of the stage is his own.
    for call in calls {
      var connection = try attacker()
      try connection.undoing { connection in
        for other in Self.tables where other != table {
          try connection.executeScript(place(Self.decoys[0], at: other))
        }
        try connection.executeScript(place(decoy, at: table))
        culprits.during { #expect(outcome(of: call, &connection) == "LG007", "\(call.text)") }
      }
    }
    // The stage is opened around it.
    var connection = try attacker()
    try connection.undoing { connection in
      try connection.executeScript(place(decoy, at: table))
      let opened = culprits.during { outcome(of: "SELECT target.stage_open()", &connection) }
      if ["tally_stage", "tally_stage_skipped", "tally_stage_scope"].contains(table) {
        #expect(opened == "42P07")
      } else {
        #expect(opened == nil)
        try connection.savepointing(calls) { call, connection in
          let state = culprits.during { outcome(of: call, &connection) }
          // Whatever he put there is not his to have dropped, replaced or read.
          if call.text.contains("stage_scope") && table != "tally_stage_live" {
            #expect(state == nil, "\(call.text)")
          } else if ["stage_compare", "stage_keep"].contains(where: { call.text.contains($0) }),
            ["tally_stage_live", "tally_late"].contains(table)
          {
            #expect(state == nil, "\(call.text)")
          } else {
            #expect(["LG007", "42501", "42809", "42P07"].contains(state), "\(call.text)")
          }
        }
      }
    }
    #expect(culprits.names.allSatisfy { $0 == "recorder" })
    #expect(culprits.strangers.isEmpty)
    #expect(try ledger.entries().count == 1)
  }

  @Test("cannot read, change or extend the stage, but insert into it")
  func ownStage() throws {
    var connection = try attacker()
    try connection.undoing { connection in
      try connection.executeScript("SELECT target.stage_open()")
      let refused = [
        "SELECT * FROM pg_temp.tally_stage", "UPDATE pg_temp.tally_stage SET data = '{}'",
        "DELETE FROM pg_temp.tally_stage",
        "TRUNCATE pg_temp.tally_stage", "DROP TABLE pg_temp.tally_stage",
        "ALTER TABLE pg_temp.tally_stage ADD COLUMN x int",
        "ALTER TABLE pg_temp.tally_stage ALTER COLUMN data SET DEFAULT pg_temp.tell('default')",
        "ALTER TABLE pg_temp.tally_stage RENAME TO mine", "ALTER TABLE pg_temp.tally_stage OWNER TO recorder",
        "CREATE TRIGGER mine BEFORE INSERT ON pg_temp.tally_stage EXECUTE FUNCTION pg_temp.fire()",
        "CREATE RULE mine AS ON INSERT TO pg_temp.tally_stage DO INSTEAD NOTHING",
        "CREATE POLICY mine ON pg_temp.tally_stage USING (pg_temp.tell('policy') IS NULL)",
        "ALTER TABLE pg_temp.tally_stage ENABLE ROW LEVEL SECURITY",
        "CREATE INDEX mine ON pg_temp.tally_stage (pg_temp.tell_number(ordinal))",
        "CREATE TEMPORARY TABLE mine () INHERITS (pg_temp.tally_stage)",
        "INSERT INTO pg_temp.tally_stage_scope VALUES ('figure/', 'figure0', 1)",
        "CREATE STATISTICS mine ON kind, subject FROM pg_temp.tally_stage",
      ]
      try connection.savepointing(refused.map { SQL(unchecked: $0) }) { statement, connection in
        #expect(outcome(of: statement, &connection) == "42501", "\(statement.text)")
      }
      #expect(
        outcome(
          of: "INSERT INTO pg_temp.tally_stage VALUES (1, 'measurement.recorded/1', 'figure/a@ITU@2020', '{}', '{}')",
          &connection) == nil)
      #expect(outcome(of: "INSERT INTO pg_temp.tally_stage_skipped VALUES (1)", &connection) == nil)
    }
  }

  @Test("cannot reach the stage of another session, even of the same login")
  func otherSession() throws {
    var victim = try ledger.connect(as: .recorder)
    // The schema of its temporary tables is made with the first of them; here before, so that others see it.
    try victim.executeScript("CREATE TEMPORARY TABLE before ()")
    try victim.undoing { victim in
      try victim.executeScript("SELECT target.stage_open()")
      let name = try victim.value(
        "SELECT nspname::text FROM pg_namespace WHERE oid = pg_my_temp_schema()", as: String.self)
      var connection = try attacker()
      for statement in [
        "INSERT INTO \(name).tally_stage VALUES (1, 'measurement.recorded/1', 'figure/a@ITU@2020', '{}', '{}')",
        "SELECT * FROM \(name).tally_stage", "DELETE FROM \(name).tally_stage", "DROP TABLE \(name).tally_stage",
      ] {
        try connection.undoing { connection in
          let state = outcome(of: SQL(unchecked: statement), &connection)
          // What the other session has not committed is not there at all.
          #expect(["42501", "0A000", "42P01", "3F000"].contains(state), "\(statement): \(state ?? "done")")
        }
      }
      // Nor does a call here find the stage of there.
      #expect(outcome(of: "SELECT target.stage_compare(false)", &connection) == "LG007")
    }
  }

  @Test("cannot give the stage of one ledger to another")
  func otherLedger() throws {
    var connection = try ledger.connect(as: .recorder)
    for call in calls {
      try connection.undoing { connection in
        try connection.execute("SELECT \(other.schema).stage_open()")
        #expect(outcome(of: call, &connection) == "LG007", "\(call.text)")
      }
    }
  }

  @Test("cannot lead a function astray by names of his own")
  func shadows() throws {
    let ledger = third
    var connection = try attacker()
    try connection.executeScript(
      """
      CREATE TEMPORARY TABLE events (position bigint, subject text, version integer, append_number bigint, kind text, data text, basis text);
      CREATE TEMPORARY TABLE appends AS SELECT 999::bigint AS number, 999::bigint AS last_position;
      CREATE TEMPORARY TABLE gate ();
      CREATE TEMPORARY TABLE settlement (settled_until timestamptz);
      CREATE TEMPORARY VIEW pg_class AS SELECT pg_temp.tell('pg_class') AS relname;
      CREATE TEMPORARY VIEW pg_namespace AS SELECT pg_temp.tell('pg_namespace') AS nspname;
      CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (pg_temp.tell('domain') IS NULL);
      CREATE DOMAIN pg_temp.uuid AS pg_catalog.text;
      CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_temp.tell('clock'); RETURN '2000-01-01'; END $$;
      CREATE FUNCTION pg_temp.octet_length(pg_catalog.text) RETURNS int LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_temp.tell('length'); RETURN 1; END $$;
      CREATE FUNCTION pg_temp.same(pg_catalog.text, pg_catalog.text) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_temp.tell('operator'); RETURN true; END $$;
      CREATE OPERATOR pg_temp.= (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = pg_temp.same);
      CREATE OPERATOR pg_temp.~ (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = pg_temp.same);
      SET search_path = pg_temp, pg_catalog, public;
      """)
    let events = (0..<3).map { ExpectedEvent.measurement("s\($0)@ITU@2020", "1") }
    try culprits.during {
      _ = try connection.query(ledger.append(events[0], TestLedger.request()))
      try connection.transaction { connection in
        try connection.execute("SELECT \(ledger.schema).stage_open()")
        try connection.execute(
          "INSERT INTO pg_temp.tally_stage VALUES (1, 'measurement.recorded/1', 'figure/s1@ITU@2020', '{}', '{}')")
        _ = try connection.query("SELECT * FROM \(ledger.schema).stage_compare(false)")
        let (id, hash) = (try TestLedger.request().id, [UInt8](repeating: 1, count: 32))
        _ = try connection.query(
          """
          SELECT * FROM \(ledger.schema).append_staged(\(id), \(hash), NULL, '{measurement.recorded/1}', \
          '{figure/s2@ITU@2020}', '{0}', ARRAY['{}'], ARRAY['{}'])
          """)
      }
      _ = try connection.query("SELECT * FROM \(ledger.schema).current_states_of('area')")
      _ = try connection.query("SELECT * FROM \(ledger.schema).head()")
    }
    #expect(culprits.names.isEmpty)
    #expect(try ledger.entries().count == 4)
    #expect(try ledger.faults() == [])
  }

  // MARK: -

  private let calls: [SQL] = [
    "SELECT * FROM target.stage_scope('{figure/a}', NULL, '{}', 1)",
    "SELECT * FROM target.stage_compare(false)",
    "SELECT * FROM target.stage_keep(1)",
    "SELECT * FROM target.stage_reassert('{figure/a}', '2020-01-01T00:00:00.000000Z')",
    "SELECT * FROM target.stage_repetitions()",
    "SELECT * FROM target.stage_differences()",
    """
    SELECT * FROM target.append_staged('00000000-0000-7000-8000-000000000001', pg_catalog.sha256(''), NULL,
      '{}', '{}', '{}', '{}', '{}')
    """,
  ]

  /// A connection of the recorder with functions that tell who runs them.
  private func attacker() throws -> Connection {
    let culprits = culprits
    var connection = try Connection(ledger.settings(as: .recorder)) { culprits.receive($0) }
    try connection.executeScript(
      """
      CREATE FUNCTION pg_temp.tell(place text) RETURNS text LANGUAGE plpgsql AS $$
        BEGIN RAISE NOTICE 'ran as %', current_user; RETURN NULL; END $$;
      CREATE FUNCTION pg_temp.tell_number(n bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$
        BEGIN RAISE NOTICE 'ran as %', current_user; RETURN n; END $$;
      CREATE FUNCTION pg_temp.fire() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE NOTICE 'ran as %', current_user; RETURN NULL; END $$;
      """)
    return connection
  }

  private func place(_ decoy: Decoy, at table: String) -> String {
    let columns = """
      ordinal bigint, kind text, subject text, data text, basis text, rank bigint, seen integer, equal boolean, head bigint,
      published text, state_kind text, state_data text, first text, beyond text
      """
    return decoy.sql.replacing("pg_temp.T", with: "pg_temp.\(table)").replacing("TABLE T ", with: "TABLE \(table) ")
      .replacing("VIEW T ", with: "VIEW \(table) ").replacing("SEQUENCE T", with: "SEQUENCE \(table)")
      .replacing("(C", with: "(\(columns)")
  }

  private func outcome(of statement: SQL, _ connection: inout Connection) -> String? {
    do {
      try connection.execute(statement)
      return nil
    } catch {
      return error.sqlState ?? "\(error)"
    }
  }
}

/// Who ran code of the attacker's while the functions were called.
final class Culprits: Sendable {
  private let state = Mutex<(isWatching: Bool, names: [String], strangers: [String])>((false, [], []))

  /// Everybody who ran it while a function was called.
  var names: [String] { state.withLock { $0.names } }

  /// Everybody but the attacker who ran it, at any time.
  var strangers: [String] { state.withLock { $0.strangers } }

  func receive(_ notice: Notice) {
    guard notice.message.hasPrefix("ran as ") else { return }
    let name = String(notice.message.dropFirst(7))
    state.withLock {
      if $0.isWatching { $0.names.append(name) }
      if name != "recorder" { $0.strangers.append(name) }
    }
  }

  func during<Value>(_ body: () throws -> Value) rethrows -> Value {
    state.withLock { $0.isWatching = true }
    defer { state.withLock { $0.isWatching = false } }
    return try body()
  }
}

private struct Undone: Error {}

extension Connection {
  /// Runs a body for each statement, under a savepoint of which nothing stays.
  mutating func savepointing(_ statements: [SQL], _ body: (SQL, inout Connection) throws -> Void) throws {
    for statement in statements {
      do {
        try savepoint { connection in
          try body(statement, &connection)
          throw Undone()
        }
      } catch is Undone {}
    }
  }
}
