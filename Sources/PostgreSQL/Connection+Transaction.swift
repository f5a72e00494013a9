/// How much a transaction sees of what others commit while it runs.
public enum Isolation: String, Sendable {
  /// Each statement sees what was committed before it began.
  case readCommitted = "READ COMMITTED"
  /// Every statement sees what was committed before the first began.
  case repeatableRead = "REPEATABLE READ"
  /// As if transactions ran one after the other; may fail with SQLSTATE 40001.
  case serializable = "SERIALIZABLE"
}

extension Connection {
  /// Runs the body in a transaction: commits when it returns, rolls back when it throws.
  ///
  /// The body's error is the one thrown; a rollback that fails adds nothing to it.
  ///
  /// - Throws: What the body throws; `PostgreSQLError.transactionAborted` if it hid the error of a statement;
  ///   `.unexpectedResult` if it ended the transaction itself; `.outcomeUnknown` if the connection is lost while the server commits, or the server warns that the commit is in
  ///   doubt; `.server` if the server refuses to commit, for example for a deferred constraint.
  @discardableResult
  public mutating func transaction<Value: ~Copyable>(
    isolation: Isolation = .readCommitted, readOnly: Bool = false,
    _ body: (inout Connection) throws -> Value
  ) throws -> Value {
    precondition(transactionStatus == .idle || isBroken, "a transaction inside a transaction")
    // Not READ WRITE, which a standby refuses; that it is the default is forced when connecting.
    try runScript("BEGIN ISOLATION LEVEL \(isolation.rawValue)\(readOnly ? " READ ONLY" : "")")
    let value: Value
    do {
      value = try body(&self)
    } catch {
      rollBack()
      throw error
    }
    try commit()
    return value
  }

  /// Runs the body under a savepoint of the transaction: what it did is undone when it throws.
  ///
  /// - Throws: What the body throws.
  @discardableResult
  public mutating func savepoint<Value: ~Copyable>(_ body: (inout Connection) throws -> Value) throws -> Value {
    precondition(transactionStatus != .idle, "a savepoint outside a transaction")
    try runScript("SAVEPOINT body")
    let value: Value
    do {
      value = try body(&self)
    } catch {
      try? runScript("ROLLBACK TO SAVEPOINT body; RELEASE SAVEPOINT body")
      throw error
    }
    try runScript("RELEASE SAVEPOINT body")
    return value
  }

  /// Sends one statement that is a transaction of its own, and treats its end as a commit.
  ///
  /// A round trip less than ``transaction(isolation:readOnly:_:)``, with the same answer where the outcome is not known.
  /// The statement must not itself raise a warning with SQLSTATE 01000.
  ///
  /// - Throws: As ``query(_:)``; `PostgreSQLError.outcomeUnknown` if the connection is lost after sending, or the server
  ///   warns that the commit is in doubt.
  public mutating func queryCommitting(_ sql: SQL) throws(PostgreSQLError) -> Rows {
    precondition(transactionStatus == .idle || isBroken, "a commit of its own inside a transaction")
    if isBroken { throw channel.failure }
    try require(sendable: sql)
    return Rows(
      try committing { (connection) throws(PostgreSQLError) in
        try connection.result(of: sql)
      })
  }

  private mutating func commit() throws(PostgreSQLError) {
    switch transactionStatus {
    case .failed:
      rollBack()
      throw .transactionAborted
    case .unknown:
      // Lost before the server was asked to commit: it has not.
      throw channel.failure
    case .idle:
      // To the server a COMMIT would be no more than a warning.
      throw .unexpectedResult("the body ended its transaction itself")
    case .active, .inTransaction:
      break
    }
    let sql: SQL = "COMMIT"
    let result = try committing { (connection) throws(PostgreSQLError) in
      try connection.channel.sendScript(sql.utf8)
      return try connection.collect(sql, accepting: [.command])
    }
    guard result.commandTag == "COMMIT" else { throw .transactionAborted }
  }

  /// Waits for the end of something that commits, and says so where the end is not known.
  private mutating func committing(
    _ body: (inout Connection) throws(PostgreSQLError) -> QueryResult
  ) throws(PostgreSQLError) -> QueryResult {
    channel.notices.watchCommit()
    let result: QueryResult
    do throws(PostgreSQLError) {
      result = try body(&self)
    } catch {
      let doubt = channel.notices.endCommit()
      // An ERROR is an answer: nothing was committed. FATAL is none, because it may have come after the commit.
      guard error.endsSession || channel.isBroken else { throw error }
      throw .outcomeUnknown(.connectionLost(doubt?.message ?? error.description))
    }
    if let doubt = channel.notices.endCommit() {
      throw .outcomeUnknown(.warning(sqlState: doubt.sqlState, message: doubt.message))
    }
    return result
  }

  private mutating func rollBack() {
    // A request to cancel that comes late can hit the ROLLBACK itself.
    for _ in 0..<100 where transactionStatus != .idle && !isBroken { try? runScript("ROLLBACK") }
    // Nobody may go on in a transaction that could not be left.
    if transactionStatus != .idle && !isBroken { channel.giveUp() }
  }
}
