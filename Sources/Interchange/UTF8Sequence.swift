/// One UTF-8 sequence, checked by hand.
///
/// Swift's own decoding replaces bad bytes by U+FFFD without a word, so it is not used on input.
enum UTF8Sequence {
  /// What stands at a place.
  enum Result {
    /// A scalar of so many bytes.
    case scalar(Unicode.Scalar, length: Int)
    /// The bytes begin no scalar: overlong, a surrogate, above U+10FFFF, or cut by another byte.
    case invalid
    /// The bytes may begin a scalar, but the rest is not there yet.
    case incomplete
  }

  /// Decodes the sequence that begins at `index`.
  ///
  /// - Parameter isComplete: Whether no more bytes follow those given, so that a cut sequence is invalid.
  static func decode(_ bytes: Span<UInt8>, at index: Int, isComplete: Bool) -> Result {
    let first = bytes[index]
    if first < 0x80 { return scalar(UInt32(first), 1) }
    let length: Int
    // The bounds of the second byte are what excludes overlong forms, surrogates and values above U+10FFFF
    // (Unicode 15.0, table 3-7).
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, low) = (3, 0xA0)
    case 0xED: (length, high) = (3, 0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, low) = (4, 0x90)
    case 0xF4: (length, high) = (4, 0x8F)
    case 0xF1...0xF3: length = 4
    default: return .invalid
    }
    var value = UInt32(first) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for offset in 1..<length {
      guard index + offset < bytes.count else { return isComplete ? .invalid : .incomplete }
      let byte = bytes[index + offset]
      guard byte >= low, byte <= high else { return .invalid }
      (low, high) = (0x80, 0xBF)
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return scalar(value, length)
  }

  private static func scalar(_ value: UInt32, _ length: Int) -> Result {
    guard let scalar = Unicode.Scalar(value) else { return .invalid }
    return .scalar(scalar, length: length)
  }

  /// Why a scalar may not stand in a file at all, or nil.
  ///
  /// LF and TAB are allowed here; where they may stand is for the fields to say.
  static func refusal(of scalar: Unicode.Scalar) -> ProblemCode? {
    switch scalar.value {
    case 0: .nul
    case 0x09, 0x0A: nil
    case 0x01...0x1F, 0x7F...0x9F: .control
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: .bidi
    case 0xFEFF: .byteOrderMark
    case 0xFDD0...0xFDEF: .noncharacter
    default: scalar.value & 0xFFFE == 0xFFFE ? .noncharacter : nil
    }
  }
}
