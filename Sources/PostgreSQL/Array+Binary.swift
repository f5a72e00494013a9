/// A value that can stand in an array.
///
/// An array of bytes is one `bytea`; every other array is a PostgreSQL array of one dimension.
public protocol BinaryArrayElement: Sendable {
  /// The type of the whole array.
  static var arrayDataType: DataType { get }

  /// Whether a whole array of these is read from a type.
  static func decodesArray(_ type: DataType) -> Bool

  /// Appends the whole array.
  static func encode(_ array: [Self], into bytes: inout [UInt8]) throws(EncodingFailure)

  /// Reads the whole array.
  static func decodeArray(_ bytes: Span<UInt8>) throws(DecodingFailure) -> [Self]
}

extension Array: BinaryEncodable where Element: BinaryArrayElement {
  /// `bytea` for bytes, else the array type.
  public static var dataType: DataType { Element.arrayDataType }

  /// Appends the array.
  public func encode(into bytes: inout [UInt8]) throws(EncodingFailure) { try Element.encode(self, into: &bytes) }
}

extension Array: BinaryDecodable where Element: BinaryArrayElement {
  /// Only the element's own array type.
  public static func decodes(_ type: DataType) -> Bool { Element.decodesArray(type) }

  /// Reads an array.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) { self = try Element.decodeArray(bytes) }
}

extension UInt8: BinaryArrayElement {
  /// `bytea`.
  public static var arrayDataType: DataType { .bytea }

  /// Only `bytea`.
  public static func decodesArray(_ type: DataType) -> Bool { type == .bytea }

  /// Appends the bytes as they are.
  public static func encode(_ array: [UInt8], into bytes: inout [UInt8]) { bytes.append(contentsOf: array) }

  /// Copies the bytes.
  public static func decodeArray(_ bytes: Span<UInt8>) -> [UInt8] {
    unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
  }
}

// `array_send`: dimensions, a flag for nulls, the element's type; for the one dimension its length and lower bound;
// then each element as a length (-1 for null) and bytes.
extension BinaryArrayElement where Self: BinaryEncodable & BinaryDecodable {
  /// Only the array type itself.
  public static func decodesArray(_ type: DataType) -> Bool { type == arrayDataType }

  /// Appends an array without nulls.
  public static func encode(_ array: [Self], into bytes: inout [UInt8]) throws(EncodingFailure) {
    try encodeElements(array.count, type: dataType, hasNulls: false, into: &bytes) {
      (index, bytes) throws(EncodingFailure) in
      try array[index].encode(into: &bytes)
      return true
    }
  }

  /// Reads an array without nulls.
  public static func decodeArray(_ bytes: Span<UInt8>) throws(DecodingFailure) -> [Self] {
    var array: [Self] = []
    try decodeElements(bytes, type: dataType) { (element) throws(DecodingFailure) in
      guard let element else { throw .null }
      array.append(try Self(binary: element))
    }
    return array
  }
}

extension Optional: BinaryArrayElement where Wrapped: BinaryArrayElement & BinaryEncodable & BinaryDecodable {
  /// The array type of the value.
  public static var arrayDataType: DataType { Wrapped.arrayDataType }

  /// Only the array type itself.
  public static func decodesArray(_ type: DataType) -> Bool { Wrapped.decodesArray(type) }

  /// Appends an array whose nil elements are null.
  public static func encode(_ array: [Wrapped?], into bytes: inout [UInt8]) throws(EncodingFailure) {
    let hasNulls = array.contains { $0 == nil }
    try encodeElements(array.count, type: Wrapped.dataType, hasNulls: hasNulls, into: &bytes) {
      (index, bytes) throws(EncodingFailure) in
      guard let element = array[index] else { return false }
      try element.encode(into: &bytes)
      return true
    }
  }

  /// Reads an array whose null elements become nil.
  public static func decodeArray(_ bytes: Span<UInt8>) throws(DecodingFailure) -> [Wrapped?] {
    var array: [Wrapped?] = []
    try decodeElements(bytes, type: Wrapped.dataType) { (element) throws(DecodingFailure) in
      guard let element else { return array.append(nil) }
      array.append(try Wrapped(binary: element))
    }
    return array
  }
}

private func encodeElements(
  _ count: Int, type: DataType, hasNulls: Bool, into bytes: inout [UInt8],
  _ encode: (Int, inout [UInt8]) throws(EncodingFailure) -> Bool
) throws(EncodingFailure) {
  guard let length = Int32(exactly: count) else { throw .tooLong }
  bytes.append(bigEndian: Int32(count == 0 ? 0 : 1))
  bytes.append(bigEndian: Int32(hasNulls ? 1 : 0))
  bytes.append(bigEndian: type.rawValue)
  guard count > 0 else { return }
  bytes.append(bigEndian: length)
  bytes.append(bigEndian: Int32(1))
  for index in 0..<count {
    let start = bytes.count
    bytes.append(bigEndian: Int32(-1))
    guard try encode(index, &bytes) else { continue }
    guard let length = Int32(exactly: bytes.count - start - 4) else { throw .tooLong }
    bytes.overwrite(at: start, bigEndian: length)
  }
}

private func decodeElements(
  _ bytes: Span<UInt8>, type: DataType, _ body: (Span<UInt8>?) throws(DecodingFailure) -> Void
) throws(DecodingFailure) {
  guard bytes.count >= 12 else { throw .wrongWidth(expected: 12, found: bytes.count) }
  let dimensions = bytes.integer(at: 0, as: Int32.self)
  let found = DataType(rawValue: bytes.integer(at: 8, as: UInt32.self))
  guard found == type else { throw .wrongType(found) }
  if dimensions == 0 { return try bytes.requireWidth(12) }
  guard dimensions == 1, bytes.count >= 20 else { throw .malformed }
  var offset = 20
  for _ in 0..<max(0, bytes.integer(at: 12, as: Int32.self)) {
    guard bytes.count - offset >= 4 else { throw .malformed }
    let length = Int(bytes.integer(at: offset, as: Int32.self))
    offset += 4
    if length < 0 {
      try body(nil)
    } else {
      guard bytes.count - offset >= length else { throw .malformed }
      try body(bytes.extracting(offset..<offset + length))
      offset += length
    }
  }
  guard offset == bytes.count else { throw .malformed }
}

extension Bool: BinaryArrayElement {
  /// `boolean[]`.
  public static var arrayDataType: DataType { .boolArray }
}

extension Int16: BinaryArrayElement {
  /// `smallint[]`.
  public static var arrayDataType: DataType { .int2Array }
}

extension Int32: BinaryArrayElement {
  /// `integer[]`.
  public static var arrayDataType: DataType { .int4Array }
}

extension Int64: BinaryArrayElement {
  /// `bigint[]`.
  public static var arrayDataType: DataType { .int8Array }
}

extension Int: BinaryArrayElement {
  /// `bigint[]`.
  public static var arrayDataType: DataType { .int8Array }
}

extension String: BinaryArrayElement {
  /// `text[]`.
  public static var arrayDataType: DataType { .textArray }
}

extension Array: BinaryArrayElement where Element == UInt8 {
  /// `bytea[]`.
  public static var arrayDataType: DataType { .byteaArray }
}

extension UUIDValue: BinaryArrayElement {
  /// `uuid[]`.
  public static var arrayDataType: DataType { .uuidArray }
}

extension DateValue: BinaryArrayElement {
  /// `date[]`.
  public static var arrayDataType: DataType { .dateArray }
}

extension TimestampTZ: BinaryArrayElement {
  /// `timestamp with time zone[]`.
  public static var arrayDataType: DataType { .timestamptzArray }
}

extension NumericText: BinaryArrayElement {
  /// `numeric[]`.
  public static var arrayDataType: DataType { .numericArray }
}
