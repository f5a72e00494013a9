import LedgerTestSupport
import PostgreSQL
import Testing

/// Faults of a whole server, on one that no other test uses.
@Suite("A server", .serialized) struct FaultTests {
  private static let cluster = Result { try TestCluster() }

  let cluster: TestCluster
  let database: TestDatabase

  init() throws {
    cluster = try Self.cluster.get()
    database = try TestDatabase(on: cluster)
    var connection = try database.connect()
    try connection.execute("CREATE TABLE public.t (id int8)")
  }

  private func count() throws -> Int {
    var connection = try database.connect()
    return try connection.value("SELECT count(*) FROM public.t", as: Int.self)
  }

  /// Runs the body while each commit waits for a standby that does not exist.
  private func whileCommitsWait<Value>(_ body: () throws -> Value) throws -> Value {
    var admin = try cluster.connect()
    try admin.execute("ALTER SYSTEM SET synchronous_standby_names TO 'ghost'")
    try cluster.reload()
    try waitUntil(cluster, "SELECT pg_catalog.current_setting('synchronous_standby_names') = 'ghost'")
    defer {
      _ = try? admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
      try? cluster.reload()
      try? waitUntil(cluster, "SELECT pg_catalog.current_setting('synchronous_standby_names') = ''")
    }
    return try body()
  }

  /// How a commit ends when its backend gets a signal while it waits.
  private func outcome(
    ofCommitWhen signal: SQL, onNotice: @escaping @Sendable (Notice) -> Void = { _ in },
    _ commit: (inout Connection) throws -> Void
  ) throws -> (error: PostgreSQLError?, isBroken: Bool) {
    var connection = try Connection(ConnectionSettings(database.connectionString()), onNotice: onNotice)
    let (process, cluster) = (connection.backendProcessID, cluster)
    let error = try whileCommitsWait {
      try beside {
        try waitUntil(cluster, isWaiting(process, for: "SyncRep"))
        var other = try cluster.connect()
        try other.execute("SELECT \(signal)(\(process))")
      } _: {
        failure { try commit(&connection) }
      }
    }
    return (error, connection.isBroken)
  }

  @Test(
    "that ends the backend during COMMIT leaves the outcome unknown, and the row may be there",
    arguments: [true, false])
  func terminatedDuringCommit(inTransaction: Bool) throws {
    let received = Received()
    let (error, isBroken) = try outcome(ofCommitWhen: "pg_catalog.pg_terminate_backend", onNotice: received.append) {
      connection in
      if inTransaction {
        try connection.transaction { connection in _ = try connection.execute("INSERT INTO public.t VALUES (1)") }
      } else {
        _ = try connection.queryCommitting("INSERT INTO public.t VALUES (1)")
      }
    }
    guard case .outcomeUnknown(.connectionLost(let message)) = error else {
      Issue.record("\(String(reflecting: error))")
      return
    }
    #expect(message.hasPrefix("canceling the wait for synchronous replication"))
    #expect(error?.endsSession == true)
    #expect(isBroken)
    #expect(try count() == 1)
    #expect(received.all.map(\.sqlState) == ["57P01"])
  }

  @Test(
    "that stops waiting for its standby says so in a warning only: the outcome is unknown", arguments: [true, false])
  func cancelledDuringCommit(inTransaction: Bool) throws {
    let received = Received()
    let (error, isBroken) = try outcome(ofCommitWhen: "pg_catalog.pg_cancel_backend", onNotice: received.append) {
      connection in
      if inTransaction {
        try connection.transaction { connection in _ = try connection.execute("INSERT INTO public.t VALUES (1)") }
      } else {
        _ = try connection.queryCommitting("INSERT INTO public.t VALUES (1)")
      }
    }
    guard case .outcomeUnknown(.warning(sqlState: "01000", let message)) = error else {
      Issue.record("\(String(reflecting: error))")
      return
    }
    #expect(message == "canceling wait for synchronous replication due to user request")
    #expect(error?.endsSession == false)
    #expect(!isBroken)
    #expect(try count() == 1)
    #expect(received.all.map(\.sqlState) == ["01000"])
  }

  @Test("that restarts ends an idle session, and a new one begins") func restart() throws {
    var connection = try database.connect()
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
    try cluster.restart()
    let error = failure { try connection.execute("SELECT 1") }
    #expect(error?.endsSession == true)
    let isBroken = connection.isBroken
    #expect(isBroken)
    connection = try database.connect()
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }

  @Test("that restarts in the middle of a stream or a COPY fails it whole", arguments: ["stream", "out", "in"])
  func restartInTheMiddle(way: String) throws {
    var connection = try database.connect()
    var hasRestarted = false
    func restartOnce() throws {
      if hasRestarted { return }
      hasRestarted = true
      try cluster.restart()
    }
    let error = failure {
      switch way {
      case "stream":
        try connection.stream("SELECT generate_series(1, 100000000000)") { _ in try restartOnce() }
      case "out":
        try connection.copyOut("COPY (SELECT generate_series(1, 100000000000)) TO STDOUT") { _ in try restartOnce() }
      default:
        try connection.copyIn("COPY public.t FROM STDIN") { writer in
          for id in 0..<1_000_000_000 {
            try writer.write("\(id)\n")
            if id == 100_000 { try restartOnce() }
          }
        }
      }
    }
    #expect(hasRestarted)
    #expect(error?.endsSession == true)
    #expect(try count() == 0)
  }

  @Test("that is killed fails what runs, and keeps what was committed") func killed() throws {
    var connection = try database.connect()
    try connection.execute("INSERT INTO public.t VALUES (1)")
    let cluster = cluster
    let process = connection.backendProcessID
    let error = try beside {
      try waitUntil(cluster, isWaiting(process, for: "PgSleep"))
      try cluster.restart(mode: "immediate")
    } _: {
      failure {
        try connection.transaction { connection in
          try connection.execute("INSERT INTO public.t VALUES (2)")
          try connection.execute("SELECT pg_catalog.pg_sleep(60)")
        }
      }
    }
    #expect(error?.endsSession == true)
    #expect(try count() == 1)
  }

  @Test(
    "of which a row or a whole answer gets lost on the way fails the reading, whichever way it is read",
    arguments: ["query", "commit", "stream", "pipeline", "cursor", "copy"],
    ["VALUES ('a'), ('b'), ('c')", "VALUES ('a'), ('lost'), ('c')", "SELECT 'lost' AS lost"])
  func loss(by call: String, rows: String) throws {
    var direct = try database.connect()
    let socket = try direct.value(
      """
      SELECT pg_catalog.current_setting('unix_socket_directories') || '/.s.PGSQL.'
        || pg_catalog.current_setting('port')
      """, as: String.self)
    let way = "host=127.0.0.1 port=\(try lossyRelay(to: socket)) sslmode=disable gssencmode=disable"
    var connection = try Connection(ConnectionSettings("\(database.connectionString()) \(way)"))
    let sql = SQL(unchecked: rows)
    func read() throws -> Int {
      var count = 0
      switch call {
      case "query": count = try connection.query(sql).count
      case "commit": count = try connection.queryCommitting(sql).count
      case "stream": try connection.stream(sql) { _ in count += 1 }
      case "pipeline": try connection.pipeline([sql, "SELECT 1 WHERE false"]) { _, rows in count += rows.count }
      case "cursor":
        try connection.transaction { connection in
          try connection.execute("DECLARE c CURSOR FOR \(sql)")
          try connection.pipeline(["FETCH 10 FROM c"]) { _, rows in count += rows.count }
          // The end of the transaction comes too late to notice it.
          if rows.contains("lost") { throw Stop() }
        }
      default:
        try connection.copyOutBinary("COPY (\(sql)) TO STDOUT (FORMAT binary)") { _ in count += 1 }
      }
      return count
    }
    guard rows.contains("lost") else { return #expect(try read() == 3) }
    let error = failure { _ = try read() }
    // What was committed is looked up then.
    let isUnknown = if case .outcomeUnknown(.connectionLost) = error { true } else { false }
    #expect(error != nil && isUnknown == (call == "commit"), "\(String(reflecting: error))")
  }

  @Test("that is stopped refuses connections") func stopped() throws {
    try cluster.whileStopped {
      let error = failure { _ = try database.connect() }
      guard case .connection(let message) = error else {
        Issue.record("\(String(reflecting: error))")
        return
      }
      #expect(message.contains("Is the server running locally and accepting connections on that socket?"))
    }
    #expect(try count() == 0)
  }
}
