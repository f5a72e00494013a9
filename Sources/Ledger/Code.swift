/// A code: the name by which figures, subjects and lists refer to a thing.
///
/// It is 1 to 200 bytes of printable ASCII without a blank at either end or two in a row. Codes are never renamed or
/// reused, and `004` is not `4`. Being ASCII, a code cannot hide a Cyrillic `а` or a zero-width space.
public struct Code: Hashable, Sendable {
  /// The longest code, in bytes.
  public static let maximumByteCount = 200

  /// The code as text.
  public let text: String

  /// A code that is known to be one.
  init(unchecked text: String) { self.text = text }

  /// Reads a code as it stands, without percent-encoding.
  ///
  /// - Throws: `Refusal` with the byte of the first character that no code has.
  public init(_ text: String) throws(Refusal) {
    try Code.check(text.utf8.span)
    self.text = text
  }

  /// Reads a code as it stands, without percent-encoding.
  ///
  /// - Throws: `Refusal` with the byte of the first character that no code has.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    try Code.check(bytes)
    text = Ledger.text(bytes, 0..<bytes.count)
  }

  /// Checks that bytes are a code, without making one.
  ///
  /// - Throws: `Refusal` with the byte of the first character that no code has.
  @inline(__always)
  public static func check(
    _ bytes: borrowing Span<UInt8>, limit: Int = maximumByteCount
  ) throws(Refusal) {
    guard !bytes.isEmpty else { throw Refusal(.empty, "a code is missing") }
    guard bytes.count <= limit else {
      throw Refusal(.tooLong, "the code is \(bytes.count) bytes long", advice: "use at most \(limit)")
    }
    var wasBlank = true
    for index in bytes.indices {
      let byte = bytes[index]
      guard 0x20..<0x7F ~= byte else { throw wrongCharacter(bytes, index) }
      guard byte == 0x20 else {
        wasBlank = false
        continue
      }
      guard !wasBlank else { throw wrongBlank(bytes, index) }
      wasBlank = true
    }
    guard !wasBlank else { throw wrongBlank(bytes, bytes.count - 1) }
  }

  private static func wrongCharacter(_ bytes: borrowing Span<UInt8>, _ index: Int) -> Refusal {
    guard let (value, _) = scalar(of: bytes, at: index) else {
      return Refusal(
        .encoding, "the byte 0x\(String(bytes[index], radix: 16, uppercase: true)) is not UTF-8 here",
        at: .byte(index))
    }
    return Refusal(
      .codeCharacter, "the character \(shown(value)) (U+\(fourDigits(value))) is not allowed in a code",
      advice: "codes are printable ASCII", at: .byte(index))
  }

  private static func wrongBlank(_ bytes: borrowing Span<UInt8>, _ index: Int) -> Refusal {
    let place =
      index == 0 ? "begins with a blank" : index == bytes.count - 1 ? "ends with a blank" : "has two blanks in a row"
    return Refusal(.codeBlank, "the code '\(shown(bytes))' \(place)", advice: "remove it", at: .byte(index))
  }

  private static func fourDigits(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Code: CustomStringConvertible, Comparable {
  /// The value as people read it.
  public var description: String { text }

  /// Orders codes by their bytes.
  public static func < (one: Code, other: Code) -> Bool { precedes(one.text, other.text) }
}

extension Code {
  /// The code as a component of a subject: each byte outside `[A-Za-z0-9._+-]` is `%XX` in upper case.
  public var encoded: String {
    guard text.utf8.contains(where: { !Code.isPlain($0) }) else { return text }
    var bytes: [UInt8] = []
    Code.encode(text.utf8.span, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends bytes as a component of a subject.
  @inline(__always)
  public static func encode(_ text: borrowing Span<UInt8>, into bytes: inout [UInt8]) {
    var isAllPlain = true
    for index in text.indices where !isPlain(text[index]) {
      isAllPlain = false
      break
    }
    if isAllPlain {
      bytes.append(text)
      return
    }
    for index in text.indices {
      let byte = text[index]
      if isPlain(byte) {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(upperDigit(byte >> 4))
        bytes.append(upperDigit(byte & 0xF))
      }
    }
  }

  /// Reads a code in which any byte may be written `%XX`.
  ///
  /// A raw `%` that begins no encoded byte, and the raw signs of the notation (`*` and `=`), are refused: they must be
  /// written `%25`, `%2A` and `%3D`.
  ///
  /// - Throws: `Refusal` with the byte where the text stops being a code.
  public init(encoded bytes: borrowing Span<UInt8>) throws(Refusal) {
    guard let decoded = try Code.decode(bytes) else {
      try self.init(bytes: bytes)
      return
    }
    try self.init(bytes: decoded.span)
  }

  /// The bytes that an encoded code stands for, or nil where it stands for itself.
  static func decode(_ bytes: borrowing Span<UInt8>) throws(Refusal) -> [UInt8]? {
    var decoded: [UInt8] = []
    var isEncoded = false
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "*"), UInt8(ascii: "="):
        let sign = bytes[index] == UInt8(ascii: "*") ? "*" : "="
        throw Refusal(
          .codeEncoding, "'\(sign)' cannot stand in a code here", advice: "write \(sign == "*" ? "%2A" : "%3D")",
          at: .byte(index))
      case UInt8(ascii: "%"):
        guard index + 2 < bytes.count, let high = hexadecimalValue(bytes[index + 1]),
          let low = hexadecimalValue(bytes[index + 2])
        else {
          throw Refusal(.codeEncoding, "'%' begins no encoded byte", advice: "write %25", at: .byte(index))
        }
        if !isEncoded {
          isEncoded = true
          decoded = copy(bytes, 0..<index)
        }
        decoded.append(high << 4 | low)
        index += 3
      default:
        if isEncoded { decoded.append(bytes[index]) }
        index += 1
      }
    }
    return isEncoded ? decoded : nil
  }

  /// Whether a byte stands for itself in a subject.
  @inline(__always)
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  @inline(__always)
  private static func upperDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}
