/// A part of the results framework: a goal, an outcome, an enabler.
public struct Node: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.nodeDefined]

  /// What it is.
  public var kind: NodeKind

  /// What it says.
  public var title: String

  /// The node above it, in the same plan.
  public var parent: Code?

  /// The part of the organisation that it belongs to.
  public var sector: String?

  /// From when it holds.
  public var validFrom: PartialDate?

  /// The last day on which it holds.
  public var validTo: PartialDate?

  /// The indicators that measure it.
  public var measuredBy: [Code]

  /// A node.
  public init(
    kind: NodeKind, title: String, parent: Code? = nil, sector: String? = nil, validFrom: PartialDate? = nil,
    validTo: PartialDate? = nil, measuredBy: [Code] = []
  ) {
    self.kind = kind
    self.title = title
    self.parent = parent
    self.sector = sector
    self.validFrom = validFrom
    self.validTo = validTo
    self.measuredBy = measuredBy
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    kind = try fields.required("kind", try fields.word("kind", NodeKind.self))
    title = try fields.required("title", try fields.words("title"))
    parent = try fields.value("parent", Code.init(_:))
    sector = try fields.words("sector")
    validFrom = try fields.value("valid_from", PartialDate.init(_:))
    validTo = try fields.value("valid_to", PartialDate.init(_:))
    measuredBy = try fields.texts("measured_by", Code.init(_:))
    try fields.finish()
    if let validFrom, let validTo, validTo.last < validFrom.first {
      throw fields.contradiction("valid_to", "the node ends before it begins")
    }
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("kind", .word(kind)), ("title", .string(title)), ("parent", parent.map { .text($0) }),
      ("sector", sector.map { .string($0) }), ("valid_from", validFrom.map { .text($0) }),
      ("valid_to", validTo.map { .text($0) }), ("measured_by", .list(measuredBy.map { .text($0) })),
    ])
  }
}

/// What a node is.
public enum NodeKind: String, Hashable, Sendable, CaseIterable {
  /// A goal.
  case goal
  /// A target, as a node of the tree.
  case target
  /// An objective.
  case objective
  /// An outcome.
  case outcome
  /// An enabler.
  case enabler
  /// What an enabler is measured by.
  case enablerIndicator = "enabler_indicator"
  /// A thematic priority.
  case thematicPriority = "thematic_priority"
}
