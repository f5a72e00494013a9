/// One row of a result, lent for the length of a call.
public struct Row: ~Copyable {
  private let result: ResultReference
  /// The row's place in its result, from 0; in a stream always 0.
  public let index: Int

  init(_ result: ResultReference, index: Int) {
    self.result = result
    self.index = index
  }

  /// The number of columns.
  public var columnCount: Int { result.value.columnCount }

  /// The field of a column, counted from 0.
  ///
  /// - Throws: `PostgreSQLError.decoding` if it is NULL, or of another type or width.
  public func value<Value: BinaryDecodable>(_ column: Int, as type: Value.Type) throws(PostgreSQLError) -> Value {
    try result.value.value(index, column, as: type)
  }

  /// The field of a column, counted from 0; nil if it is NULL.
  ///
  /// - Throws: `PostgreSQLError.decoding` if it is of another type or width.
  public func value<Value: BinaryDecodable>(_ column: Int, as type: Value?.Type) throws(PostgreSQLError) -> Value? {
    try result.value.value(index, column, as: type)
  }

  /// The field of the first column with a name.
  ///
  /// - Throws: `PostgreSQLError.decoding` if there is none, or it is NULL, or of another type or width.
  public func value<Value: BinaryDecodable>(_ name: String, as type: Value.Type) throws(PostgreSQLError) -> Value {
    try result.value.value(index, try result.value.requireColumn(name, Value.self), as: type)
  }

  /// The field of the first column with a name; nil if it is NULL.
  ///
  /// - Throws: `PostgreSQLError.decoding` if there is none, or it is of another type or width.
  public func value<Value: BinaryDecodable>(_ name: String, as type: Value?.Type) throws(PostgreSQLError) -> Value? {
    try result.value.value(index, try result.value.requireColumn(name, Value.self), as: type)
  }

  /// Lends the bytes of a field, as the server sent them; nil for NULL.
  public func withBytes<Value>(_ column: Int, _ body: (Span<UInt8>?) throws -> Value) throws -> Value {
    guard column >= 0, column < columnCount else {
      throw PostgreSQLError.decoding(column: "\(column)", row: index, type: "bytes", reason: .noSuchColumn)
    }
    return try result.value.withField(index, column, body)
  }
}

/// A result that a row can refer to.
final class ResultReference {
  let value: QueryResult

  init(_ value: consuming QueryResult) { self.value = value }
}

extension QueryResult {
  /// A field that is not NULL.
  func value<Value: BinaryDecodable>(
    _ row: Int, _ column: Int, as type: Value.Type
  ) throws(PostgreSQLError) -> Value {
    guard let value = try self.value(row, column, as: Value?.self) else {
      throw .decoding(column: columnName(column) ?? "\(column)", row: row, type: "\(type)", reason: .null)
    }
    return value
  }

  /// A field that may be NULL.
  func value<Value: BinaryDecodable>(
    _ row: Int, _ column: Int, as type: Value?.Type
  ) throws(PostgreSQLError) -> Value? {
    do throws(DecodingFailure) {
      guard column >= 0, column < columnCount else { throw .noSuchColumn }
      let found = columnType(column)
      guard Value.decodes(found) else { throw .wrongType(found) }
      return try withField(row, column) { (bytes) throws(DecodingFailure) in
        guard let bytes else { return nil }
        return try Value(binary: bytes)
      }
    } catch {
      let name = columnName(column) ?? "\(column)"
      throw .decoding(column: name, row: row, type: "\(Value.self)", reason: error)
    }
  }

  /// The place of a column that must be there.
  func requireColumn(_ name: String, _ type: Any.Type) throws(PostgreSQLError) -> Int {
    guard let column = columnIndex(named: name) else {
      throw .decoding(column: name, row: 0, type: "\(type)", reason: .noSuchColumn)
    }
    return column
  }
}
