/// The name of a ledger, which is the name of its PostgreSQL schema.
///
/// A name is 1 to 30 lower-case ASCII letters, digits and underscores and begins with a letter. Names that PostgreSQL
/// keeps for itself are refused.
public struct LedgerName: Hashable, Sendable, CustomStringConvertible {
  /// The name as it stands in SQL, without quotes.
  public let text: String

  /// Checks a name.
  ///
  /// - Throws: `SchemaError.invalidLedgerName`.
  public init(_ text: String) throws(SchemaError) {
    let bytes = Array(text.utf8)
    let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    let isOther = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }
    guard let first = bytes.first, isLetter(first), bytes.count <= 30,
      bytes.allSatisfy({ isLetter($0) || isOther($0) }),
      !text.hasPrefix("pg_"), text != "public", text != "information_schema"
    else { throw .invalidLedgerName(text) }
    self.text = text
  }

  /// The text for people.
  public var description: String { text }
}
