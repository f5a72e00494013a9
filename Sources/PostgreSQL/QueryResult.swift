internal import CLibPQ

/// One result of libpq, freed when nobody refers to it any more.
///
/// A class, because the rows that are lent refer to it. It stays inside this module's noncopyable types.
@safe final class QueryResult {
  /// What kind of result it is.
  enum Kind { case empty, command, rows, singleRow, copyIn, copyOut, failure, pipelineSync, pipelineAborted }

  private let handle: OpaquePointer

  /// Takes ownership of a result that libpq returned.
  init(owning handle: OpaquePointer) { unsafe self.handle = handle }

  deinit { unsafe PQclear(handle) }

  var kind: Kind {
    switch unsafe PQresultStatus(handle) {
    case PGRES_EMPTY_QUERY: .empty
    case PGRES_COMMAND_OK: .command
    case PGRES_TUPLES_OK: .rows
    case PGRES_SINGLE_TUPLE: .singleRow
    case PGRES_COPY_IN: .copyIn
    case PGRES_COPY_OUT: .copyOut
    case PGRES_PIPELINE_SYNC: .pipelineSync
    case PGRES_PIPELINE_ABORTED: .pipelineAborted
    default: .failure
    }
  }

  /// The number of rows.
  var count: Int { Int(unsafe PQntuples(handle)) }

  var columnCount: Int { Int(unsafe PQnfields(handle)) }

  /// What the server calls what it did: `INSERT 0 1`, `COMMIT`.
  var commandTag: String { unsafe String(cString: PQcmdStatus(handle)) }

  /// The rows that the command inserted, changed, deleted, selected or copied.
  var affectedRows: Int { unsafe Int(String(cString: PQcmdTuples(handle))) ?? 0 }

  /// The number of rows that the server says it sent; nil after commands of which it counts other rows.
  var announcedCount: Int? {
    let tag = commandTag
    return kind == .rows && (tag.hasPrefix("SELECT ") || tag.hasPrefix("FETCH ")) ? affectedRows : nil
  }

  func columnName(_ column: Int) -> String? {
    guard let name = unsafe PQfname(handle, Int32(clamping: column)) else { return nil }
    return unsafe String(cString: name)
  }

  func columnType(_ column: Int) -> DataType {
    DataType(rawValue: unsafe PQftype(handle, Int32(clamping: column)))
  }

  /// The first column with exactly this name.
  func columnIndex(named name: String) -> Int? {
    let sought = Array(name.utf8)
    return (0..<columnCount).first { column in columnName(column).map { $0.utf8.elementsEqual(sought) } ?? false }
  }

  /// The error that the result is, with the statement it belongs to.
  func error(statement: SQL?) -> PostgreSQLError {
    guard let sqlState = field("C") else {
      // libpq's own errors, such as a lost connection, have no SQLSTATE.
      return .connection(oneLine(unsafe String(cString: PQresultErrorMessage(handle))))
    }
    let position = field("P").flatMap { Int($0) }
    return .server(
      ServerError(
        severity: field("V") ?? field("S") ?? "ERROR", sqlState: sqlState, message: field("M") ?? "",
        detail: field("D"),
        hint: field("H"), position: position, context: field("W"), schema: field("s"), table: field("t"),
        column: field("c"), dataType: field("d"), constraint: field("n"), statement: statement))
  }

  /// A field of an error or a notice; the letters are those of the protocol ("Error and Notice Message Fields").
  private func field(_ code: Unicode.Scalar) -> String? { unsafe diagnosticField(code, of: handle) }

  /// Lends the type of a column and the bytes of a field in it, which are nil for NULL; what the body throws gets the
  /// column's name.
  func read(
    _ row: Int, _ column: Int, _ type: Any.Type,
    _ body: (DataType, Span<UInt8>?) throws(DecodingFailure) -> Void
  ) throws(PostgreSQLError) {
    do throws(DecodingFailure) {
      guard column >= 0, column < columnCount else { throw .noSuchColumn }
      let found = columnType(column)
      try withField(row, column) { (bytes) throws(DecodingFailure) in try body(found, bytes) }
    } catch {
      throw .decoding(column: columnName(column) ?? "\(column)", row: row, type: "\(type)", reason: error)
    }
  }

  /// The bytes of a field, or nil for NULL; the caller has checked row and column.
  func withField<Value, Failure>(
    _ row: Int, _ column: Int, _ body: (Span<UInt8>?) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let (row, column) = (Int32(row), Int32(column))
    guard unsafe PQgetisnull(handle, row, column) == 0 else { return try body(nil) }
    let start = unsafe UnsafeRawPointer(PQgetvalue(handle, row, column)).assumingMemoryBound(to: UInt8.self)
    let field = unsafe UnsafeBufferPointer(start: start, count: Int(PQgetlength(handle, row, column)))
    return try unsafe body(field.span)
  }
}

/// Reads a notice that libpq lends to its receiver.
func notice(from result: OpaquePointer) -> Notice {
  unsafe Notice(
    severity: diagnosticField("V", of: result) ?? diagnosticField("S", of: result) ?? "NOTICE",
    sqlState: diagnosticField("C", of: result) ?? "00000", message: diagnosticField("M", of: result) ?? "",
    detail: diagnosticField("D", of: result), hint: diagnosticField("H", of: result))
}

private func diagnosticField(_ code: Unicode.Scalar, of result: OpaquePointer) -> String? {
  guard let value = unsafe PQresultErrorField(result, Int32(code.value)) else { return nil }
  return unsafe String(cString: value)
}

/// libpq's messages as one line: it ends each with a line feed, and may put several in one.
func oneLine(_ message: String) -> String {
  message.split(whereSeparator: \.isNewline).map { line in
    line.drop { $0 == " " || $0 == "\t" }
  }.joined(separator: " ")
}
