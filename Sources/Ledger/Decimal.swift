public import Arithmetic

/// A number as it was submitted: `1.10` stays `1.10`.
///
/// Its form is `-?(0|[1-9][0-9]*)(\.[0-9]+)?` with at most sixty digits; there is no exponent, no thousands separator
/// and no minus zero. `==` compares the text; compare numbers with `numericOrder`.
public struct Decimal: Hashable, Sendable {
  /// The most digits, before and after the point together.
  public static let maximumDigits = 60

  /// The number as text.
  public let text: String

  /// A text that is known to be a number.
  init(unchecked text: String) { self.text = text }

  /// Reads a number.
  ///
  /// - Throws: `Refusal` that says what to write instead.
  public init(_ text: String) throws(Refusal) {
    try Decimal.check(text.utf8.span)
    self.text = text
  }

  /// Reads a number.
  ///
  /// - Throws: `Refusal` that says what to write instead.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    try Decimal.check(bytes)
    text = Ledger.text(bytes, 0..<bytes.count)
  }

  /// Checks that bytes are a number, without making one.
  ///
  /// - Throws: `Refusal` that says what to write instead.
  @inline(__always)
  public static func check(_ bytes: borrowing Span<UInt8>) throws(Refusal) {
    guard isPlain(bytes) else { throw NumberDiagnosis.refusal(of: bytes) }
  }

  /// Whether bytes have the form of a number.
  static func isPlain(_ bytes: borrowing Span<UInt8>) -> Bool {
    var index = 0
    let isNegative = !bytes.isEmpty && bytes[0] == UInt8(ascii: "-")
    if isNegative { index = 1 }
    let whole = index
    var isZero = true
    while index < bytes.count, isDigit(bytes[index]) {
      if bytes[index] != UInt8(ascii: "0") { isZero = false }
      index += 1
    }
    var digits = index - whole
    guard digits > 0, digits == 1 || bytes[whole] != UInt8(ascii: "0") else { return false }
    if index < bytes.count {
      guard bytes[index] == UInt8(ascii: ".") else { return false }
      index += 1
      let fraction = index
      while index < bytes.count, isDigit(bytes[index]) {
        if bytes[index] != UInt8(ascii: "0") { isZero = false }
        index += 1
      }
      guard index > fraction, index == bytes.count else { return false }
      digits += index - fraction
    }
    return digits <= maximumDigits && !(isZero && isNegative)
  }
}

/// Whether a byte is one of the ten ASCII digits.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

extension Decimal: CustomStringConvertible {
  /// The value as people read it.
  public var description: String { text }
}

extension Decimal {
  /// The digits after the point.
  public var decimals: Int {
    var count = 0
    for byte in text.utf8.reversed() {
      if byte == UInt8(ascii: ".") { return count }
      count += 1
    }
    return 0
  }

  /// -1, 0 or 1.
  public var sign: Int {
    if text.utf8.first == UInt8(ascii: "-") { return -1 }
    return text.utf8.contains { UInt8(ascii: "1")...UInt8(ascii: "9") ~= $0 } ? 1 : 0
  }

  /// The exact number, times ten to the power of `mult`.
  public func rational(mult: Int = 0) -> Rational {
    guard let number = Rational(decimal: text) else { preconditionFailure("A decimal is a plain number.") }
    return mult == 0 ? number : number * .powerOfTen(mult)
  }

  /// Negative, zero or positive as one number is less than, equal to or more than another.
  ///
  /// The multipliers are powers of ten: 4.1 with `mult` 9 equals 4100 with `mult` 6.
  public static func numericOrder(_ one: Decimal, mult: Int = 0, _ other: Decimal, mult otherMult: Int = 0) -> Int {
    if mult == otherMult, sameBytes(one.text, other.text) { return 0 }
    let (left, right) = (one.sign, other.sign)
    guard left == right, left != 0 else { return (left - right).signum() }
    return left * orderOfMagnitudes(Significant(one, mult), Significant(other, otherMult))
  }

  /// The digits of a number from its first one that is not zero, and the power of ten of the first.
  private struct Significant {
    var digits: [UInt8] = []
    var exponent: Int

    init(_ number: Decimal, _ mult: Int) {
      exponent = mult - number.decimals - 1
      for byte in number.text.utf8 where isDigit(byte) {
        guard !digits.isEmpty || byte != UInt8(ascii: "0") else { continue }
        digits.append(byte)
      }
      exponent += digits.count
      while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    }
  }

  private static func orderOfMagnitudes(_ one: Significant, _ other: Significant) -> Int {
    guard one.exponent == other.exponent else { return one.exponent < other.exponent ? -1 : 1 }
    if one.digits == other.digits { return 0 }
    return one.digits.lexicographicallyPrecedes(other.digits) ? -1 : 1
  }
}

/// Reads a whole number in the one form `-?(0|[1-9][0-9]*)`, never `-0`, of at most 18 digits.
func wholeNumber(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
  var index = range.lowerBound
  let isNegative = index < range.upperBound && bytes[index] == UInt8(ascii: "-")
  if isNegative { index += 1 }
  let first = index
  guard 1...18 ~= range.upperBound - first else { return nil }
  var value = 0
  while index < range.upperBound {
    guard isDigit(bytes[index]) else { return nil }
    value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
    index += 1
  }
  if bytes[first] == UInt8(ascii: "0"), range.upperBound - first > 1 || isNegative { return nil }
  return isNegative ? -value : value
}

/// Reads a whole number in the one form `-?(0|[1-9][0-9]*)`, never `-0`, of at most 18 digits.
func wholeNumber(_ text: String) -> Int? {
  let bytes = text.utf8.span
  return wholeNumber(bytes, 0..<bytes.count)
}
