/// Whether a set of things is complete in the ledger.
public struct Coverage: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.coverageStated]

  /// How complete a set is.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Nothing is missing.
    case complete
    /// Something is missing.
    case incomplete
    /// Nobody knows.
    case unknown
  }

  /// How complete the set is.
  public var state: State

  /// How that is known.
  public var reason: String?

  /// A statement of coverage.
  public init(_ state: State, reason: String? = nil) {
    self.state = state
    self.reason = reason
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    state = try fields.required("state", try fields.word("state", State.self))
    reason = try fields.words("reason")
    try fields.finish()
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [("state", .word(state)), ("reason", reason.map { .string($0) })])
  }
}
