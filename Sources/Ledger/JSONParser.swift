/// Reads JSON that a user wrote, with its white space and in any order of keys.
///
/// It accepts what RFC 8259 accepts, but for what the ledger has no place for: numbers, null, repeated keys (also ones
/// that are equal only after their escapes are read), lone surrogates and characters that no text may hold. Whatever it
/// refuses it names with line, column and, for a value, its JSON pointer.
public struct JSONParser {
  /// The longest string, in bytes of UTF-8.
  public static let maximumStringByteCount = 1 << 20

  /// The most keys in one document.
  public static let maximumKeyCount = 100_000

  /// A document that was read.
  public struct Document: Hashable, Sendable {
    /// The value, with all texts in composed form.
    public let value: JSON

    /// JSON pointers to the texts that had to be brought to composed form (NFC).
    public let composed: [String]
  }

  var index = 0
  var keyCount = 0
  var path: [PathStep] = []
  var composed: [String] = []

  enum PathStep {
    case key(String)
    case element(Int)
  }

  private init() {}

  /// Reads one document.
  ///
  /// - Throws: `Refusal` with line and column, or with a JSON pointer where a value has the wrong type.
  public static func parse(_ bytes: borrowing Span<UInt8>) throws(Refusal) -> Document {
    var parser = JSONParser()
    if CanonicalJSON.has("\u{FEFF}", bytes, 0) {
      throw Refusal(
        .jsonSyntax, "the document begins with a byte order mark", advice: "save it without one",
        at: .line(1, column: 1))
    }
    try parser.skipBlanks(bytes)
    let value = try parser.value(bytes, depth: 0)
    try parser.skipBlanks(bytes)
    guard parser.index == bytes.count else {
      throw parser.refusal(.jsonSyntax, "more text follows the document", bytes, advice: "give one document only")
    }
    return Document(value: value, composed: parser.composed)
  }

  /// Reads one document.
  ///
  /// - Throws: `Refusal` with line and column, or with a JSON pointer where a value has the wrong type.
  public static func parse(_ bytes: [UInt8]) throws(Refusal) -> Document { try parse(bytes.span) }

  /// The JSON pointer to the value being read.
  var pointer: String {
    var text = ""
    for step in path {
      text += "/"
      switch step {
      case .element(let number): text += "\(number)"
      case .key(let key):
        for character in key.unicodeScalars {
          switch character {
          case "~": text += "~0"
          case "/": text += "~1"
          default: text += shown(character.value)
          }
        }
      }
    }
    return text
  }

  func refusal(
    _ rule: Refusal.Rule, _ reason: String, _ bytes: borrowing Span<UInt8>, advice: String? = nil, at offset: Int? = nil
  ) -> Refusal {
    let end = min(offset ?? index, bytes.count)
    var line = 1
    var lineStart = 0
    for place in 0..<end where bytes[place] == UInt8(ascii: "\n") {
      line += 1
      lineStart = place + 1
    }
    return Refusal(rule, reason, advice: advice, at: .line(line, column: end - lineStart + 1))
  }

  mutating func skipBlanks(_ bytes: borrowing Span<UInt8>) throws(Refusal) {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      case UInt8(ascii: "/"), UInt8(ascii: "#"):
        throw refusal(.jsonSyntax, "JSON has no comments", bytes, advice: "remove it")
      default: return
      }
    }
  }

  private mutating func value(_ bytes: borrowing Span<UInt8>, depth: Int) throws(Refusal) -> JSON {
    guard index < bytes.count else { throw refusal(.jsonSyntax, "the text ends where a value is due", bytes) }
    switch bytes[index] {
    case UInt8(ascii: "\""): return .string(try string(bytes))
    case UInt8(ascii: "{"): return .object(try object(bytes, depth: depth))
    case UInt8(ascii: "["): return .array(try array(bytes, depth: depth))
    case UInt8(ascii: "'"):
      throw refusal(.jsonSyntax, "a text stands in single quotes", bytes, advice: "write \"…\"")
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      throw Refusal(
        .jsonNumber, "a JSON number stands where a text is due", advice: "write it in quotes", at: .pointer(pointer))
    default:
      return try word(bytes)
    }
  }

  private mutating func word(_ bytes: borrowing Span<UInt8>) throws(Refusal) -> JSON {
    var end = index
    while end < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[end] | 0x20 { end += 1 }
    switch text(bytes, index..<end) {
    case "true":
      index = end
      return true
    case "false":
      index = end
      return false
    case "null":
      throw Refusal(.jsonNull, "null is not a value here", advice: "leave the key out", at: .pointer(pointer))
    case "NaN", "Infinity":
      throw Refusal(.jsonNumber, "JSON has no such number", advice: "leave the key out", at: .pointer(pointer))
    default:
      throw refusal(.jsonSyntax, "neither a string, an object, an array, true nor false", bytes)
    }
  }

  private mutating func object(_ bytes: borrowing Span<UInt8>, depth: Int) throws(Refusal) -> JSONObject {
    guard depth < JSON.maximumDepth else { throw tooDeep(bytes) }
    index += 1
    try skipBlanks(bytes)
    var members: [JSONObject.Member] = []
    if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
      index += 1
      return JSONObject()
    }
    while true {
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw keyDue(bytes, afterComma: !members.isEmpty)
      }
      keyCount += 1
      guard keyCount <= JSONParser.maximumKeyCount else {
        throw refusal(.jsonLimit, "the document has more than \(JSONParser.maximumKeyCount) keys", bytes)
      }
      let key = try string(bytes)
      try skipBlanks(bytes)
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
        throw refusal(.jsonSyntax, "':' is due after a key", bytes)
      }
      index += 1
      try skipBlanks(bytes)
      path.append(.key(key))
      members.append(JSONObject.Member(key: key, value: try value(bytes, depth: depth + 1)))
      path.removeLast()
      if try ends(with: UInt8(ascii: "}"), bytes) { break }
    }
    members.sort { precedes($0.key, $1.key) }
    for (one, next) in zip(members, members.dropFirst()) where sameBytes(one.key, next.key) {
      path.append(.key(one.key))
      throw Refusal(.jsonRepeatedKey, "the key stands twice in one object", at: .pointer(pointer))
    }
    return JSONObject(sorted: members)
  }

  private mutating func array(_ bytes: borrowing Span<UInt8>, depth: Int) throws(Refusal) -> [JSON] {
    guard depth < JSON.maximumDepth else { throw tooDeep(bytes) }
    index += 1
    try skipBlanks(bytes)
    var values: [JSON] = []
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
      index += 1
      return values
    }
    while true {
      if index < bytes.count, bytes[index] == UInt8(ascii: "]") { throw keyDue(bytes, afterComma: true) }
      path.append(.element(values.count))
      values.append(try value(bytes, depth: depth + 1))
      path.removeLast()
      if try ends(with: UInt8(ascii: "]"), bytes) { return values }
    }
  }

  /// Moves past the comma or the closing sign; tells whether it was the closing sign.
  private mutating func ends(with sign: UInt8, _ bytes: borrowing Span<UInt8>) throws(Refusal) -> Bool {
    try skipBlanks(bytes)
    guard index < bytes.count, bytes[index] == sign || bytes[index] == UInt8(ascii: ",") else {
      throw refusal(.jsonSyntax, "',' or '\(Character(Unicode.Scalar(sign)))' is due", bytes)
    }
    defer { index += 1 }
    guard bytes[index] == UInt8(ascii: ",") else { return true }
    index += 1
    try skipBlanks(bytes)
    index -= 1
    return false
  }

  private func tooDeep(_ bytes: borrowing Span<UInt8>) -> Refusal {
    refusal(.jsonDepth, "arrays and objects are nested more than \(JSON.maximumDepth) deep", bytes)
  }

  private func keyDue(_ bytes: borrowing Span<UInt8>, afterComma: Bool) -> Refusal {
    let closes = index < bytes.count && (bytes[index] == UInt8(ascii: "}") || bytes[index] == UInt8(ascii: "]"))
    if afterComma, closes {
      return refusal(.jsonSyntax, "a comma stands after the last value", bytes, advice: "remove it")
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "'") {
      return refusal(.jsonSyntax, "a key stands in single quotes", bytes, advice: "write \"…\"")
    }
    return refusal(.jsonSyntax, "a key in double quotes is due", bytes)
  }
}
