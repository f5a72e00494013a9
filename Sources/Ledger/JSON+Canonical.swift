extension JSON {
  /// The one way to write this value, as bytes of UTF-8.
  ///
  /// Keys are sorted by their bytes at every depth, there is no white space, and only `"`, `\` and control characters
  /// are escaped, the last as `\u00xx` in lower case.
  public var canonical: [UInt8] {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return bytes
  }

  /// Appends the canonical form.
  public func encode(into bytes: inout [UInt8]) {
    switch self {
    case .string(let value):
      JSON.encode(value, into: &bytes)
    case .bool(let value):
      bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.encode(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      object.encode(into: &bytes)
    }
  }

  /// Appends a text in quotes, escaped as the canonical form asks.
  public static func encode(_ text: String, into bytes: inout [UInt8]) {
    encode(utf8: text.utf8.span, into: &bytes)
  }

  /// Appends a text given as UTF-8 in quotes, escaped as the canonical form asks.
  public static func encode(utf8 text: borrowing Span<UInt8>, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var needsEscape = false
    for index in text.indices where text[index] < 0x20 || text[index] == 0x22 || text[index] == 0x5C {
      needsEscape = true
      break
    }
    if needsEscape {
      for index in text.indices { escape(text[index], into: &bytes) }
    } else {
      bytes.append(text)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private static func escape(_ byte: UInt8, into bytes: inout [UInt8]) {
    if byte < 0x20 {
      bytes.append(contentsOf: "\\u00".utf8)
      bytes.append(byte >> 4 + UInt8(ascii: "0"))
      bytes.append(hexadecimalDigit(byte & 0xF))
      return
    }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
    bytes.append(byte)
  }
}

extension JSONObject {
  /// The one way to write this object, as bytes of UTF-8.
  public var canonical: [UInt8] {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return bytes
  }

  /// Appends the canonical form.
  public func encode(into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      JSON.encode(member.key, into: &bytes)
      bytes.append(UInt8(ascii: ":"))
      member.value.encode(into: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}

/// The lower-case digit for a value below 16.
@inline(__always)
func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
