/// Writes a canonical object member by member, for paths on which a million objects are written.
///
/// The buffer is lent at each call, so that one buffer serves for all of them. Keys must come in the order of their bytes
/// and need no escape.
public struct ObjectWriter {
  private var previous: StaticString?

  /// Begins an object.
  public init(into bytes: inout [UInt8]) { bytes.append(UInt8(ascii: "{")) }

  /// Appends a key; a value must follow.
  ///
  /// - Precondition: the key sorts after the one before it.
  public mutating func key(_ key: StaticString, into bytes: inout [UInt8]) {
    if let previous {
      precondition(precedes(previous.description, key.description), "Keys are written in the order of their bytes.")
      bytes.append(UInt8(ascii: ","))
    }
    previous = key
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: key.description.utf8)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  /// Appends a key with a text.
  public mutating func text(_ key: StaticString, _ text: String, into bytes: inout [UInt8]) {
    self.key(key, into: &bytes)
    JSON.encode(text, into: &bytes)
  }

  /// Appends a key with a text that is checked as free text on the way.
  ///
  /// - Throws: `Refusal` if the ledger may not hold the text; what was written of this member must then be discarded.
  public mutating func text(
    _ key: StaticString, utf8 text: borrowing Span<UInt8>, into bytes: inout [UInt8]
  ) throws(Refusal) {
    try FreeText.check(text)
    self.key(key, into: &bytes)
    JSON.encode(utf8: text, into: &bytes)
  }

  /// Appends a key with a whole number, as text.
  public mutating func number(_ key: StaticString, _ number: Int, into bytes: inout [UInt8]) {
    self.key(key, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
    appendNumber(number, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Ends the object.
  public consuming func end(into bytes: inout [UInt8]) { bytes.append(UInt8(ascii: "}")) }
}
