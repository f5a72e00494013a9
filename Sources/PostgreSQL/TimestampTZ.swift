/// An instant, to the microsecond: PostgreSQL's `timestamp with time zone`, always in UTC here.
public struct TimestampTZ: Hashable, Sendable, Comparable {
  /// Microseconds since 1970-01-01T00:00:00Z, negative before; leap seconds do not exist.
  public let microsecondsSinceUnixEpoch: Int64

  /// The instant so many microseconds after 1970-01-01T00:00:00Z.
  public init(microsecondsSinceUnixEpoch: Int64) { self.microsecondsSinceUnixEpoch = microsecondsSinceUnixEpoch }

  /// The earlier instant comes first.
  public static func < (left: TimestampTZ, right: TimestampTZ) -> Bool {
    left.microsecondsSinceUnixEpoch < right.microsecondsSinceUnixEpoch
  }
}

extension TimestampTZ: LosslessStringConvertible {
  private static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Reads what ``description`` writes: UTC, six digits of a second, and nothing around it.
  public init?(_ description: String) {
    var bytes = description[...].utf8
    guard let day = CivilDay.parse(&bytes), take(UInt8(ascii: "T"), from: &bytes),
      let hour = takeDigits(2, from: &bytes), hour < 24, take(UInt8(ascii: ":"), from: &bytes),
      let minute = takeDigits(2, from: &bytes), minute < 60, take(UInt8(ascii: ":"), from: &bytes),
      let second = takeDigits(2, from: &bytes), second < 60, take(UInt8(ascii: "."), from: &bytes),
      let microsecond = takeDigits(6, from: &bytes), take(UInt8(ascii: "Z"), from: &bytes), bytes.isEmpty
    else { return nil }
    let time = ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond
    // The first day that an Int64 reaches is reached only in part: days before the epoch are counted from their end.
    let isBefore = day.daysSinceUnixEpoch < 0
    let (start, outside) = (day.daysSinceUnixEpoch + (isBefore ? 1 : 0)).multipliedReportingOverflow(
      by: Self.microsecondsPerDay)
    let (instant, overflow) = start.addingReportingOverflow(isBefore ? time - Self.microsecondsPerDay : time)
    guard !outside, !overflow else { return nil }
    microsecondsSinceUnixEpoch = instant
  }

  /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always with six digits; a year outside 0000...9999 has a sign.
  public var description: String {
    let (day, time) = quotientAndRemainder(microsecondsSinceUnixEpoch, Self.microsecondsPerDay)
    let seconds = time / 1_000_000
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0.magnitude, to: 2) }
    let fraction = padded((time % 1_000_000).magnitude, to: 6)
    return "\(CivilDay(daysSinceUnixEpoch: day).text)T\(clock[0]):\(clock[1]):\(clock[2]).\(fraction)Z"
  }

  /// Division that rounds down, so that the remainder is never negative.
  private func quotientAndRemainder(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

extension TimestampTZ: BinaryEncodable, BinaryDecodable {
  /// Microseconds from 1970-01-01 to 2000-01-01, from which PostgreSQL counts.
  private static let epochOffset: Int64 = 946_684_800_000_000

  /// `timestamp with time zone`.
  public static var dataType: DataType { .timestamptz }

  /// Appends eight bytes: microseconds since 2000-01-01.
  public func encode(into bytes: inout [UInt8]) throws(EncodingFailure) {
    let (instant, overflow) = microsecondsSinceUnixEpoch.subtractingReportingOverflow(Self.epochOffset)
    // The two ends of the range stand for infinity.
    guard !overflow, instant != .min, instant != .max else { throw .outOfRange(.timestamptz) }
    bytes.append(bigEndian: instant)
  }

  /// Only `timestamp with time zone`.
  public static func decodes(_ type: DataType) -> Bool { type == .timestamptz }

  /// Reads eight bytes, and refuses infinity and the last decades of PostgreSQL's range (from the year 294247).
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    let instant = try Int64(binary: bytes)
    guard instant != .min, instant != .max else { throw .notFinite }
    let (unix, overflow) = instant.addingReportingOverflow(Self.epochOffset)
    guard !overflow else { throw .outOfRange }
    self.init(microsecondsSinceUnixEpoch: unix)
  }
}
