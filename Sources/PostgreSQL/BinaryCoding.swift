/// A value that PostgreSQL reads in its binary format.
public protocol BinaryEncodable: Sendable {
  /// The type the server is told the bytes have.
  static var dataType: DataType { get }

  /// Appends the value's bytes, without a length.
  ///
  /// - Throws: `EncodingFailure` if PostgreSQL cannot hold the value.
  func encode(into bytes: inout [UInt8]) throws(EncodingFailure)
}

/// A value that can be read from PostgreSQL's binary format.
public protocol BinaryDecodable: Sendable {
  /// Whether bytes of this type have the format that ``init(binary:)`` reads.
  static func decodes(_ type: DataType) -> Bool

  /// Reads the value from exactly the bytes of one field.
  ///
  /// - Throws: `DecodingFailure` if the bytes are not such a value.
  init(binary bytes: Span<UInt8>) throws(DecodingFailure)
}

/// Why a value cannot be sent.
public enum EncodingFailure: Error, Hashable, Sendable {
  /// A text holds U+0000, which PostgreSQL cannot store.
  case nulCharacter
  /// The value is outside the range of its PostgreSQL type.
  case outOfRange(DataType)
  /// A value, or all of them together, is longer than the protocol allows.
  case tooLong
  /// A statement has more than 65,535 parameters.
  case tooManyParameters
  /// A row of a binary COPY has another number of fields than it announced.
  case wrongFieldCount(expected: Int, found: Int)
}

extension EncodingFailure: CustomStringConvertible {
  /// One line, without the value.
  public var description: String {
    switch self {
    case .nulCharacter: "the text holds the character U+0000, which PostgreSQL cannot store"
    case .outOfRange(let type): "the value is outside the range of \(type)"
    case .tooLong: "the value is too long"
    case .tooManyParameters: "a statement can have at most 65535 parameters"
    case .wrongFieldCount(let expected, let found): "the row should have \(expected) fields, it has \(found)"
    }
  }
}

/// Why the bytes of a field are not the value that was asked for.
public enum DecodingFailure: Error, Hashable, Sendable {
  /// The field is NULL and the value was not asked for as an optional.
  case null
  /// The field has a type that this value is not read from.
  case wrongType(DataType)
  /// The field has another number of bytes than such a value.
  case wrongWidth(expected: Int, found: Int)
  /// The bytes are not UTF-8.
  case notUTF8
  /// The field is infinite, or not a number.
  case notFinite
  /// The value is outside the range of the Swift type.
  case outOfRange
  /// The bytes contradict themselves.
  case malformed
  /// There is no such column.
  case noSuchColumn
}

extension DecodingFailure: CustomStringConvertible {
  /// One line, without the bytes.
  public var description: String {
    switch self {
    case .null: "it is NULL"
    case .wrongType(let type): "it is of \(type)"
    case .wrongWidth(let expected, let found): "it has \(found) bytes, not \(expected)"
    case .notUTF8: "it is not UTF-8"
    case .notFinite: "it is not finite"
    case .outOfRange: "it is out of range"
    case .malformed: "its bytes are malformed"
    case .noSuchColumn: "there is no such column"
    }
  }
}

extension [UInt8] {
  /// Appends an integer with its most significant byte first.
  mutating func append<Value: FixedWidthInteger>(bigEndian value: Value) {
    unsafe Swift.withUnsafeBytes(of: value.bigEndian) { unsafe append(contentsOf: $0) }
  }

  /// Overwrites four bytes with an integer, its most significant byte first.
  mutating func overwrite(at offset: Int, bigEndian value: Int32) {
    for index in 0..<4 { self[offset + index] = UInt8(truncatingIfNeeded: value >> Int32(24 - 8 * index)) }
  }
}

extension Span<UInt8> {
  /// Reads an integer with its most significant byte first; the caller has checked the bounds.
  func integer<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type) -> Value {
    var value: Value = 0
    for index in offset..<offset + Value.bitWidth / 8 { value = value << 8 | Value(truncatingIfNeeded: self[index]) }
    return value
  }

  /// Refuses a field that has not exactly so many bytes.
  func requireWidth(_ width: Int) throws(DecodingFailure) {
    guard count == width else { throw .wrongWidth(expected: width, found: count) }
  }
}
