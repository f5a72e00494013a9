/// One row of a binary COPY from the server, lent for the length of a call.
///
/// A binary COPY does not say which types its columns have: only widths can be checked.
public struct CopyRow {
  /// The row's place, counted from 0.
  public internal(set) var index = 0
  /// What has arrived and not been read.
  private var bytes: [UInt8] = []
  /// Where the fields are in `bytes`; nil for NULL.
  private var fields: [Range<Int>?] = []
  private var offset = 0
  private var hasHeader = false
  /// Whether the server has said that no row follows.
  private(set) var hasEnded = false

  init() {}

  /// The number of fields.
  public var columnCount: Int { fields.count }

  /// The field at a place, counted from 0.
  ///
  /// - Throws: `PostgreSQLError.decoding` if it is NULL, or of another width.
  @inlinable
  public func value<Value: BinaryDecodable>(_ column: Int, as type: Value.Type) throws(PostgreSQLError) -> Value {
    var value: Value?
    try read(column, Value.self) { (bytes) throws(DecodingFailure) in
      guard let bytes else { throw .null }
      value = try Value(binary: bytes)
    }
    guard let value else { preconditionFailure("a field that was read has a value") }
    return value
  }

  /// The field at a place, counted from 0; nil if it is NULL.
  ///
  /// - Throws: `PostgreSQLError.decoding` if it is of another width.
  @inlinable
  public func value<Value: BinaryDecodable>(_ column: Int, as type: Value?.Type) throws(PostgreSQLError) -> Value? {
    var value: Value?
    try read(column, Value.self) { (bytes) throws(DecodingFailure) in
      if let bytes { value = try Value(binary: bytes) }
    }
    return value
  }

  /// Lends the bytes of a field; nil for NULL.
  public func withBytes<Value>(_ column: Int, _ body: (Span<UInt8>?) throws -> Value) throws -> Value {
    guard fields.indices.contains(column) else { throw failure(column, "bytes", .noSuchColumn) }
    guard let range = fields[column] else { return try body(nil) }
    return try body(bytes.span.extracting(range))
  }

  /// Lends the bytes of four fields that are not NULL, such as texts.
  ///
  /// - Throws: `PostgreSQLError.decoding` if one is NULL; what the body throws.
  public func withTexts(
    _ first: Int, _ second: Int, _ third: Int, _ fourth: Int,
    _ body: (Span<UInt8>, Span<UInt8>, Span<UInt8>, Span<UInt8>) throws -> Void
  ) throws {
    let (one, two, three, four) = (try range(first), try range(second), try range(third), try range(fourth))
    let span = bytes.span
    try body(span.extracting(one), span.extracting(two), span.extracting(three), span.extracting(four))
  }

  private func range(_ column: Int) throws(PostgreSQLError) -> Range<Int> {
    guard fields.indices.contains(column) else { throw failure(column, "bytes", .noSuchColumn) }
    guard let range = fields[column] else { throw failure(column, "bytes", .null) }
    return range
  }

  /// Lends the bytes of a field, which are nil for NULL, and names the column of what the body throws.
  @usableFromInline
  func read(
    _ column: Int, _ type: Any.Type, _ body: (Span<UInt8>?) throws(DecodingFailure) -> Void
  ) throws(PostgreSQLError) {
    do throws(DecodingFailure) {
      guard column >= 0, column < fields.count else { throw .noSuchColumn }
      guard let range = fields[column] else { return try body(nil) }
      try body(bytes.span.extracting(range))
    } catch {
      throw failure(column, "\(type)", error)
    }
  }

  private func failure(_ column: Int, _ type: String, _ reason: DecodingFailure) -> PostgreSQLError {
    .decoding(column: "\(column)", row: index, type: type, reason: reason)
  }
}

/// Finds rows in the bytes of a binary COPY, wherever the server cuts them into messages.
extension CopyRow {
  private static let signature = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]

  mutating func append(_ chunk: Span<UInt8>) {
    if offset == bytes.count {
      bytes.removeAll(keepingCapacity: true)
    } else {
      bytes.removeSubrange(..<offset)
    }
    offset = 0
    bytes.append(copying: chunk)
  }

  /// Moves to the next row that is there as a whole.
  mutating func next() throws(DecodingFailure) -> Bool {
    if !hasHeader {
      guard try skipHeader() else { return false }
    }
    guard !hasEnded, let count = integer(at: offset, as: Int16.self) else { return false }
    if count == -1 {
      hasEnded = true
      offset += 2
      return false
    }
    guard count >= 0 else { throw .malformed }
    fields.removeAll(keepingCapacity: true)
    var position = offset + 2
    for _ in 0..<count {
      guard let length = integer(at: position, as: Int32.self).map({ Int($0) }) else { return false }
      position += 4
      guard length >= -1 else { throw .malformed }
      if length == -1 {
        fields.append(nil)
      } else {
        guard bytes.count - position >= length else { return false }
        fields.append(position..<position + length)
        position += length
      }
    }
    offset = position
    return true
  }

  private mutating func skipHeader() throws(DecodingFailure) -> Bool {
    let fixed = Self.signature.count + 8
    guard bytes.count >= fixed, let extensionLength = integer(at: fixed - 4, as: Int32.self) else { return false }
    guard bytes.starts(with: Self.signature), extensionLength >= 0 else { throw .malformed }
    guard bytes.count >= fixed + Int(extensionLength) else { return false }
    offset = fixed + Int(extensionLength)
    hasHeader = true
    return true
  }

  private func integer<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type) -> Value? {
    guard bytes.count - offset >= Value.bitWidth / 8 else { return nil }
    return bytes.span.integer(at: offset, as: type)
  }
}
