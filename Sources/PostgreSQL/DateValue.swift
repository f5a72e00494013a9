/// A day: PostgreSQL's `date`.
public struct DateValue: Hashable, Sendable, Comparable {
  /// Days since 1970-01-01, negative before.
  public let daysSinceUnixEpoch: Int32

  /// The day so many days after 1970-01-01.
  public init(daysSinceUnixEpoch: Int32) { self.daysSinceUnixEpoch = daysSinceUnixEpoch }

  /// A day of the Gregorian calendar, or nil if there is none; year 0 is 1 BC.
  public init?(year: Int, month: Int, day: Int) {
    guard abs(year) < 5_900_000, let civil = CivilDay(year: Int64(year), month: Int64(month), day: Int64(day)),
      let days = Int32(exactly: civil.daysSinceUnixEpoch)
    else { return nil }
    daysSinceUnixEpoch = days
  }

  /// Reads `YYYY-MM-DD`, and nothing around it.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    var bytes = text[...].utf8
    guard let civil = CivilDay.parse(&bytes), bytes.isEmpty, let days = Int32(exactly: civil.daysSinceUnixEpoch) else {
      return nil
    }
    daysSinceUnixEpoch = days
  }

  /// The earlier day comes first.
  public static func < (left: DateValue, right: DateValue) -> Bool {
    left.daysSinceUnixEpoch < right.daysSinceUnixEpoch
  }

  private var civil: CivilDay { CivilDay(daysSinceUnixEpoch: Int64(daysSinceUnixEpoch)) }

  /// The astronomical year: 0 is 1 BC.
  public var year: Int { Int(civil.components.year) }
  /// 1 to 12.
  public var month: Int { Int(civil.components.month) }
  /// 1 to 31.
  public var day: Int { Int(civil.components.day) }
}

extension DateValue: LosslessStringConvertible {
  /// Reads `YYYY-MM-DD`, and nothing around it.
  public init?(_ description: String) { self.init(description[...]) }

  /// `YYYY-MM-DD`; a year outside 0000...9999 has a sign.
  public var description: String { civil.text }
}

extension DateValue: BinaryEncodable, BinaryDecodable {
  /// Days from 1970-01-01 to 2000-01-01, from which PostgreSQL counts.
  private static let epochOffset: Int32 = 10_957

  /// `date`.
  public static var dataType: DataType { .date }

  /// Appends four bytes: days since 2000-01-01.
  public func encode(into bytes: inout [UInt8]) throws(EncodingFailure) {
    let (days, overflow) = daysSinceUnixEpoch.subtractingReportingOverflow(Self.epochOffset)
    // The two ends of the range stand for infinity.
    guard !overflow, days != .min, days != .max else { throw .outOfRange(.date) }
    bytes.append(bigEndian: days)
  }

  /// Only `date`.
  public static func decodes(_ type: DataType) -> Bool { type == .date }

  /// Reads four bytes, and refuses infinity.
  public init(binary bytes: Span<UInt8>) throws(DecodingFailure) {
    let days = try Int32(binary: bytes)
    guard days != .min, days != .max else { throw .notFinite }
    let (unix, overflow) = days.addingReportingOverflow(Self.epochOffset)
    guard !overflow else { throw .outOfRange }
    self.init(daysSinceUnixEpoch: unix)
  }
}
