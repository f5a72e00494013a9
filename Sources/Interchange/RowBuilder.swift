import Ledger

/// Turns rows of the small kinds into events, with what the ledger and the rest of the file know.
struct RowBuilder {
  /// What a row says, before rows with the same subject are put together.
  struct Built {
    /// What must not be said twice with different words.
    var key: String
    var kind: String
    /// The subject's form and its components, not encoded.
    var subject: [String]
    var data: JSONObject
    /// A member of a list in the subject's state, for kinds whose rows are members: codes of a list, measures.
    var member: JSON?
  }

  let layout: ImportLayout
  let options: ImportOptions
  var context: ImportContext
  let areas: AreaIndex
  /// The codes that the file itself defines, by plan or `""`.
  private(set) var declared: [String: Set<String>] = [:]

  init(_ layout: ImportLayout, _ options: ImportOptions, _ context: ImportContext) {
    self.layout = layout
    self.options = options
    self.context = context
    areas = AreaIndex(context.catalogue)
  }

  var catalogue: Catalogue { context.catalogue }

  /// Notes what a row defines, so that rows before it may refer to it.
  mutating func declare(_ row: ImportRow) {
    guard let code = layout.position(of: "code") else { return }
    let plan = layout.position(of: "plan").map { String(decoding: row.fields[$0], as: UTF8.self) } ?? ""
    declared[plan, default: []].insert(String(decoding: row.fields[code], as: UTF8.self))
  }

  /// Reads a row; nil if anything is wrong, which the reader's faults then say.
  func build(_ fields: inout FieldReader) throws -> Built? {
    let built: Built? =
      switch layout.kind {
      case .measurements, .memberships: preconditionFailure("\(layout.kind.rawValue) have builders of their own")
      case .indicators: indicator(&fields)
      case .areas: area(&fields)
      case .units: unit(&fields)
      case .codelists: listedCode(&fields)
      case .nodes: node(&fields)
      case .targets: target(&fields)
      case .measures: measure(&fields)
      case .judgements: judgement(&fields)
      case .coverage: coverage(&fields)
      case .methods: method(&fields)
      case .publications: try publication(&fields)
      case .decisions: decision(&fields)
      case .claims: claim(&fields)
      }
    return fields.faults.isEmpty ? built : nil
  }

  /// The subject as bytes.
  static func subject(_ components: [String]) -> [UInt8] {
    var bytes = Array(components[0].utf8)
    for component in components.dropFirst() {
      bytes.append(UInt8(ascii: "/"))
      Code.encode(component.utf8.span, into: &bytes)
    }
    return bytes
  }

  /// Known codes together with those of the file.
  private func known(_ codes: some Collection<String>, _ plan: String = "") -> [String] {
    Array(Set(codes).union(declared[plan] ?? []))
  }
}

// MARK: - Codes

extension RowBuilder {
  private func indicator(_ fields: inout FieldReader) -> Built? {
    var data = JSONObject()
    let code = fields.code("code")
    data.set("title", fields.text("title"))
    data.set("unit", fields.code("unit", among: catalogue.units.keys, "unit"))
    let type = fields.word("value_type", ValueType.self)
    data.set("value_type", type)
    data.set("direction", fields.word("direction", Indicator.Direction.self))
    data.set("decimals", fields.wholeNumber("decimals", 0...60))
    data.set("codelist", fields.code("codelist", among: catalogue.codelists.keys, "codelist"))
    if type == "code", fields.bytes("codelist").isEmpty {
      fields.fault("codelist", .missingValue, "a coded value needs its codelist")
    }
    let dimensions = fields.pairs("dimensions")
    for member in dimensions.members {
      for word in [member.key, member.value.string ?? ""] where !word.isEmpty && (try? Code(word)) == nil {
        fields.fault("dimensions", .badCode, "\(SafeText.quote(word)) is not a code")
      }
    }
    if !dimensions.isEmpty { data["dimensions"] = .object(dimensions) }
    data.set("replaces", fields.code("replaces", among: known(catalogue.indicators.keys), "indicator"))
    derivation(&fields, type: type, hasDimensions: !dimensions.isEmpty, into: &data)
    guard let code else { return nil }
    checkUnchanged(code, data, &fields)
    return Built(key: code, kind: "indicator.defined/1", subject: ["indicator", code], data: data)
  }

  /// How the figures of an indicator follow from others, if they are not measured.
  private func derivation(
    _ fields: inout FieldReader, type: String?, hasDimensions: Bool, into data: inout JSONObject
  ) {
    let area = fields.code("area")
    data.set("area", area)
    guard let text = fields.text("derivation") else {
      if area != nil {
        fields.fault("area", .inconsistent, "only figures that follow from a derivation have an area here")
      }
      return
    }
    data.set("derivation", text)
    let rule: IndicatorDerivation
    do throws(Refusal) {
      rule = try IndicatorDerivation(text)
    } catch {
      fields.refuse("derivation", error, .badExpression)
      return
    }
    if rule.followsArea, area != nil {
      fields.fault("area", .inconsistent, "the derivation follows the area: leave out {area} or the column")
    } else if !rule.followsArea, area == nil, rule.areas.count != 1 {
      let text = "no area to keep its figures under: write {area} in the derivation, or give the area in its column"
      fields.fault("derivation", .inconsistent, text)
    }
    if !rule.followsPeriod, rule.periods.count != 1 {
      fields.fault("derivation", .inconsistent, "no period to keep its figures under: write {period} in the derivation")
    }
    if type == "code" || type == "boolean" {
      fields.fault("value_type", .valueType, "what a derivation gives is a number: decimal or integer")
    }
    if hasDimensions {
      fields.fault("dimensions", .inconsistent, "figures that follow from a derivation have no breakdown")
    }
  }

  /// Unit, value type and dimensions of an indicator never change, or its recorded figures would mean something else.
  private func checkUnchanged(_ code: String, _ data: JSONObject, _ fields: inout FieldReader) {
    guard let old = catalogue.indicators[code], !fields.bytes("reason").elementsEqual("error".utf8) else { return }
    let new = Catalogue.Indicator(.object(data))
    let advice = "define a new indicator that replaces it, or give reason=error if it was never right"
    if old.unit != new.unit {
      fields.fault("unit", .inconsistent, "the unit is \(SafeText.quote(old.unit)); \(advice)")
    }
    if old.valueType != new.valueType {
      fields.fault("value_type", .inconsistent, "the value type is \(old.valueType); \(advice)")
    }
    if old.dimensions.contains(where: { new.dimensions[$0.key] != $0.value }) {
      let text = old.dimensions.map { $0.key + "=" + $0.value }.sorted().joined(separator: ";")
      fields.fault("dimensions", .inconsistent, "the dimensions are \(SafeText.quote(text)); \(advice)")
    }
  }

  private func area(_ fields: inout FieldReader) -> Built? {
    var data = JSONObject()
    let code = fields.code("code")
    data.set("kind", fields.word("kind", AreaKind.self))
    var titles = JSONObject()
    for (language, _) in ImportLayout.languages { titles.set(language, fields.text("title_\(language)")) }
    if !titles.isEmpty { data["titles"] = .object(titles) }
    data.set("title", fields.text("title") ?? titles["en"]?.string)
    let number = AreaIndex.number(fields.bytes("m49"), isMapped: options.isM49("m49"))
    if !number.isEmpty {
      if number.count == 3, number.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
        data.set("m49", String(decoding: number, as: UTF8.self))
      } else {
        fields.fault("m49", .badCode, "\(SafeText.quote(number)) is not an M49 code of three digits, such as 004")
      }
    }
    let aliases = fields.list("aliases")
    for alias in aliases where alias != code && known(catalogue.areas.keys).contains(alias) {
      fields.fault("aliases", .ambiguousCode, "\(SafeText.quote(alias)) is the code of another area")
    }
    data.set("aliases", aliases)
    return code.map { Built(key: $0, kind: "area.defined/1", subject: ["area", $0], data: data) }
  }

  private func unit(_ fields: inout FieldReader) -> Built? {
    var data = JSONObject()
    let code = fields.code("code")
    data.set("kind", fields.word("kind", UnitKind.self))
    let factor = fields.decimal("factor")
    if let factor, factor.hasPrefix("-") || !factor.contains(where: { $0 >= "1" && $0 <= "9" }) {
      fields.fault("factor", .badNumber, "a factor is more than 0")
    }
    data.set("factor", factor)
    data.set("base", fields.code("base", among: known(catalogue.units.keys), "unit"))
    if fields.bytes("factor").isEmpty != fields.bytes("base").isEmpty {
      fields.fault("base", .inconsistent, "a factor and its base go together")
    }
    data.set("title", fields.text("title"))
    return code.map { Built(key: $0, kind: "unit.defined/1", subject: ["unit", $0], data: data) }
  }

  private func listedCode(_ fields: inout FieldReader) -> Built? {
    guard let list = fields.code("list"), let code = fields.code("code") else { return nil }
    var member = JSONObject()
    member.set("code", code)
    member.set("title", fields.text("title"))
    return Built(
      key: list + "\u{0}" + code, kind: "codelist.defined/1", subject: ["codelist", list], data: JSONObject(),
      member: .object(member))
  }
}

// MARK: - Framework

extension RowBuilder {
  private func node(_ fields: inout FieldReader) -> Built? {
    guard let plan = fields.code("plan"), let code = fields.code("code") else { return nil }
    var data = JSONObject()
    data.set("kind", fields.word("kind", NodeKind.self))
    data.set("title", fields.text("title"))
    let nodes = known((catalogue.nodes[plan] ?? [:]).keys, plan)
    data.set("parent", fields.code("parent", among: nodes, "node in the plan \(plan)"))
    if fields.bytes("parent").elementsEqual(code.utf8) { fields.fault("parent", .inconsistent, "a node above itself") }
    data.set("sector", fields.text("sector"))
    let (from, to) = (fields.date("valid_from"), fields.date("valid_to"))
    if let from, let to, to.last < from.first { fields.fault("valid_to", .badDate, "the end is before the beginning") }
    data.set("valid_from", from?.description)
    data.set("valid_to", to?.description)
    let indicators = fields.list("measured_by")
    for indicator in indicators where catalogue.indicators[indicator] == nil {
      fields.unknown("measured_by", indicator, among: catalogue.indicators.keys, "indicator")
    }
    data.set("measured_by", indicators)
    return Built(key: plan + "\u{0}" + code, kind: "node.defined/1", subject: ["node", plan, code], data: data)
  }

  private func target(_ fields: inout FieldReader) -> Built? {
    guard let plan = fields.code("plan"), let code = fields.code("code") else { return nil }
    let current = catalogue.targets[plan]?[code]?.object
    // A column that is left out keeps what it says now; the measures have a file of their own.
    var data = current ?? JSONObject()
    func keep(_ key: String, _ name: String, _ value: String?) { if fields.isGiven(name) { data.set(key, value) } }
    keep("statement", "statement", fields.text("statement"))
    let nodes = known((catalogue.nodes[plan] ?? [:]).keys)
    let node = fields.code("node", among: nodes, "node in the plan \(plan)")
    keep("node", "node", node == code ? nil : node)
    if fields.bytes("node").isEmpty, data["node"] == nil, !nodes.contains(code), !(catalogue.nodes[plan] ?? [:]).isEmpty
    {
      fields.fault("code", .unknownCode, "the plan \(plan) has no node \(SafeText.quote(code)); name the target's node")
    }
    keep("rule", "rule", fields.word("rule", Target.Rule.self))
    keep("direction", "direction", fields.word("direction", Indicator.Direction.self))
    keep("value", "value", fields.decimal("value"))
    keep("unit", "unit", fields.code("unit", among: catalogue.units.keys, "unit"))
    let due = fields.period("due")
    keep("due", "due", due?.description)
    keep("denominator", "denominator", fields.derivation("denominator"))
    keep("instrument", "instrument", fields.text("instrument"))
    keep("effective_from", "effective_from", fields.date("effective_from")?.description)
    let combine = fields.word("combine", Target.Combination.self)
    keep("combine", "combine", combine == "all" ? nil : combine)
    baseline(&fields, due, &data)
    for key in ["statement", "rule"] where data[key] == nil && fields.bytes(key).isEmpty {
      fields.fault(key, .missingValue, "\(key) is empty, and the target is new")
    }
    return Built(key: plan + "\u{0}" + code, kind: "target.revised/1", subject: ["target", plan, code], data: data)
  }

  private func baseline(_ fields: inout FieldReader, _ due: Period?, _ data: inout JSONObject) {
    guard fields.isGiven("baseline_period") || fields.isGiven("baseline_value") else { return }
    let (period, value) = (fields.period("baseline_period"), fields.decimal("baseline_value"))
    data["baseline"] = nil
    guard let period else {
      if !fields.bytes("baseline_value").isEmpty, fields.bytes("baseline_period").isEmpty {
        fields.fault("baseline_value", .inconsistent, "a baseline's value needs its period")
      }
      return
    }
    if let due, period.last >= due.last {
      fields.fault(
        "baseline_period", .inconsistent, "the baseline \(period) does not end before the target is due (\(due))")
    }
    var baseline = JSONObject()
    baseline.set("period", period.description)
    baseline.set("value", value)
    if value == nil { baseline["floating"] = true }
    data["baseline"] = .object(baseline)
  }

  private func measure(_ fields: inout FieldReader) -> Built? {
    guard let plan = fields.code("plan"), let target = fields.code("target"),
      fields.target(plan, target, in: catalogue)
    else { return nil }
    var member = JSONObject()
    let indicator = fields.code("indicator", among: catalogue.indicators.keys, "indicator")
    member.set("indicator", indicator)
    let word = fields.bytes("area")
    let match = areas.find(word)
    if case .area(let code) = match {
      member.set("area", code)
    } else {
      fields.add(areas.fault(word, field: fields.field("area"), match: match))
    }
    let pairs = fields.bytes("breakdown")
    if let indicator, !pairs.isEmpty, let known = catalogue.indicators[indicator] {
      do throws(Refusal) {
        let breakdown = try Breakdown(BreakdownWords.members(of: pairs, separator: options.breakdownSeparator))
        let rule = IndicatorRule(indicator, known, catalogue)
        if let fault = rule.fault(of: breakdown, field: fields.field("breakdown")) { fields.add(fault) }
        let text = breakdown.without(defaults: rule.defaults).description
        member.set("breakdown", text.isEmpty ? nil : text)
      } catch {
        fields.refuse("breakdown", error, .badBreakdown)
      }
    }
    member.set("role", fields.word("role", Target.Measure.Role.self))
    let parts = ["indicator", "area", "breakdown"].map { member[$0]?.string ?? "" }
    return Built(
      key: ([plan, target] + parts).joined(separator: "\u{0}"), kind: "target.revised/1",
      subject: ["target", plan, target], data: JSONObject(), member: .object(member))
  }
}

extension FieldReader {
  /// Checks that a target is known.
  mutating func target(_ plan: String, _ code: String, in catalogue: Catalogue) -> Bool {
    guard let targets = catalogue.targets[plan], !targets.isEmpty else {
      unknown("plan", plan, among: catalogue.targets.keys, "plan with targets")
      return false
    }
    if targets[code] != nil { return true }
    unknown("target", code, among: targets.keys, "target in the plan \(plan)")
    return false
  }
}
