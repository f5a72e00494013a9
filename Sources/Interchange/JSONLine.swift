/// One line of JSON for a program that reads the output of a command.
///
/// Keys stay in the order they are written in. Figures are strings, so that no reader rounds them; counts and other
/// machine integers are numbers. This is output only: the ledger's entries are encoded by `Ledger`.
public struct JSONLine: Sendable {
  /// A value in a line.
  public indirect enum Value: Sendable, Hashable {
    /// Text, and every figure.
    case text(String)
    /// A machine integer: a count, a line number.
    case integer(Int)
    /// Yes or no.
    case boolean(Bool)
    /// Nothing.
    case null
    /// A list.
    case list([Value])
    /// An object, its keys in this order.
    case object([(key: String, value: Value)])
    /// JSON that is already encoded.
    case encoded(String)

    /// Compares two values; objects are equal when their keys come in the same order.
    public static func == (left: Value, right: Value) -> Bool { left.bytes == right.bytes }

    /// Hashes the encoded value.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// The value as JSON.
    public var bytes: [UInt8] {
      var bytes: [UInt8] = []
      append(to: &bytes)
      return bytes
    }
  }

  /// The object but for its closing brace.
  private var open: [UInt8] = [UInt8(ascii: "{")]

  /// Creates an empty object.
  public init() {}

  /// Creates an object.
  public init(_ members: KeyValuePairs<String, Value>) {
    for (key, value) in members { add(key, value) }
  }

  /// Adds a member at the end; a nil value adds nothing.
  public mutating func add(_ key: String, _ value: Value?) {
    guard let value else { return }
    begin(key)
    value.append(to: &open)
  }

  /// Adds text at the end; nil adds nothing.
  public mutating func add(_ key: String, _ text: String?) {
    guard let text else { return }
    begin(key)
    Value.append(text, to: &open)
  }

  private mutating func begin(_ key: String) {
    if open.count > 1 { open.append(UInt8(ascii: ",")) }
    Value.append(key, to: &open)
    open.append(UInt8(ascii: ":"))
  }

  /// The line without its end, as UTF-8.
  public var bytes: [UInt8] { open + [UInt8(ascii: "}")] }

  /// The line without its end.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The object as a value, to put into another.
  public var value: Value { .encoded(text) }
}

extension JSONLine.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  /// Creates text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Creates an integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// Creates yes or no.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension JSONLine.Value {
  fileprivate func append(to bytes: inout [UInt8]) {
    switch self {
    case .text(let text): Self.append(text, to: &bytes)
    case .integer(let value): bytes += String(value).utf8
    case .boolean(let value): bytes += (value ? "true" : "false").utf8
    case .null: bytes += "null".utf8
    case .encoded(let json): bytes += json.utf8
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (position, value) in values.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (position, member) in members.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.append(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Writes a string; controls and U+007F to U+009F become escapes, so that a terminal shows the line as it is.
  fileprivate static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    defer { bytes.append(0x22) }
    guard !text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 && $0 != 0x22 && $0 != 0x5C }) else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C: bytes += [0x5C, UInt8(truncatingIfNeeded: scalar.value)]
      case 0x0A: bytes += "\\n".utf8
      case 0x09: bytes += "\\t".utf8
      case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
        bytes += "\\u".utf8
        bytes += SafeText.hex(scalar.value, width: 4).lowercased().utf8
      default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
  }
}
