import Cryptography
import Ledger
import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A migration") struct MigrationTests {
  /// A migration of the test's own, after all that are released.
  static func next(_ sql: String, name: String = "9999-next.sql") -> [Migration] {
    Migration.released + [
      Migration(version: Int32(Migration.released.count + 1), name: name, sql: Array(sql.utf8))
    ]
  }

  static let table = "CREATE TABLE {{ledger}}.more (i integer NOT NULL, CONSTRAINT more_pkey PRIMARY KEY (i));"

  @Test("is applied once; a ledger that is current stays as it is")
  func once() throws {
    let ledger = try TestLedger()
    let before = try ledger.entries()
    #expect(try ledger.migrate() == .current)
    #expect(try ledger.entries() == before)
    #expect(try ledger.migrate(to: Self.next(Self.table)) == .migrated(["9999-next.sql"]))
    #expect(try ledger.migrate(to: Self.next(Self.table)) == .current)
    #expect(try ledger.entries().count == 2)
  }

  @Test("of one ledger leaves the other in the same database alone, and says in the log what the ledger is now")
  func oneOfTwo() throws {
    let database = try TestDatabase()
    let ledgers = try ["one", "two"].map { (name: String) in
      try TestLedger(in: database, name: name, origin: "test.example/\(name)")
    }
    let before = try ledgers.map { ledger in try ledger.entries() }
    let sql: String =
      Self.table + """

        CREATE FUNCTION {{ledger}}.more() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp
        BEGIN ATOMIC SELECT count(*) FROM {{ledger}}.more; END;
        GRANT EXECUTE ON FUNCTION {{ledger}}.more() TO {{reader}};
        """
    #expect(try ledgers[0].migrate(to: Self.next(sql)) == .migrated(["9999-next.sql"]))

    var log = try ledgers[1].open(as: .reader)
    #expect(try ledgers[1].entries() == before[1])
    #expect(try log.connection.value("SELECT to_regclass('two.more') IS NULL", as: Bool.self))

    var owner = try ledgers[0].connect(as: .postgres)
    let entries = try ledgers[0].entries()
    #expect(entries.dropLast() == before[0][...])
    let events = try entries.map { try Event(decoding: Array($0.utf8)) }
    let (opened, changed) = (try #require(events.first), try #require(events.last))
    #expect(changed.kind == .schemaChanged)
    #expect(changed.subject.text == "ledger/self")
    #expect(changed.version == 2)
    #expect(changed.data["origin"] == "test.example/one")
    #expect(changed.data["name"] == "one")
    let names = changed.data["migrations"]?.array?.compactMap { $0["name"]?.string }
    #expect(names == Migration.released.map(\.name) + ["9999-next.sql"])
    let hashes = changed.data["migrations"]?.array?.compactMap { $0["sha256"]?.string }
    #expect(hashes == Self.next(sql).map(\.sha256.description))
    #expect(changed.data["functions"] != opened.data["functions"])
    // Nobody got a right on the new function but who was given it.
    let granted = try owner.query(
      """
      SELECT pg_get_userbyid(a.grantee)::text FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a
      WHERE p.proname = 'more' AND a.grantee <> p.proowner
      """
    ).map { row in try row.value(0, as: String.self) }
    #expect(granted == [])
    #expect(try ledgers[0].owners() == [ledgers[0].roles.owner])

    // The program that knows no more than it did refuses the newer ledger; the other ledger catches up later.
    #expect(throws: SchemaError.newerLedger(found: Int32(names?.count ?? 0), known: Int32(Migration.released.count))) {
      _ = try ledgers[0].open(as: .reader)
    }
    #expect(try ledgers[0].migrate(to: Self.next(sql)) == .current)
    #expect(try ledgers[1].migrate(to: Self.next(sql)) == .migrated(["9999-next.sql"]))
    #expect(try ledgers[1].entries().count == 2)
    #expect(try ledgers.flatMap { try $0.faults() } == [])
  }

  @Test("that fails leaves everything as it was, and can be repeated")
  func failing() throws {
    let ledger = try TestLedger()
    let before = try ledger.entries()
    #expect(throws: PostgreSQLError.self) {
      try ledger.migrate(to: Self.next(Self.table + "\nSELECT 1/0;"))
    }
    var owner = try ledger.connect(as: .postgres)
    #expect(try owner.value("SELECT to_regclass(\("\(ledger.name).more")) IS NULL", as: Bool.self))
    #expect(try ledger.entries() == before)
    #expect(try ledger.migrate(to: Self.next(Self.table)) == .migrated(["9999-next.sql"]))
  }

  @Test("that was changed, lost or put between refuses the ledger")
  func changed() throws {
    let ledger = try TestLedger()
    let before = try ledger.entries()
    let released = Migration.released
    let last = try #require(released.last)
    let edited = Migration(version: last.version, name: last.name, sql: last.sql + Array(" ".utf8))
    #expect(throws: SchemaError.changedMigration(name: last.name)) {
      try ledger.migrate(to: released.dropLast() + [edited])
    }
    let renamed = Migration(version: last.version, name: "0004-other.sql", sql: last.sql)
    #expect(throws: SchemaError.changedMigration(name: last.name)) {
      try ledger.migrate(to: released.dropLast() + [renamed])
    }
    #expect(throws: SchemaError.newerLedger(found: last.version, known: last.version - 1)) {
      try ledger.migrate(to: Array(released.dropLast()))
    }
    var owner = try ledger.connect(as: .postgres)
    try owner.execute("UPDATE \(ledger.schema).migrations SET sha256 = sha256('') WHERE version = 2")
    #expect(throws: SchemaError.changedMigration(name: released[1].name)) { try ledger.migrate() }
    #expect(throws: SchemaError.changedMigration(name: released[1].name)) {
      try ledger.migrate(to: Self.next(Self.table))
    }
    try owner.execute("DELETE FROM \(ledger.schema).migrations WHERE version = 2")
    #expect(throws: SchemaError.changedMigration(name: released[2].name)) { try ledger.migrate() }
    try owner.execute("DELETE FROM \(ledger.schema).migrations WHERE version > 1")
    #expect(throws: SchemaError.olderLedger(found: 1, known: last.version)) { _ = try ledger.open(as: .reader) }
    #expect(try ledger.entries() == before)
  }

  @Test("waits for an append, and an append for it")
  func gate() throws {
    let ledger = try TestLedger()
    var observer = try ledger.connect(as: .postgres)
    var writer = try ledger.connect(as: .recorder)
    try writer.executeScript("BEGIN")
    _ = try writer.query(ledger.append(.measurement("a@ITU@2020", "1"), TestLedger.request()))
    // The migration stands at the gate; inside it waits for a table that is locked.
    let table = "\"\(ledger.name)_blocker\".t"
    try observer.executeScript(
      """
      CREATE SCHEMA "\(ledger.name)_blocker" CREATE TABLE t (i int);
      GRANT ALL ON SCHEMA "\(ledger.name)_blocker" TO PUBLIC;
      GRANT ALL ON \(table) TO PUBLIC;
      """)
    var blocker = try ledger.connect(as: .postgres)
    try blocker.executeScript("BEGIN; LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
    let migration = Background {
      try ledger.migrate(
        to: Self.next("LOCK TABLE \(table) IN ACCESS SHARE MODE;\n" + Self.table))
    }
    try observer.wait(until: 1, at: ledger)
    #expect(!migration.isDone)
    try writer.executeScript("COMMIT")
    try observer.wait(until: 0, at: ledger)
    let append = Background {
      var log = try ledger.connect(as: .recorder)
      _ = try log.query(ledger.append(.measurement("b@ITU@2020", "1"), TestLedger.request()))
    }
    try observer.wait(until: 1, at: ledger)
    #expect(!append.isDone && !migration.isDone)
    try blocker.executeScript("COMMIT")
    #expect(try migration.value() == .migrated(["9999-next.sql"]))
    try append.value()
    let kinds = try ledger.entries().map { try Event(decoding: Array($0.utf8)).kind }
    #expect(kinds == [.ledgerOpened, .measurementRecorded, .schemaChanged, .measurementRecorded])
    #expect(try ledger.faults() == [])
  }

  @Test("gives up behind a long reader, so that no append waits behind both")
  func longReader() throws {
    let ledger = try TestLedger()
    var reader = try ledger.connect(as: .reader)
    try reader.executeScript("BEGIN")
    _ = try reader.query("SELECT * FROM \(ledger.schema).events")
    let migrations = Self.next("ALTER TABLE {{ledger}}.events ADD COLUMN more text;")
    var state: String?
    do {
      _ = try ledger.migrate(to: migrations, lockTimeout: .milliseconds(50))
    } catch let error as PostgreSQLError {
      state = error.sqlState
    }
    #expect(state == "55P03")
    var writer = try ledger.open(as: .recorder, lockTimeout: .milliseconds(50))
    _ = try writer.append([.measurement("a@ITU@2020", "1")], TestLedger.request())
    try reader.executeScript("COMMIT")
    #expect(try ledger.migrate(to: migrations, lockTimeout: .milliseconds(50)) == .migrated(["9999-next.sql"]))
    #expect(try ledger.faults() == [])
  }

  @Test("is applied once where two programs apply it at once, and a ledger is made once")
  func atOnce() throws {
    let database = try TestDatabase()
    let name = try LedgerName("council")
    try TestLedger.makeRoles(of: name, in: database)
    let ledger = try TestLedger(restored: name, in: database, origin: "test.example/council")
    func both(_ migrations: [Migration]) throws -> [Installation.Outcome] {
      let programs = (0..<2).map { _ in Background { try ledger.migrate(to: migrations) } }
      return try programs.map { try $0.value() }
    }
    let made = try both(Migration.released)
    #expect(made.contains(.made) && made.contains(.current))
    let migrated = try both(Self.next(Self.table))
    #expect(migrated.contains(.migrated(["9999-next.sql"])) && migrated.contains(.current))
    let kinds = try ledger.entries().map { try Event(decoding: Array($0.utf8)).kind }
    #expect(kinds == [.ledgerOpened, .schemaChanged])
  }

  @Test("does not pass without an event, even under an id that was used before")
  func usedID() throws {
    let ledger = try TestLedger()
    var log = try ledger.open(as: .recorder)
    let request = try TestLedger.request("same")
    _ = try log.append([.measurement("a@ITU@2020", "1")], request)
    #expect(throws: StoreError.self) { try ledger.migrate(to: Self.next(Self.table), request: request) }
    var owner = try ledger.connect(as: .postgres)
    #expect(try owner.value("SELECT to_regclass(\("\(ledger.name).more")) IS NULL", as: Bool.self))
    #expect(try ledger.entries().count == 2)
  }

  @Test("does not touch a schema that is no ledger")
  func notALedger() throws {
    let database = try TestDatabase()
    let name = try LedgerName("other")
    var owner = try database.connect()
    try owner.executeScript("CREATE SCHEMA other; CREATE TABLE other.things (i int)")
    try TestLedger.makeRoles(of: name, in: database)
    let ledger = try TestLedger(restored: name, in: database, origin: "test.example/other")
    #expect(throws: SchemaError.notALedger(name)) { try ledger.migrate() }
    #expect(
      try owner.value("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'other'", as: String.self)
        == "postgres")
  }

  @Test("needs no more than the owner's rights")
  func rights() throws {
    let ledger = try TestLedger()
    let state = {
      do {
        _ = try ledger.migrate(to: Self.next("ALTER SYSTEM SET fsync = off;"))
        return nil as String?
      } catch let error as PostgreSQLError { return error.sqlState } catch { return "\(error)" }
    }()
    #expect(state == "25001" || state == "42501")
    let other = {
      do {
        _ = try ledger.migrate(to: Self.next("CREATE TABLE public.mine (i int);"))
        return nil as String?
      } catch let error as PostgreSQLError { return error.sqlState } catch { return "\(error)" }
    }()
    #expect(other == "42501")
  }
}

@Suite("A copy of a ledger's database") struct CopyTests {
  @Test("gets its own roles, and a fork its own origin")
  func template() throws {
    let source = try TestLedger(in: TestDatabase(), name: "council", origin: "test.example/original")
    var log = try source.open(as: .recorder)
    _ = try log.append([.measurement("a@ITU@2020", "1")], TestLedger.request())
    let before = try source.entries()
    _ = consume log
    var server = try source.database.cluster.connect()
    try server.execute(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = \(source.database.name)")
    let database = try TestDatabase(on: source.database.cluster, template: source.database.name)
    try TestLedger.makeRoles(of: source.name, in: database)
    let copy = try TestLedger(restored: source.name, in: database, origin: "test.example/original")
    #expect(try copy.owners() == [copy.roles.owner])
    var owner = try copy.connect(as: .postgres)
    #expect(try copy.grantees(&owner).isDisjoint(with: source.roles.all))
    #expect(try Inspection(copy.installation).log(&owner) == [])
    #expect(try Inspection(copy.installation).privileges(&owner) == [])
    #expect(try copy.migrate() == .current)
    _ = try copy.founding.fork(&owner, origin: "test.example/copy", request: TestLedger.request())
    var writer = try copy.open(as: .officer)
    #expect(
      try writer.append([.measurement("a@ITU@2020", "2", expected: 1)], TestLedger.request()).origin
        == "test.example/copy")
    let staged = try TestLedger.request()
    _ = try writer.withStage(staged.id) { stage, connection in
      try stage.copy(over: &connection) {
        try $0.row(Int64(1), "measurement.recorded/1", "figure/b@ITU@2020", "{}", "{}")
      }
      _ = try stage.compare(over: &connection)
      return ((), try stage.append(staged, then: [], over: &connection))
    }
    #expect(try copy.entries().count == 5)
    #expect(Array(try copy.entries().prefix(2)) == before)
    #expect(try source.entries() == before)
  }
}

extension TestLedger {
  /// Migrates it.
  func migrate(
    to migrations: [Migration] = Migration.released, lockTimeout: Duration = .seconds(10), request: AppendRequest? = nil
  ) throws -> Installation.Outcome {
    var connection = try connect(as: .postgres)
    return try founding.migrate(
      &connection, origin: origin, to: migrations, lockTimeout: lockTimeout, request: request ?? Self.request())
  }

  /// Who owns anything in its schema.
  func owners() throws -> Set<String> {
    var connection = try connect(as: .postgres)
    return Set(
      try connection.query(
        """
        SELECT pg_get_userbyid(nspowner)::text FROM pg_namespace WHERE nspname = \(name.text)
        UNION SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = to_regnamespace(\(name.text))
        UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = to_regnamespace(\(name.text))
        UNION SELECT pg_get_userbyid(typowner) FROM pg_type WHERE typnamespace = to_regnamespace(\(name.text))
        """
      ).map { row in try row.value(0, as: String.self) })
  }

  /// Who has a right on anything in its schema, but for its owner.
  func grantees(_ connection: inout Connection) throws -> Set<String> {
    Set(
      try connection.query(
        """
        SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END
        FROM (
          SELECT nspacl AS acl, nspowner AS owner FROM pg_namespace WHERE nspname = \(name.text)
          UNION ALL SELECT relacl, relowner FROM pg_class WHERE relnamespace = to_regnamespace(\(name.text))
          UNION ALL SELECT coalesce(proacl, acldefault('f', proowner)), proowner FROM pg_proc
          WHERE pronamespace = to_regnamespace(\(name.text))
        ) g CROSS JOIN LATERAL aclexplode(g.acl) a WHERE a.grantee <> g.owner
        """
      ).map { row in try row.value(0, as: String.self) })
  }
}
