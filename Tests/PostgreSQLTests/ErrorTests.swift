import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("An error of the server") struct ErrorTests {
  let database = try? TestDatabase()

  @Test("names the constraint, the table and the schema, and keeps the row's values for the debugger") func constraint()
    throws
  {
    let database = try #require(database)
    var connection = try database.connect()
    try connection.executeScript(
      """
      CREATE SCHEMA s;
      CREATE TABLE s.parent (id int8 CONSTRAINT parent_key PRIMARY KEY, secret text CONSTRAINT secret_check CHECK (secret <> 'x'));
      CREATE TABLE s.child (id int8 NOT NULL CONSTRAINT child_parent_fkey REFERENCES s.parent);
      INSERT INTO s.parent VALUES (1, 'confidential')
      """)
    let unique = try #require(
      failure { try connection.execute("INSERT INTO s.parent VALUES (\(1), \("confidential"))") }?.serverError)
    #expect(unique.severity == "ERROR")
    #expect(unique.sqlState == "23505")
    #expect(unique.constraint == "parent_key")
    #expect(unique.table == "parent")
    #expect(unique.schema == "s")
    #expect(unique.detail == "Key (id)=(1) already exists.")
    #expect(unique.statement?.text == "INSERT INTO s.parent VALUES ($1, $2)")
    #expect(unique.description == #"ERROR 23505: duplicate key value violates unique constraint "parent_key""#)
    #expect(unique.debugDescription.contains("confidential"))
    #expect(!unique.endsSession)

    let check = failure { try connection.execute("INSERT INTO s.parent VALUES (\(2), \("x"))") }
    #expect(check?.serverError?.constraint == "secret_check")
    #expect(check?.serverError?.detail?.contains("(2, x)") == true)
    #expect(check?.description.contains("(2, x)") == false)
    let foreign = failure { try connection.execute("INSERT INTO s.child VALUES (\(99))") }
    #expect(foreign?.sqlState == "23503")
    #expect(foreign?.serverError?.constraint == "child_parent_fkey")
    let missing = failure { try connection.execute("INSERT INTO s.child VALUES (\(Int?.none))") }
    #expect(missing?.sqlState == "23502")
    #expect(missing?.serverError?.column == "id")
  }

  @Test("says where it is, and what to do") func position() throws {
    var connection = try TestCluster.shared().connect()
    let syntax = try #require(failure { try connection.execute("SELECT 1 FRM x y") }?.serverError)
    #expect(syntax.sqlState == "42601")
    #expect(syntax.position == 14)
    let hint = failure { try connection.execute("SELECT length(\(1), \(2))") }
    #expect(hint?.serverError?.hint != nil)
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }

  @Test(
    "never shows a parameter, though the server's message quotes it",
    arguments: [
      "SELECT \("s3cret")::int8", "SELECT \("s3cret")::date", "SELECT \("s3cret")::uuid", "SELECT \("[s3cret")::json",
      "SELECT \("s3cret \"quoted\" s3cret")::numeric",
      "SELECT 1/(\("s3cret") <> '')::int4::int8 + \("s3cret")::interval::text::int8",
      "SELECT \("s3cret")::bytea::text::bool",
    ] as [SQL])
  func parameters(sql: SQL) throws {
    var connection = try TestCluster.shared().connect()
    let error = try #require(failure { try connection.execute(sql) })
    #expect(!error.description.contains("s3cret"), "\(error.description)")
    #expect(!"\(error)".contains("s3cret"))
    #expect(error.debugDescription.contains("s3cret"))
    #expect(String(reflecting: error).contains("s3cret"))
  }

  @Test("in a script says which statement, and undoes those before it") func script() throws {
    let database = try #require(database)
    var connection = try database.connect()
    let error = failure {
      try connection.executeScript("CREATE TABLE public.a (); SELECT 1/0; CREATE TABLE public.b ()")
    }
    #expect(error?.sqlState == "22012")
    #expect(try connection.value("SELECT pg_catalog.to_regclass('public.a')::text", as: String?.self) == nil)
    try connection.executeScript("CREATE TABLE public.a (); SELECT 1; CREATE TABLE public.b ()")
    #expect(try connection.value("SELECT pg_catalog.to_regclass('public.b')::text", as: String?.self) == "public.b")
    try connection.executeScript("")
  }

  @Test("of a backend that was ended in a transaction ends the session, and is the one thrown") func terminated() throws
  {
    let cluster = try TestCluster.shared()
    var connection = try cluster.connect()
    let process = connection.backendProcessID
    let error = failure {
      try connection.transaction { connection in
        var other = try cluster.connect()
        #expect(try other.value("SELECT pg_catalog.pg_terminate_backend(\(process))", as: Bool.self))
        try connection.execute("SELECT 1")
      }
    }
    #expect(error?.endsSession == true)
    #expect(error?.sqlState == "57P01")
    let (isBroken, status) = (connection.isBroken, connection.transactionStatus)
    #expect(isBroken)
    #expect(status == .unknown)
    let after = failure { try connection.execute("SELECT 1") }
    #expect(after?.endsSession == true)
    let inTransaction = failure { try connection.transaction { _ in _ = Issue.record("it has no transaction") } }
    #expect(inTransaction?.endsSession == true)
    let committing = failure { _ = try connection.queryCommitting("SELECT 1") }
    guard case .connection = committing else {
      Issue.record("\(String(reflecting: committing))")
      return
    }
    #expect(failure { try connection.stream("SELECT 1") { _ in } }?.endsSession == true)
    #expect(failure { try connection.copyIn("COPY x FROM STDIN") { _ in } }?.endsSession == true)
    #expect(failure { try connection.copyOut("COPY x TO STDOUT") { _ in } }?.endsSession == true)
    #expect(failure { try connection.pipeline(["SELECT 1"]) }?.endsSession == true)
    let canceller = failure { _ = try connection.canceller().cancel() }
    #expect(canceller != nil)
  }
}

@Suite("Notices") struct NoticeTests {
  @Test("go to the handler") func handler() throws {
    let received = Received()
    var connection = try Connection(ConnectionSettings(TestCluster.shared().connectionString())) { received.append($0) }
    try connection.execute(
      "DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two' USING DETAIL = 'more', HINT = 'do', ERRCODE = 'LG999'; END $$"
    )
    let notices = received.all
    #expect(notices.map(\.severity) == ["NOTICE", "WARNING"])
    #expect(notices.map(\.message) == ["one", "two"])
    #expect(notices.last?.sqlState == "LG999")
    #expect(notices.last?.detail == "more")
    #expect(notices.last?.hint == "do")
    #expect(notices.last?.description == "WARNING LG999: two")
  }
}
