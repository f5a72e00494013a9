/// Fills the names of one ledger into a SQL file.
///
/// A file says `{{ledger}}`, `{{database}}`, `{{owner}}`, `{{recorder}}`, `{{reader}}`, `{{auditor}}` or
/// `{{projector}}` for an identifier and `{{ledger.literal}}` and so on for the same name as a string.
struct SQLTemplate {
  private let names: [String: String]

  init(ledger: LedgerName, database: String, roles: LedgerRoles) {
    names = [
      "ledger": ledger.text, "database": database, "owner": roles.owner, "recorder": roles.recorder,
      "reader": roles.reader, "auditor": roles.auditor, "projector": roles.projector,
    ]
  }

  /// The SQL text of a file with the names in their places.
  func fill(_ file: [UInt8]) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(file.count + file.count / 4)
    var rest = file[...]
    while let start = Self.firstIndex(of: "{{", in: rest), let end = Self.firstIndex(of: "}}", in: rest[start...]) {
      output += rest[..<start]
      output += Array(expansion(of: String(decoding: rest[(start + 2)..<end], as: UTF8.self)).utf8)
      rest = rest[(end + 2)...]
    }
    output += rest
    return String(decoding: output, as: UTF8.self)
  }

  private func expansion(of placeholder: String) -> String {
    let suffix = ".literal"
    let isLiteral = placeholder.hasSuffix(suffix)
    let key = isLiteral ? String(placeholder.dropLast(suffix.count)) : placeholder
    guard let name = names[key] else { preconditionFailure("a SQL file names {{\(placeholder)}}, which is nothing") }
    return isLiteral ? Self.quoted(name, with: "'") : Self.quoted(name, with: "\"")
  }

  static func quoted(_ name: String, with quote: Character) -> String {
    var text = String(quote)
    for character in name {
      if character == quote { text.append(quote) }
      text.append(character)
    }
    text.append(quote)
    return text
  }

  private static func firstIndex(of pair: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
    let byte = UInt8(ascii: pair.description.unicodeScalars.first ?? "{")
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      if bytes[index] == byte && bytes[index + 1] == byte { return index }
      index += 1
    }
    return nil
  }
}
