// The composed form has no public name in the standard library. This view of it is what String's own comparison uses,
// and it spares the domain an import of Foundation.
@_spi(_Unicode) import Swift

/// Text that people read: titles, quotes, comments, sources.
///
/// It is UTF-8 in composed form (NFC), without control characters other than TAB and line feed, bidirectional controls,
/// U+FEFF and noncharacters. Composition is asked of what is submitted and never of what is already recorded, because
/// Unicode's tables grow and history does not.
public enum FreeText {
  /// Checks that a text may be recorded as it stands.
  ///
  /// - Throws: `Refusal` with the byte of the first character that is not allowed.
  public static func check(_ bytes: borrowing Span<UInt8>) throws(Refusal) {
    guard try !checkCharacters(bytes) else { return }
    guard isComposed(utf8: bytes) else {
      throw Refusal(
        .notComposed, "the text is not in composed form (NFC)", advice: "submit the composed form, as in U+00E9 for é")
    }
  }

  /// Checks that a text may be recorded as it stands.
  ///
  /// - Throws: `Refusal` with the byte of the first character that is not allowed.
  public static func check(_ text: String) throws(Refusal) { try check(text.utf8.span) }

  /// Checks a text and brings it to composed form.
  ///
  /// - Returns: the text, and whether it had to be changed, which the user must be told.
  /// - Throws: `Refusal` with the byte of the first character that is not allowed.
  public static func composed(_ bytes: borrowing Span<UInt8>) throws(Refusal) -> (text: String, wasChanged: Bool) {
    let isASCII = try checkCharacters(bytes)
    let given = text(bytes, 0..<bytes.count)
    guard !isASCII, !isComposed(utf8: bytes) else { return (given, false) }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: given._nfc)
    return (String(result), true)
  }

  /// Characters that nobody sees but that make two texts differ, such as U+200B, with the byte of each.
  public static func invisible(in text: String) -> [(offset: Int, scalar: Unicode.Scalar)] {
    var found: [(Int, Unicode.Scalar)] = []
    var offset = 0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xAD, 0x200B, 0x200C, 0x200D, 0x2060...0x2064, 0x180E, 0xFE00...0xFE0F: found.append((offset, scalar))
      default: break
      }
      offset += UTF8.width(scalar)
    }
    return found
  }

  /// Checks encoding and characters; tells whether all are ASCII, which is always composed.
  @inline(__always)
  static func checkCharacters(_ bytes: borrowing Span<UInt8>) throws(Refusal) -> Bool {
    var index = 0
    var isASCII = true
    while index < bytes.count {
      let byte = bytes[index]
      if 0x20..<0x7F ~= byte {
        index += 1
        continue
      }
      guard let (value, count) = scalar(of: bytes, at: index) else {
        throw Refusal(
          .encoding, "the byte 0x\(String(byte, radix: 16, uppercase: true)) is not UTF-8 here",
          advice: "save the text as UTF-8", at: .byte(index))
      }
      guard !isForbidden(value) else {
        throw Refusal(
          .forbiddenCharacter, "the character \(shown(value)) is not allowed in a text", advice: "remove it",
          at: .byte(index))
      }
      if count > 1 { isASCII = false }
      index += count
    }
    return isASCII
  }

  /// Whether UTF-8 is in composed form.
  static func isComposed(utf8 bytes: borrowing Span<UInt8>) -> Bool {
    // Below U+0300, whose first byte is 0xCC, nothing combines and nothing decomposes further: most texts end here.
    for index in bytes.indices where bytes[index] >= 0xCC {
      let text = text(bytes, bytes.indices)
      return text.unicodeScalars.elementsEqual(text._nfc)
    }
    return true
  }
}
