extension Measurement {
  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer; also for a default that is written out.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    let qualifier = try fields.word("qualifier", Qualifier.self)
    let value = try fields.value("value") { text throws(Refusal) in try Measurement.value(text, qualifier ?? .exact) }
    let reason = try fields.words("missing_reason")
    let status = try fields.word("status", ObservationStatus.self)
    let unit = try fields.value("unit", Code.init(_:))
    let mult = try fields.number("mult", in: Measurement.mults)
    let precision = try fields.number("precision", in: Measurement.precisions)
    let embargo = try fields.value("embargo") { text throws(Refusal) in try Instant(canonicalText: text) }
    try fields.finish()
    let content: Content
    switch (value, reason) {
    case (let value?, nil): content = .value(value)
    case (nil, let reason?): content = .missing(reason: reason)
    case (nil, nil): throw Refusal(.missingKey, "neither value nor missing_reason is there", at: .pointer("/value"))
    case (_?, _?): throw fields.contradiction("missing_reason", "a value and a reason for none stand together")
    }
    if qualifier != nil, value == nil { throw fields.contradiction("qualifier", "a qualifier stands without a value") }
    try self.init(
      content, status: status ?? .normal, unit: unit, mult: mult ?? 0, precision: precision, embargo: embargo)
    // A precision that the digits say already is read as absent: it depends on the value and is no default to leave out.
    for (key, isDefault) in [
      ("qualifier", qualifier == .exact), ("status", status == .normal), ("mult", mult == 0),
    ]
    where isDefault {
      throw Refusal(
        .jsonNotCanonical, "the default is written out", advice: "leave the key out", at: .pointer("/\(key)"))
    }
  }

  private static func value(_ text: String, _ qualifier: Qualifier) throws(Refusal) -> Value {
    // Numbers and yes or no have the form of codes too; the indicator tells them apart.
    if !Decimal.isPlain(text.utf8.span) {
      if qualifier == .exact { try Code.check(text.utf8.span) } else { try Decimal.check(text.utf8.span) }
    }
    return Value(unchecked: text, qualifier)
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("value", value.map { .string($0.text) }),
      ("qualifier", value.flatMap { $0.qualifier == .exact ? nil : .word($0.qualifier) }),
      ("missing_reason", missingReason.map { .string($0) }),
      ("status", status == .normal ? nil : .word(status)),
      ("unit", unit.map { .text($0) }),
      ("mult", mult == 0 ? nil : .text(mult)),
      ("precision", precision.map { .text($0) }),
      ("embargo", embargo.map { .text($0) }),
    ])
  }

  /// Appends the data's canonical form without building it first.
  public func encode(into bytes: inout [UInt8]) {
    var writer = ObjectWriter(into: &bytes)
    if let embargo {
      writer.key("embargo", into: &bytes)
      bytes.append(UInt8(ascii: "\""))
      embargo.encode(into: &bytes)
      bytes.append(UInt8(ascii: "\""))
    }
    if let missingReason { writer.text("missing_reason", missingReason, into: &bytes) }
    if mult != 0 { writer.number("mult", mult, into: &bytes) }
    if let precision { writer.number("precision", precision, into: &bytes) }
    if let value, value.qualifier != .exact { writer.text("qualifier", value.qualifier.rawValue, into: &bytes) }
    if status != .normal { writer.text("status", status.rawValue, into: &bytes) }
    if let unit { writer.text("unit", unit.text, into: &bytes) }
    if let value { writer.text("value", value.text, into: &bytes) }
    writer.end(into: &bytes)
  }

  /// Reads the fact from canonical JSON; the frequent `{"value":"…"}` without building an object.
  ///
  /// - Throws: `Refusal` as `init(data:)` does.
  public init(canonical bytes: borrowing Span<UInt8>) throws(Refusal) {
    if bytes.count > 12, CanonicalJSON.has("{\"value\":\"", bytes, 0) {
      let number = bytes.extracting(10..<bytes.count - 2)
      if Decimal.isPlain(number), CanonicalJSON.has("\"}", bytes, bytes.count - 2) {
        self.init(Value(unchecked: text(number, number.indices), .exact))
        return
      }
    }
    guard case .object(let object) = try JSON(canonical: bytes) else { throw FieldReader.wrongType("an object", "") }
    try self.init(data: object)
  }
}

extension Instant {
  /// Reads the only form that the log has.
  init(canonicalText text: String) throws(Refusal) {
    guard let instant = Instant(canonical: text.utf8.span) else {
      throw Refusal(.instantForm, "'\(shown(text))' is not an instant", advice: "write YYYY-MM-DDTHH:MM:SS.ffffffZ")
    }
    self = instant
  }
}
