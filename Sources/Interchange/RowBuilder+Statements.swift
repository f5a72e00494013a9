import Ledger

// Statements about targets, sets, methods and documents.
extension RowBuilder {
  func judgement(_ fields: inout FieldReader) -> Built? {
    guard let plan = fields.code("plan"), let target = fields.code("target"),
      fields.target(plan, target, in: catalogue)
    else { return nil }
    let statuses = TargetStatus.allCases.map(\.rawValue)
    var data = JSONObject()
    data.set("status", fields.word("status", among: statuses))
    let also = fields.list("also")
    for word in also where !statuses.contains(word) {
      let hint = NearestName.hint(word, among: statuses)
      fields.fault("also", .badWord, "\(SafeText.quote(word)) is none of \(statuses.joined(separator: ", "))\(hint)")
    }
    data.set("also", also)
    data.set("flags", fields.list("flags"))
    data.set("printed", fields.text("printed"))
    data.set("on", fields.date("on")?.description)
    data.set("publication", fields.code("publication"))
    return Built(
      key: plan + "\u{0}" + target, kind: "status.judged/1", subject: ["judgement", plan, target], data: data)
  }

  func coverage(_ fields: inout FieldReader) -> Built? {
    var data = JSONObject()
    data.set("state", fields.word("state", Coverage.State.self))
    data.set("reason", fields.text("reason"))
    let name = fields.text("set")
    guard let name else { return nil }
    do throws(Refusal) {
      let set = try CoverageSet(name)
      return Built(key: set.name, kind: "coverage.stated/1", subject: ["coverage", set.name], data: data)
    } catch {
      fields.refuse("set", error, .badCode)
      return nil
    }
  }

  func method(_ fields: inout FieldReader) -> Built? {
    guard let code = fields.code("code") else { return nil }
    var data = JSONObject()
    data.set("title", fields.text("title"))
    var parameters = fields.pairs("parameters")
    if let year = fields.period("base_year") {
      if year.year == nil { fields.fault("base_year", .badPeriod, "a base year is a year") }
      parameters.set("base_year", year.description)
    }
    if let cut = fields.decimal("cut") { parameters.set("cut", cut) }
    if !parameters.isEmpty { data["parameters"] = .object(parameters) }
    return Built(key: code, kind: "method.adopted/1", subject: ["method", code], data: data)
  }

  func publication(_ fields: inout FieldReader) throws -> Built? {
    guard let code = fields.code("code") else { return nil }
    let current = catalogue.publications[code]?.object
    var data = current ?? JSONObject()
    if fields.isGiven("title") { data.set("title", fields.text("title")) }
    let issued = fields.day("issued_on")
    if fields.isGiven("issued_on") { data.set("issued_on", issued?.description) }
    if fields.isGiven("supersedes") {
      let others = Set(catalogue.publications.keys).union(declared[""] ?? []).subtracting([code])
      data.set("supersedes", fields.code("supersedes", among: others, "publication"))
    }
    try freeze(&fields, issued, &data)
    return Built(key: code, kind: "publication.issued/1", subject: ["publication", code], data: data)
  }

  /// Freezes what the publication shows at its first issue; a restatement keeps it.
  private func freeze(_ fields: inout FieldReader, _ issued: CalendarDate?, _ data: inout JSONObject) throws {
    let word = fields.bytes("as_of")
    var position = context.head
    var chosen: Instant?
    if !word.isEmpty {
      do throws(Refusal) {
        chosen = try Instant(bytes: word.span, bareDate: .endOfDay)
      } catch {
        fields.refuse("as_of", error, .badDate)
        return
      }
    }
    if let chosen {
      guard let found = try context.position(chosen) else {
        fields.fault("as_of", .badDate, "nothing was recorded before \(chosen)")
        return
      }
      position = found
    }
    if data["frozen"] != nil {
      if chosen != nil, data["frozen"]?["position"]?.string != String(position) {
        fields.fault("as_of", .inconsistent, "what the publication shows was frozen when it was first issued")
      }
      return
    }
    var frozen = JSONObject()
    frozen.set("position", String(position))
    frozen.set("on", (issued ?? context.now.date).description)
    if let published = fields.published { frozen.set("published", published.description) }
    data["frozen"] = .object(frozen)
  }

  func decision(_ fields: inout FieldReader) -> Built? {
    guard let code = fields.code("publication", among: catalogue.publications.keys, "publication"),
      var data = catalogue.publications[code]?.object
    else { return nil }
    var decision = JSONObject()
    decision.set("decision", fields.word("decision", Publication.Decision.Outcome.self))
    decision.set("on", fields.date("on")?.description)
    decision.set("by", fields.text("by"))
    data["decision"] = .object(decision)
    return Built(key: code, kind: "publication.decided/1", subject: ["publication", code], data: data)
  }

  func claim(_ fields: inout FieldReader) -> Built? {
    let publication = fields.code("publication", among: catalogue.publications.keys, "publication")
    let id = fields.code("id")
    var data = JSONObject()
    data.set("text", fields.text("text"))
    data.set("printed", fields.text("printed"))
    data.set("unit", fields.code("unit", among: catalogue.units.keys, "unit"))
    let relation = fields.word("relation", Claim.Relation.self)
    data.set("relation", relation == "=" ? nil : relation)
    if let text = fields.text("derivation") {
      let (first, second) = Self.halves(text)
      fields.check(derivation: first, "derivation")
      data.set("derivation", first)
      if let second {
        fields.check(derivation: second.derivation, "derivation")
        var and = JSONObject()
        and.set("relation", second.relation)
        and.set("derivation", second.derivation)
        data["and"] = .object(and)
      }
    } else if relation != nil, relation != "=" {
      fields.fault("relation", .inconsistent, "a relation needs its derivation")
    }
    guard let publication, let id else { return nil }
    return Built(
      key: publication + "\u{0}" + id, kind: "claim.printed/1", subject: ["claim", publication, id], data: data)
  }

  private static let relations = Claim.Relation.allCases.map(\.rawValue)

  /// Splits `derivation and RELATION derivation`.
  private static func halves(_ text: String) -> (first: String, second: (relation: String, derivation: String)?) {
    let bytes = Array(text.utf8)
    let word = Array(" and ".utf8)
    var index = 0
    var depth = 0
    while index + word.count < bytes.count {
      if bytes[index] == UInt8(ascii: "(") { depth += 1 }
      if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0, bytes[index...].starts(with: word) {
        let rest = bytes[(index + word.count)...]
        for relation in relations.sorted(by: { $0.utf8.count > $1.utf8.count }) where rest.starts(with: relation.utf8) {
          let second = rest.dropFirst(relation.utf8.count).drop { $0 == 0x20 }
          return (
            String(decoding: bytes[..<index], as: UTF8.self), (relation, String(decoding: second, as: UTF8.self))
          )
        }
      }
      index += 1
    }
    return (text, nil)
  }
}

extension FieldReader {
  /// When the source published, as far as that can be read; the basis reports what cannot.
  var published: Instant? {
    let bytes = bytes("published_at")
    return bytes.isEmpty ? nil : try? Instant(bytes: bytes.span, bareDate: .endOfDay)
  }
}
