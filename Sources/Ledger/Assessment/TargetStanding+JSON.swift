extension TargetStanding {
  /// The standing as a JSON object; its canonical form is what is saved and hashed.
  public var json: JSONObject {
    var object = JSONObject()
    object["plan"] = .string(plan.text)
    object["code"] = .string(code.text)
    object["statement"] = statement.map(JSON.string)
    object["due"] = due.map(JSON.string)
    object["headline"] = .string(headline.rawValue)
    object["basis"] = .string(basis.rawValue)
    object["judged"] = judged.map { .object($0.json) }
    object["method"] = .string(method.text)
    object["method_version"] = .string(methodVersion)
    object["by_method"] = .string(byMethod.rawValue)
    object["reason"] = reason.map(JSON.string)
    object["progress"] = progress.map { .string($0.rawValue) }
    object["ratio"] = ratio.map(JSON.string)
    object["rounded_ratio"] = roundedRatio.map(JSON.string)
    object["base"] = base.map { .object($0.json) }
    object["latest"] = latest.map { .object($0.json) }
    object["goal"] = goal.map(JSON.string)
    object["missing"] = JSON(words: missing)
    object["stale"] = JSON(flag: isStale)
    object["disagrees"] = JSON(flag: disagrees)
    object["approximate"] = JSON(flag: isApproximate)
    return object
  }

  /// Reads what `json` wrote.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(json: JSONObject) throws(Refusal) {
    var fields = FieldReader(json)
    plan = try fields.required("plan", try fields.value("plan") { text throws(Refusal) in try Code(text) })
    code = try fields.required("code", try fields.value("code") { text throws(Refusal) in try Code(text) })
    statement = try fields.text("statement")
    due = try fields.text("due")
    headline = try fields.required("headline", try fields.word("headline", TargetStatus.self))
    basis = try fields.required("basis", try fields.word("basis", Derivation.Basis.self))
    judged = try fields.fields("judged").map { inner throws(Refusal) in try Judged(inner) }
    method = try fields.required("method", try fields.value("method") { text throws(Refusal) in try Code(text) })
    methodVersion = try fields.required("method_version", try fields.text("method_version"))
    byMethod = try fields.required("by_method", try fields.word("by_method", TargetStatus.self))
    reason = try fields.text("reason")
    progress = try fields.word("progress", Progress.self)
    ratio = try fields.text("ratio")
    roundedRatio = try fields.text("rounded_ratio")
    base = try fields.fields("base").map { inner throws(Refusal) in try Point(inner) }
    latest = try fields.fields("latest").map { inner throws(Refusal) in try Point(inner) }
    goal = try fields.text("goal")
    missing = try fields.texts("missing") { $0 }
    isStale = try fields.flag("stale")
    disagrees = try fields.flag("disagrees")
    isApproximate = try fields.flag("approximate")
    try fields.finish()
  }
}

extension TargetStanding.Judged {
  fileprivate var json: JSONObject {
    var object = JSONObject()
    object["status"] = .string(status.rawValue)
    object["also"] = JSON(words: also.map(\.rawValue))
    object["flags"] = JSON(words: flags)
    object["printed"] = printed.map(JSON.string)
    return object
  }

  fileprivate init(_ reader: FieldReader) throws(Refusal) {
    var fields = reader
    status = try fields.required("status", try fields.word("status", TargetStatus.self))
    also = try fields.texts("also") { text throws(Refusal) in try TargetStatus(word: text) }
    flags = try fields.texts("flags") { $0 }
    printed = try fields.text("printed")
    try fields.finish()
  }
}

extension TargetStanding.Point {
  fileprivate var json: JSONObject {
    var object = JSONObject()
    object["figure"] = figure.map(JSON.string)
    object["period"] = .string(period)
    object["value"] = .string(value)
    object["position"] = position.map(JSON.string)
    return object
  }

  fileprivate init(_ reader: FieldReader) throws(Refusal) {
    var fields = reader
    figure = try fields.text("figure")
    period = try fields.required("period", try fields.text("period"))
    value = try fields.required("value", try fields.text("value"))
    position = try fields.text("position")
    try fields.finish()
  }
}

extension JSON {
  /// Words in order; nil if there are none, since an empty list is an absent key.
  fileprivate init?(words: [String]) {
    if words.isEmpty { return nil }
    self = .array(words.map(JSON.string))
  }

  /// True; nil for false, which is an absent key.
  fileprivate init?(flag: Bool) {
    guard flag else { return nil }
    self = .bool(true)
  }
}
