import Ledger
import Testing

@testable import LedgerCommands

@Suite("A figure that is worked out")
struct WorkedOutFigureTests {
  private static let indicators = """
    code,title,unit,value_type,decimals,derivation,area
    offline,Persons offline,percent,decimal,1,"difference(100,figure(share@{area}@{period}))",
    all,All together,percent,decimal,0,sum(other@*@{period}),D

    """

  /// Two countries, one figure under embargo, a target measured by what is worked out, and a claim about it.
  private static func ledger() async throws -> CommandLedger {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("import", "indicators", try ledger.file(indicators, "worked.csv"))
    let measurements = """
      indicator,area,period,value,embargo,document
      share,A,2019,20,,Survey
      share,A,2020,>=30,,Survey
      share,B,2020,45.25,2099-01-01T00:00:00Z,Survey
      other,A,2020,1,,Survey
      other,B,2020,2,,Survey

      """
    try await ledger.tell("import", "measurements", try ledger.file(measurements, "measurements.csv"))
    try await ledger.tell(
      "append", "target", "--plan", "P", "--code", "1", "--statement", "Half of all are online", "--direction",
      "decrease", "--rule", "level", "--value", "50", "--unit", "percent", "--due", "2023", "--instrument", "R1")
    try await ledger.tell(
      "append", "measure", "--plan", "P", "--target", "1", "--indicator", "offline", "--area", "A", "--role", "primary")
    try await ledger.tell("append", "publication", "--code", "D1", "--issued-on", "2021-01-01")
    for (id, printed, derivation) in [
      ("share", "80", "figure(offline@A@2019)"), ("most", "55", "figure(offline@B@2020)"),
      ("none", "1", "figure(offline@C@2020)"),
    ] {
      try await ledger.tell(
        "append", "claim", "--publication", "D1", "--claim", id, "--printed", printed, "--derivation", derivation)
    }
    return ledger
  }

  @Test("is shown, listed, tabled, calculated, judged and audited with the way down to the events")
  func shown() async throws {
    var transcript = Transcript(try await Self.ledger(), clock: try Instant("2026-12-31T00:00Z"))
    await transcript.ask("figure", "offline@A@2020")
    await transcript.ask("figure", "offline@B@2020")
    await transcript.ask("figure", "offline@B@2020", "--public")
    await transcript.ask("figure", "offline@C@2020")
    await transcript.ask("figure", "all@A@2020")
    await transcript.ask("figure", "offline@A@*")
    await transcript.ask("figure", "all@D@2020", "--json")
    await transcript.ask("list", "figures", "offline")
    await transcript.ask("table", "offline", "--wide")
    await transcript.ask("table", "offline", "--public")
    await transcript.ask("table", "offline", "--format", "csv")
    await transcript.ask("calc", "difference(figure(offline@A@2019),figure(offline@A@2020))")
    await transcript.ask("status")
    await transcript.ask("target", "1")
    await transcript.ask("audit", "D1")
    try expectSnapshot(transcript.text, "worked-out")
  }

  @Test("cannot be recorded, withdrawn or imported")
  func refused() async throws {
    let ledger = try await Self.ledger()
    let file = try ledger.file("indicator,area,period,value\noffline,A,2019,1\n", "m.csv")
    for (words, message) in [
      (["record", "offline@A@2019", "1"], "its figures are worked out, not recorded"),
      (["correct", "offline@A@2019", "1", "--because", "x"], "\"offline\" is worked out: correct what"),
      (["import", "measurements", file], "m.csv:2:1: inconsistent: its figures are worked out, not recorded"),
      (["withdraw", "--where", "indicator=offline", "--because", "x"], "\"offline\" is worked out"),
      (["withdraw", "offline@A@2019", "--because", "x"], "there is no figure offline@A@2019"),
    ] {
      let run = await CommandRun(words, environment: ledger.environment)
      #expect(run.code == ExitCode.inputRefused && run.errors.contains(message), "\(words) \(run.errors)")
    }
  }

  @Test(
    "is not defined where it would lead back to itself, to what there is not, or nowhere",
    arguments: [
      ("sum(two@{area}@{period})", "", "leads back to the indicator itself: one → two → one"),
      ("figure(one@{area}@{period})", "", "leads back to the indicator itself: one → one"),
      ("figure(shares@{area}@{period})", "", "there is no indicator \"shares\"; did you mean \"share\""),
      ("sum(share@*@{period})", "", "no area to keep its figures under"),
      ("sum(share@{area}@*)", "", "no period to keep its figures under"),
      ("figure(share@{area}@{period})", "A", "the derivation follows the area"),
      ("figure(share@{country}@{period})", "", "'{country}' stands for nothing; write {area} or {period}"),
      ("figures(share@{area}@{period})", "", "'figures' is not a form"),
      ("", "A", "only figures that follow from a derivation have an area here"),
    ])
  func notDefined(_ derivation: String, _ area: String, _ message: String) async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file(
      """
      code,title,unit,value_type,derivation,area
      one,One,percent,decimal,"\(derivation)",\(area)
      two,Two,percent,decimal,figure(one@{area}@{period}),

      """, "indicators.csv")
    let run = await CommandRun(["import", "indicators", file], environment: ledger.environment)
    #expect(run.code == ExitCode.inputRefused && run.errors.contains(message), "\(run.errors)")
  }
}
