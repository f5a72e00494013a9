internal import Arithmetic
internal import Interchange
internal import Ledger
internal import OperatingSystem

/// How an audit is shown: a table, a tree, or JSON.
enum AuditLines {
  // MARK: - Table

  static func table(_ claims: [AuditedClaim], _ audited: AuditedPublication, _ host: Host) throws {
    var table = TextTable([
      .init(title: "Number", isFlexible: true), .init(title: "Printed", alignsRight: true),
      .init(title: "Ledger", alignsRight: true), .init(title: "Then", isFlexible: true), .init(title: "Now"),
    ])
    for claim in claims {
      let isSame = claim.now?.verdict == claim.then?.verdict
      var colours = [3: claim.verdict.colour]
      if !isSame, let now = claim.now { colours[4] = now.verdict.colour }
      table.add(
        [
          claim.id.text, claim.printedWords, claim.then?.recomputedText ?? "..", claim.answerWords,
          isSame ? "same" : claim.now?.verdict.rawValue ?? "..",
        ], colours: colours)
    }
    for line in table.lines(width: host.width, host.paint) { try host.say(line) }
    try host.say()
    let counts = ClaimAnswer.Verdict.allCases.map { verdict in
      "\(audited.audit.claims.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }
    try host.say("\(audited.audit.claims.count) numbers: \(counts.joined(separator: ", ")).")
    for line in TextTable.wrap(audited.words, width: host.width) { try host.say(line) }
  }

  // MARK: - Tree

  static func tree(_ claim: AuditedClaim, _ audited: AuditedPublication, _ host: Host) throws {
    let value = claim.current.value
    try host.sayWrapped("\(claim.publication)#\(claim.id): \(value?.text ?? "")", hanging: 2)
    try host.say("  printed    \(claim.printedWords)\(value?.unit.map { " \($0)" } ?? "")")
    try host.say("  then       \(sentence(claim.then, host.paint))")
    try host.say("  now        \(sentence(claim.now, host.paint))")
    if let evidence = claim.then?.evidence { try host.say("  rests on   \(evidence.rawValue)") }
    for missing in claim.missing { try host.sayWrapped("missing    \(missing)", indent: 2, hanging: 11) }
    for (index, part) in (claim.then?.parts ?? []).enumerated() {
      try host.say()
      let words = "\(index == 0 ? "printed" : "and printed") \(part.relation.rawValue) \(part.derived.form)"
      try host.sayWrapped(words, indent: 2, hanging: 2)
      for line in part.derived.branch(indent: 4, width: host.width) { try host.say(line) }
    }
    if !claim.changes.isEmpty { try host.say("\n  changed since") }
    for change in claim.changes {
      try host.say("    \(change.subject)")
      try host.say("      then \(change.before.map { "\($0.shown), position \($0.event.position)" } ?? "nothing")")
      try host.say("      now  \(change.after.map { "\($0.shown), position \($0.event.position)" } ?? "nothing")")
    }
    try host.say()
    for line in TextTable.wrap(audited.words, width: host.width) { try host.say(line) }
  }

  private static func sentence(_ answer: ClaimAnswer?, _ paint: Paint) -> String {
    let verdict = answer?.verdict ?? .cannotBeChecked
    var text = paint(verdict.rawValue, verdict.colour)
    guard let answer else { return text }
    if let number = answer.recomputedText { text += ": the ledger gives \(number)" }
    if let exact = answer.recomputed, exact.exactText != answer.recomputedText {
      text += " (\(exact.exactText ?? "\(exact)"))"
    }
    if answer.isApproximate { text += ", from approximate figures" }
    return text
  }

  // MARK: - JSON

  static func json(_ claim: AuditedClaim, _ audited: AuditedPublication) -> JSONLine {
    var line = JSONLine()
    line.add("publication", claim.publication.text)
    line.add("id", claim.id.text)
    line.add("text", claim.current.value?.text)
    line.add("printed", claim.current.value?.printed)
    line.add("unit", claim.current.value?.unit?.text)
    line.add("answer", claim.verdict.rawValue)
    line.add("recomputed", claim.then?.recomputedText)
    line.add("exact", claim.then?.recomputed.map { "\($0)" })
    line.add("evidence", claim.then?.evidence?.rawValue)
    line.add("approximate", .boolean(claim.then?.isApproximate ?? false))
    line.add("missing", .list(claim.missing.map { .text("\($0)") }))
    line.add(
      "derivation", .list((claim.then?.parts ?? []).map { .text("\($0.relation.rawValue) \($0.derived.form)") }))
    line.add("inputs", .list((claim.then?.inputs ?? []).map(\.json)))
    line.add("now", claim.now?.verdict.rawValue)
    line.add("recomputed_now", claim.now?.recomputedText)
    line.add(
      "changes",
      .list(
        claim.changes.map { change in
          var one = JSONLine(["subject": .text(change.subject.text)])
          one.add("then", change.before?.json)
          one.add("now", change.after?.json)
          return one.value
        }))
    line.add("at_position", "\(audited.then.position ?? 0)")
    line.add("on", "\(audited.then.on)")
    line.add("now_at_position", "\(audited.now.asOf.position ?? 0)")
    return line
  }
}

extension AuditedPublication {
  /// What the two answers see.
  var words: String {
    var text = "Then: position \(then.position ?? 0), on \(then.on)"
    if let published = then.published { text += ", as published by \(published)" }
    return text + ". Now: position \(now.asOf.position ?? 0)."
  }
}

extension AuditedClaim {
  /// The printed number with its relation, where that is another than equality.
  var printedWords: String { current.value?.printed ?? "(cannot be read)" }

  /// The answer then, with what is missing.
  var answerWords: String {
    guard verdict == .cannotBeChecked else { return verdict.rawValue }
    return "cannot be checked: " + (missing.isEmpty ? "no answer" : missing.map { "\($0)" }.joined(separator: "; "))
  }
}

extension Derived.Input {
  /// The state and where it came from: position, time, login, author, source and reason.
  func lines(width: Int) -> [String] {
    let entry = event.entry
    var origin = "position \(event.position), \(event.recordedAt), by \(event.recordedBy)"
    for (name, key) in [("author", "author"), ("source", "source"), ("at", "locator"), ("reason", "reason")]
      as [(String, StaticString)]
    {
      if let text = entry.basisText(key) { origin += ", \(name) \(text)" }
    }
    return TextTable.wrap("\(event.subject) = \(shown)", width: width)
      + TextTable.wrap(origin, width: width - 2).map { "  " + $0 }
      + ["  leaf \(entry.leafHash)"]
  }

  var json: JSONLine.Value {
    let entry = event.entry
    var line = JSONLine()
    line.add("subject", event.subject.text)
    line.add("state", shown)
    line.add("position", "\(event.position)")
    line.add("recorded_at", "\(event.recordedAt)")
    line.add("recorded_by", event.recordedBy)
    line.add("author", entry.basisText("author"))
    line.add("source", entry.basisText("source"))
    line.add("locator", entry.basisText("locator"))
    line.add("reason", entry.basisText("reason"))
    line.add("leaf_hash", "\(entry.leafHash)")
    return line.value
  }
}
