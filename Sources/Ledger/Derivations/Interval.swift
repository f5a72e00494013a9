internal import Arithmetic

/// Numbers without a gap between them: where the true number lies when it is not known exactly.
struct Interval: Hashable, Sendable {
  /// An end of an interval: a number, and whether it belongs to the interval.
  struct End: Hashable, Sendable {
    var value: Rational
    var isIncluded = true
  }

  /// The lower end; nil if there is none.
  var lower: End?

  /// The upper end; nil if there is none.
  var upper: End?

  /// One number.
  init(_ value: Rational) { self.init(lower: End(value: value), upper: End(value: value)) }

  init(lower: End?, upper: End?) {
    self.lower = lower
    self.upper = upper
  }

  /// Every number.
  static let everything = Interval(lower: nil, upper: nil)

  /// The one number inside, if there is only one.
  var point: Rational? {
    guard let lower, let upper, lower.value == upper.value else { return nil }
    return lower.value
  }

  /// Whether every number inside is positive.
  var isPositive: Bool { lower.map { $0.value.sign > 0 || ($0.value.isZero && !$0.isIncluded) } ?? false }

  /// Whether every number inside is negative.
  var isNegative: Bool { (-self).isPositive }
}

extension Interval {
  static func + (one: Interval, other: Interval) -> Interval {
    Interval(lower: sum(one.lower, other.lower), upper: sum(one.upper, other.upper))
  }

  static prefix func - (interval: Interval) -> Interval {
    Interval(lower: interval.upper.map(negated), upper: interval.lower.map(negated))
  }

  static func - (one: Interval, other: Interval) -> Interval { one + -other }

  /// Every number inside, times a number.
  func scaled(by factor: Rational) -> Interval {
    guard !factor.isZero else { return Interval(.zero) }
    let ends = (
      lower.map { End(value: $0.value * factor, isIncluded: $0.isIncluded) },
      upper.map { End(value: $0.value * factor, isIncluded: $0.isIncluded) }
    )
    return factor.sign > 0 ? Interval(lower: ends.0, upper: ends.1) : Interval(lower: ends.1, upper: ends.0)
  }

  /// The quotients by the numbers of a positive interval.
  func divided(byPositive divisor: Interval) -> Interval {
    Interval(lower: lower.flatMap { Self.least($0, divisor) }, upper: upper.flatMap { Self.greatest($0, divisor) })
  }

  /// The same through a function that grows with its argument.
  func map(increasing function: (Rational) -> Rational) -> Interval {
    Interval(
      lower: lower.map { End(value: function($0.value), isIncluded: $0.isIncluded) },
      upper: upper.map { End(value: function($0.value), isIncluded: $0.isIncluded) })
  }

  /// Where the greatest of several numbers lies.
  static func greatest(of intervals: [Interval]) -> Interval {
    var result = intervals[0]
    for next in intervals.dropFirst() {
      if let a = result.lower, let b = next.lower {
        result.lower = greater(a, b, isIncluded: a.isIncluded && b.isIncluded)
      } else {
        result.lower = result.lower ?? next.lower
      }
      if let a = result.upper, let b = next.upper {
        result.upper = greater(a, b, isIncluded: a.isIncluded || b.isIncluded)
      } else {
        result.upper = nil
      }
    }
    return result
  }

  /// Where the least of several numbers lies.
  static func least(of intervals: [Interval]) -> Interval { -greatest(of: intervals.map { -$0 }) }

  /// Whether some number lies in both.
  func meets(_ other: Interval) -> Bool {
    Self.reaches(lower, other.upper) && Self.reaches(other.lower, upper)
  }

  private static func sum(_ one: End?, _ other: End?) -> End? {
    guard let one, let other else { return nil }
    return End(value: one.value + other.value, isIncluded: one.isIncluded && other.isIncluded)
  }

  private static func negated(_ end: End) -> End { End(value: -end.value, isIncluded: end.isIncluded) }

  /// The greater of two ends; `isIncluded` says whether it belongs to the interval where both are one number.
  private static func greater(_ one: End, _ other: End, isIncluded: Bool) -> End {
    if one.value == other.value { return End(value: one.value, isIncluded: isIncluded) }
    return one.value > other.value ? one : other
  }

  private static func reaches(_ lower: End?, _ upper: End?) -> Bool {
    guard let lower, let upper else { return true }
    return lower.value < upper.value || (lower.value == upper.value && lower.isIncluded && upper.isIncluded)
  }

  /// The least quotient of a lower end: by the greatest divisor while it is positive, else by the least.
  private static func least(_ end: End, _ divisor: Interval) -> End? {
    if end.value.sign >= 0 { return quotient(end, divisor.upper) ?? End(value: .zero, isIncluded: end.value.isZero) }
    return quotient(end, divisor.lower)
  }

  private static func greatest(_ end: End, _ divisor: Interval) -> End? {
    least(negated(end), divisor).map(negated)
  }

  /// A quotient, or nil where the divisor has no end or ends at zero.
  private static func quotient(_ end: End, _ divisor: End?) -> End? {
    guard let divisor, let value = end.value.divided(by: divisor.value) else { return nil }
    return End(value: value, isIncluded: end.isIncluded && divisor.isIncluded)
  }
}
