extension Rational {
  /// The number of significant digits of a root.
  public static let rootDigits = 50

  /// The largest exponent or degree that is worked out.
  public static let maximumExponent = 10_000

  /// The number multiplied with itself, or one divided by that for a negative exponent.
  ///
  /// - Returns: nil for zero to a negative power.
  /// - Precondition: the exponent lies within ±10,000.
  public func power(_ exponent: Int) -> Rational? {
    precondition(-Rational.maximumExponent...Rational.maximumExponent ~= exponent, "The exponent is too large.")
    if exponent >= 0 { return Rational(numerator.power(exponent), over: denominator.power(exponent)) }
    guard !isZero else { return nil }
    return Rational(denominator.power(-exponent), over: numerator.power(-exponent))
  }

  /// A power of ten.
  ///
  /// - Precondition: the exponent lies within ±10,000.
  public static func powerOfTen(_ exponent: Int) -> Rational {
    precondition(-maximumExponent...maximumExponent ~= exponent, "The exponent is too large.")
    let power = Integer.powerOfTen(exponent < 0 ? -exponent : exponent)
    return exponent < 0 ? Rational(Integer(1), over: power) : Rational(power, over: Integer(1))
  }

  /// The degree-th root to 50 significant digits, the last one rounded half away from zero.
  ///
  /// It is worked out with whole numbers alone, so that every machine gives the same digits; the mathematics library's
  /// `pow` does not promise that.
  ///
  /// - Returns: nil for an even root of a negative number.
  /// - Precondition: the degree lies in 1...10,000.
  public func root(_ degree: Int) -> Rational? {
    precondition(1...Rational.maximumExponent ~= degree, "The degree of a root is too large or not positive.")
    guard sign != 0 else { return self }
    guard sign > 0 else { return degree % 2 == 0 ? nil : magnitude.root(degree).map { -$0 } }
    // One digit more than is asked decides the rounding: what is cut off below it cannot make up a half.
    let wanted = Rational.rootDigits + 1
    var shift = wanted
    var digits = shiftedRoot(degree, shift)
    while digits.text.utf8.count != wanted {
      shift += wanted - digits.text.utf8.count
      digits = shiftedRoot(degree, shift)
    }
    let rounded = (digits + Integer(5)).floorDivided(by: Integer(10))
    return Rational(rounded, over: Integer(1)) * Rational.powerOfTen(1 - shift)
  }

  /// The degree-th root, where it is a fraction of whole numbers itself; nil where it is not.
  ///
  /// - Precondition: the number is not negative, and the degree lies in 1...10,000.
  public func exactRoot(_ degree: Int) -> Rational? {
    precondition(1...Rational.maximumExponent ~= degree, "The degree of a root is too large or not positive.")
    let root = Rational(numerator.root(degree), over: denominator.root(degree))
    return root.power(degree) == self ? root : nil
  }

  /// The root of this positive number times a power of ten, cut to a whole number.
  private func shiftedRoot(_ degree: Int, _ shift: Int) -> Integer {
    let scaled =
      shift >= 0
      ? (numerator * .powerOfTen(degree * shift)).floorDivided(by: denominator)
      : numerator.floorDivided(by: denominator * .powerOfTen(-degree * shift))
    return scaled.root(degree)
  }
}
