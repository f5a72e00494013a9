import Testing

/// A page taken apart far enough to check its structure.
struct PageScanner {
  /// A tag as it stands in the page.
  struct Tag: Equatable {
    var name: String
    var isClosing: Bool
    var attributes: [String: String]
    /// The text between this tag and the next.
    var text = ""
  }

  private(set) var tags: [Tag] = []
  /// The content of the style element.
  private(set) var style = ""

  /// Takes a page apart.
  ///
  /// - Throws: Where an attribute is not in double quotes, or a tag does not end.
  init(_ page: String) throws {
    var rest = page.unicodeScalars[...]
    while let open = rest.firstIndex(of: "<") {
      addText(String(rest[..<open]))
      rest = rest[open...].dropFirst()
      let close = try #require(rest.firstIndex(of: ">"), "a tag does not end")
      let inside = rest[..<close]
      rest = rest[close...].dropFirst()
      if inside.first == "!" { continue }
      tags.append(try Self.tag(inside))
      guard tags.last?.name == "style", tags.last?.isClosing == false else { continue }
      let after = String(rest)
      let end = try #require(after.firstRange(of: "</style>"))
      style = String(after[..<end.lowerBound])
      rest = rest.dropFirst(style.unicodeScalars.count)
    }
  }

  private mutating func addText(_ text: String) {
    guard let last = tags.indices.last else { return }
    tags[last].text += text
  }

  private static func tag(_ inside: Substring.UnicodeScalarView) throws -> Tag {
    var rest = inside
    let isClosing = rest.first == "/"
    if isClosing || rest.last == "/" { rest = isClosing ? rest.dropFirst() : rest.dropLast() }
    let name = rest.prefix { $0 != " " && $0 != "\n" }
    rest = rest.dropFirst(name.count)
    var attributes: [String: String] = [:]
    while let start = rest.firstIndex(where: { $0 != " " && $0 != "\n" }) {
      rest = rest[start...]
      let key = rest.prefix { $0 != "=" }
      rest = rest.dropFirst(key.count + 1)
      try #require(rest.first == "\"", "the attribute \(String(key)) is not in double quotes")
      rest = rest.dropFirst()
      let value = rest.prefix { $0 != "\"" }
      rest = rest.dropFirst(value.count + 1)
      attributes[String(key)] = String(value)
    }
    return Tag(name: String(name), isClosing: isClosing, attributes: attributes)
  }

  private static let void: Set<String> = ["meta", "link", "path", "circle", "use", "br", "img"]

  /// The elements with what is inside them, in the order of the page.
  ///
  /// - Throws: Where tags are not nested.
  func elements(_ name: String) throws -> [[Tag]] {
    var found: [[Tag]] = []
    var open: [(name: String, index: Int)] = []
    for (index, tag) in tags.enumerated() where !Self.void.contains(tag.name) {
      guard tag.isClosing else {
        open.append((tag.name, index))
        continue
      }
      let innermost = open.popLast()
      let last = try #require(innermost, "</\(tag.name)> closes nothing")
      try #require(last.name == tag.name, "</\(tag.name)> closes <\(last.name)>")
      if tag.name == name { found.append(Array(tags[last.index..<index])) }
    }
    try #require(open.isEmpty, "\(open.map(\.name)) stay open")
    return found
  }

  /// The text of some tags, with its escapes read.
  static func text(_ tags: [Tag]) -> String {
    var text = tags.map(\.text).joined()
    for (escape, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
      text.replace(escape, with: sign)
    }
    return text
  }
}
