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
    let buffer = CopyRowBuffer()
    var index = 0
    let count = try copyOut(sql) { bytes in
      buffer.append(bytes)
      while try next(in: buffer, row: index) {
        try body(CopyRow(buffer, index: index))
        index += 1
      }
    }
    guard buffer.hasEnded else { throw decodingFailure(row: index, .malformed) }
    return count
  }
}

private func next(in buffer: CopyRowBuffer, row: Int) throws(PostgreSQLError) -> Bool {
  do throws(DecodingFailure) { return try buffer.next() } catch { throw decodingFailure(row: row, error) }
}

private func decodingFailure(row: Int, _ reason: DecodingFailure) -> PostgreSQLError {
  .decoding(column: "0", row: row, type: "a row of a binary COPY", reason: reason)
}
