import Ledger
import LedgerTestSupport
import Testing

/// The events of the Council's document C21, made from the files in `Tests/Data/itu-c21` without a ledger.
enum CouncilDocument {
  /// The rows of a file, each by its columns' names.
  static func rows(_ name: String) throws -> [[String: String]] { try CouncilData.rows(name) }

  static func story() throws -> Story {
    var story = Story()
    try codes(&story)
    try measurements(&story)
    try framework(&story)
    for row in try rows("import/claims.csv") {
      story.basis = Basis(source: row["publication"], locator: row["locator"])
      let subject = Subject.claim(publication: try Code(row["publication"] ?? ""), id: try Code(row["id"] ?? ""))
      try story.append(.claimPrinted, subject, try claim(row))
    }
    return story
  }

  private static func claim(_ row: [String: String]) throws -> Claim {
    var claim = Claim(printed: row["printed"] ?? "", unit: try row["unit"].map { try Code($0) })
    guard let text = row["derivation"], !text.isEmpty else { return claim }
    let claimed = try Derivation.claimed(text)
    let relation = row["relation"].flatMap { $0.isEmpty ? nil : Claim.Relation(rawValue: $0) } ?? .equal
    claim.check = Claim.Check(relation, claimed.first.description)
    claim.secondCheck = claimed.second.map { Claim.Check($0.relation, $0.derivation.description) }
    return claim
  }

  private static func codes(_ story: inout Story) throws {
    for row in try rows("import/units.csv") {
      let kind = try #require(UnitKind(rawValue: row["kind"] ?? ""))
      try story.unit(row["code"] ?? "", kind, factor: row["factor"]?.orNil, base: row["base"]?.orNil)
    }
    for row in try rows("import/indicators.csv") {
      try story.indicator(row["code"] ?? "", unit: row["unit"] ?? "")
    }
    for row in try rows("import/coverage.csv") {
      try story.cover(row["set"] ?? "", try #require(Coverage.State(rawValue: row["state"] ?? "")))
    }
  }

  private static func measurements(_ story: inout Story) throws {
    func key(_ row: [String: String]) -> [String?] { [row["series"], row["area"], row["period"], row["breakdown"]] }
    var qualifiers: [[String?]: String] = [:]
    for row in try rows("measurement_qualifiers.csv") { qualifiers[key(row)] = row["qualifier"] }
    let signs = ["exact": "", "at_least": ">=", "approx": "~"]
    for row in try rows("measurements.csv") {
      story.basis = Basis(source: "C21", locator: row["source_line"])
      let breakdown = row["breakdown"]?.split(separator: ";").joined(separator: ",") ?? ""
      let figure =
        "\(row["series"] ?? "")@\(row["area"] ?? "")@\(row["period"] ?? "")\(breakdown.isEmpty ? "" : "@")\(breakdown)"
      let sign = try #require(signs[qualifiers[key(row)] ?? ""])
      let status: ObservationStatus = row["obs_status"] == "P" ? .forecast : .normal
      try story.measure(figure, sign + (row["value"] ?? ""), status: status)
    }
    for file in ["import/membership_facts.csv", "import/resolution_states.csv"] {
      for row in try rows(file) {
        story.basis = Basis(source: row["document"], locator: row["locator"])
        let breakdown = row["breakdown"].flatMap { $0.isEmpty ? nil : "@" + $0 } ?? ""
        let figure = "\(row["indicator"] ?? "")@\(row["area"] ?? "")@\(row["period"] ?? "")\(breakdown)"
        if let value = row["value"]?.orNil {
          try story.measure(figure, value)
        } else {
          try story.measureNothing(figure, reason: row["missing_reason"] ?? "")
        }
      }
    }
  }

  private static func framework(_ story: inout Story) throws {
    for row in try rows("framework.csv") {
      story.basis = Basis(source: "C21")
      try story.node(
        row["code"] ?? "", try #require(NodeKind(rawValue: row["kind"] ?? "")), sector: row["sector"]?.orNil,
        plan: "SP2020")
    }
    let measures = try rows("import/measures.csv")
    for row in try rows("import/targets.csv") {
      let baseline = try row["baseline_period"]?.orNil.map { period in
        try row["baseline_value"]?.orNil.map { Target.Baseline.fixed(try Period(period), value: try Decimal($0)) }
          ?? .floating(try Period(period))
      }
      let target = Target(
        statement: row["statement"] ?? "", direction: Indicator.Direction(rawValue: row["direction"] ?? ""),
        rule: try #require(Target.Rule(rawValue: row["rule"] ?? "")),
        value: try row["value"]?.orNil.map { try Decimal($0) },
        unit: try row["unit"]?.orNil.map { try Code($0) }, due: try row["due"]?.orNil.map { try Period($0) },
        denominator: row["denominator"]?.orNil, baseline: baseline, instrument: row["instrument"] ?? "",
        effectiveFrom: try row["effective_from"]?.orNil.map { try PartialDate($0) },
        measures: try measures.filter { $0["target"] == row["code"] }.map(measure),
        combination: row["combine"] == "judged" ? .judged : .all)
      try story.target(row["code"] ?? "", target, plan: "SP2020")
    }
    for row in try rows("import/judgements.csv") {
      try story.judge(
        row["target"] ?? "", try #require(TargetStatus(rawValue: row["status"] ?? "")),
        also: row["also"] == "benchmarked" ? [.benchmarked] : [], flags: row["flags"]?.orNil.map { [$0] } ?? [],
        printed: row["printed"]?.orNil, plan: "SP2020")
    }
  }

  private static func measure(_ row: [String: String]) throws -> Target.Measure {
    let breakdown = try row["breakdown"]?.orNil.map { try Breakdown(bytes: $0.utf8.span) } ?? .none
    return Target.Measure(
      indicator: try Code(row["indicator"] ?? ""), area: try Code(row["area"] ?? ""), breakdown: breakdown,
      role: try #require(Target.Measure.Role(rawValue: row["role"] ?? "")))
  }
}

extension String {
  /// The text, or nil if there is none.
  fileprivate var orNil: String? { isEmpty ? nil : self }
}
