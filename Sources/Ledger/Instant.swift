/// A point in time, to the microsecond, in UTC.
public struct Instant: Hashable, Sendable {
  /// The microseconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let microseconds: Int64

  /// The instants of the years 0001 to 9999.
  static let range =
    Int64(CalendarDate.dayNumbers.lowerBound) * 86_400_000_000...Int64(CalendarDate.dayNumbers.upperBound + 1)
    * 86_400_000_000 - 1

  /// An instant.
  ///
  /// - Returns: nil outside the years 0001 to 9999.
  public init?(microseconds: Int64) {
    guard Instant.range ~= microseconds else { return nil }
    self.microseconds = microseconds
  }

  init(unchecked microseconds: Int64) { self.microseconds = microseconds }

  /// The last microsecond of a day in UTC, which is what a bare date means as a bound.
  public static func end(of date: CalendarDate) -> Instant {
    Instant(unchecked: Int64(date.dayNumber + 1) * 86_400_000_000 - 1)
  }

  /// The first microsecond of a day in UTC.
  public static func start(of date: CalendarDate) -> Instant {
    Instant(unchecked: Int64(date.dayNumber) * 86_400_000_000)
  }

  /// The day in UTC.
  public var date: CalendarDate {
    let days = Int(microseconds.flooredQuotient(by: 86_400_000_000))
    guard let date = CalendarDate(dayNumber: days) else {
      preconditionFailure("An instant lies in a year of the calendar.")
    }
    return date
  }

  /// What a date without a time of day means.
  public enum BareDate: Sendable {
    /// It is refused.
    case refused

    /// It is the last microsecond of that day in UTC.
    case endOfDay
  }

  /// Reads `YYYY-MM-DDTHH:MM[:SS[.f{1,6}]](Z|±HH:MM)`.
  ///
  /// - Throws: `Refusal` for another form, a time that does not exist, or an offset that is missing.
  public init(_ text: String, bareDate: BareDate = .refused) throws(Refusal) {
    try self.init(bytes: text.utf8.span, bareDate: bareDate)
  }
}

extension Int64 {
  /// The quotient, rounded towards minus infinity.
  @inline(__always)
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension Instant: Comparable, CustomStringConvertible {
  /// Whether one instant is before another.
  public static func < (one: Instant, other: Instant) -> Bool { one.microseconds < other.microseconds }

  /// The instant as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, the only form that the log has.
  public var description: String {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the instant as `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
  public func encode(into bytes: inout [UInt8]) {
    let date = self.date
    let rest = Int(microseconds - Int64(date.dayNumber) * 86_400_000_000)
    date.encode(into: &bytes)
    bytes.append(UInt8(ascii: "T"))
    appendDigits(rest / 3_600_000_000, 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendDigits(rest / 60_000_000 % 60, 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendDigits(rest / 1_000_000 % 60, 2, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    appendDigits(rest % 1_000_000, 6, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
  }
}
