extension Connection {
  /// Sends one statement and lends its rows as they arrive, in memory that does not grow with their number.
  ///
  /// If the body throws, the rest is not read by the body, and the connection is ready for the next statement: outside a
  /// transaction the statement is cancelled; inside one the rest is read and dropped, because cancelling would abort the
  /// transaction.
  ///
  /// - Returns: How many rows were lent.
  /// - Throws: What the body throws, else as ``query(_:)``; rows may have been lent before an error.
  @discardableResult
  public mutating func stream(_ sql: SQL, _ body: (borrowing Row) throws -> Void) throws -> Int {
    let isAlone = transactionStatus == .idle
    try send(sql)
    try channel.enterSingleRowMode()
    var count = 0
    var last: QueryResult?
    while let result = channel.nextResult() {
      switch result.kind {
      case .singleRow:
        do {
          try body(Row(result, index: 0))
        } catch {
          abandon(sql, cancelling: isAlone)
          throw error
        }
        count += 1
      case .rows, .command, .empty:
        last = result
      case .failure:
        let error = failure(result.error(statement: sql), of: sql)
        abandon(sql, cancelling: false)
        throw error
      default:
        abandon(sql, cancelling: false)
        throw PostgreSQLError.unexpectedResult("the statement is a COPY, which has calls of its own")
      }
    }
    guard let last else { throw channel.failure }
    try require(last.announcedCount, arrived: count)
    return count
  }

  /// Reads and drops what is left of a statement whose error, if it has one, is known already.
  mutating func abandon(_ sql: SQL, cancelling: Bool) {
    // When `cancel` returns the server has sent its signal, so that it cannot hit the statement after this one: the
    // server ignores it between two statements.
    if cancelling { try? canceller().cancel() }
    _ = try? collect(sql, accepting: [.singleRow, .rows, .command, .empty])
  }
}
