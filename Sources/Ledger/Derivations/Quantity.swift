public import Arithmetic

/// A number that a derivation gave: exact, or with what is known about where the true one lies.
///
/// A lower bound added to an exact number is a lower bound; subtracted, or in a denominator, it is an upper one. That
/// follows from calculating with intervals: `at_least 900` is everything from 900 upwards. An approximate figure is its
/// number, surrounded by all that would have been printed like it (`~160` by 159.5 to 160.5).
public struct Quantity: Hashable, Sendable {
  /// The number as the figures print it, bounds taken for the number itself.
  public let value: Rational

  /// The unit, where the form has one.
  public let unit: Code?

  /// Whether an approximate figure takes part.
  public let isApproximate: Bool

  /// Where the true number lies if approximate figures are taken for exact ones.
  let nominal: Interval

  /// Where the true number lies.
  let outer: Interval

  init(value: Rational, unit: Code? = nil, isApproximate: Bool = false, nominal: Interval, outer: Interval) {
    self.value = value
    self.unit = unit
    self.isApproximate = isApproximate
    self.nominal = nominal
    self.outer = outer
  }

  /// An exact number.
  public init(_ value: Rational, unit: Code? = nil) {
    self.init(value: value, unit: unit, nominal: Interval(value), outer: Interval(value))
  }
}

extension Quantity {
  /// What is known about the true number.
  public enum Certainty: String, Hashable, Sendable, CaseIterable {
    /// It is the value.
    case exact
    /// It is about the value.
    case approximately
    /// It is the value or more.
    case atLeast = "at_least"
    /// It is the value or less.
    case atMost = "at_most"
    /// It is less than the value.
    case lessThan = "less_than"
    /// It is more than the value.
    case moreThan = "more_than"
    /// It may lie on either side of the value.
    case undecided
  }

  /// What is known about the true number.
  public var certainty: Certainty {
    if nominal.point != nil { return isApproximate ? .approximately : .exact }
    if let lower = nominal.lower, lower.value == value { return lower.isIncluded ? .atLeast : .moreThan }
    if let upper = nominal.upper, upper.value == value { return upper.isIncluded ? .atMost : .lessThan }
    return .undecided
  }
}

extension Quantity {
  /// How a claim reads: the printed number, the relation, the derived number.
  public enum Verdict: Hashable, Sendable {
    /// The relation holds.
    case holds
    /// The relation does not hold.
    case fails
    /// What is known about the number leaves it open.
    case open
  }

  /// Whether a printed number is this one, rounded once, half away from zero, at the printed decimals.
  func equals(printed: Rational, decimals: Int) -> Verdict {
    if let point = nominal.point, point.rounded(decimals: decimals) == printed { return .holds }
    let half = Rational.powerOfTen(-decimals) / 2
    // Half away from zero: what lies exactly between two printed numbers belongs to the one further from zero.
    let rounded = Interval(
      lower: .init(value: printed - half, isIncluded: printed.sign > 0),
      upper: .init(value: printed + half, isIncluded: printed.sign < 0))
    return outer.meets(rounded) ? .open : .fails
  }

  /// Whether printed numbers stand in a relation to this one, unrounded.
  func compares(printed: Rational, _ holds: (_ printed: Rational, _ derived: Rational) -> Bool, toAbove: Bool)
    -> Verdict
  {
    if Self.holdsForAll(nominal, printed, toAbove: toAbove, holds) { return .holds }
    return Self.holdsForSome(outer, printed, toAbove: toAbove, holds) ? .open : .fails
  }

  /// A relation that asks the derived number to lie above the printed one is hardest at the lower end.
  private static func holdsForAll(
    _ interval: Interval, _ printed: Rational, toAbove: Bool, _ holds: (Rational, Rational) -> Bool
  ) -> Bool {
    guard let end = toAbove ? interval.lower : interval.upper else { return false }
    return holds(printed, end.value) || (end.value == printed && !end.isIncluded)
  }

  private static func holdsForSome(
    _ interval: Interval, _ printed: Rational, toAbove: Bool, _ holds: (Rational, Rational) -> Bool
  ) -> Bool {
    guard let end = toAbove ? interval.upper : interval.lower else { return true }
    return holds(printed, end.value) && (end.isIncluded || end.value != printed)
  }
}
