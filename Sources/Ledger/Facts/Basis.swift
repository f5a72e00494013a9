/// Where a fact came from, and why it was recorded.
public struct Basis: Hashable, Sendable {
  /// Why a fact changed, where that is not routine.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The method of measuring changed.
    case method
    /// What was recorded was wrong.
    case error
    /// The fact was known late.
    case late
  }

  /// The document or data set that the fact comes from.
  public var source: String?

  /// The place in the source, such as a line or a page.
  public var locator: String?

  /// The source's own words.
  public var quote: String?

  /// When the source published it.
  public var publishedAt: Instant?

  /// Who says so, as an opaque code.
  public var author: String?

  /// Why the fact changed; absent for routine.
  public var reason: Reason?

  /// What else is to be said.
  public var comment: String?

  /// The SHA-256 of the imported file, in hexadecimal.
  public var importSHA256: String?

  /// The line of the imported file, from 1.
  public var line: Int?

  /// 128 random bits in hexadecimal, so that an embargoed value cannot be guessed from its hash.
  public var salt: String?

  /// The program that made the event, with its version.
  public var program: String?

  /// A basis that says nothing.
  public init() {}

  /// A basis.
  public init(
    source: String? = nil, locator: String? = nil, quote: String? = nil, publishedAt: Instant? = nil,
    author: String? = nil, reason: Reason? = nil, comment: String? = nil
  ) {
    self.source = source
    self.locator = locator
    self.quote = quote
    self.publishedAt = publishedAt
    self.author = author
    self.reason = reason
    self.comment = comment
  }

  /// Reads the basis of an event.
  ///
  /// - Throws: `Refusal` with the JSON pointer of what is unknown or of the wrong type.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data, at: "")
    source = try fields.words("source")
    locator = try fields.words("locator")
    quote = try fields.words("quote")
    publishedAt = try fields.value("published_at") { text throws(Refusal) in try Instant(canonicalText: text) }
    author = try fields.words("author")
    reason = try fields.word("reason", Reason.self)
    comment = try fields.words("comment")
    importSHA256 = try fields.value("import") { text throws(Refusal) in try Basis.hexadecimal(text, 64) }
    line = try fields.number("line", in: 1...Int.max)
    salt = try fields.value("salt") { text throws(Refusal) in try Basis.hexadecimal(text, 32) }
    program = try fields.words("program")
    try fields.finish()
  }

  /// Checks that a text is some hexadecimal digits in lower case.
  static func hexadecimal(_ text: String, _ count: Int) throws(Refusal) -> String {
    guard text.utf8.count == count, text.utf8.allSatisfy({ isLowerHexadecimal($0) }) else {
      throw Refusal(.wrongType, "'\(shown(text))' is not \(count) hexadecimal digits in lower case")
    }
    return text
  }

  /// The basis as it stands in an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("source", source.map { .string($0) }), ("locator", locator.map { .string($0) }),
      ("quote", quote.map { .string($0) }), ("published_at", publishedAt.map { .text($0) }),
      ("author", author.map { .string($0) }), ("reason", reason.map { .word($0) }),
      ("comment", comment.map { .string($0) }), ("import", importSHA256.map { .string($0) }),
      ("line", line.map { .text($0) }), ("salt", salt.map { .string($0) }), ("program", program.map { .string($0) }),
    ])
  }

  /// Appends the canonical form without building it first.
  public func encode(into bytes: inout [UInt8]) {
    var writer = ObjectWriter(into: &bytes)
    if let author { writer.text("author", author, into: &bytes) }
    if let comment { writer.text("comment", comment, into: &bytes) }
    if let importSHA256 { writer.text("import", importSHA256, into: &bytes) }
    if let line { writer.number("line", line, into: &bytes) }
    if let locator { writer.text("locator", locator, into: &bytes) }
    if let program { writer.text("program", program, into: &bytes) }
    if let publishedAt { writer.text("published_at", publishedAt.description, into: &bytes) }
    if let quote { writer.text("quote", quote, into: &bytes) }
    if let reason { writer.text("reason", reason.rawValue, into: &bytes) }
    if let salt { writer.text("salt", salt, into: &bytes) }
    if let source { writer.text("source", source, into: &bytes) }
    writer.end(into: &bytes)
  }
}
