extension Period {
  /// Reads a period in any of its forms.
  ///
  /// `2019`, `2019-A1`, `2019-S2`, `2019-T3`, `2019-Q4`, `2019-05`, `2019-M05`, `2019-W27`, `2019-D032`, `2019-05-17`,
  /// and `START/END` with one of these at each end.
  ///
  /// - Throws: `Refusal` for another form, or a period that the calendar does not have.
  public init(_ text: String) throws(Refusal) { try self.init(bytes: text.utf8.span) }

  /// Reads a period in any of its forms.
  ///
  /// - Throws: `Refusal` for another form, or a period that the calendar does not have.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    var slash: Int?
    for index in bytes.indices where bytes[index] == UInt8(ascii: "/") {
      slash = index
      break
    }
    guard let slash else {
      self.init(try Period.unit(bytes, 0..<bytes.count, whole: bytes))
      return
    }
    let start = Period(try Period.unit(bytes, 0..<slash, whole: bytes))
    let end = Period(try Period.unit(bytes, slash + 1..<bytes.count, whole: bytes))
    try self.init(from: start, through: end)
  }

  private static func unit(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, whole: borrowing Span<UInt8>
  ) throws(Refusal) -> Unit {
    guard let unit = parse(bytes, range) else { throw wrongForm(whole) }
    guard unit.isInYear, unit.unit.exists else {
      throw Refusal(.noSuchPeriod, "there is no period \(shown(bytes.extracting(range)))")
    }
    return unit.unit
  }

  /// A unit of a known form, and whether its number occurs in its year; nil for an unknown form.
  private static func parse(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> (unit: Unit, isInYear: Bool)? {
    let start = range.lowerBound
    guard range.count >= 4, let year = number(bytes, start..<start + 4) else { return nil }
    if range.count == 4 { return (Unit(.year, year), true) }
    guard range.count >= 7, bytes[start + 4] == UInt8(ascii: "-") else { return nil }
    if range.count == 10, bytes[start + 7] == UInt8(ascii: "-") {
      guard let month = number(bytes, start + 5..<start + 7), let day = number(bytes, start + 8..<start + 10) else {
        return nil
      }
      let date = CalendarDate(year: year, month: month, day: day)
      return (Unit(.day, date?.dayNumber ?? .min), date != nil)
    }
    let letter = bytes[start + 5]
    let hasLetter = !isDigit(letter)
    let digits = start + (hasLetter ? 6 : 5)..<range.upperBound
    guard let value = number(bytes, digits) else { return nil }
    switch (letter, digits.count) {
    case (UInt8(ascii: "A"), 1): return (Unit(.year, year), value == 1)
    case (UInt8(ascii: "S"), 1): return counted(.half, year, value)
    case (UInt8(ascii: "T"), 1): return counted(.trimester, year, value)
    case (UInt8(ascii: "Q"), 1): return counted(.quarter, year, value)
    case (UInt8(ascii: "M"), 2): return counted(.month, year, value)
    case (UInt8(ascii: "W"), 2): return week(year, value)
    case (UInt8(ascii: "D"), 3): return ordinalDay(year, value)
    case (_, 2) where !hasLetter: return counted(.month, year, value)
    default: return nil
    }
  }

  private static func counted(_ precision: Precision, _ year: Int, _ value: Int) -> (Unit, Bool) {
    let count = 12 / precision.months
    return (Unit(precision, year * count + value - 1), 1...count ~= value)
  }

  private static func week(_ year: Int, _ value: Int) -> (Unit, Bool) {
    guard 1...9999 ~= year, 1...53 ~= value else { return (Unit(.week, .min / 8), false) }
    // Week 1 is the one with the fourth of January.
    let first = Unit(.week, containing: CalendarDate(checkedYear: year, month: 1, day: 4))
    let unit = Unit(.week, first.ordinal + value - 1)
    let thursday = unit.ordinal * 7
    return (unit, CalendarDate(dayNumber: thursday)?.year == year)
  }

  private static func ordinalDay(_ year: Int, _ value: Int) -> (Unit, Bool) {
    guard 1...9999 ~= year else { return (Unit(.day, .min), false) }
    let january = CalendarDate(checkedYear: year, month: 1, day: 1).dayNumber
    let unit = Unit(.day, january + value - 1)
    return (unit, value >= 1 && CalendarDate(dayNumber: unit.ordinal)?.year == year)
  }

  private static func wrongForm(_ bytes: borrowing Span<UInt8>) -> Refusal {
    if let refusal = relativeWord(bytes) { return refusal }
    guard !bytes.isEmpty else { return Refusal(.empty, "a period is missing") }
    let digits = bytes.count == 5 && number(bytes, 0..<5) != nil
    return Refusal(
      .periodForm, "'\(shown(bytes))' is not a period",
      advice: digits
        ? "years have four digits; a spreadsheet's day number must be written as a date"
        : "write 2019, 2019-S1, 2019-T1, 2019-Q1, 2019-05, 2019-W20, 2019-05-17 or START/END such as 2019-04/2021-04")
  }
}
