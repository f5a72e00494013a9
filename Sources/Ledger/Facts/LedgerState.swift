/// What a ledger says of itself: its name, its origin and its schema.
public struct LedgerState: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.ledgerOpened, .ledgerRestored, .schemaChanged]

  /// A migration that the ledger's schema has had.
  public struct Migration: Hashable, Sendable {
    /// The name of its file.
    public var name: String

    /// The SHA-256 of the file's bytes, in hexadecimal.
    public var sha256: String

    /// A migration.
    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// The ledger's name.
  public var name: String

  /// The text that tells this ledger from all others, and that is in each of its entries.
  public var origin: String

  /// The migrations, in their order.
  public var migrations: [Migration]

  /// The origin of the ledger that this one goes on from.
  public var previousOrigin: String?

  /// A ledger's state.
  public init(name: String, origin: String, migrations: [Migration], previousOrigin: String? = nil) {
    self.name = name
    self.origin = origin
    self.migrations = migrations
    self.previousOrigin = previousOrigin
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    name = try fields.required("name", try fields.words("name"))
    origin = try fields.required("origin", try fields.value("origin", LedgerState.checkedOrigin))
    previousOrigin = try fields.value("previous_origin", LedgerState.checkedOrigin)
    migrations = try fields.list("migrations") { json, pointer throws(Refusal) in
      var inner = try FieldReader(json, at: pointer)
      let name = try inner.required("name", try inner.words("name"))
      let sha256 = try inner.required(
        "sha256", try inner.value("sha256") { text throws(Refusal) in try Basis.hexadecimal(text, 64) })
      try inner.finish()
      return Migration(name: name, sha256: sha256)
    }
    try fields.finish()
  }

  /// Checks that a text can be the origin of a ledger.
  ///
  /// - Throws: `Refusal` unless it is 1 to 200 letters, digits and `. _ / -`.
  public static func checkedOrigin(_ text: String) throws(Refusal) -> String {
    let bytes = text.utf8.span
    guard Entry.isOrigin(bytes, bytes.indices) else {
      throw Refusal(
        .codeCharacter, "'\(shown(text))' is not an origin", advice: "write 1 to 200 letters, digits and . _ / -")
    }
    return text
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("name", .string(name)), ("origin", .string(origin)), ("previous_origin", previousOrigin.map { .string($0) }),
      (
        "migrations",
        .list(migrations.map { .object(["name": .string($0.name), "sha256": .string($0.sha256)]) })
      ),
    ])
  }
}
