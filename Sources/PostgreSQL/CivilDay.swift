/// A day of the proleptic Gregorian calendar, counted and named.
///
/// The arithmetic is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
/// (`days_from_civil`, `civil_from_days`); years before 1 are astronomical, so that 0 is 1 BC.
struct CivilDay {
  /// Days since 1970-01-01.
  let daysSinceUnixEpoch: Int64

  init(daysSinceUnixEpoch: Int64) { self.daysSinceUnixEpoch = daysSinceUnixEpoch }

  /// The day with a name, or nil if the month has no such day.
  init?(year: Int64, month: Int64, day: Int64) {
    guard (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, year: year) else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceUnixEpoch = era * 146_097 + dayOfEra - 719_468
  }

  /// Year, month and day of the month.
  var components: (year: Int64, month: Int64, day: Int64) {
    let shifted = daysSinceUnixEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// `YYYY-MM-DD`; a year outside 0000...9999 has a sign and at least four digits, as ISO 8601 expands it.
  var text: String {
    let (year, month, day) = components
    let digits = padded(year.magnitude, to: 4)
    let sign = year < 0 ? "-" : year > 9999 ? "+" : ""
    return "\(sign)\(digits)-\(padded(month.magnitude, to: 2))-\(padded(day.magnitude, to: 2))"
  }

  /// Reads what ``text`` writes, from the start of the bytes, and moves past it.
  static func parse(_ bytes: inout Substring.UTF8View) -> CivilDay? {
    var sign: Int64 = 1
    var expanded = false
    if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      sign = first == UInt8(ascii: "-") ? -1 : 1
      expanded = true
      bytes = bytes.dropFirst()
    }
    let yearDigits = bytes.prefix { isDigit($0) }
    guard
      yearDigits.count == 4 || expanded && (5...6).contains(yearDigits.count) && yearDigits.first != UInt8(ascii: "0"),
      let year = takeDigits(yearDigits.count, from: &bytes), !expanded || sign < 0 && year > 0 || year > 9999,
      take(UInt8(ascii: "-"), from: &bytes), let month = takeDigits(2, from: &bytes),
      take(UInt8(ascii: "-"), from: &bytes), let day = takeDigits(2, from: &bytes)
    else { return nil }
    return CivilDay(year: sign * year, month: month, day: day)
  }

  private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Whether a byte is an ASCII digit.
func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

/// Takes exactly so many digits off the front; at most 18, so that no number overflows.
func takeDigits(_ count: Int, from bytes: inout Substring.UTF8View) -> Int64? {
  let digits = bytes.prefix(count)
  guard count <= 18, digits.count == count, digits.allSatisfy(isDigit) else { return nil }
  bytes = bytes.dropFirst(count)
  return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
}

/// Takes one byte off the front, if it is the one expected.
func take(_ byte: UInt8, from bytes: inout Substring.UTF8View) -> Bool {
  guard bytes.first == byte else { return false }
  bytes = bytes.dropFirst()
  return true
}

/// A number in decimal, with zeros before it up to a width.
func padded(_ value: UInt64, to width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
