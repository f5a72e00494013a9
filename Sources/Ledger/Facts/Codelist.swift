/// A list of codes, whole.
public struct Codelist: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.codelistDefined]

  /// A code of the list.
  public struct Item: Hashable, Sendable {
    /// The code.
    public var code: Code

    /// What it is called.
    public var title: String?

    /// A code of the list.
    public init(_ code: Code, title: String? = nil) {
      self.code = code
      self.title = title
    }
  }

  /// The codes, in the order of the list.
  public var codes: [Item]

  /// A list of codes.
  public init(codes: [Item]) { self.codes = codes }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    codes = try fields.list("codes") { json, pointer throws(Refusal) in
      var item = try FieldReader(json, at: pointer)
      let code = try item.required("code", try item.value("code", Code.init(_:)))
      let title = try item.words("title")
      try item.finish()
      return Item(code, title: title)
    }
    try fields.finish()
    guard !codes.isEmpty else { throw Refusal(.missingKey, "the key is missing", at: .pointer("/codes")) }
    var seen: Set<Code> = []
    for (index, item) in codes.enumerated() where !seen.insert(item.code).inserted {
      throw fields.contradiction("codes/\(index)/code", "the code '\(item.code)' stands twice")
    }
  }

  /// Whether a code is in the list.
  public func contains(_ code: String) -> Bool { codes.contains { $0.code.text == code } }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      (
        "codes",
        .list(
          codes.map {
            .object(JSONObject(present: [("code", .text($0.code)), ("title", $0.title.map { .string($0) })]))
          })
      )
    ])
  }
}
