/// A day of the Gregorian calendar, from 0001-01-01 to 9999-12-31.
public struct CalendarDate: Hashable, Sendable {
  /// The year, 1 to 9999.
  public let year: Int

  /// The month, 1 to 12.
  public let month: Int

  /// The day of the month, from 1.
  public let day: Int

  /// A day.
  ///
  /// - Returns: nil for a day that the calendar does not have.
  public init?(year: Int, month: Int, day: Int) {
    guard 1...9999 ~= year, 1...12 ~= month, 1...CalendarDate.dayCount(year: year, month: month) ~= day else {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  init(checkedYear year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The first and the last day that there is, in days since 1970-01-01.
  static let dayNumbers = -719_162...2_932_896

  /// The day that is a number of days after 1970-01-01.
  ///
  /// The arithmetic is Howard Hinnant's ("chrono-Compatible Low-Level Date Algorithms", 2013).
  ///
  /// - Returns: nil outside the years 0001 to 9999.
  public init?(dayNumber: Int) {
    guard CalendarDate.dayNumbers ~= dayNumber else { return nil }
    // Counted from 0000-03-01, a year ends with its leap day, and the months' lengths become regular.
    let days = dayNumber + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    month = shifted < 10 ? shifted + 3 : shifted - 9
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The days since 1970-01-01.
  public var dayNumber: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The days of a month.
  public static func dayCount(year: Int, month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// Monday is 1, Sunday 7.
  public var weekday: Int { (dayNumber + 3 + 7 * 200_000) % 7 + 1 }

  /// Reads `YYYY-MM-DD`.
  ///
  /// - Throws: `Refusal` for another form or a day that does not exist.
  public init(_ text: String) throws(Refusal) { try self.init(bytes: text.utf8.span) }

  /// Reads `YYYY-MM-DD`.
  ///
  /// - Throws: `Refusal` for another form or a day that does not exist.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    guard bytes.count == 10, let parts = CalendarDate.parts(bytes) else { throw CalendarDate.wrongForm(bytes) }
    guard let date = CalendarDate(year: parts.year, month: parts.month, day: parts.day) else {
      throw Refusal(.noSuchDate, "there is no day \(shown(bytes))")
    }
    self = date
  }

  /// The numbers of `YYYY-MM-DD` at the start of some bytes, or nil for another form.
  @inline(__always)
  static func parts(_ bytes: borrowing Span<UInt8>) -> (year: Int, month: Int, day: Int)? {
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = number(bytes, 0..<4), let month = number(bytes, 5..<7), let day = number(bytes, 8..<10)
    else { return nil }
    return (year, month, day)
  }

  private static func wrongForm(_ bytes: borrowing Span<UInt8>) -> Refusal {
    if let refusal = relativeWord(bytes) { return refusal }
    return Refusal(.dateForm, "'\(shown(bytes))' is not a date", advice: "write YYYY-MM-DD, as in 2026-03-04")
  }
}

/// The number that some digits stand for, or nil if one of the bytes is no digit.
@inline(__always)
func number(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
  var value = 0
  for index in range {
    guard isDigit(bytes[index]) else { return nil }
    value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
  }
  return value
}

/// Refuses the words by which PostgreSQL and people mean another instant each day.
func relativeWord(_ bytes: borrowing Span<UInt8>) -> Refusal? {
  let word = String(decoding: copy(bytes, 0..<min(bytes.count, 20)).map { $0 | 0x20 }, as: UTF8.self)
  guard ["now", "today", "yesterday", "tomorrow", "epoch", "infinity", "-infinity", "allballs"].contains(word) else {
    return nil
  }
  return Refusal(.relativeTime, "'\(shown(bytes))' means no certain day", advice: "write the date")
}

extension CalendarDate: Comparable, CustomStringConvertible {
  /// Whether one day is before another.
  public static func < (one: CalendarDate, other: CalendarDate) -> Bool {
    (one.year, one.month, one.day) < (other.year, other.month, other.day)
  }

  /// The day as `YYYY-MM-DD`.
  public var description: String {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the day as `YYYY-MM-DD`.
  public func encode(into bytes: inout [UInt8]) {
    appendDigits(year, 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendDigits(month, 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendDigits(day, 2, to: &bytes)
  }
}

/// Appends 1, 2, 4 or 6 digits of a number, with zeros before it.
func appendDigits(_ value: Int, _ count: Int, to bytes: inout [UInt8]) {
  // The counts are constants where this is called, so the divisions become multiplications.
  if count > 4 { appendDigits(value / 10_000, count - 4, to: &bytes) }
  if count >= 4 {
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 1000 % 10))
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 100 % 10))
  }
  if count >= 2 { bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10 % 10)) }
  bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
}
