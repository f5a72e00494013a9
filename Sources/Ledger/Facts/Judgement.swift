/// How far a target has come.
public enum TargetStatus: String, Hashable, Sendable, CaseIterable {
  /// It is reached.
  case achieved
  /// It will be reached if things go on as they do.
  case onTrack = "on_track"
  /// It will not be reached if things go on as they do.
  case offTrack = "off_track"
  /// It was due and is not reached.
  case missed
  /// Its starting point is known and nothing more.
  case benchmarked
  /// Nothing is known.
  case notMeasured = "not_measured"
  /// The question has no answer, for a reason.
  case noAnswer = "no_answer"
}

/// A status that a person gave a target.
public struct Judgement: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.statusJudged]

  /// The status.
  public var status: TargetStatus

  /// Further statuses that were printed beside it.
  public var also: [TargetStatus]

  /// Marks such as `new`.
  public var flags: [String]

  /// The words that were printed.
  public var printed: String?

  /// The day on which it was judged.
  public var on: PartialDate?

  /// The publication that prints it.
  public var publication: Code?

  /// A judgement.
  public init(
    status: TargetStatus, also: [TargetStatus] = [], flags: [String] = [], printed: String? = nil,
    on: PartialDate? = nil, publication: Code? = nil
  ) {
    self.status = status
    self.also = also
    self.flags = flags
    self.printed = printed
    self.on = on
    self.publication = publication
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    status = try fields.required("status", try fields.word("status", TargetStatus.self))
    also = try fields.texts("also") { text throws(Refusal) in try TargetStatus(word: text) }
    flags = try fields.texts("flags") { text throws(Refusal) in text }
    printed = try fields.words("printed")
    on = try fields.value("on", PartialDate.init(_:))
    publication = try fields.value("publication", Code.init(_:))
    try fields.finish()
    if also.contains(status) { throw fields.contradiction("also", "the status stands twice") }
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("status", .word(status)), ("also", .list(also.map { .word($0) })), ("flags", .list(flags.map { .string($0) })),
      ("printed", printed.map { .string($0) }), ("on", on.map { .text($0) }),
      ("publication", publication.map { .text($0) }),
    ])
  }
}
