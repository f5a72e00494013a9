/// A country, a group or an organisation.
public struct Area: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.areaDefined]

  /// What it is.
  public var kind: AreaKind

  /// What it is called.
  public var title: String?

  /// What it is called in a language, by the language's code in ISO 639, such as `fr`.
  public var titles: [String: String]

  /// Its code in the United Nations' M49: three digits as text, `004`.
  public var m49: String?

  /// Other names and codes that mean it.
  public var aliases: [String]

  /// An area.
  public init(
    kind: AreaKind, title: String? = nil, titles: [String: String] = [:], m49: String? = nil, aliases: [String] = []
  ) {
    self.kind = kind
    self.title = title
    self.titles = titles
    self.m49 = m49
    self.aliases = aliases
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    kind = try fields.required("kind", try fields.word("kind", AreaKind.self))
    title = try fields.words("title")
    titles = try fields.map("titles")
    for (language, title) in titles.sorted(by: { $0.key < $1.key }) {
      let letters = language.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
      guard letters, 2...3 ~= language.utf8.count else {
        throw fields.contradiction("titles/\(shown(language))", "a language is two or three small letters, such as fr")
      }
      if title.isEmpty { throw fields.contradiction("titles/\(language)", "the title is empty") }
    }
    m49 = try fields.value("m49") { text throws(Refusal) in
      guard text.utf8.count == 3, text.utf8.allSatisfy({ isDigit($0) }) else {
        throw Refusal(.wrongType, "'\(shown(text))' is not a code of M49", advice: "write three digits, such as 004")
      }
      return text
    }
    aliases = try fields.texts("aliases") { text throws(Refusal) in
      guard !text.isEmpty else { throw Refusal(.empty, "the alias is empty") }
      return text
    }
    for (index, alias) in aliases.enumerated() where aliases[..<index].contains(alias) {
      throw fields.contradiction("aliases/\(index)", "the alias stands twice")
    }
    try fields.finish()
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("kind", .word(kind)), ("title", title.map { .string($0) }), ("titles", .map(titles)),
      ("m49", m49.map { .string($0) }),
      ("aliases", .list(aliases.map { .string($0) })),
    ])
  }
}

/// What an area is.
public enum AreaKind: String, Hashable, Sendable, CaseIterable {
  /// A country or territory.
  case country
  /// Countries that were put together.
  case group
  /// An organisation.
  case organization
  /// A part of the world.
  case region
  /// The whole world.
  case world
  /// Something else.
  case other
}
