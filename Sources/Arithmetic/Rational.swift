/// An exact fraction of two whole numbers of any size.
///
/// It is a value: every operation makes a new one, always in lowest terms, so that comparing, hashing and printing do not
/// depend on how a number was reached. The whole numbers are GMP's.
public struct Rational: Sendable {
  let numerator: Integer
  let denominator: Integer

  /// A fraction in lowest terms.
  init(_ numerator: Integer, over denominator: Integer) {
    precondition(denominator.sign != 0, "A fraction has a denominator other than zero.")
    let common = numerator.commonDivisor(with: denominator)
    let divisor = denominator.sign < 0 ? -common : common
    if divisor.isOne {
      self.numerator = numerator
      self.denominator = denominator
    } else {
      self.numerator = numerator.dividedExactly(by: divisor)
      self.denominator = denominator.dividedExactly(by: divisor)
    }
  }

  /// A whole number.
  public init(_ value: Int) {
    numerator = Integer(value)
    denominator = Integer(1)
  }

  /// A fraction of two whole numbers.
  ///
  /// - Precondition: the denominator is not zero.
  public init(_ numerator: Int, over denominator: Int) {
    self.init(Integer(numerator), over: Integer(denominator))
  }

  /// Reads `-?[0-9]+(\.[0-9]+)?`, exactly.
  ///
  /// - Returns: nil for any other text.
  public init?(decimal text: some StringProtocol) {
    var digits: [UInt8] = []
    var fractionDigits = 0
    var seenPoint = false
    var seenDigit = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-") where digits.isEmpty: digits.append(byte)
      case UInt8(ascii: ".") where seenDigit && !seenPoint:
        seenPoint = true
        seenDigit = false
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits.append(byte)
        seenDigit = true
        if seenPoint { fractionDigits += 1 }
      default: return nil
      }
    }
    guard seenDigit else { return nil }
    self.init(Integer(digits: digits), over: .powerOfTen(fractionDigits))
  }

  /// Zero.
  public static let zero = Rational(0)

  /// One.
  public static let one = Rational(1)
}

extension Rational {
  /// The sum.
  public static func + (one: Rational, other: Rational) -> Rational {
    Rational(
      one.numerator * other.denominator + other.numerator * one.denominator,
      over: one.denominator * other.denominator)
  }

  /// The difference.
  public static func - (one: Rational, other: Rational) -> Rational {
    Rational(
      one.numerator * other.denominator - other.numerator * one.denominator,
      over: one.denominator * other.denominator)
  }

  /// The product.
  public static func * (one: Rational, other: Rational) -> Rational {
    Rational(one.numerator * other.numerator, over: one.denominator * other.denominator)
  }

  /// The quotient.
  ///
  /// - Precondition: the divisor is not zero.
  public static func / (one: Rational, other: Rational) -> Rational {
    precondition(!other.isZero, "Nothing is divided by zero.")
    return Rational(one.numerator * other.denominator, over: one.denominator * other.numerator)
  }

  /// The number with the other sign.
  public static prefix func - (value: Rational) -> Rational { Rational(-value.numerator, over: value.denominator) }

  /// The quotient, or nil if the divisor is zero.
  public func divided(by other: Rational) -> Rational? { other.isZero ? nil : self / other }

  /// The number without its sign.
  public var magnitude: Rational { sign < 0 ? -self : self }

  /// -1, 0 or 1.
  public var sign: Int { numerator.sign }

  /// Whether this is zero.
  public var isZero: Bool { sign == 0 }

  /// Whether this is a whole number.
  public var isWhole: Bool { denominator.isOne }

  /// The number, if it is whole and fits.
  public var int: Int? { isWhole ? numerator.int : nil }
}

extension Rational: Comparable, Hashable {
  /// Whether one comes before the other.
  public static func < (one: Rational, other: Rational) -> Bool { one.compare(to: other) < 0 }

  /// Whether both are the same, byte for byte.
  public static func == (one: Rational, other: Rational) -> Bool { one.compare(to: other) == 0 }

  /// Feeds the bytes that make the value what it is.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(numerator.text)
    hasher.combine(denominator.text)
  }

  private func compare(to other: Rational) -> Int {
    (numerator * other.denominator).compare(to: other.numerator * denominator)
  }
}

extension Rational: CustomStringConvertible, ExpressibleByIntegerLiteral {
  /// The number as `3` or `-1/3`.
  public var description: String { isWhole ? numerator.text : "\(numerator.text)/\(denominator.text)" }

  /// Takes a literal.
  public init(integerLiteral value: Int) { self.init(value) }
}
