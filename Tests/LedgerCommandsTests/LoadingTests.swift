import Testing

@Suite("The Council's document")
struct LoadingTests {
  @Test("loads whole through the program, and can be asked about")
  func loads() async throws {
    let ledger = try await CommandLedger.councilDocument
    let status = await ledger.ask("status", "--json")
    #expect(status.code == 0, "\(status.errors)")
    #expect(status.lines.count == 24)
  }

  @Test("says how many lists and targets the rows of a file are of")
  func gathers() async throws {
    let ledger = try await CommandLedger.small()
    let lists = try ledger.file("list,code\nsex,F\nsex,M\nage,Y0T14\n", "lists.csv")
    let run = await CommandRun(["import", "codelists", lists], environment: ledger.environment)
    #expect(run.lines.last == "3 rows of 2 codelists: 2 new.", "\(run.output)")
    try await ledger.tell(
      "append", "target", "--plan", "P", "--code", "1", "--statement", "More", "--rule", "qualitative",
      "--instrument", "Resolution 1")
    let measures = try ledger.file(
      "plan,target,indicator,area,role\nP,1,share,A,primary\nP,1,share,B,proxy\n", "measures.csv")
    let again = await CommandRun(["import", "measures", measures, "--dry-run"], environment: ledger.environment)
    #expect(again.lines.last == "2 rows of 1 target: 1 changed.", "\(again.output) \(again.errors)")
  }

  @Test("answers the same in any locale and time zone")
  func places() async throws {
    let ledger = try await CommandLedger.councilDocument
    let here = await ledger.ask("status", environment: ["LC_ALL": "C"])
    let there = await ledger.ask("status", environment: ["LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati"])
    #expect(here.output == there.output)
  }
}
