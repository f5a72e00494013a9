extension JSON {
  /// How deeply arrays and objects may be nested.
  public static let maximumDepth = 32

  /// Reads a value that must be written in its canonical form, to the last byte.
  ///
  /// - Throws: `Refusal` with the byte where the text stops being canonical.
  public init(canonical bytes: borrowing Span<UInt8>) throws(Refusal) {
    var end = 0
    try CanonicalJSON.skipValue(bytes, &end, depth: 0)
    guard end == bytes.count else { throw CanonicalJSON.refusal("more bytes follow the value", end) }
    var index = 0
    self = CanonicalJSON.value(bytes, &index)
  }

  /// Reads a value that must be written in its canonical form, to the last byte.
  ///
  /// - Throws: `Refusal` with the byte where the text stops being canonical.
  public init(canonical bytes: [UInt8]) throws(Refusal) {
    try self.init(canonical: bytes.span)
  }
}

/// Reads canonical JSON in place.
///
/// "Parse, encode again, compare" is the rule; these functions check the same without building anything: keys ascend by
/// their bytes, nothing is escaped that need not be, and there is no white space. A test holds them to the rule.
enum CanonicalJSON {
  static func refusal(_ reason: String, _ offset: Int) -> Refusal {
    Refusal(.jsonNotCanonical, reason, at: .byte(offset))
  }

  /// Moves past one canonical value.
  static func skipValue(_ bytes: borrowing Span<UInt8>, _ index: inout Int, depth: Int) throws(Refusal) {
    guard index < bytes.count else { throw refusal("a value is missing", index) }
    switch bytes[index] {
    case UInt8(ascii: "\""): try skipString(bytes, &index)
    case UInt8(ascii: "{"): try skipObject(bytes, &index, depth: depth)
    case UInt8(ascii: "["): try skipArray(bytes, &index, depth: depth)
    case UInt8(ascii: "t"): try skipWord("true", bytes, &index)
    case UInt8(ascii: "f"): try skipWord("false", bytes, &index)
    default: throw refusal("neither a string, an object, an array, true nor false", index)
    }
  }

  /// Moves past one canonical object.
  static func skipObject(_ bytes: borrowing Span<UInt8>, _ index: inout Int, depth: Int) throws(Refusal) {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "{") else { throw refusal("an object is due", index) }
    guard depth < JSON.maximumDepth else { throw Refusal(.jsonDepth, "nested too deeply", at: .byte(index)) }
    index += 1
    if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
      index += 1
      return
    }
    var previous = 0..<0
    while true {
      let start = index
      try skipString(bytes, &index)
      let key = start + 1..<index - 1
      if start > 0, previous.lowerBound > 0 {
        switch order(bytes, previous, key) {
        case ..<0: break
        case 0: throw Refusal(.jsonRepeatedKey, "a key stands twice", at: .byte(start))
        default: throw refusal("the keys are not sorted by their bytes", start)
        }
      }
      previous = key
      try skipByte(UInt8(ascii: ":"), bytes, &index)
      try skipValue(bytes, &index, depth: depth + 1)
      guard index < bytes.count else { throw refusal("the object does not end", index) }
      if bytes[index] == UInt8(ascii: "}") {
        index += 1
        return
      }
      try skipByte(UInt8(ascii: ","), bytes, &index)
    }
  }

  private static func skipArray(_ bytes: borrowing Span<UInt8>, _ index: inout Int, depth: Int) throws(Refusal) {
    guard depth < JSON.maximumDepth else { throw Refusal(.jsonDepth, "nested too deeply", at: .byte(index)) }
    index += 1
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
      index += 1
      return
    }
    while true {
      try skipValue(bytes, &index, depth: depth + 1)
      guard index < bytes.count else { throw refusal("the array does not end", index) }
      if bytes[index] == UInt8(ascii: "]") {
        index += 1
        return
      }
      try skipByte(UInt8(ascii: ","), bytes, &index)
    }
  }

  /// Moves past one canonical string of allowed characters.
  static func skipString(_ bytes: borrowing Span<UInt8>, _ index: inout Int) throws(Refusal) {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw refusal("a string is due", index) }
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        index += 1
        return
      }
      if byte == UInt8(ascii: "\\") {
        try skipEscape(bytes, &index)
      } else if 0x20..<0x7F ~= byte {
        index += 1
      } else if byte < 0x20 {
        throw refusal("a control character stands unescaped", index)
      } else {
        guard let (value, count) = scalar(of: bytes, at: index) else {
          throw Refusal(.encoding, "the bytes are not UTF-8", at: .byte(index))
        }
        guard !isForbidden(value) else {
          throw Refusal(.forbiddenCharacter, "the character \(shown(value)) is not allowed", at: .byte(index))
        }
        index += count
      }
    }
    throw refusal("the string does not end", index)
  }

  private static func skipEscape(_ bytes: borrowing Span<UInt8>, _ index: inout Int) throws(Refusal) {
    guard index + 1 < bytes.count else { throw refusal("the string does not end", index) }
    switch bytes[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      index += 2
    case UInt8(ascii: "u"):
      guard let value = escapedControl(bytes, index) else {
        throw refusal("an escape that the canonical form does not use", index)
      }
      guard !isForbidden(UInt32(value)) else {
        throw Refusal(.forbiddenCharacter, "the character \(shown(UInt32(value))) is not allowed", at: .byte(index))
      }
      index += 6
    default:
      throw refusal("an escape that the canonical form does not use", index)
    }
  }

  /// The control character of `\u00xx` in lower case, or nil for any other escape.
  private static func escapedControl(_ bytes: borrowing Span<UInt8>, _ index: Int) -> UInt8? {
    guard index + 5 < bytes.count, bytes[index + 2] == UInt8(ascii: "0"), bytes[index + 3] == UInt8(ascii: "0"),
      bytes[index + 4] == UInt8(ascii: "0") || bytes[index + 4] == UInt8(ascii: "1")
    else { return nil }
    let low = bytes[index + 5]
    let high = (bytes[index + 4] - UInt8(ascii: "0")) << 4
    switch low {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return high | (low - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return high | (low - UInt8(ascii: "a") + 10)
    default: return nil
    }
  }

  @inline(__always)
  static func skipByte(_ byte: UInt8, _ bytes: borrowing Span<UInt8>, _ index: inout Int) throws(Refusal) {
    guard index < bytes.count, bytes[index] == byte else {
      throw refusal("'\(Character(Unicode.Scalar(byte)))' is due", index)
    }
    index += 1
  }

  static func skipWord(_ word: StaticString, _ bytes: borrowing Span<UInt8>, _ index: inout Int) throws(Refusal) {
    guard has(word.description, bytes, index) else { throw refusal("'\(word)' is due", index) }
    index += word.utf8CodeUnitCount
  }

  /// Whether a text stands at a place.
  @inline(__always)
  static func has(_ word: String, _ bytes: borrowing Span<UInt8>, _ index: Int) -> Bool {
    var place = index
    for byte in word.utf8 {
      guard place < bytes.count, bytes[place] == byte else { return false }
      place += 1
    }
    return true
  }
}
