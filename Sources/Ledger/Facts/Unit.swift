/// A unit of measurement.
public struct Unit: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.unitDefined]

  /// What it counts.
  public var kind: UnitKind

  /// How many of the base unit it is.
  public var factor: Decimal?

  /// The unit that it can be brought to.
  public var base: Code?

  /// What it is called.
  public var title: String?

  /// A unit.
  public init(kind: UnitKind, factor: Decimal? = nil, base: Code? = nil, title: String? = nil) {
    self.kind = kind
    self.factor = factor
    self.base = base
    self.title = title
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    kind = try fields.required("kind", try fields.word("kind", UnitKind.self))
    factor = try fields.value("factor", Decimal.init(_:))
    base = try fields.value("base", Code.init(_:))
    title = try fields.words("title")
    try fields.finish()
    if let factor, factor.sign <= 0 { throw fields.contradiction("factor", "a factor is more than zero") }
    if (factor == nil) != (base == nil) {
      throw fields.contradiction(factor == nil ? "base" : "factor", "factor and base stand together or not at all")
    }
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("kind", .word(kind)), ("factor", factor.map { .text($0) }), ("base", base.map { .text($0) }),
      ("title", title.map { .string($0) }),
    ])
  }
}

/// What a unit counts.
public enum UnitKind: String, Hashable, Sendable, CaseIterable {
  /// Things.
  case count
  /// Hundredths of a whole.
  case percent
  /// A part of a whole, or one number by another.
  case ratio
  /// Points of a score or percentage points.
  case points
  /// Money.
  case currency
  /// Time.
  case duration
  /// Something for each something.
  case rate
  /// Something else.
  case other
}
