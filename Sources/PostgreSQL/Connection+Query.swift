extension Connection {
  /// Sends one statement and returns its rows, all in memory.
  ///
  /// - Throws: `PostgreSQLError.server`, `.connection`, or `.encoding` if a value cannot be sent.
  public mutating func query(_ sql: SQL) throws(PostgreSQLError) -> Rows { Rows(try result(of: sql)) }

  /// Sends one statement and returns how many rows it inserted, changed, deleted or selected.
  ///
  /// - Throws: `PostgreSQLError.server`, `.connection`, or `.encoding` if a value cannot be sent.
  @discardableResult
  public mutating func execute(_ sql: SQL) throws(PostgreSQLError) -> Int { try result(of: sql).affectedRows }

  /// Sends one statement and returns the first field of its only row.
  ///
  /// - Throws: As ``query(_:)``; `PostgreSQLError.rowCount` if there is not one row, `.decoding` if it is NULL.
  public mutating func value<Value: BinaryDecodable>(
    _ sql: SQL, as type: Value.Type
  ) throws(PostgreSQLError) -> Value {
    let rows = try query(sql)
    guard rows.count == 1 else { throw .rowCount(expected: 1, found: rows.count) }
    return try rows.value(0, 0, as: type)
  }

  /// Sends one statement and returns the first field of its only row; nil if it is NULL, or if there is no row.
  ///
  /// - Throws: As ``query(_:)``; `PostgreSQLError.rowCount` if there are several rows.
  public mutating func value<Value: BinaryDecodable>(
    _ sql: SQL, as type: Value?.Type
  ) throws(PostgreSQLError) -> Value? {
    let rows = try query(sql)
    guard rows.count <= 1 else { throw .rowCount(expected: 1, found: rows.count) }
    return rows.isEmpty ? nil : try rows.value(0, 0, as: type)
  }

  /// Sends a text of several statements, which run in one transaction unless they say otherwise; rows are dropped.
  ///
  /// - Throws: `PostgreSQLError.server` with the position of the statement that failed, or `.connection`.
  public mutating func executeScript(_ text: String) throws(PostgreSQLError) {
    let sql = SQL(unchecked: text)
    try require(sendable: sql)
    try channel.sendScript(sql.utf8)
    _ = try collect(sql, accepting: [.empty, .command, .rows])
  }

  /// Sends one statement by the way that the cache chooses, and waits for its result.
  mutating func result(of sql: SQL) throws(PostgreSQLError) -> QueryResult {
    try send(sql)
    let result = try collect(sql, accepting: [.empty, .command, .rows])
    try require(result.announcedCount, arrived: result.count)
    return result
  }

  /// Refuses rows that are not as many as the server says, and gives the connection up: nobody knows what else it loses.
  func require(_ announced: Int?, arrived: Int) throws(PostgreSQLError) {
    guard let announced, announced != arrived else { return }
    channel.giveUp()
    throw .rowCount(expected: announced, found: arrived)
  }

  /// Sends one statement; its results are next.
  mutating func send(_ sql: SQL) throws(PostgreSQLError) {
    try require(sendable: sql)
    // In a failed transaction nothing can be prepared.
    let plan = transactionStatus == .failed ? .direct : cache.plan(for: sql, mayEvict: true)
    switch plan {
    case .direct:
      try channel.send(sql)
    case .prepared(let name):
      try channel.sendPrepared(name, sql.parameters)
    case .prepare(let name, let evicted):
      do throws(PostgreSQLError) {
        if let evicted { try runScript("DEALLOCATE \(evicted)") }
        try channel.sendPrepare(sql, name: name)
        _ = try collect(sql, accepting: [.command])
      } catch {
        cache.forget(sql)
        throw error
      }
      try channel.sendPrepared(name, sql.parameters)
    }
  }

  /// Reads all results of what was sent; the first error is thrown when the connection is ready again.
  mutating func collect(_ sql: SQL, accepting kinds: [QueryResult.Kind]) throws(PostgreSQLError) -> QueryResult {
    var first: PostgreSQLError?
    var last: QueryResult?
    while let result = channel.nextResult() {
      let kind = result.kind
      if kind == .failure {
        if first == nil { first = failure(result.error(statement: sql), of: sql) }
      } else if kinds.contains(kind) {
        last = result
      } else {
        if first == nil { first = .unexpectedResult("the statement is a COPY, which has calls of its own") }
        leaveCopy(kind, keepingSession: false)
      }
      // A lost connection may give the same result again and again.
      if first != nil, channel.isBroken { break }
    }
    if let first { throw first }
    guard let last else { throw channel.failure }
    return last
  }

  /// Sends a statement of our own text, without the cache.
  mutating func runScript(_ text: String) throws(PostgreSQLError) {
    let sql = SQL(unchecked: text)
    try channel.sendScript(sql.utf8)
    _ = try collect(sql, accepting: [.command])
  }

  /// Takes note of an error that says that a prepared statement is of no use any more.
  mutating func failure(_ error: PostgreSQLError, of sql: SQL) -> PostgreSQLError {
    // 0A000: the plan's result type changed; 26000: there is no such statement, as after DISCARD ALL.
    if error.sqlState == "0A000" || error.sqlState == "26000" { cache.forget(sql) }
    return error
  }

  /// Refuses a statement with a value that PostgreSQL cannot hold, before anything is sent.
  func require(sendable sql: SQL) throws(PostgreSQLError) {
    if let failure = sql.failure { throw .encoding(parameter: failure.parameter, reason: failure.reason) }
  }

  /// Ends a COPY that nobody wanted.
  ///
  /// One from the client ends the session with it, unless ``beginCopy(_:_:)`` began it: nobody could tell afterwards
  /// which answer belongs to which statement.
  func leaveCopy(_ kind: QueryResult.Kind, keepingSession: Bool) {
    if kind == .copyIn {
      _ = channel.putCopyEnd(failure: "COPY is not expected here")
      if !keepingSession { channel.giveUp() }
    } else if kind == .copyOut {
      while channel.withCopyData({ _ in }) {}
    }
  }
}
