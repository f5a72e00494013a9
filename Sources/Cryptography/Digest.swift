/// A SHA-256 digest: 32 bytes, kept as four words so that it needs no allocation.
public struct Digest: Hashable, Sendable {
  /// The number of bytes in every digest.
  public static let byteCount = 32

  private let word0: UInt64
  private let word1: UInt64
  private let word2: UInt64
  private let word3: UInt64

  /// Makes a digest from its bytes, or nil unless there are exactly 32.
  public init?(bytes: Span<UInt8>) {
    guard bytes.count == Digest.byteCount else { return nil }
    word0 = Digest.word(bytes, at: 0)
    word1 = Digest.word(bytes, at: 8)
    word2 = Digest.word(bytes, at: 16)
    word3 = Digest.word(bytes, at: 24)
  }

  /// Makes a digest from its bytes as they lie in memory.
  init(bigEndianWords words: (UInt64, UInt64, UInt64, UInt64)) {
    word0 = UInt64(bigEndian: words.0)
    word1 = UInt64(bigEndian: words.1)
    word2 = UInt64(bigEndian: words.2)
    word3 = UInt64(bigEndian: words.3)
  }

  /// Reads 64 lower-case hexadecimal digits, or nil for anything else, upper case included.
  public init?(hexadecimal text: Span<UInt8>) {
    guard text.count == 2 * Digest.byteCount else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for index in text.indices {
      guard let nibble = Digest.nibble(text[index]) else { return nil }
      switch index / 16 {
      case 0: words.0 = words.0 << 4 | nibble
      case 1: words.1 = words.1 << 4 | nibble
      case 2: words.2 = words.2 << 4 | nibble
      default: words.3 = words.3 << 4 | nibble
      }
    }
    (word0, word1, word2, word3) = words
  }

  /// Reads 64 lower-case hexadecimal digits, or nil for anything else, upper case included.
  public init?(hexadecimal text: String) {
    let bytes = Array(text.utf8)
    self.init(hexadecimal: bytes.span)
  }

  /// The four words of eight bytes, most significant first.
  public var words: InlineArray<4, UInt64> { [word0, word1, word2, word3] }

  /// The 32 bytes, most significant first.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Digest.byteCount)
    for word in [word0, word1, word2, word3] {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }

  /// The digest as 64 lower-case hexadecimal digits.
  public var hexadecimal: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * Digest.byteCount)
    appendHexadecimal(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the 64 lower-case hexadecimal digits to text that is being built as bytes.
  public func appendHexadecimal(to text: inout [UInt8]) {
    Digest.append(word0, to: &text)
    Digest.append(word1, to: &text)
    Digest.append(word2, to: &text)
    Digest.append(word3, to: &text)
  }

  private static func word(_ bytes: Span<UInt8>, at start: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in start..<start + 8 {
      word = word << 8 | UInt64(bytes[index])
    }
    return word
  }

  private static func nibble(_ character: UInt8) -> UInt64? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(character - UInt8(ascii: "a") + 10)
    default: nil
    }
  }

  private static func append(_ word: UInt64, to text: inout [UInt8]) {
    for shift in stride(from: UInt64(60), through: 0, by: -4) {
      let nibble = UInt8(word >> shift & 0xF)
      text.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
    }
  }
}

extension Digest: Comparable {
  /// Orders digests as their bytes, and so as their hexadecimal text.
  public static func < (first: Digest, second: Digest) -> Bool {
    (first.word0, first.word1, first.word2, first.word3) < (second.word0, second.word1, second.word2, second.word3)
  }
}

extension Digest: CustomStringConvertible {
  /// The digest as 64 lower-case hexadecimal digits.
  public var description: String { hexadecimal }
}
