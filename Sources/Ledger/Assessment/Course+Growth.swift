internal import Arithmetic

/// A course as a method of compound growth sees it: a positive base, and time in whole months.
struct Growth {
  let base: Rational
  let latest: Rational
  let goal: Rational

  /// The months from the base to the latest figure, and to the due date.
  private let months: (elapsed: Int, whole: Int)

  /// Reads a course.
  ///
  /// - Parameter allowsZeroGoal: Whether a target of zero can be judged.
  /// - Throws: `NoAnswer` where the numbers have no growth between them.
  init(_ course: Course, allowsZeroGoal: Bool) throws(NoAnswer) {
    (base, latest, goal) = (course.base.quantity.value, course.latest.quantity.value, course.goal.value)
    guard base.sign > 0 else { throw .baseNotPositive }
    guard latest.sign >= 0 else { throw .latestNegative }
    guard goal.sign > 0 || (goal.isZero && allowsZeroGoal) else { throw .goalNotPositive }
    let start = course.base.period.last.monthNumber
    months = (course.latest.period.last.monthNumber - start, course.due.last.monthNumber - start)
    guard months.elapsed > 0, months.whole > 0 else { throw .noTime }
  }

  /// The growth a year so far, as a factor: (v_t / v_b)^(1/(t − b)).
  ///
  /// - Throws: `NoAnswer` for times that are too long to take a root.
  func actual() throws(NoAnswer) -> Rational { try Self.power(latest / base, 12, months.elapsed) }

  /// The growth a year that leads to the target, as a factor: (v* / v_b)^(1/(T − b)).
  ///
  /// - Throws: `NoAnswer` for times that are too long to take a root.
  func required() throws(NoAnswer) -> Rational { try Self.power(goal / base, 12, months.whole) }

  /// The value when the target is due, if the growth so far goes on: v_t · (v_t / v_b)^((T − t)/(t − b)).
  ///
  /// For a due date that has passed it is the value that the growth led through on that date.
  ///
  /// - Throws: `NoAnswer` for times that are too long to take a root.
  func expected() throws(NoAnswer) -> Rational {
    latest.isZero ? .zero : latest * (try Self.power(latest / base, months.whole - months.elapsed, months.elapsed))
  }

  /// A power with a fraction for an exponent, by one root.
  private static func power(_ value: Rational, _ numerator: Int, _ denominator: Int) throws(NoAnswer) -> Rational {
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let (exponent, degree) = (numerator / divisor, denominator / divisor)
    let limit = Rational.maximumExponent
    guard -limit...limit ~= exponent, degree <= limit, let power = value.power(exponent),
      // A root that is a fraction is taken as one, so that a tie at the cut is a tie.
      let root = power.exactRoot(degree) ?? power.root(degree)
    else { throw .noTime }
    return root
  }

  private static func greatestCommonDivisor(_ one: UInt, _ other: UInt) -> Int {
    var (one, other) = (one, other)
    while other != 0 { (one, other) = (other, one % other) }
    return Int(max(one, 1))
  }
}
