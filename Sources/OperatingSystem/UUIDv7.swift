/// A UUID of version 7 (RFC 9562, 5.7): 48 bits of milliseconds, then random bits.
///
/// Two made in one millisecond are not ordered; the ledger's order is the position, never the id.
public struct UUIDv7: Hashable, Sendable, CustomStringConvertible {
  private let bytes: [UInt8]

  /// Makes one from a time and ten random bytes, of which six bits give way to version and variant.
  public init(millisecondsSince1970: Int64, random: [UInt8]) {
    precondition((0..<1 << 48).contains(millisecondsSince1970), "a time before 1970 or past 48 bits")
    precondition(random.count == 10, "ten random bytes make a version 7 UUID")
    var bytes = stride(from: Int64(40), through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: millisecondsSince1970 >> $0)
    }
    bytes.append(contentsOf: random)
    bytes[6] = bytes[6] & 0x0F | 0x70
    bytes[8] = bytes[8] & 0x3F | 0x80
    self.bytes = bytes
  }

  /// Makes one for a moment, with randomness of the kernel.
  public static func generate(
    at microsecondsSince1970: Int64 = WallClock.microsecondsSince1970()
  ) throws(OperatingSystemError) -> UUIDv7 {
    UUIDv7(millisecondsSince1970: microsecondsSince1970 / 1000, random: try randomBytes(count: 10))
  }

  /// Reads the 36 characters of the usual form in lower case, or nil for anything else and for other versions.
  public init?(_ text: String) {
    let characters = Array(text.utf8)
    guard characters.count == 36 else { return nil }
    var nibbles: [UInt8] = []
    for (index, character) in characters.enumerated() {
      switch (index, character) {
      case (8, UInt8(ascii: "-")), (13, UInt8(ascii: "-")), (18, UInt8(ascii: "-")), (23, UInt8(ascii: "-")): continue
      case (_, UInt8(ascii: "0")...UInt8(ascii: "9")): nibbles.append(character - UInt8(ascii: "0"))
      case (_, UInt8(ascii: "a")...UInt8(ascii: "f")): nibbles.append(character - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    guard nibbles.count == 32, nibbles[12] == 7, nibbles[16] & 0b1100 == 0b1000 else { return nil }
    bytes = (0..<16).map { nibbles[2 * $0] << 4 | nibbles[2 * $0 + 1] }
  }

  /// The time in it, in milliseconds since 1970.
  public var millisecondsSince1970: Int64 {
    bytes[..<6].reduce(0) { $0 << 8 | Int64($1) }
  }

  /// The 36 characters of the usual form, in lower case.
  public var description: String {
    [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hexadecimal(Array(bytes[$0])) }.joined(separator: "-")
  }
}
