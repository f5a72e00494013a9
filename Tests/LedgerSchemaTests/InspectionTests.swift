import LedgerSchema
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("An inspection", .serialized) struct InspectionTests {
  @Test("finds nothing wrong with a new ledger")
  func clean() throws {
    let ledger = try TestLedger(in: TestDatabase())
    for login in [TestLedger.Login.reader, .auditor, .recorder, .postgres] {
      var connection = try ledger.connect(as: login)
      let inspection = Inspection(ledger.installation)
      #expect(try inspection.server(&connection) == [])
      #expect(try inspection.privileges(&connection) == [])
      #expect(try inspection.log(&connection) == [])
    }
  }

  @Test(
    "finds what keeps the log from being guarded",
    arguments: [
      ("ALTER TABLE L.events DISABLE TRIGGER events_rows", "1 of the triggers that keep events"),
      ("ALTER TABLE L.appends ENABLE TRIGGER appends_statements", "1 of the triggers that keep appends"),
      ("DROP TRIGGER events_statements ON L.events", "1 of the triggers that keep events"),
      (
        "UPDATE pg_trigger SET tgenabled = 'D' WHERE tgrelid = 'L.events'::regclass",
        "2 of the triggers that keep events"
      ),
      ("CREATE RULE mine AS ON INSERT TO L.events DO INSTEAD NOTHING", "events has rules"),
      ("ALTER TABLE L.appends ENABLE ROW LEVEL SECURITY", "appends has row security"),
      ("CREATE TABLE public.child () INHERITS (L.events)", "events is part of an inheritance"),
      ("CREATE TABLE public.child (p bigint REFERENCES L.events (position))", "events is tied to a foreign key"),
      ("GRANT INSERT ON L.events TO recorder", "events lets somebody write: recorder"),
      ("GRANT UPDATE ON L.settlement TO PUBLIC", "settlement lets somebody write"),
      ("GRANT SELECT ON L.gate TO reader; GRANT TRUNCATE ON L.gate TO reader", "gate lets somebody write: reader"),
      ("ALTER TABLE L.events OWNER TO postgres", "events belongs to postgres"),
    ])
  func guards(_ change: String, _ finding: String) throws {
    let ledger = try Self.ledger.get()
    var owner = try ledger.connect(as: .postgres)
    try owner.undoing { owner in
      try owner.executeScript(change.replacing("L.", with: "\(ledger.name)."))
      let problems = try Inspection(ledger.installation).log(&owner).map(\.problem)
      #expect(problems.contains { $0.contains(finding) }, "\(problems)")
    }
  }

  private static let ledger = Result { try TestLedger(in: TestDatabase()) }

  @Test(
    "finds rights that are too wide",
    arguments: [
      ("GRANT TEMPORARY ON DATABASE DB TO PUBLIC", "everybody has TEMPORARY"),
      ("GRANT CONNECT ON DATABASE DB TO PUBLIC", "everybody has CONNECT"),
      ("ALTER ROLE RECORDER LOGIN", "can log in"),
      ("ALTER ROLE OWNER SUPERUSER", "can log in or make roles"),
      ("GRANT OWNER TO reader", "reader is a member of the ledger's owner"),
      ("GRANT EXECUTE ON FUNCTION pg_catalog.lo_create(oid) TO PUBLIC", "everybody may call 1 functions"),
      ("ALTER ROLE AUDITOR RENAME TO gone", "auditor is missing"),
    ])
  func rights(_ change: String, _ finding: String) throws {
    let ledger = try Self.ledger.get()
    var owner = try ledger.connect(as: .postgres)
    try owner.undoing { owner in
      try owner.executeScript(
        change.replacing("DB", with: "\"\(ledger.database.name)\"").replacing(
          "RECORDER", with: "\"\(ledger.roles.recorder)\""
        )
        .replacing("OWNER", with: "\"\(ledger.roles.owner)\"").replacing("AUDITOR", with: "\"\(ledger.roles.auditor)\"")
      )
      let problems = try Inspection(ledger.installation).privileges(&owner).map(\.problem)
      #expect(problems.contains { $0.contains(finding) }, "\(problems)")
    }
  }

  @Test("sees a function that was replaced, in the digest that stands in the log")
  func functions() throws {
    let ledger = try Self.ledger.get()
    var owner = try ledger.connect(as: .postgres)
    let digest = try Inspection(ledger.installation).functionsDigest(&owner)
    let opened = try #require(try ledger.entries().first)
    #expect(opened.contains(digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()))
    for change in [
      "CREATE OR REPLACE FUNCTION L.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'",
      "ALTER FUNCTION L.head() RESET search_path", "ALTER FUNCTION L.head() SECURITY INVOKER",
      "CREATE FUNCTION L.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION L.stage_repetitions()",
      "CREATE OR REPLACE FUNCTION L.find_append(append_id uuid) RETURNS TABLE (replayed boolean, number bigint, first_position bigint, last_position bigint, recorded_at timestamptz, recorded_by text, origin text, request_hash bytea) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp BEGIN ATOMIC SELECT true, 1::bigint, 1::bigint, 1::bigint, now(), '', '', ''::bytea WHERE append_id IS NULL; END",
    ] {
      try owner.undoing { owner in
        try owner.executeScript(change.replacing("L.", with: "\(ledger.name)."))
        #expect(try Inspection(ledger.installation).functionsDigest(&owner) != digest, "\(change)")
      }
    }
  }

  @Test("keeps a ledger from being opened in a session whose commits are not durable")
  func unsuitable() throws {
    let ledger = try Self.ledger.get()
    var settings = ledger.settings(as: .reader)
    settings.parameters = [("synchronous_commit", "off")]
    #expect(throws: StoreError.self) { _ = try OpenLedger(settings, name: ledger.name) }
  }

  @Test("tells a ledger that is not there from one that this login may not see")
  func absent() throws {
    let ledger = try Self.ledger.get()
    let other = try LedgerName("nowhere")
    #expect(throws: SchemaError.noLedger(other)) { _ = try OpenLedger(ledger.settings(as: .reader), name: other) }
    var owner = try ledger.connect(as: .postgres)
    try owner.execute("GRANT CONNECT ON DATABASE \(identifier: ledger.database.name) TO nobody")
    #expect(throws: StoreError.self) { _ = try ledger.open(as: .nobody) }
  }
}
