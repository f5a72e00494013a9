/// The time that a figure is about: a calendar unit, or the days from one unit to another, both inclusive.
///
/// A period is always in its canonical form. Both ends of a range have the same precision, the finer of the two that were
/// given (`2011/2020-12` is `2011-01/2020-12`), and a range that covers a calendar unit exactly is that unit
/// (`2020-01/2020-12` is `2020`).
public struct Period: Hashable, Sendable {
  /// How fine a period is.
  public enum Precision: UInt8, Hashable, Sendable, CaseIterable {
    /// A year, `2019`.
    case year
    /// Six months, `2019-S2`.
    case half
    /// Four months, `2019-T3`.
    case trimester
    /// Three months, `2019-Q4`.
    case quarter
    /// A month, `2019-12`.
    case month
    /// A week of ISO 8601, `2020-W53`.
    case week
    /// A day, `2019-12-31`.
    case day

    /// The months of one unit; zero for weeks and days, which are not made of months.
    var months: Int {
      switch self {
      case .year: 12
      case .half: 6
      case .trimester: 4
      case .quarter: 3
      case .month: 1
      case .week, .day: 0
      }
    }

    /// The coarsest precision into whose units the units of both can be cut.
    func common(with other: Precision) -> Precision {
      if self == other { return self }
      guard months > 0, other.months > 0 else { return .day }
      let (coarse, fine) = months > other.months ? (self, other) : (other, self)
      return coarse.months % fine.months == 0 ? fine : .month
    }
  }

  /// How fine the period is; for a range, how fine its ends are.
  public let precision: Precision

  // Units of one precision are counted through: years from 0, months from January of year 0, weeks and days from 1970.
  let firstUnit: Int32
  let lastUnit: Int32

  init(_ precision: Precision, first: Int, last: Int) {
    self.precision = precision
    firstUnit = Int32(first)
    lastUnit = Int32(last)
  }

  init(_ unit: Unit) { self.init(unit.precision, first: unit.ordinal, last: unit.ordinal) }

  /// The period from the beginning of one to the end of another.
  ///
  /// - Throws: `Refusal` if it would end before it begins.
  public init(from start: Period, through end: Period) throws(Refusal) {
    let first = start.first
    let last = end.last
    guard first <= last else {
      throw Refusal(
        .rangeOrder, "the period \(start)/\(end) ends before it begins", advice: "write the earlier end first")
    }
    if let whole = Unit.covering(first, last) {
      self.init(whole)
      return
    }
    let common = start.precision.common(with: end.precision)
    self.init(
      common, first: Unit(common, containing: first).ordinal, last: Unit(common, containing: last).ordinal)
  }

  /// A year.
  ///
  /// - Precondition: the year lies in 1...9999.
  public static func year(_ year: Int) -> Period {
    precondition(1...9999 ~= year, "Years run from 1 to 9999.")
    return Period(.year, first: year, last: year)
  }

  /// A day.
  public static func day(_ date: CalendarDate) -> Period { Period(.day, first: date.dayNumber, last: date.dayNumber) }

  /// The first day.
  public var first: CalendarDate { Unit(precision, Int(firstUnit)).first }

  /// The last day.
  public var last: CalendarDate { Unit(precision, Int(lastUnit)).last }

  /// Whether this is one calendar unit, and not a range of several.
  public var isUnit: Bool { firstUnit == lastUnit }

  /// The year, if this is one.
  public var year: Int? { precision == .year && isUnit ? Int(firstUnit) : nil }

  /// The unit or range of the same length that follows, or nil after the year 9999.
  public var successor: Period? {
    let length = Int(lastUnit - firstUnit) + 1
    guard Unit(precision, Int(lastUnit) + length).exists else { return nil }
    return Period(precision, first: Int(firstUnit) + length, last: Int(lastUnit) + length)
  }

  /// The calendar units from one to another, both included.
  ///
  /// - Returns: nil if either is a range, their precisions differ, or the second is earlier.
  public static func units(from start: Period, through end: Period) -> [Period]? {
    guard start.isUnit, end.isUnit, start.precision == end.precision, start.firstUnit <= end.firstUnit else {
      return nil
    }
    return (start.firstUnit...end.firstUnit).map { Period(start.precision, first: Int($0), last: Int($0)) }
  }

  /// Whether a day lies in the period.
  public func contains(_ date: CalendarDate) -> Bool { first <= date && date <= last }

  /// Whether all days of another period lie in this one.
  public func contains(_ other: Period) -> Bool { first <= other.first && other.last <= last }
}

extension Period: Comparable, CustomStringConvertible {
  /// Orders periods by their last day, then their first: the latest figure has the greatest period.
  public static func < (one: Period, other: Period) -> Bool {
    let (left, right) = ((one.last, one.first), (other.last, other.first))
    return left == right ? one.precision.rawValue < other.precision.rawValue : left < right
  }

  /// The period in its canonical form.
  public var description: String {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the canonical form.
  public func encode(into bytes: inout [UInt8]) {
    Unit(precision, Int(firstUnit)).encode(into: &bytes)
    guard !isUnit else { return }
    bytes.append(UInt8(ascii: "/"))
    Unit(precision, Int(lastUnit)).encode(into: &bytes)
  }
}
