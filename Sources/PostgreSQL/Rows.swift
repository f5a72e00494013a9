/// The rows that a statement returned, all in memory.
///
/// For a result without a bound use ``Connection/stream(_:_:)``.
public struct Rows: ~Copyable {
  private let result: QueryResult

  init(_ result: QueryResult) { self.result = result }

  /// The number of rows.
  public var count: Int { result.count }

  /// Whether there are no rows.
  public var isEmpty: Bool { count == 0 }

  /// The names of the columns, in order.
  public var columnNames: [String] { (0..<result.columnCount).map { result.columnName($0) ?? "" } }

  /// The types of the columns, in order.
  public var columnTypes: [DataType] { (0..<result.columnCount).map { result.columnType($0) } }

  /// The rows that the statement inserted, changed, deleted or selected.
  public var affectedRows: Int { result.affectedRows }

  /// What the server calls what it did: `INSERT 0 1`, `SELECT 3`.
  public var commandTag: String { result.commandTag }

  /// The place of the first column with exactly this name, or nil.
  public func columnIndex(named name: String) -> Int? { result.columnIndex(named: name) }

  /// A field by row and column, both counted from 0.
  ///
  /// - Throws: `PostgreSQLError.decoding` if it is NULL, or of another type or width.
  @inlinable
  public func value<Value: BinaryDecodable>(
    _ row: Int, _ column: Int, as type: Value.Type
  ) throws(PostgreSQLError) -> Value {
    var value: Value?
    try read(row, column, Value.self) { (type, bytes) throws(DecodingFailure) in
      guard Value.decodes(type) else { throw .wrongType(type) }
      guard let bytes else { throw .null }
      value = try Value(binary: bytes)
    }
    guard let value else { preconditionFailure("a field that was read has a value") }
    return value
  }

  /// A field by row and column, both counted from 0; nil if it is NULL.
  ///
  /// - Throws: `PostgreSQLError.decoding` if it is of another type or width.
  @inlinable
  public func value<Value: BinaryDecodable>(
    _ row: Int, _ column: Int, as type: Value?.Type
  ) throws(PostgreSQLError) -> Value? {
    var value: Value?
    try read(row, column, Value.self) { (type, bytes) throws(DecodingFailure) in
      guard Value.decodes(type) else { throw .wrongType(type) }
      if let bytes { value = try Value(binary: bytes) }
    }
    return value
  }

  /// Lends each row in turn.
  public func forEach(_ body: (borrowing Row) throws -> Void) rethrows {
    for index in 0..<count { try body(Row(result, index: index)) }
  }

  /// What the body makes of each row.
  public func map<Value>(_ body: (borrowing Row) throws -> Value) rethrows -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for index in 0..<count { values.append(try body(Row(result, index: index))) }
    return values
  }

  /// What the body makes of the only row, or nil if there is none.
  ///
  /// - Throws: `PostgreSQLError.rowCount` if there are several.
  public func only<Value>(_ body: (borrowing Row) throws -> Value) throws -> Value? {
    guard count <= 1 else { throw PostgreSQLError.rowCount(expected: 1, found: count) }
    return count == 0 ? nil : try body(Row(result, index: 0))
  }

  @usableFromInline
  func read(
    _ row: Int, _ column: Int, _ type: Any.Type,
    _ body: (DataType, Span<UInt8>?) throws(DecodingFailure) -> Void
  ) throws(PostgreSQLError) {
    precondition(row >= 0 && row < count, "row \(row) of a result of \(count) rows")
    try result.read(row, column, type, body)
  }
}
