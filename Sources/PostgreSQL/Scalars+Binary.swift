extension Int16: BinaryEncodable, BinaryDecodable {
  /// `smallint`.
  public static var dataType: DataType { .int2 }

  /// Appends two bytes, the most significant first.
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

  /// Only `smallint`.
  public static func decodes(_ type: DataType) -> Bool { type == .int2 }

  /// Reads two bytes.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    try bytes.requireWidth(2)
    self = bytes.integer(at: 0, as: Int16.self)
  }
}

extension Int32: BinaryEncodable, BinaryDecodable {
  /// `integer`.
  public static var dataType: DataType { .int4 }

  /// Appends four bytes, the most significant first.
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

  /// Only `integer`.
  public static func decodes(_ type: DataType) -> Bool { type == .int4 }

  /// Reads four bytes.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    try bytes.requireWidth(4)
    self = bytes.integer(at: 0, as: Int32.self)
  }
}

extension Int64: BinaryEncodable, BinaryDecodable {
  /// `bigint`.
  public static var dataType: DataType { .int8 }

  /// Appends eight bytes, the most significant first.
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

  /// Only `bigint`.
  public static func decodes(_ type: DataType) -> Bool { type == .int8 }

  /// Reads eight bytes.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    try bytes.requireWidth(8)
    self = bytes.integer(at: 0, as: Int64.self)
  }
}

extension Int: BinaryEncodable, BinaryDecodable {
  /// `bigint`.
  public static var dataType: DataType { .int8 }

  /// Appends eight bytes, the most significant first.
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: Int64(self)) }

  /// Only `bigint`.
  public static func decodes(_ type: DataType) -> Bool { type == .int8 }

  /// Reads eight bytes.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) { self = Int(try Int64(binary: bytes)) }
}

extension UInt32: BinaryEncodable, BinaryDecodable {
  /// `oid`, the only unsigned type of PostgreSQL.
  public static var dataType: DataType { .oid }

  /// Appends four bytes, the most significant first.
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

  /// Only `oid`.
  public static func decodes(_ type: DataType) -> Bool { type == .oid }

  /// Reads four bytes.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    try bytes.requireWidth(4)
    self = bytes.integer(at: 0, as: UInt32.self)
  }
}

extension Bool: BinaryEncodable, BinaryDecodable {
  /// `boolean`.
  public static var dataType: DataType { .bool }

  /// Appends one byte, 0 or 1.
  public func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }

  /// Only `boolean`.
  public static func decodes(_ type: DataType) -> Bool { type == .bool }

  /// Reads one byte, 0 or 1.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    try bytes.requireWidth(1)
    guard bytes[0] <= 1 else { throw .malformed }
    self = bytes[0] == 1
  }
}

extension String: BinaryEncodable, BinaryDecodable {
  /// `text`.
  public static var dataType: DataType { .text }

  /// Appends the UTF-8 bytes.
  ///
  /// - Throws: `EncodingFailure.nulCharacter`.
  public func encode(into bytes: inout [UInt8]) throws(EncodingFailure) {
    let start = bytes.count
    bytes.append(contentsOf: utf8)
    guard !bytes[start...].contains(0) else { throw .nulCharacter }
  }

  /// Text in any of its types, and `json`.
  public static func decodes(_ type: DataType) -> Bool {
    switch type {
    case .text, .varchar, .bpchar, .name, .unknown, .json: true
    default: false
    }
  }

  /// Reads UTF-8, and nothing else: bytes are never replaced.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    let text = unsafe bytes.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }
    guard let text else { throw .notUTF8 }
    self = text
  }
}
