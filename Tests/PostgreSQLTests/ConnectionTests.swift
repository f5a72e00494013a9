import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A connection") struct ConnectionTests {
  @Test("says who serves it") func state() throws {
    var connection = try TestCluster.shared().connect()
    let (process, version, status) = (
      connection.backendProcessID, connection.serverVersion, connection.transactionStatus
    )
    #expect(try connection.value("SELECT pg_catalog.pg_backend_pid()", as: Int32.self) == process)
    #expect(version >= 140_000)
    #expect(status == .idle)
    let (encoding, other) = (
      connection.parameterStatus("server_encoding"), connection.parameterStatus("no_such_parameter")
    )
    #expect(encoding == "UTF8")
    #expect(other == nil)
    let isBroken = connection.isBroken
    #expect(!isBroken)
    #expect(try connection.value("SELECT current_setting('application_name')", as: String.self) == "tests")
  }

  @Test("ends on the server when it is closed, and when its owner lets go of it") func closing() throws {
    let cluster = try TestCluster.shared()
    let closed = try cluster.connect()
    let first = closed.backendProcessID
    closed.close()
    let second: Int32
    do { second = try cluster.connect().backendProcessID }
    for process in [first, second] {
      try waitUntil(cluster, "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(process))")
    }
  }

  @Test(
    "that cannot be made says why",
    arguments: [
      ("host=/nowhere", "connection to server on socket \"/nowhere/.s.PGSQL.5432\" failed: No such file or directory"),
      ("host=127.0.0.1 port=1", "connection to server at \"127.0.0.1\", port 1 failed: Connection refused"),
      ("host=/nowhere,/elsewhere", "\"/elsewhere/.s.PGSQL.5432\" failed: No such file or directory"),
      ("nonsense=1", "the connection string cannot be read: invalid connection option \"…\""),
      ("service=none-of-this-name", "definition of service \"none-of-this-name\" not found"),
      ("host=/nowhere\0", "the connection string holds the character U+0000"),
    ])
  func failing(string: String, message: String) throws {
    let error = failure { _ = try Connection(ConnectionSettings(string)) }
    guard case .connection(let found) = error else {
      Issue.record("\(String(reflecting: error))")
      return
    }
    #expect(found.contains(message), "\(found)")
    #expect(!found.contains("\n"))
  }

  @Test("to a database that is not there says so in the server's words") func noDatabase() throws {
    let cluster = try TestCluster.shared()
    let error = failure { _ = try cluster.connect(database: "none") }
    #expect(error?.description.hasSuffix(#"database "none" does not exist"#) == true)
    #expect(error?.endsSession == true)
  }

  @Test(
    "never shows its password",
    arguments: [
      "host=/nowhere password=s3cret", "host=/nowhere password='s3cret", "host=/nowhere password=a s3cret",
      "postgresql://u:s3cret@/db?host=/nowhere", "postgresql://u:x@s3cret@h.invalid/db",
      "postgresql://u:x/s3cret@h.invalid/db",
      "postgresql://u:x:s3cret@h.invalid/db", "postgresql://u:%zzs3cret@h.invalid/db",
      "postgresql://u:s3cret%@h.invalid",
      "postgresql://[u:s3cret@h.invalid", "host=/nowhere sslpassword=s3cret s3cret",
      "postgres://u:s3cret@h.invalid:s3cret/db",
    ])
  func passwords(string: String) throws {
    var settings = ConnectionSettings(string)
    settings.connectTimeout = .seconds(2)
    var dumped = ""
    dump(settings, to: &dumped)
    let error = failure { _ = try Connection(settings) }
    let texts = try [
      #require(error).description, #require(error).debugDescription, "\(settings)", String(reflecting: settings),
      dumped,
    ]
    for text in texts { #expect(!text.contains("s3cret"), "\(text)") }
  }

  @Test("is made by URI, by keywords, by several hosts, by a service") func forms() throws {
    let database = try TestDatabase()
    let cluster = database.cluster
    var connection = try cluster.connect()
    let directories = try connection.value(
      "SELECT pg_catalog.current_setting('unix_socket_directories')", as: String.self)
    let host = directories.replacing("/", with: "%2F")
    let user = try connection.value("SELECT CURRENT_USER::text", as: String.self)
    for string in [
      "postgresql://\(user)@\(host)/\(database.name)", "postgres:///\(database.name)?host=\(directories)&user=\(user)",
      "postgresql:///\(database.name)?host=/nowhere,\(directories)&user=\(user)",
      "host=/nowhere,\(directories) user=\(user) dbname=\(database.name)",
      "host=\(directories) user=\(user) dbname=\(database.name) target_session_attrs=read-write application_name=own",
    ] {
      var other = try Connection(ConnectionSettings(string))
      #expect(try other.value("SELECT pg_catalog.current_database()::text", as: String.self) == database.name)
    }
  }

  @Test("gives up on a server that says nothing") func silence() throws {
    // A listener of our own that never accepts.
    let listener = try SilentListener()
    var settings = ConnectionSettings("host=127.0.0.1 port=\(listener.port)")
    settings.connectTimeout = .seconds(2)
    let begin = ContinuousClock.now
    let error = failure { _ = try Connection(settings) }
    #expect(error?.description.contains("timeout expired") == true)
    #expect(ContinuousClock.now - begin < .seconds(20))
  }
}
