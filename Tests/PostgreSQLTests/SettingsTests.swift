import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("The settings of a session") struct SettingsTests {
  /// What must not change, whatever the environment or the server's configuration says.
  static let expected = [
    "client_encoding=UTF8", "TimeZone=UTC", "DateStyle=ISO, YMD", "IntervalStyle=iso_8601",
    "standard_conforming_strings=on", "bytea_output=hex", "extra_float_digits=1", "client_min_messages=notice",
    "default_transaction_isolation=read committed", "default_transaction_read_only=off",
    "default_transaction_deferrable=off", "search_path=pg_catalog", "statement_timeout=0", "lock_timeout=30s",
    "idle_in_transaction_session_timeout=5min",
  ]

  static func found(_ connection: inout Connection) throws -> [String] {
    try connection.query(
      """
      SELECT n || '=' || pg_catalog.current_setting(n)
      FROM pg_catalog.unnest(\(expected.map { String($0.prefix { $0 != "=" }) })) WITH ORDINALITY AS u(n, i) ORDER BY i
      """
    ).map { row in try row.value(0, as: String.self) }
  }

  @Test("are forced") func forced() throws {
    var connection = try TestCluster.shared().connect()
    #expect(try Self.found(&connection) == Self.expected)
  }

  @Test("are forced against those of a database and a role") func database() throws {
    let database = try TestDatabase()
    var connection = try database.connect()
    for setting in [
      "TimeZone TO 'Asia/Kathmandu'", "DateStyle TO 'SQL, DMY'", "bytea_output TO 'escape'", "search_path TO public",
      "default_transaction_isolation TO serializable", "default_transaction_read_only TO on", "lock_timeout TO 1",
      "client_min_messages TO error", "standard_conforming_strings TO off",
    ] {
      try connection.execute("ALTER DATABASE \(identifier: database.name) SET \(unchecked: setting)")
    }
    var other = try database.connect()
    #expect(try Self.found(&other) == Self.expected)
  }

  @Test("are forced against the environment") func environment() async throws {
    let string = try TestCluster.shared().connectionString()
    await #expect(processExitsWith: .success) { [string = string as String] in
      for (name, value) in [
        (
          "PGOPTIONS",
          "-c statement_timeout=1 -c search_path=public -c bytea_output=escape -c client_min_messages=error"
        ),
        ("PGCLIENTENCODING", "LATIN1"), ("PGDATESTYLE", "SQL, DMY"), ("PGTZ", "Asia/Kathmandu"),
        ("PGSERVICEFILE", "/nonexistent"), ("PGAPPNAME", "other"), ("PGCONNECT_TIMEOUT", "1"),
      ] { setEnvironment(name, value) }
      var connection = try Connection(ConnectionSettings(string))
      #expect(try SettingsTests.found(&connection) == SettingsTests.expected)
      let text = try connection.value("SELECT \("é€")", as: String.self)
      #expect(Array(text.utf8) == Array("é€".utf8))
      // Nothing of PGOPTIONS came through, not even what nobody forces.
      setEnvironment("PGOPTIONS", "-c work_mem=123kB")
      var second = try Connection(ConnectionSettings(string))
      #expect(try second.value("SELECT pg_catalog.current_setting('work_mem')", as: String.self) != "123kB")
      // Options that the caller's own string has do come through.
      var third = try Connection(ConnectionSettings("\(string) options='-c work_mem=321kB'"))
      #expect(try third.value("SELECT pg_catalog.current_setting('work_mem')", as: String.self) == "321kB")
    }
  }

  @Test("include the caller's") func additional() throws {
    var settings = ConnectionSettings(try TestCluster.shared().connectionString(), applicationName: "ledger")
    settings.statementTimeout = .milliseconds(1500)
    settings.lockTimeout = .microseconds(1)
    settings.idleInTransactionTimeout = .zero
    settings.searchPath = "pg_catalog, public"
    settings.parameters = [("row_security", "off"), ("work_mem", "8192kB")]
    var connection = try Connection(settings)
    for (name, value) in [
      ("statement_timeout", "1500ms"), ("lock_timeout", "1ms"), ("idle_in_transaction_session_timeout", "0"),
      ("search_path", "pg_catalog, public"), ("row_security", "off"), ("work_mem", "8MB"),
      ("application_name", "ledger"),
    ] {
      #expect(try connection.value("SELECT pg_catalog.current_setting(\(name))", as: String.self) == value)
    }
  }

  @Test(
    "that the server refuses are named",
    arguments: [
      ("shared_buffers", "1", "the setting shared_buffers should be '1', it is refused"),
      ("no_such_setting", "1", "the setting no_such_setting should be '1', it is refused"),
      ("work_mem", "many", "the setting work_mem should be 'many', it is refused"),
      // Holds for one transaction only: the second statement finds that it is gone.
      ("transaction_read_only", "on", "the setting transaction_read_only should be 'on', it is 'off'"),
      ("TimeZone", "Asia/Kathmandu", "the setting TimeZone should be 'UTC', it is 'Asia/Kathmandu'"),
    ])
  func refused(name: String, value: String, message: String) throws {
    var settings = ConnectionSettings(try TestCluster.shared().connectionString())
    settings.parameters = [("row_security", "off"), (name, value)]
    #expect(failure { _ = try Connection(settings) }?.description == message)
  }
}
