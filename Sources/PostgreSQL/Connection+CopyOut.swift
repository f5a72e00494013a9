extension Connection {
  /// Copies from the server: `COPY … TO STDOUT`, lending the bytes as they arrive.
  ///
  /// Where the server cuts the bytes means nothing. If the body throws, the connection is ready for the next statement,
  /// as in ``stream(_:_:)``.
  ///
  /// - Returns: How many rows were copied.
  /// - Throws: What the body throws, else as ``query(_:)``; bytes may have been lent before an error.
  @discardableResult
  public mutating func copyOut(_ sql: SQL, _ body: (Span<UInt8>) throws -> Void) throws -> Int {
    let isAlone = transactionStatus == .idle
    try beginCopy(.copyOut, sql)
    do {
      while try channel.withCopyData(body) {}
    } catch {
      if isAlone { try? canceller().cancel() }
      leaveCopy(.copyOut, keepingSession: true)
      abandon(sql, cancelling: false)
      throw error
    }
    return try collect(sql, accepting: [.command]).affectedRows
  }

  /// Copies rows from the server: `COPY … TO STDOUT (FORMAT binary)`, lending each as it arrives.
  ///
  /// - Returns: How many rows were copied.
  /// - Throws: What the body throws, else as ``query(_:)``; rows may have been lent before an error.
  @discardableResult
  public mutating func copyOutBinary(_ sql: SQL, _ body: (borrowing CopyRow) throws -> Void) throws -> Int {
    var row = CopyRow()
    let count = try copyOut(sql) { bytes in
      row.append(bytes)
      while try move(&row) {
        try body(row)
        row.index += 1
      }
    }
    guard row.hasEnded else { throw decodingFailure(row: row.index, .malformed) }
    try require(count, arrived: row.index)
    return count
  }
}

private func move(_ row: inout CopyRow) throws(PostgreSQLError) -> Bool {
  do throws(DecodingFailure) { return try row.next() } catch { throw decodingFailure(row: row.index, error) }
}

private func decodingFailure(row: Int, _ reason: DecodingFailure) -> PostgreSQLError {
  .decoding(column: "0", row: row, type: "a row of a binary COPY", reason: reason)
}
