/// A document that prints figures.
public struct Publication: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.publicationIssued, .publicationDecided]

  /// The state of the ledger that the document shows.
  public struct Frozen: Hashable, Sendable {
    /// The last position that it knows, which lies before the document's own.
    public var position: Int

    /// The latest publication time that it knows, if it does not know all.
    public var published: Instant?

    /// The day or period for which memberships and target revisions are taken.
    public var on: Period

    /// A frozen state.
    public init(position: Int, published: Instant? = nil, on: Period) {
      self.position = position
      self.published = published
      self.on = on
    }
  }

  /// What a governing body did with the document.
  public struct Decision: Hashable, Sendable {
    /// What a body can do with a document.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
      /// It has not spoken yet.
      case pending
      /// It approved.
      case approved
      /// It took note.
      case noted
      /// It did not look at it.
      case notReviewed = "not_reviewed"
    }

    /// What it did.
    public var outcome: Outcome

    /// When.
    public var on: PartialDate?

    /// Which body.
    public var by: String?

    /// A decision.
    public init(_ outcome: Outcome, on: PartialDate? = nil, by: String? = nil) {
      self.outcome = outcome
      self.on = on
      self.by = by
    }
  }

  /// What it is called.
  public var title: String?

  /// The day on which it was issued.
  public var issuedOn: CalendarDate?

  /// The document that it follows.
  public var supersedes: Code?

  /// The state of the ledger that it shows.
  public var frozen: Frozen?

  /// What was decided upon it.
  public var decision: Decision?

  /// A publication.
  public init(
    title: String? = nil, issuedOn: CalendarDate? = nil, supersedes: Code? = nil, frozen: Frozen? = nil,
    decision: Decision? = nil
  ) {
    self.title = title
    self.issuedOn = issuedOn
    self.supersedes = supersedes
    self.frozen = frozen
    self.decision = decision
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    title = try fields.words("title")
    issuedOn = try fields.value("issued_on", CalendarDate.init(_:))
    supersedes = try fields.value("supersedes", Code.init(_:))
    if var inner = try fields.fields("frozen") {
      let position = try inner.required("position", try inner.number("position", in: 1...Int.max))
      let published = try inner.value("published") { text throws(Refusal) in try Instant(canonicalText: text) }
      let on = try inner.required("on", try inner.value("on", Period.init(canonicalText:)))
      try inner.finish()
      frozen = Frozen(position: position, published: published, on: on)
    }
    if var inner = try fields.fields("decision") {
      let outcome = try inner.required("decision", try inner.word("decision", Decision.Outcome.self))
      let on = try inner.value("on", PartialDate.init(_:))
      let by = try inner.words("by")
      try inner.finish()
      decision = Decision(outcome, on: on, by: by)
    }
    try fields.finish()
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("title", title.map { .string($0) }), ("issued_on", issuedOn.map { .text($0) }),
      ("supersedes", supersedes.map { .text($0) }),
      (
        "frozen",
        frozen.map {
          .object(
            JSONObject(present: [
              ("position", .text($0.position)), ("published", $0.published.map { .text($0) }), ("on", .text($0.on)),
            ]))
        }
      ),
      (
        "decision",
        decision.map {
          .object(
            JSONObject(present: [
              ("decision", .word($0.outcome)), ("on", $0.on.map { .text($0) }), ("by", $0.by.map { .string($0) }),
            ]))
        }
      ),
    ])
  }
}
