extension CanonicalJSON {
  /// The value at a place that is known to be canonical.
  static func value(_ bytes: borrowing Span<UInt8>, _ index: inout Int) -> JSON {
    switch bytes[index] {
    case UInt8(ascii: "\""):
      return .string(string(bytes, &index))
    case UInt8(ascii: "{"):
      return .object(object(bytes, &index))
    case UInt8(ascii: "["):
      var values: [JSON] = []
      index += 1
      while bytes[index] != UInt8(ascii: "]") {
        values.append(value(bytes, &index))
        if bytes[index] == UInt8(ascii: ",") { index += 1 }
      }
      index += 1
      return .array(values)
    case UInt8(ascii: "t"):
      index += 4
      return .bool(true)
    default:
      index += 5
      return .bool(false)
    }
  }

  /// The object at a place that is known to be canonical.
  static func object(_ bytes: borrowing Span<UInt8>, _ index: inout Int) -> JSONObject {
    var members: [JSONObject.Member] = []
    index += 1
    while bytes[index] != UInt8(ascii: "}") {
      let key = string(bytes, &index)
      index += 1
      members.append(JSONObject.Member(key: key, value: value(bytes, &index)))
      if bytes[index] == UInt8(ascii: ",") { index += 1 }
    }
    index += 1
    return JSONObject(sorted: members)
  }

  /// The text at a place that is known to be canonical.
  static func string(_ bytes: borrowing Span<UInt8>, _ index: inout Int) -> String {
    let content = passString(bytes, &index)
    return hasEscape(bytes, content)
      ? String(decoding: unescaped(bytes, content), as: UTF8.self) : text(bytes, content)
  }

  /// Moves past a string that is known to be canonical, and gives the place of its content.
  @inline(__always)
  static func passString(_ bytes: borrowing Span<UInt8>, _ index: inout Int) -> Range<Int> {
    let start = index + 1
    index = start
    while bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    defer { index += 1 }
    return start..<index
  }

  /// Moves past a value that is known to be canonical.
  static func passValue(_ bytes: borrowing Span<UInt8>, _ index: inout Int) {
    var depth = 0
    repeat {
      switch bytes[index] {
      case UInt8(ascii: "\""): _ = passString(bytes, &index)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        index += 1
      case UInt8(ascii: "t"): index += 4
      case UInt8(ascii: "f"): index += 5
      default: index += 1
      }
    } while depth > 0
  }

  @inline(__always)
  private static func hasEscape(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where bytes[index] == UInt8(ascii: "\\") { return true }
    return false
  }

  private static func unescaped(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      result.append(unescapedByte(bytes, &index))
    }
    return result
  }

  /// The byte that stands at a place of a canonical string's content, escaped or not.
  @inline(__always)
  private static func unescapedByte(_ bytes: borrowing Span<UInt8>, _ index: inout Int) -> UInt8 {
    guard bytes[index] == UInt8(ascii: "\\") else {
      defer { index += 1 }
      return bytes[index]
    }
    guard bytes[index + 1] == UInt8(ascii: "u") else {
      defer { index += 2 }
      return bytes[index + 1]
    }
    defer { index += 6 }
    let low = bytes[index + 5]
    return (bytes[index + 4] & 1) << 4 | (low <= UInt8(ascii: "9") ? low & 0xF : low - UInt8(ascii: "a") + 10)
  }

  /// Compares the contents of two canonical strings by the bytes that they stand for.
  static func order(_ bytes: borrowing Span<UInt8>, _ one: Range<Int>, _ other: Range<Int>) -> Int {
    var left = one.lowerBound
    var right = other.lowerBound
    while left < one.upperBound, right < other.upperBound {
      let a = unescapedByte(bytes, &left)
      let b = unescapedByte(bytes, &right)
      if a != b { return a < b ? -1 : 1 }
    }
    return (left < one.upperBound ? 1 : 0) - (right < other.upperBound ? 1 : 0)
  }
}
