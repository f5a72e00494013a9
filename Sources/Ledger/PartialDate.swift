/// A date as exactly as it is known: a year, a month, a day, or the days between which it lies.
public struct PartialDate: Hashable, Sendable {
  /// The year, month or day as a period.
  public let period: Period

  private init(_ period: Period) { self.period = period }

  /// A date known to the day.
  public init(_ date: CalendarDate) { period = .day(date) }

  /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
  ///
  /// - Throws: `Refusal` for another form or a date that does not exist.
  public init(_ text: String) throws(Refusal) { try self.init(bytes: text.utf8.span) }

  /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
  ///
  /// - Throws: `Refusal` for another form or a date that does not exist.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    if let refusal = relativeWord(bytes) { throw refusal }
    var hasOtherSign = false
    for index in bytes.indices where !isDigit(bytes[index]) && bytes[index] != UInt8(ascii: "-") { hasOtherSign = true }
    guard [4, 7, 10].contains(bytes.count), !hasOtherSign else {
      throw Refusal(
        .dateForm, "'\(shown(bytes))' is not a date",
        advice: "write YYYY, YYYY-MM or YYYY-MM-DD, as exactly as it is known")
    }
    do {
      period = try Period(bytes: bytes)
    } catch {
      throw Refusal(
        error.rule == .noSuchPeriod ? .noSuchDate : .dateForm, "'\(shown(bytes))' is not a date of the calendar")
    }
  }

  /// A date between two days, both of which it can be.
  ///
  /// - Throws: `Refusal` if the second comes before the first.
  public init(between first: CalendarDate, and last: CalendarDate) throws(Refusal) {
    self.init(try Period(from: .day(first), through: .day(last)))
  }

  /// Reads a date, or an interval `START/END` of two, in which the date lies.
  ///
  /// - Throws: `Refusal` for another form, a date that does not exist, or an interval that is written in another way.
  public init(orInterval text: String) throws(Refusal) {
    guard text.utf8.contains(UInt8(ascii: "/")) else {
      try self.init(text)
      return
    }
    let ends = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard ends.count == 2 else { throw Refusal(.dateForm, "'\(shown(text))' is not a date or an interval of two") }
    let (first, last) = (try PartialDate(String(ends[0]) ?? ""), try PartialDate(String(ends[1]) ?? ""))
    let period = try Period(from: first.period, through: last.period)
    guard period.description == text else {
      throw Refusal(.dateForm, "'\(shown(text))' is not written as an interval", advice: "write \(period)")
    }
    self.init(period)
  }

  /// The earliest day that it can be.
  public var first: CalendarDate { period.first }

  /// The latest day that it can be.
  public var last: CalendarDate { period.last }

  /// Whether the day is known.
  public var isExact: Bool { period.precision == .day && period.isUnit }

  /// Whether all that is known is an interval of which both ends were given.
  public var isInterval: Bool { !period.isUnit }
}

extension PartialDate: CustomStringConvertible {
  /// The value as people read it.
  public var description: String { period.description }
}
