import FoundationEssentials

/// Any JSON that a program prints.
///
/// Numbers are kept as texts; the ledger's own reader refuses them.
indirect enum Reply: Decodable, Equatable {
  case null
  case flag(Bool)
  case text(String)
  case list([Reply])
  case object([String: Reply])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .text(String(value))
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Reply].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: Reply].self))
    }
  }

  /// Reads one line.
  init(_ line: String) throws { self = try JSONDecoder().decode(Reply.self, from: Data(line.utf8)) }

  /// The value of a key; null where there is none.
  subscript(key: String) -> Reply {
    guard case .object(let members) = self else { return .null }
    return members[key] ?? .null
  }

  /// The text, if this is one.
  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The list; empty if this is none.
  var list: [Reply] { if case .list(let list) = self { list } else { [] } }

  /// Texts in one line, to compare and to show.
  var words: String {
    switch self {
    case .null: "-"
    case .flag(let value): value ? "yes" : "no"
    case .text(let text): text
    case .list(let list): "[" + list.map(\.words).joined(separator: "; ") + "]"
    case .object(let members): "{" + members.keys.sorted().joined(separator: ", ") + "}"
    }
  }
}

extension CommandRun {
  /// The answer of a command with `--json`.
  var replies: [Reply] {
    get throws { try lines.map { try Reply($0) } }
  }
}
