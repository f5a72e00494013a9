/// One session with a PostgreSQL server.
///
/// A connection has one owner: it cannot be copied, and it closes when its owner lets go of it. Every statement
/// changes it, so that a second one cannot begin while rows, a COPY or a pipeline of the first are being read. Calls
/// block their thread.
///
/// ```swift
/// var connection = try Connection(ConnectionSettings("host=/run/postgresql dbname=tally"))
/// let answer = try connection.value("SELECT \(6)::int8 * 7", as: Int64.self)
/// ```
public struct Connection: ~Copyable {
  let channel: Channel
  var cache: StatementCache

  /// Connects, forces the session's settings and reads them back.
  ///
  /// - Parameters:
  ///   - settings: Where the server is and what the session shall be like.
  ///   - onNotice: Called, on the thread of the statement that caused it, for each notice and warning of the server.
  /// - Throws: `PostgreSQLError.connection` if there is no connection, `.setting` if a setting does not hold.
  public init(
    _ settings: ConnectionSettings, onNotice: @escaping @Sendable (Notice) -> Void = { _ in }
  ) throws(PostgreSQLError) {
    var connection = Connection(
      try Channel(settings, onNotice: onNotice), StatementCache(limit: settings.preparedStatementLimit))
    try connection.force(settings.forced)
    self = connection
  }

  private init(_ channel: Channel, _ cache: StatementCache) {
    self.channel = channel
    self.cache = cache
  }

  /// Closes the connection now, rather than when its owner lets go of it.
  public consuming func close() {}

  /// Whether the connection is lost; it is noticed by the statement that fails.
  public var isBroken: Bool { channel.isBroken }

  /// Where the connection stands with its transaction.
  public var transactionStatus: TransactionStatus { channel.transactionStatus }

  /// The server's version as a number: 150018 is 15.18.
  public var serverVersion: Int { channel.serverVersion }

  /// The process that serves this connection, as `pg_stat_activity.pid`.
  public var backendProcessID: Int32 { channel.backendProcessID }

  /// Whether the bytes are encrypted on their way.
  public var isEncrypted: Bool { channel.isEncrypted }

  /// Whether the server has proved to be the one that was asked for: by its certificate, or by Kerberos.
  public var hasProvenServer: Bool { channel.hasProvenServer }

  /// A value that the server reports by itself, such as `server_encoding` or `in_hot_standby`; nil for others.
  public func parameterStatus(_ name: String) -> String? { channel.parameterStatus(name) }

  /// Something that another thread can use to cancel what runs here.
  ///
  /// - Throws: `PostgreSQLError.connection` if the connection is broken.
  public func canceller() throws(PostgreSQLError) -> Canceller { try Canceller(channel) }

  /// Sets settings for the session, then asks again what they are.
  private mutating func force(_ settings: [(name: String, value: String)]) throws(PostgreSQLError) {
    let names = settings.map(\.name)
    // The first statement after connecting: nothing may be looked up but in pg_catalog.
    let set: SQL = """
      SELECT pg_catalog.set_config(s.name, s.value, false)
      FROM ROWS FROM (pg_catalog.unnest(\(names)), pg_catalog.unnest(\(settings.map(\.value)))) WITH ORDINALITY AS s(name, value, place)
      ORDER BY s.place
      """
    let expected: [String]
    do {
      expected = try texts(set)
    } catch {
      throw refusal(of: settings, because: error)
    }
    // A statement of its own: what holds only for one transaction, or in one of a pooler's sessions, is found out.
    let found = try texts(
      """
      SELECT pg_catalog.current_setting(s.name)
      FROM pg_catalog.unnest(\(names)) WITH ORDINALITY AS s(name, place) ORDER BY s.place
      """)
    for (index, name) in names.enumerated() where !found[index].utf8.elementsEqual(expected[index].utf8) {
      throw .setting(name: name, expected: expected[index], found: found[index])
    }
    for (name, value) in ConnectionSettings.fixed {
      let index = names.firstIndex(of: name)
      let found = index.map { found[$0] }
      if found != value { throw .setting(name: name, expected: value, found: found) }
    }
  }

  /// Which setting the server refuses, by trying one at a time.
  private mutating func refusal(
    of settings: [(name: String, value: String)], because error: PostgreSQLError
  ) -> PostgreSQLError {
    guard case .server(let cause) = error, !cause.endsSession else { return error }
    for (name, value) in settings {
      do throws(PostgreSQLError) {
        _ = try texts("SELECT pg_catalog.set_config(\(name), \(value), false)")
      } catch {
        if error.endsSession { return error }
        return .setting(name: name, expected: value, found: nil)
      }
    }
    return error
  }

  private mutating func texts(_ sql: SQL) throws(PostgreSQLError) -> [String] {
    let rows = try query(sql)
    var texts: [String] = []
    for row in 0..<rows.count { texts.append(try rows.value(row, 0, as: String?.self) ?? "") }
    return texts
  }
}
