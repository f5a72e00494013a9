/// How to reach a server, and what a session with it is like.
///
/// The session's settings are forced after connecting and read back, so that neither the server's configuration nor
/// the environment (`PGOPTIONS`, `PGCLIENTENCODING`, `PGDATESTYLE`, `PGTZ`) changes what a statement means.
public struct ConnectionSettings: Sendable {
  /// A connection string or URI of libpq, as it is: several hosts, services and pgpass files work as libpq has them.
  public var connectionString: String
  /// What the server calls the session in `pg_stat_activity`.
  public var applicationName: String
  /// How long to try each address of a host, unless the string says otherwise; zero means for ever.
  public var connectTimeout: Duration = .seconds(10)
  /// How long sent data may stay unacknowledged on TCP, unless the string says otherwise.
  public var networkTimeout: Duration = .seconds(30)
  /// How long a statement may run; zero means for ever.
  public var statementTimeout: Duration = .zero
  /// How long a statement may wait for one lock; zero means for ever.
  public var lockTimeout: Duration = .seconds(30)
  /// How long a transaction may wait for its next statement; zero means for ever.
  public var idleInTransactionTimeout: Duration = .seconds(300)
  /// Where names without a schema are looked up.
  public var searchPath = "pg_catalog"
  /// Further settings of the session, by name; they are forced and read back like the others.
  public var parameters: [(name: String, value: String)] = []
  /// How many prepared statements a connection keeps.
  public var preparedStatementLimit = 64

  /// Settings for a connection string, with the values above.
  public init(_ connectionString: String, applicationName: String = "") {
    self.connectionString = connectionString
    self.applicationName = applicationName
  }

  /// Whether the connection string itself holds a password, which a command line must not.
  ///
  /// A string that cannot be read holds none that anybody could use.
  public var holdsPassword: Bool { (try? ConnectionSecrets(of: connectionString))?.isEmpty == false }

  /// The settings that every session has, in the server's own spelling.
  static let fixed: [(name: String, value: String)] = [
    ("client_encoding", "UTF8"),
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "iso_8601"),
    ("standard_conforming_strings", "on"),
    ("bytea_output", "hex"),
    ("extra_float_digits", "1"),
    // A warning on COMMIT is how the server says that the commit is in doubt: it must not be filtered out.
    ("client_min_messages", "notice"),
    ("default_transaction_isolation", "read committed"),
    ("default_transaction_read_only", "off"),
    ("default_transaction_deferrable", "off"),
  ]

  /// Every setting to force: the fixed ones, the timeouts, then the caller's.
  var forced: [(name: String, value: String)] {
    Self.fixed + [
      ("search_path", searchPath),
      ("statement_timeout", "\(statementTimeout.milliseconds)ms"),
      ("lock_timeout", "\(lockTimeout.milliseconds)ms"),
      ("idle_in_transaction_session_timeout", "\(idleInTransactionTimeout.milliseconds)ms"),
    ] + parameters
  }
}

extension ConnectionSettings: CustomStringConvertible, CustomReflectable {
  /// Says nothing of the connection string, which may hold a password.
  public var description: String { "ConnectionSettings(applicationName: \(applicationName.debugDescription))" }

  /// Nothing, so that `dump` shows no password.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Duration {
  /// Whole milliseconds, rounded up so that a short timeout is not none.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}

/// The keywords and values for `PQconnectStartParams`, of which the later ones win.
func connectionOptions(
  _ settings: ConnectionSettings, ignoringOptionsOfEnvironment: Bool
) -> [(name: String, value: String)] {
  // A blank is no option for the server, but libpq then does not look at PGOPTIONS. It is left out where it is not
  // needed, because poolers refuse any `options`, and because it would hide those of a service.
  let blank = ignoringOptionsOfEnvironment ? [("options", " ")] : []
  return blank + [
    ("connect_timeout", "\((settings.connectTimeout.milliseconds + 999) / 1000)"),
    ("tcp_user_timeout", "\(settings.networkTimeout.milliseconds)"),
    ("application_name", settings.applicationName),
    ("dbname", settings.connectionString),
    ("client_encoding", "UTF8"),
  ]
}
