@testable import LedgerCommands

/// What an answer says, by names that both folds share.
typealias Facts = [String: String]

/// The same facts from the program's answer and from the second fold's.
enum FactsOf {
  // MARK: - The program

  /// `tally figure --json`; a refusal says that there is no such figure.
  static func figure(_ run: CommandRun) throws -> Facts {
    guard run.code == 0, let reply = try run.replies.first else { return ["answer": "none"] }
    var facts = ["answer": "withdrawn", "position": reply["position"].words, "version": reply["version"].words]
    guard reply["withdrawn"] == .null else { return facts }
    facts["answer"] = "value"
    for key in ["value", "qualifier", "mult", "precision", "unit", "missing_reason", "embargo"] {
      facts[key] = reply[key].words
    }
    facts["status"] = reply["obs_status"].words
    if facts["qualifier"] == "exact" { facts["qualifier"] = "-" }
    if facts["status"] == "A" { facts["status"] = "-" }
    if facts["value"] == "-" { facts["unit"] = "-" }
    return facts
  }

  /// One target of `tally target --json`.
  static func target(_ reply: Reply?) -> Facts {
    guard let reply else { return ["answer": "none"] }
    var facts = ["answer": "in force", "position": reply["position"].words, "version": reply["version"].words]
    for key in ["statement", "rule", "direction", "value", "unit", "due", "denominator", "effective_from"] {
      facts[key] = reply[key].words
    }
    facts["baseline"] = "\(reply["baseline_period"].words) \(reply["baseline_value"].words)"
    facts["measures"] = reply["measures"].list.map(measure).joined(separator: "; ")
    return facts
  }

  /// One target of `tally status --json`.
  static func status(_ reply: Reply?) -> Facts {
    guard let reply else { return ["answer": "none"] }
    var facts = ["answer": "status", "method": reply["by_method"].words, "reason": reply["no_answer"].words]
    for key in ["status", "basis", "ratio"] { facts[key] = reply[key].words }
    facts["base"] = reply["base"]["period"].words
    facts["latest"] = reply["latest"]["period"].words
    guard facts["basis"] == "judged" else { return facts }
    for key in ["also", "flags", "stale"] { facts[key] = reply[key].words }
    return facts
  }

  /// The numbers of `tally audit --json`, by id.
  static func claims(_ replies: [Reply]) -> [String: Facts] {
    var claims: [String: Facts] = [:]
    for reply in replies {
      // The second fold looks for evidence in figures alone.
      let forms = reply["derivation"].words
      let hasFiguresOnly = !forms.contains("count(") && !forms.contains("target(")
      claims[reply["id"].words] = [
        "answer": reply["answer"].words, "recomputed": reply["recomputed"].words,
        "approximate": reply["approximate"].words, "evidence": hasFiguresOnly ? reply["evidence"].words : "-",
        "missing": missing(reply["missing"]),
        "now": reply["now"].words, "recomputed_now": reply["recomputed_now"].words,
      ]
    }
    return claims
  }

  /// What is missing, without why in parentheses and without an order.
  private static func missing(_ reply: Reply) -> String {
    reply.list.map { what in
      let text = what.words
      guard !text.hasSuffix(")") else { return String(text.prefix { $0 != " " }) }
      guard text.hasPrefix("units differ: ") else { return text }
      return "units differ: "
        + text.dropFirst("units differ: ".count).split(separator: ", ").sorted().joined(separator: ", ")
    }.sorted().joined(separator: "; ")
  }

  private static func measure(_ reply: Reply) -> String {
    ["role", "indicator", "area", "breakdown"].map { reply[$0].words }.joined(separator: " ")
  }

  // MARK: - The second fold

  static func figure(ofOracle reply: Reply) -> Facts {
    var facts = ["answer": reply["answer"].words]
    guard facts["answer"] != "none" else { return facts }
    facts["position"] = reply["position"].words
    facts["version"] = reply["version"].words
    guard facts["answer"] == "value" else { return facts }
    for key in ["value", "qualifier", "mult", "precision", "unit", "missing_reason", "embargo", "status"] {
      facts[key] = reply["data"][key].words
    }
    if facts["value"] == "-" { facts["unit"] = "-" }
    return facts
  }

  static func target(ofOracle reply: Reply) -> Facts {
    guard reply["answer"].words != "none" else { return ["answer": "none"] }
    let data = reply["data"]
    var facts = ["answer": "in force", "position": reply["position"].words, "version": reply["version"].words]
    for key in ["statement", "rule", "direction", "value", "unit", "due", "denominator", "effective_from"] {
      facts[key] = data[key].words
    }
    facts["baseline"] = "\(data["baseline"]["period"].words) \(data["baseline"]["value"].words)"
    facts["measures"] = data["measures"].list.map(measure).joined(separator: "; ")
    return facts
  }

  static func status(ofOracle reply: Reply) -> Facts {
    guard reply["answer"].words != "none" else { return ["answer": "none"] }
    let method = reply["method"]
    var facts = ["answer": "status", "method": method["status"].words, "reason": method["reason"].words]
    facts["status"] = reply["status"].words
    facts["basis"] = reply["basis"].words
    let ratio = method["ratio"].words
    facts["ratio"] = ratio.hasSuffix("/1") ? String(ratio.dropLast(2)) : ratio
    facts["base"] = method["base"].words
    facts["latest"] = method["latest"].words
    guard facts["basis"] == "judged" else { return facts }
    for key in ["also", "flags", "stale"] { facts[key] = reply[key].words }
    return facts
  }

  static func claims(ofOracle then: [Reply], now: [Reply]) -> [String: Facts] {
    var claims: [String: Facts] = [:]
    for reply in then {
      var facts = Facts()
      for key in ["answer", "recomputed", "approximate", "evidence"] { facts[key] = reply[key].words }
      facts["missing"] = missing(reply["missing"])
      claims[reply["claim"].words] = facts
    }
    for reply in now {
      claims[reply["claim"].words]?["now"] = reply["answer"].words
      claims[reply["claim"].words]?["recomputed_now"] = reply["recomputed"].words
    }
    return claims
  }
}
