extension Instant {
  /// Reads `YYYY-MM-DDTHH:MM[:SS[.f{1,6}]](Z|±HH:MM)`.
  ///
  /// A second 60, the hour 24 and offsets beyond 14 hours do not exist here, and a time without its offset is not an
  /// instant: on the nights when clocks change it would be two instants or none.
  ///
  /// - Throws: `Refusal` for another form, a time that does not exist, or an offset that is missing.
  public init(bytes: borrowing Span<UInt8>, bareDate: BareDate = .refused) throws(Refusal) {
    if let instant = Instant(canonical: bytes) {
      self = instant
      return
    }
    if bytes.count == 10 {
      let date = try CalendarDate(bytes: bytes)
      guard bareDate == .endOfDay else {
        throw Refusal(
          .instantForm, "a date without a time of day is no instant", advice: "write \(date)T00:00Z")
      }
      self = .end(of: date)
      return
    }
    if let refusal = relativeWord(bytes) { throw refusal }
    guard bytes.count >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20 else { throw Instant.wrongForm(bytes) }
    let date = try CalendarDate(bytes: bytes.extracting(0..<10))
    guard bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      let hour = number(bytes, 11..<13), let minute = number(bytes, 14..<16)
    else { throw Instant.wrongForm(bytes) }
    var index = 16
    var second = 0
    var fraction = 0
    if index + 2 < bytes.count, bytes[index] == UInt8(ascii: ":"), let value = number(bytes, index + 1..<index + 3) {
      second = value
      index += 3
      fraction = try Instant.fraction(bytes, &index)
    }
    guard hour < 24, minute < 60, second < 60 else {
      throw Refusal(.noSuchTime, "there is no time of day \(shown(bytes.extracting(11..<index)))")
    }
    let offset = try Instant.offset(bytes, index)
    let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset * 60)
    guard let instant = Instant(microseconds: seconds * 1_000_000 + Int64(fraction)) else {
      throw Refusal(.noSuchDate, "'\(shown(bytes))' lies outside the years 0001 to 9999 in UTC")
    }
    self = instant
  }

  /// Reads `YYYY-MM-DDTHH:MM:SS.ffffffZ`, the only form that the log has; nil for anything else.
  public init?(canonical bytes: borrowing Span<UInt8>) {
    guard bytes.count == 27, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."), bytes[26] == UInt8(ascii: "Z"),
      let parts = CalendarDate.parts(bytes),
      let date = CalendarDate(year: parts.year, month: parts.month, day: parts.day),
      let hour = number(bytes, 11..<13), let minute = number(bytes, 14..<16), let second = number(bytes, 17..<19),
      let fraction = number(bytes, 20..<26), hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    self.init(unchecked: seconds * 1_000_000 + Int64(fraction))
  }

  /// The microseconds after a decimal point, if one stands here.
  private static func fraction(_ bytes: borrowing Span<UInt8>, _ index: inout Int) throws(Refusal) -> Int {
    guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return 0 }
    let start = index + 1
    index = start
    var value = 0
    while index < bytes.count, isDigit(bytes[index]) {
      guard index - start < 6 else {
        throw Refusal(.instantForm, "'\(shown(bytes))' is finer than a microsecond", advice: "give at most six digits")
      }
      value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
      index += 1
    }
    guard index > start else { throw wrongForm(bytes) }
    for _ in index - start..<6 { value *= 10 }
    return value
  }

  /// The offset from UTC in minutes.
  private static func offset(_ bytes: borrowing Span<UInt8>, _ index: Int) throws(Refusal) -> Int {
    guard index < bytes.count else {
      throw Refusal(
        .offsetMissing, "'\(shown(bytes))' does not say its offset from UTC",
        advice: "add Z, or an offset such as +02:00")
    }
    if bytes[index] == UInt8(ascii: "Z"), index + 1 == bytes.count { return 0 }
    guard index + 6 == bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-"),
      bytes[index + 3] == UInt8(ascii: ":"), let hours = number(bytes, index + 1..<index + 3),
      let minutes = number(bytes, index + 4..<index + 6)
    else { throw wrongForm(bytes) }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    guard minutes < 60, hours * 60 + minutes <= 14 * 60, !(isNegative && hours == 0 && minutes == 0) else {
      throw Refusal(
        .noSuchTime, "there is no offset \(shown(bytes.extracting(index..<bytes.count)))", advice: "write Z for UTC")
    }
    return isNegative ? -(hours * 60 + minutes) : hours * 60 + minutes
  }

  private static func wrongForm(_ bytes: borrowing Span<UInt8>) -> Refusal {
    Refusal(
      .instantForm, "'\(shown(bytes))' is not an instant", advice: "write 2026-03-04T09:30Z or 2026-03-04T09:30+02:00")
  }
}
