/// The id of an append: a UUID, version 7 where this program makes it.
public struct AppendID: Hashable, Sendable {
  /// The first eight bytes, most significant first.
  public let high: UInt64

  /// The last eight bytes, most significant first.
  public let low: UInt64

  /// An id from its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A new id, as RFC 9562 5.7 describes version 7.
  ///
  /// - Parameters:
  ///   - instant: the time, from 1970 on; only its milliseconds enter.
  ///   - random: random bits, of which 74 are used.
  /// - Precondition: the instant is not before 1970.
  public init(version7At instant: Instant, random: (UInt64, UInt64)) {
    precondition(instant.microseconds >= 0, "A version 7 id has no time before 1970.")
    high = UInt64(instant.microseconds / 1000) << 16 | 0x7000 | random.0 & 0x0FFF
    low = 0x8000_0000_0000_0000 | random.1 >> 2
  }

  /// Reads `8-4-4-4-12` hexadecimal digits in lower case.
  ///
  /// - Throws: `Refusal` for any other form.
  public init(_ text: String) throws(Refusal) {
    guard let id = AppendID(bytes: text.utf8.span) else {
      throw Refusal(
        .entryForm, "'\(shown(text))' is not the id of an append", advice: "give the id as it was printed")
    }
    self = id
  }

  /// Reads `8-4-4-4-12` hexadecimal digits in lower case; nil for any other form.
  public init?(bytes: borrowing Span<UInt8>) {
    guard bytes.count == 36 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    var count = 0
    for index in bytes.indices {
      let byte = bytes[index]
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard isLowerHexadecimal(byte), let digit = hexadecimalValue(byte) else { return nil }
      if count < 16 { halves.0 = halves.0 << 4 | UInt64(digit) } else { halves.1 = halves.1 << 4 | UInt64(digit) }
      count += 1
    }
    (high, low) = halves
  }

  /// Appends `8-4-4-4-12` hexadecimal digits in lower case.
  public func encode(into bytes: inout [UInt8]) {
    for position in 0..<32 {
      if position == 8 || position == 12 || position == 16 || position == 20 { bytes.append(UInt8(ascii: "-")) }
      let half = position < 16 ? high : low
      bytes.append(hexadecimalDigit(UInt8(half >> UInt64(60 - position % 16 * 4) & 0xF)))
    }
  }
}

extension AppendID: CustomStringConvertible, Comparable {
  /// The id as `8-4-4-4-12` hexadecimal digits in lower case.
  public var description: String {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Orders ids by their bytes, and so, for version 7, by their time.
  public static func < (one: AppendID, other: AppendID) -> Bool { (one.high, one.low) < (other.high, other.low) }
}
