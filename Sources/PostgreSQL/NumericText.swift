/// An exact decimal number as its digits: PostgreSQL's `numeric`, with its scale.
///
/// `1.10` stays `1.10`: two numbers that differ only in trailing zeros are two values here, though PostgreSQL
/// compares them as equal. There is no NaN and no infinity.
public struct NumericText: Hashable, Sendable {
  /// An optional `-`, digits without needless zeros in front, and optionally a point with digits after it.
  public let text: String

  /// Digits before the point that PostgreSQL can hold.
  private static let maximumIntegerDigits = 131_072
  /// Digits after the point that PostgreSQL can hold.
  private static let maximumScale = 16_383

  /// Reads `-?[0-9]+(\.[0-9]+)?`; zeros in front and the sign of a zero are dropped.
  ///
  /// Nil for anything else (an exponent, blanks, a bare point), and for more digits than PostgreSQL can hold.
  public init?(_ text: String) {
    var digits = text[...].utf8
    let isNegative = take(UInt8(ascii: "-"), from: &digits)
    let whole = digits.prefix(while: isDigit)
    var fraction = digits.dropFirst(whole.count)
    guard !whole.isEmpty else { return nil }
    if !fraction.isEmpty {
      guard take(UInt8(ascii: "."), from: &fraction), !fraction.isEmpty, fraction.allSatisfy(isDigit) else {
        return nil
      }
    }
    let significant = whole.drop { $0 == UInt8(ascii: "0") }
    guard significant.count <= Self.maximumIntegerDigits, fraction.count <= Self.maximumScale else { return nil }
    let isZero = significant.isEmpty && fraction.allSatisfy { $0 == UInt8(ascii: "0") }
    var result: [UInt8] = isNegative && !isZero ? [UInt8(ascii: "-")] : []
    result.append(contentsOf: significant)
    if significant.isEmpty { result.append(UInt8(ascii: "0")) }
    if !fraction.isEmpty {
      result.append(UInt8(ascii: "."))
      result.append(contentsOf: fraction)
    }
    self.text = String(decoding: result, as: UTF8.self)
  }

  /// The number of digits after the point.
  public var scale: Int {
    guard let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return 0 }
    return text.utf8.distance(from: point, to: text.utf8.endIndex) - 1
  }
}

extension NumericText: LosslessStringConvertible {
  /// The digits.
  public var description: String { text }
}

// The binary format is that of `numeric_send`: the number of digits in base 10,000, the power of 10,000 of the first
// one, a sign, the scale in decimal digits, then the digits, each two bytes.
extension NumericText: BinaryEncodable, BinaryDecodable {
  private static let positive: UInt16 = 0x0000
  private static let negative: UInt16 = 0x4000

  /// `numeric`.
  public static var dataType: DataType { .numeric }

  /// Appends the number in base 10,000.
  public func encode(into bytes: inout [UInt8]) {
    let parts = text.utf8.drop { $0 == UInt8(ascii: "-") }.split(separator: UInt8(ascii: "."))
    let whole = Array(parts[0])
    let fraction = parts.count > 1 ? Array(parts[1]) : []
    let lead = (4 - whole.count % 4) % 4
    let tail = (4 - fraction.count % 4) % 4
    let zero = UInt8(ascii: "0")
    let decimal = Array(repeating: zero, count: lead) + whole + fraction + Array(repeating: zero, count: tail)
    var digits: [UInt16] = []
    digits.reserveCapacity(decimal.count / 4)
    for start in stride(from: 0, to: decimal.count, by: 4) {
      digits.append(decimal[start..<start + 4].reduce(0) { $0 * 10 + UInt16($1 - zero) })
    }
    var weight = (whole.count + lead) / 4 - 1
    let leadingZeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leadingZeros)
    weight -= leadingZeros
    while digits.last == 0 { digits.removeLast() }
    bytes.append(bigEndian: UInt16(digits.count))
    bytes.append(bigEndian: Int16(digits.isEmpty ? 0 : weight))
    bytes.append(bigEndian: text.utf8.first == UInt8(ascii: "-") ? Self.negative : Self.positive)
    bytes.append(bigEndian: UInt16(fraction.count))
    for digit in digits { bytes.append(bigEndian: digit) }
  }

  /// Only `numeric`.
  public static func decodes(_ type: DataType) -> Bool { type == .numeric }

  /// Reads a number, and refuses NaN and the infinities.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    guard bytes.count >= 8 else { throw .wrongWidth(expected: 8, found: bytes.count) }
    let count = Int(bytes.integer(at: 0, as: UInt16.self))
    let weight = Int(bytes.integer(at: 2, as: Int16.self))
    let sign = bytes.integer(at: 4, as: UInt16.self)
    let scale = Int(bytes.integer(at: 6, as: UInt16.self))
    guard sign == Self.positive || sign == Self.negative else { throw .notFinite }
    guard bytes.count == 8 + 2 * count else { throw .wrongWidth(expected: 8 + 2 * count, found: bytes.count) }

    /// The digit at a power of 10,000, zero where none is written.
    func digit(at power: Int) -> UInt16 {
      let index = weight - power
      return index >= 0 && index < count ? bytes.integer(at: 8 + 2 * index, as: UInt16.self) : 0
    }
    func append(_ digit: UInt16, to text: inout [UInt8]) throws(DecodingFailure) {
      guard digit < 10_000 else { throw .malformed }
      for divisor: UInt16 in [1000, 100, 10, 1] { text.append(UInt8(ascii: "0") + UInt8(digit / divisor % 10)) }
    }

    var text: [UInt8] = sign == Self.negative ? [UInt8(ascii: "-")] : []
    if weight >= 0 {
      for power in (0...weight).reversed() { try append(digit(at: power), to: &text) }
    } else {
      text.append(UInt8(ascii: "0"))
    }
    if scale > 0 {
      text.append(UInt8(ascii: "."))
      let end = text.count + scale
      var power = -1
      while text.count < end {
        try append(digit(at: power), to: &text)
        power -= 1
      }
      text.removeLast(text.count - end)
    }
    guard let value = NumericText(String(decoding: text, as: UTF8.self)) else { throw .malformed }
    self = value
  }
}
