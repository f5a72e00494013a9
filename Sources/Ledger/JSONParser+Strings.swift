extension JSONParser {
  /// Reads a string with any of JSON's escapes.
  mutating func string(_ bytes: borrowing Span<UInt8>) throws(Refusal) -> String {
    let start = index
    var content: [UInt8] = []
    index += 1
    while true {
      guard index < bytes.count else {
        throw refusal(.jsonSyntax, "the string does not end", bytes, at: start)
      }
      guard content.count <= JSONParser.maximumStringByteCount else {
        throw refusal(.jsonLimit, "the string is longer than 1 MiB", bytes, at: start)
      }
      switch bytes[index] {
      case UInt8(ascii: "\""):
        index += 1
        return try checked(content, bytes, from: start)
      case UInt8(ascii: "\\"):
        try escape(bytes, into: &content)
      case 0..<0x20:
        throw refusal(
          .jsonSyntax, "the control character \(shown(UInt32(bytes[index]))) stands in a string", bytes,
          advice: "write it as an escape")
      default:
        content.append(bytes[index])
        index += 1
      }
    }
  }

  /// The text of a string's bytes, in composed form.
  private mutating func checked(
    _ content: [UInt8], _ bytes: borrowing Span<UInt8>, from start: Int
  ) throws(Refusal) -> String {
    do {
      let text = try FreeText.composed(content.span)
      if text.wasChanged { composed.append(pointer) }
      return text.text
    } catch {
      throw refusal(error.rule, error.reason, bytes, advice: error.advice, at: start)
    }
  }

  private mutating func escape(_ bytes: borrowing Span<UInt8>, into content: inout [UInt8]) throws(Refusal) {
    let start = index
    guard index + 1 < bytes.count else { throw refusal(.jsonSyntax, "the string does not end", bytes) }
    index += 2
    switch bytes[start + 1] {
    case UInt8(ascii: "\""): content.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): content.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): content.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"):
      let unit = try codeUnit(bytes, escapeAt: start)
      guard 0xD800...0xDFFF ~= unit else {
        append(unit, to: &content)
        return
      }
      let partner = index
      guard unit < 0xDC00, CanonicalJSON.has("\\u", bytes, partner) else { throw lone(bytes, start) }
      index += 2
      let low = try codeUnit(bytes, escapeAt: partner)
      guard 0xDC00...0xDFFF ~= low else { throw lone(bytes, start) }
      append(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), to: &content)
    default:
      throw refusal(.jsonSyntax, "JSON has no such escape", bytes, at: start)
    }
  }

  private func lone(_ bytes: borrowing Span<UInt8>, _ offset: Int) -> Refusal {
    refusal(.jsonSurrogate, "a surrogate stands without its partner", bytes, at: offset)
  }

  /// The four hexadecimal digits after `\u`.
  private mutating func codeUnit(_ bytes: borrowing Span<UInt8>, escapeAt start: Int) throws(Refusal) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count, let digit = hexadecimalValue(bytes[index]) else {
        throw refusal(.jsonSyntax, "four hexadecimal digits are due after \\u", bytes, at: start)
      }
      unit = unit << 4 | UInt32(digit)
      index += 1
    }
    return unit
  }

  private func append(_ value: UInt32, to content: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else {
      preconditionFailure("A surrogate reached the encoder.")
    }
    content.append(contentsOf: encoded)
  }
}

/// The value of a hexadecimal digit in either case, or nil.
@inline(__always)
func hexadecimalValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
