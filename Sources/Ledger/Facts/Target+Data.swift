extension Target {
  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer; also for a baseline after the due date.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    statement = try fields.required("statement", try fields.words("statement"))
    node = try fields.value("node", Code.init(_:))
    direction = try fields.word("direction", Indicator.Direction.self)
    rule = try fields.required("rule", try fields.word("rule", Rule.self))
    value = try fields.value("value", Decimal.init(_:))
    unit = try fields.value("unit", Code.init(_:))
    due = try fields.value("due", Period.init(canonicalText:))
    denominator = try fields.words("denominator")
    baseline = try Target.baseline(&fields)
    instrument = try fields.required("instrument", try fields.words("instrument"))
    effectiveFrom = try fields.value("effective_from", PartialDate.init(_:))
    measures = try fields.list("measures") { json, pointer throws(Refusal) in try Measure(json, at: pointer) }
    let combination = try fields.word("combine", Combination.self)
    self.combination = combination ?? .all
    try fields.finish()
    if combination == .all { throw fields.contradiction("combine", "the default is written out") }
    if let baseline, let due, baseline.period.first > due.last {
      throw fields.contradiction("baseline", "the baseline lies after the due date")
    }
    for (index, measure) in measures.enumerated()
    where measures[..<index].contains(where: { $0.figure(.year(1)) == measure.figure(.year(1)) }) {
      throw fields.contradiction("measures/\(index)", "the measure stands twice")
    }
  }

  private static func baseline(_ fields: inout FieldReader) throws(Refusal) -> Baseline? {
    guard var inner = try fields.fields("baseline") else { return nil }
    let period = try inner.required("period", try inner.value("period", Period.init(canonicalText:)))
    let value = try inner.value("value", Decimal.init(_:))
    let isFloating = try inner.flag("floating")
    try inner.finish()
    switch (value, isFloating) {
    case (let value?, false): return .fixed(period, value: value)
    case (nil, true): return .floating(period)
    case (nil, false): throw Refusal(.missingKey, "neither value nor floating is there", at: .pointer("/baseline"))
    case (_?, true): throw inner.contradiction("floating", "a fixed value does not float")
    }
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("statement", .string(statement)), ("node", node.map { .text($0) }), ("direction", direction.map { .word($0) }),
      ("rule", .word(rule)), ("value", value.map { .text($0) }), ("unit", unit.map { .text($0) }),
      ("due", due.map { .text($0) }), ("denominator", denominator.map { .string($0) }),
      ("baseline", baseline.map { .object($0.data) }), ("instrument", .string(instrument)),
      ("effective_from", effectiveFrom.map { .text($0) }), ("measures", .list(measures.map { .object($0.data) })),
      ("combine", combination == .all ? nil : .word(combination)),
    ])
  }
}

extension Target.Baseline {
  var data: JSONObject {
    switch self {
    case .fixed(let period, let value): ["period": .text(period), "value": .text(value)]
    case .floating(let period): ["period": .text(period), "floating": true]
    }
  }
}

extension Target.Measure {
  init(_ json: JSON, at pointer: String) throws(Refusal) {
    var fields = try FieldReader(json, at: pointer)
    indicator = try fields.required("indicator", try fields.value("indicator", Code.init(_:)))
    area = try fields.required("area", try fields.value("area", Code.init(_:)))
    breakdown = try fields.value("breakdown", Breakdown.init(canonicalText:)) ?? .none
    role = try fields.required("role", try fields.word("role", Role.self))
    try fields.finish()
  }

  var data: JSONObject {
    JSONObject(present: [
      ("indicator", .text(indicator)), ("area", .text(area)),
      ("breakdown", breakdown.isEmpty ? nil : .text(breakdown)), ("role", .word(role)),
    ])
  }
}

extension Period {
  /// Reads a period that must be in its canonical form, so that equal facts are equal bytes.
  init(canonicalText text: String) throws(Refusal) {
    let period = try Period(text)
    guard sameBytes(period.description, text) else {
      throw Refusal(.jsonNotCanonical, "the period is not in its canonical form", advice: "write \(period)")
    }
    self = period
  }
}

extension Breakdown {
  /// Reads a breakdown that must be in its canonical form, so that equal facts are equal bytes.
  init(canonicalText text: String) throws(Refusal) {
    let breakdown = try Breakdown(bytes: text.utf8.span)
    guard sameBytes(breakdown.description, text) else {
      throw Refusal(.jsonNotCanonical, "the breakdown is not in its canonical form", advice: "write \(breakdown)")
    }
    self = breakdown
  }
}
