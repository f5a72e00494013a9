/// Takes the rows of a binary COPY into the server, lent for the length of a call.
///
/// Fields are not converted: each must have exactly the type of its column.
public struct BinaryCopyWriter: ~Copyable {
  private var writer: CopyWriter
  private var fieldsMissing = 0
  private var fieldsExpected = 0

  init(_ writer: consuming CopyWriter) throws(PostgreSQLError) {
    self.writer = writer
    // The signature, no flags, no header extension (manual, COPY, "Binary Format").
    try self.writer.write(Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + Array(repeating: 0, count: 8))
  }

  /// Writes one row, a value a column; nil is NULL.
  ///
  /// - Throws: `PostgreSQLError.encoding` with the field counted from 1, if PostgreSQL cannot hold a value; else as
  ///   ``CopyWriter/write(_:)-([UInt8])``.
  @inlinable
  public mutating func row<each Value: BinaryEncodable>(_ values: repeat (each Value)?) throws(PostgreSQLError) {
    var count = 0
    for _ in repeat (each Value).self { count += 1 }
    try beginRow(fieldCount: count)
    for value in repeat each values { try field(value) }
  }

  /// Begins a row of so many fields; each follows by a call of its own.
  ///
  /// - Throws: `PostgreSQLError.encoding` if the row before has not all its fields.
  public mutating func beginRow(fieldCount: Int) throws(PostgreSQLError) {
    try requireCompleteRow()
    guard let count = Int16(exactly: fieldCount) else { throw .encoding(parameter: 0, reason: .tooLong) }
    fieldsMissing = fieldCount
    fieldsExpected = fieldCount
    try writer.withBuffer { (buffer) throws(PostgreSQLError) in buffer.append(bigEndian: count) }
  }

  /// Writes the next field of the row; nil is NULL.
  ///
  /// - Throws: `PostgreSQLError.encoding` if PostgreSQL cannot hold the value, or the row has its fields already.
  @inlinable
  public mutating func field<Value: BinaryEncodable>(_ value: Value?) throws(PostgreSQLError) {
    try write(isNull: value == nil) { (bytes) throws(EncodingFailure) in try value?.encode(into: &bytes) }
  }

  /// Writes the next field of the row as bytes that are in the binary format already: for `text` and `bytea` the bytes
  /// themselves.
  ///
  /// - Throws: `PostgreSQLError.encoding` if the row has its fields already.
  public mutating func field(bytes: Span<UInt8>) throws(PostgreSQLError) {
    let number = try countField()
    guard let length = Int32(exactly: bytes.count) else { throw .encoding(parameter: number, reason: .tooLong) }
    try writer.write(prefix: length, bytes)
  }

  /// Ends the last row, and the rows.
  mutating func finish() throws(PostgreSQLError) {
    try requireCompleteRow()
    try writer.withBuffer { (buffer) throws(PostgreSQLError) in buffer.append(bigEndian: Int16(-1)) }
    try writer.flush()
  }

  @usableFromInline
  mutating func write(
    isNull: Bool, _ encode: (inout [UInt8]) throws(EncodingFailure) -> Void
  ) throws(PostgreSQLError) {
    let number = try countField()
    try writer.withBuffer { (buffer) throws(PostgreSQLError) in
      do throws(EncodingFailure) {
        try buffer.appendField(isNull: isNull, encode)
      } catch {
        throw .encoding(parameter: number, reason: error)
      }
    }
  }

  private mutating func countField() throws(PostgreSQLError) -> Int {
    let number = fieldsExpected - fieldsMissing + 1
    guard fieldsMissing > 0 else {
      throw .encoding(parameter: number, reason: .wrongFieldCount(expected: fieldsExpected, found: number))
    }
    fieldsMissing -= 1
    return number
  }

  private func requireCompleteRow() throws(PostgreSQLError) {
    guard fieldsMissing == 0 else {
      let found = fieldsExpected - fieldsMissing
      throw .encoding(parameter: found, reason: .wrongFieldCount(expected: fieldsExpected, found: found))
    }
  }
}
