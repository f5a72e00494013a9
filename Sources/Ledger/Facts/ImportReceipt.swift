/// That a file was imported, with what came of it.
public struct ImportReceipt: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.importCompleted]

  /// The file's name.
  public var file: String

  /// The SHA-256 of its bytes, in hexadecimal.
  public var sha256: String

  /// What was imported, such as `measurements`.
  public var kind: String

  /// The options by which columns became fields.
  public var mapping: JSONObject

  /// When the source published all of the file, if the import said so.
  public var publishedAt: Instant?

  /// The codes that the file speaks for: what it leaves out of them is withdrawn.
  public var scope: [String]

  /// The login that proposed the import, if another one confirmed it.
  public var proposedBy: String?

  /// How many rows were read, and what became of them: `rows`, `new`, `changed`, `unchanged` and so on.
  public var counts: [String: Int]

  /// A receipt.
  public init(
    file: String, sha256: String, kind: String, mapping: JSONObject = [:], publishedAt: Instant? = nil,
    scope: [String] = [], proposedBy: String? = nil, counts: [String: Int]
  ) {
    self.file = file
    self.sha256 = sha256
    self.kind = kind
    self.mapping = mapping
    self.publishedAt = publishedAt
    self.scope = scope
    self.proposedBy = proposedBy
    self.counts = counts
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    file = try fields.required("file", try fields.words("file"))
    sha256 = try fields.required(
      "sha256", try fields.value("sha256") { text throws(Refusal) in try Basis.hexadecimal(text, 64) })
    kind = try fields.required("kind", try fields.words("kind"))
    mapping = try fields.fields("mapping")?.object ?? [:]
    publishedAt = try fields.value("published_at") { text throws(Refusal) in try Instant(text) }
    scope = try fields.texts("scope") { text throws(Refusal) in try Code(text).text }
    proposedBy = try fields.words("proposed_by")
    var counts: [String: Int] = [:]
    if var inner = try fields.fields("counts") {
      for key in inner.object.keys { counts[key] = try inner.number(key, in: 0...Int.max) }
    }
    self.counts = counts
    try fields.finish()
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("file", .string(file)), ("sha256", .string(sha256)), ("kind", .string(kind)),
      ("mapping", mapping.isEmpty ? nil : .object(mapping)),
      ("published_at", publishedAt.map { .text($0) }), ("proposed_by", proposedBy.map { .string($0) }),
      ("scope", .list(scope.map { .string($0) })),
      ("counts", .map(counts.mapValues { String($0) })),
    ])
  }
}
