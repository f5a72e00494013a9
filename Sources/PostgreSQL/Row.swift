/// One row of a result, lent for the length of a call.
public struct Row: ~Copyable {
  private let result: QueryResult
  /// The row's place in its result, from 0; in a stream always 0.
  public let index: Int

  init(_ result: QueryResult, index: Int) {
    self.result = result
    self.index = index
  }

  /// The number of columns.
  public var columnCount: Int { result.columnCount }

  /// The field of a column, counted from 0.
  ///
  /// - Throws: `PostgreSQLError.decoding` if it is NULL, or of another type or width.
  @inlinable
  public func value<Value: BinaryDecodable>(_ column: Int, as type: Value.Type) throws(PostgreSQLError) -> Value {
    var value: Value?
    try read(column, Value.self) { (type, bytes) throws(DecodingFailure) in
      guard Value.decodes(type) else { throw .wrongType(type) }
      guard let bytes else { throw .null }
      value = try Value(binary: bytes)
    }
    guard let value else { preconditionFailure("a field that was read has a value") }
    return value
  }

  /// The field of a column, counted from 0; nil if it is NULL.
  ///
  /// - Throws: `PostgreSQLError.decoding` if it is of another type or width.
  @inlinable
  public func value<Value: BinaryDecodable>(_ column: Int, as type: Value?.Type) throws(PostgreSQLError) -> Value? {
    var value: Value?
    try read(column, Value.self) { (type, bytes) throws(DecodingFailure) in
      guard Value.decodes(type) else { throw .wrongType(type) }
      if let bytes { value = try Value(binary: bytes) }
    }
    return value
  }

  /// The field of the first column with a name.
  ///
  /// - Throws: `PostgreSQLError.decoding` if there is none, or it is NULL, or of another type or width.
  @inlinable
  public func value<Value: BinaryDecodable>(_ name: String, as type: Value.Type) throws(PostgreSQLError) -> Value {
    try value(try requireColumn(name, Value.self), as: type)
  }

  /// The field of the first column with a name; nil if it is NULL.
  ///
  /// - Throws: `PostgreSQLError.decoding` if there is none, or it is of another type or width.
  @inlinable
  public func value<Value: BinaryDecodable>(_ name: String, as type: Value?.Type) throws(PostgreSQLError) -> Value? {
    try value(try requireColumn(name, Value.self), as: type)
  }

  /// Lends the bytes of a field, as the server sent them; nil for NULL.
  public func withBytes<Value>(_ column: Int, _ body: (Span<UInt8>?) throws -> Value) throws -> Value {
    guard column >= 0, column < columnCount else {
      throw PostgreSQLError.decoding(column: "\(column)", row: index, type: "bytes", reason: .noSuchColumn)
    }
    return try result.withField(index, column, body)
  }

  /// Lends the type and the bytes of a field, which are nil for NULL, and names the column of what the body throws.
  ///
  /// Not generic, so that the generic calls above can be specialised where they are used: otherwise the metadata of each
  /// optional is looked up for each value, which costs more than decoding it.
  @usableFromInline
  func read(
    _ column: Int, _ type: Any.Type, _ body: (DataType, Span<UInt8>?) throws(DecodingFailure) -> Void
  ) throws(PostgreSQLError) {
    try result.read(index, column, type, body)
  }

  /// The place of a column that must be there.
  @usableFromInline
  func requireColumn(_ name: String, _ type: Any.Type) throws(PostgreSQLError) -> Int {
    guard let column = result.columnIndex(named: name) else {
      throw .decoding(column: name, row: index, type: "\(type)", reason: .noSuchColumn)
    }
    return column
  }
}
