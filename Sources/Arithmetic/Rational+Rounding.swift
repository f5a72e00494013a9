extension Rational {
  /// How a number is brought to a number of decimals.
  public enum RoundingRule: Sendable {
    /// To the nearest, a half away from zero: 0.5 becomes 1 and -0.5 becomes -1.
    case halfAwayFromZero

    /// Towards minus infinity.
    case down

    /// Towards plus infinity.
    case up
  }

  /// The most decimals that a number is rounded to.
  public static let maximumDecimals = 10_000

  /// The number at some decimals; a negative count rounds to tens, hundreds and so on.
  ///
  /// - Precondition: the count lies within ±10,000.
  public func rounded(decimals: Int, _ rule: RoundingRule = .halfAwayFromZero) -> Rational {
    let scale = Rational.powerOfTen(decimals)
    return Rational((self * scale).whole(rule), over: Integer(1)) / scale
  }

  /// The number as text with exactly some decimals, such as `85.51` or `-0.50`; never `-0`.
  ///
  /// - Precondition: the count lies in 0...10,000.
  public func text(decimals: Int, _ rule: RoundingRule = .halfAwayFromZero) -> String {
    precondition(0...Rational.maximumDecimals ~= decimals, "The number of decimals is too large or negative.")
    let scaled = (self * .powerOfTen(decimals)).whole(rule)
    var digits = (scaled.sign < 0 ? -scaled : scaled).text
    if digits.utf8.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
    }
    let sign = scaled.sign < 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }

  /// The number as text with all its decimals, or nil where they do not end.
  public var exactText: String? {
    var rest = denominator
    var twos = 0
    var fives = 0
    while let quotient = rest.quotient(by: 2) { (rest, twos) = (quotient, twos + 1) }
    while let quotient = rest.quotient(by: 5) { (rest, fives) = (quotient, fives + 1) }
    return rest.isOne ? text(decimals: max(twos, fives)) : nil
  }

  private func whole(_ rule: RoundingRule) -> Integer {
    switch rule {
    case .down: return numerator.floorDivided(by: denominator)
    case .up: return -(-numerator).floorDivided(by: denominator)
    case .halfAwayFromZero:
      let two = Integer(2)
      let magnitude = sign < 0 ? -numerator : numerator
      let rounded = (magnitude * two + denominator).floorDivided(by: denominator * two)
      return sign < 0 ? -rounded : rounded
    }
  }
}

extension Integer {
  /// The quotient by a small number, or nil where there is a remainder.
  fileprivate func quotient(by small: Int) -> Integer? {
    let divisor = Integer(small)
    let quotient = floorDivided(by: divisor)
    return (quotient * divisor).compare(to: self) == 0 ? quotient : nil
  }
}

extension Rational {
  /// The number for the eye: exact where that is short, else with up to six significant digits, and a whole part that is
  /// never cut.
  public var roundedText: String {
    var whole = magnitude
    var decimals = 6
    while whole >= 1, decimals > 2 {
      whole = whole / 10
      decimals -= 1
    }
    if let exact = exactText, exact.utf8.count <= 15 { return exact }
    // A small number keeps digits that say something.
    while decimals < 20, !isZero, rounded(decimals: decimals - 3).isZero { decimals += 1 }
    return text(decimals: decimals)
  }
}
