import Ledger
import Testing

@testable import Interchange

@Suite("The Council document's files")
struct CouncilDocumentTests {
  private func file(_ name: String) throws -> String { try Desk.file("itu-c21/" + name) }

  private func furnished() throws -> Desk {
    var desk = Desk()
    try desk.load(.units, try file("import/units.csv"))
    try desk.load(.codelists, try file("import/codelists.csv"))
    try desk.load(.areas, try file("import/areas.csv"))
    try desk.load(.indicators, try file("import/indicators.csv"))
    try desk.load(.nodes, try file("framework.csv"), [(.set, "plan=SP2020")])
    try desk.load(.targets, try file("import/targets.csv"))
    try desk.load(.measures, try file("import/measures.csv"))
    return desk
  }

  @Test("the framework loads whole")
  func framework() throws {
    let desk = try furnished()
    #expect(desk.catalogue.areas.count == 21)
    #expect(desk.catalogue.nodes["SP2020"]?.count == 130)
    #expect(desk.catalogue.targets["SP2020"]?.count == 24)
    #expect(desk.catalogue.indicators.count >= 221)
    #expect(desk.catalogue.codes(of: "resolution").count == 40)
    #expect(desk.catalogue.targets["SP2020"]?["1.2"]?["measures"]?.array?.isEmpty == false)
  }

  @Test("all 348 measurements load with their qualifiers and embargoes")
  func measurements() throws {
    let desk = try furnished()
    let result = try desk.read(
      .measurements, try file("measurements.csv"),
      [
        (.with, "measurement_qualifiers.csv"), (.with, "import/measurement_embargoes.csv"),
        (.map, "indicator=series"), (.map, "locator=source_line"), (.map, "comment=note"), (.ignore, "title"),
        (.ignore, "related_code"), (.ignore, "period_basis"), (.recode, "obs_status:E=A"), (.recode, "obs_status:P=F"),
        (.recode, "qualifier:approx=approximately"), (.breakdownSeparator, ";"), (.set, "document=C21"),
        (.publishedAt, "2021-04-30"),
      ], keys: "series,area,period,breakdown",
      files: [
        "measurement_qualifiers.csv": try file("measurement_qualifiers.csv"),
        "import/measurement_embargoes.csv": try file("import/measurement_embargoes.csv"),
      ])
    #expect(result.problems == [])
    #expect(result.events.count == 348)
    #expect(Set(result.subjects).count == 348)
    #expect(result.data.count { $0.contains(#""qualifier":"at_least""#) } == 52)
    #expect(result.data.count { $0.contains(#""qualifier":"approximately""#) } == 25)
    #expect(result.data.count { $0.contains(#""embargo""#) } == result.bases.count { $0.contains(#""salt""#) })
    #expect(result.data.contains { $0.contains(#""embargo":"2020-07-01T00:00:00.000000Z""#) })
    #expect(result.data.allSatisfy { !$0.contains(#""unit""#) })
  }

  @Test("the other files load: facts, resolutions, judgements, coverage, publications, decisions, 84 claims")
  func rest() throws {
    var desk = try furnished()
    #expect(try desk.load(.coverage, try file("import/coverage.csv")).events.count > 10)
    let facts = try desk.load(.measurements, try file("import/membership_facts.csv"), [(.publishedAt, "2021-04-30")])
    #expect(facts.data.count { $0.contains("missing_reason") } == 5)
    let resolutions = try desk.load(
      .measurements, try file("import/resolution_states.csv"), [(.publishedAt, "2021-04-30")])
    #expect(resolutions.events.count == 40)
    #expect(resolutions.subjects[0] == "figure/resolution-state@ITU@2021@resolution=21")
    let judgements = try desk.load(.judgements, try file("import/judgements.csv"))
    #expect(judgements.events.count == 24)
    try desk.load(.publications, try file("import/publication-c20-35.csv"))
    try desk.load(.publications, try file("import/publication-c21.csv"))
    try desk.load(.decisions, try file("import/decisions.csv"))
    let claims = try desk.load(.claims, try file("import/claims.csv"))
    #expect(claims.events.count == 84)
    #expect(claims.data.contains { $0.contains(#""and":{"derivation":"figure("#) })
  }
}
