/// A UUID: sixteen bytes, PostgreSQL's `uuid`.
public struct UUIDValue: Hashable, Sendable, Comparable {
  /// The first eight bytes, the first of them most significant.
  public let high: UInt64
  /// The last eight bytes.
  public let low: UInt64

  /// The UUID of two words.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The UUID of sixteen bytes, or nil if there are not sixteen.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    high = bytes.span.integer(at: 0, as: UInt64.self)
    low = bytes.span.integer(at: 8, as: UInt64.self)
  }

  /// The sixteen bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    encode(into: &bytes)
    return bytes
  }

  /// The order of the bytes, which is PostgreSQL's.
  public static func < (left: UUIDValue, right: UUIDValue) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }
}

extension UUIDValue: LosslessStringConvertible {
  /// Reads `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` (RFC 9562), in either case, and nothing around it.
  public init?(_ description: String) {
    let text = Array(description.utf8)
    guard text.count == 36 else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for (index, character) in text.enumerated() {
      if [8, 13, 18, 23].contains(index) {
        guard character == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Self.hexadecimalDigit(character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    self.init(bytes: bytes)
  }

  /// The text form of RFC 9562, in lower case.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func hexadecimalDigit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension UUIDValue: BinaryEncodable, BinaryDecodable {
  /// `uuid`.
  public static var dataType: DataType { .uuid }

  /// Appends sixteen bytes.
  public func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: high)
    bytes.append(bigEndian: low)
  }

  /// Only `uuid`.
  public static func decodes(_ type: DataType) -> Bool { type == .uuid }

  /// Reads sixteen bytes.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    try bytes.requireWidth(16)
    self.init(high: bytes.integer(at: 0, as: UInt64.self), low: bytes.integer(at: 8, as: UInt64.self))
  }
}
