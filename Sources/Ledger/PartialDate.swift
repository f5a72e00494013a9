/// A date as exactly as it is known: a year, a month or a day.
public struct PartialDate: Hashable, Sendable {
  /// The year, month or day as a period.
  public let period: Period

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

  /// The earliest day that it can be.
  public var first: CalendarDate { period.first }

  /// The latest day that it can be.
  public var last: CalendarDate { period.last }

  /// Whether the day is known.
  public var isExact: Bool { period.precision == .day }
}

extension PartialDate: CustomStringConvertible {
  /// The value as people read it.
  public var description: String { period.description }
}
