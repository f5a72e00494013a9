public import LedgerSchema
public import PostgreSQL

/// One ledger, open over one connection.
///
/// What it may do is what its login may do: append as a recorder, read as a reader.
public struct OpenLedger: ~Copyable {
  /// The ledger's name.
  public let name: LedgerName
  /// Where it is; kept to connect again after a connection was lost.
  let settings: ConnectionSettings
  /// The wish that the program end, which an append heeds.
  let interruption: Interruption
  /// What the server warned of when it committed last.
  var commitWarning: String?
  /// The connection.
  ///
  /// Those who use it directly must leave no transaction open.
  public var connection: Connection
  /// The text that every entry carries: which ledger this is.
  public private(set) var origin: String

  /// Connects, checks that the server keeps what the ledger promises and that its schema is the one known here.
  ///
  /// - Parameter interruption: By which another thread can end what this one appends.
  /// - Throws: `PostgreSQLError`, `SchemaError`, `StoreError.unsuitableServer`.
  public init(
    _ settings: ConnectionSettings, name: LedgerName, interruption: Interruption = Interruption()
  ) throws {
    var settings = settings
    settings.parameters += Self.forShortQuestions
    self.settings = settings
    self.name = name
    self.interruption = interruption
    var connection = try Connection(settings)
    origin = try Self.check(&connection, name)
    self.connection = connection
  }

  // The questions read little of a large log, which the server cannot know: it would spend more time on compiling them and
  // on starting workers than on the answer.
  private static let forShortQuestions = [(name: "jit", value: "off"), ("max_parallel_workers_per_gather", "0")]

  /// Connects again after the connection was lost.
  ///
  /// - Parameter patience: How long to try while there is no server, which may be starting.
  mutating func reconnect(patience: Duration = .zero) throws {
    var connection = try Connection(settings, patience: patience)
    let found = try Self.check(&connection, name)
    guard found == origin else {
      throw StoreError.unsuitableServer(["after connecting again the ledger is \(found), not \(origin)"])
    }
    self.connection = connection
  }

  /// Connects again if an earlier call lost the connection.
  mutating func reconnectIfBroken() throws {
    if connection.isBroken { try reconnect() }
  }

  private static func check(_ connection: inout Connection, _ name: LedgerName) throws -> String {
    let database = try connection.value("SELECT pg_catalog.current_database()::text", as: String.self)
    let installation = try Installation(ledger: name, database: database)
    try Founding.requireSuitableServer(&connection, for: installation)
    do {
      let head = try connection.query("SELECT origin, schema_version FROM \(identifier: name.text).head()")
      guard head.count == 1, let origin = try head.value(0, 0, as: String?.self) else { throw StoreError.notOpened }
      let version = try head.value(0, 1, as: Int32.self)
      let known = Migration.released.last?.version ?? 0
      if version > known { throw SchemaError.newerLedger(found: version, known: known) }
      if version < known { throw SchemaError.olderLedger(found: version, known: known) }
      return origin
    } catch let error as PostgreSQLError {
      // 3F000 no such schema, 42883 no such function, 42501 no right to the schema.
      switch error.sqlState {
      case "3F000", "42883": throw SchemaError.noLedger(name)
      case "42501": throw StoreError.notPermitted("this login has no role in the ledger \"\(name)\"")
      default: throw error
      }
    }
  }
}
