extension Connection {
  /// Copies bytes into a table: `COPY … FROM STDIN`, in whatever format the statement names.
  ///
  /// If the body throws, the COPY fails and the table stays as it was; the body's error is thrown, not the server's echo
  /// of it.
  ///
  /// - Returns: How many rows were copied.
  /// - Throws: What the body throws, else as ``query(_:)``.
  @discardableResult
  public mutating func copyIn(_ sql: SQL, _ body: (inout CopyWriter) throws -> Void) throws -> Int {
    try beginCopy(.copyIn, sql)
    var writer = CopyWriter(channel, statement: sql)
    do {
      try body(&writer)
      try writer.flush()
    } catch {
      failCopy(sql)
      throw error
    }
    return try endCopy(sql)
  }

  /// Copies typed rows into a table: `COPY … FROM STDIN (FORMAT binary)`.
  ///
  /// - Returns: How many rows were copied.
  /// - Throws: What the body throws, else as ``query(_:)``.
  @discardableResult
  public mutating func copyInBinary(_ sql: SQL, _ body: (inout BinaryCopyWriter) throws -> Void) throws -> Int {
    try beginCopy(.copyIn, sql)
    do {
      var writer = try BinaryCopyWriter(CopyWriter(channel, statement: sql))
      try body(&writer)
      try writer.finish()
    } catch {
      failCopy(sql)
      throw error
    }
    return try endCopy(sql)
  }

  /// Sends a COPY and reads its first result, which must be of the kind expected.
  mutating func beginCopy(_ kind: QueryResult.Kind, _ sql: SQL) throws(PostgreSQLError) {
    try require(sendable: sql)
    if sql.parameters.count == 0 {
      // With the extended protocol libpq sends a Sync after the statement and another after the data. A server that
      // refuses before it reads anything, for a view or by a trigger of the statement, answers both, and each later
      // statement would get the answer of the one before it.
      try channel.sendScript(sql.utf8)
    } else {
      // COPY takes no parameters: the server says so.
      try channel.send(sql)
    }
    guard let result = channel.nextResult() else { throw channel.failure }
    if result.kind == kind { return }
    let error: PostgreSQLError =
      result.kind == .failure
      ? result.error(statement: sql) : .unexpectedResult("the statement is not a COPY in this direction")
    leaveCopy(result.kind, keepingSession: true)
    abandon(sql, cancelling: false)
    throw error
  }

  private mutating func endCopy(_ sql: SQL) throws(PostgreSQLError) -> Int {
    guard channel.putCopyEnd(failure: nil) else {
      let error = channel.failure
      // The reason, if the server gave one.
      _ = try collect(sql, accepting: [.command])
      throw error
    }
    return try collect(sql, accepting: [.command]).affectedRows
  }

  private mutating func failCopy(_ sql: SQL) {
    // False where the COPY has ended already, because the server refused something.
    _ = channel.putCopyEnd(failure: "the client stopped")
    abandon(sql, cancelling: false)
  }
}
