import Ledger
import LedgerTestSupport
import Testing

@testable import LedgerCommands

@Suite("A question about the Council's document")
struct QuestionTests {
  @Test("figure: value, source, history; what there is where there is no such figure")
  func figure() async throws {
    var transcript = Transcript(try await CommandLedger.councilDocument)
    await transcript.ask("figure", "individuals-using-internet-share@LDC@2019")
    await transcript.ask("figure", "individuals-using-internet-share@LDC@2019", "--json")
    await transcript.ask("figure", "internet-users@World@2019")
    await transcript.ask("figure", "itu-membership-growth@ITU@2020")
    await transcript.ask("figure", "resolution-state@ITU@2021@resolution=21")
    await transcript.ask("figure", "individuals-using-internet-share@LDC@2030")
    await transcript.ask("figure", "individuals-using-internet-share@World@2018")
    await transcript.ask("figure", "individuals-using-internet-share@LCD@2019")
    await transcript.ask("figure", "individuals-using-internet-share@Burundi@2019")
    await transcript.ask("figure", "individuals-using-internet-shares@LDC@2019")
    await transcript.ask("figure", "quite-another@LDC@2019")
    await transcript.ask("figure", "internet-users@World@2019", "--as-reported", "C20/35")
    await transcript.ask("figure", "internet-users@World@2019", "--as-published", "2021-04-29")
    await transcript.ask("figure", "e-waste-recycled-share@World@2019")
    await transcript.ask(
      "figure", "e-waste-recycled-share@World@2019", "--public", "--release", "2020-06-30T23:59:59Z")
    await transcript.ask(
      "figure", "e-waste-recycled-share@World@2019", "--public", "--release", "2020-07-01T00:00Z")
    await transcript.ask("figure", "internet-users")
    await transcript.ask("figure", "internet-users@World@2019-13")
    try expectSnapshot(transcript.text, "figure")
  }

  @Test("target: the promise, the judgement, the method and why, the measures, the revisions")
  func target() async throws {
    var transcript = Transcript(try await CommandLedger.councilDocument)
    await transcript.ask("target")
    await transcript.ask("target", "2.4")
    await transcript.ask("target", "2.4", "--json")
    await transcript.ask("target", "SP2020/4.1", "--as-reported", "C21")
    await transcript.ask("target", "1.3")
    await transcript.ask("target", "2.8", "--plan", "SP2020")
    await transcript.ask("target", "3.2", "--public", "--release", "2020-06-30T23:59:59Z")
    await transcript.ask("target", "2.44")
    await transcript.ask("target", "9.9")
    await transcript.ask("target", "2.4", "--on", "2018-11-15")
    await transcript.ask("target", "--on", "2018-11-15")
    await transcript.ask("target", "SP2O20/2.4")
    await transcript.ask("target", "2.4", "--method", "linear-paths")
    try expectSnapshot(transcript.text, "target")
  }

  @Test("members: without a list, what is reported")
  func members() async throws {
    var transcript = Transcript(try await CommandLedger.councilDocument)
    await transcript.ask("members")
    await transcript.ask("members", "ITU")
    await transcript.ask("members", "ITU", "--by", "year")
    await transcript.ask("members", "ITU", "--by", "category")
    await transcript.ask("members", "ITU", "--reported", "itu-academia-members", "--json")
    await transcript.ask("members", "Burundi")
    await transcript.ask("members", "IUT")
    await transcript.ask("members", "ITU", "--reported", "itu-academia-member")
    await transcript.ask("members", "--by", "year")
    try expectSnapshot(transcript.text, "members-reported")
  }

  @Test("list: each sort, by a word, cut where it would not end")
  func list() async throws {
    var transcript = Transcript(try await CommandLedger.councilDocument)
    await transcript.ask("list", "indicators", "INTERNET")
    await transcript.ask("list", "indicators", "internet-users-growth", "--json")
    await transcript.ask("list", "figures", "iraq")
    await transcript.ask("list", "figures", "individuals-using-internet-share@*@*")
    await transcript.ask("list", "figures", "individuals-using-internet-share@*@*", "--limit", "2")
    await transcript.ask("list", "figures", "itu-member-states", "--json")
    await transcript.ask("list", "targets", "internet")
    await transcript.ask("list", "targets", "2.4", "--json")
    await transcript.ask("list", "publications")
    await transcript.ask("list", "publications", "--json")
    await transcript.ask("list", "areas")
    await transcript.ask("list", "units", "percent of")
    await transcript.ask("list", "codelists", "decision")
    await transcript.ask("list", "methods")
    await transcript.ask("list", "coverage")
    await transcript.ask("list", "claims", "status-")
    await transcript.ask("list", "claims", "status-achieved-share", "--json")
    await transcript.ask("list", "figures", "e-waste", "--public", "--release", "2020-06-30T00:00Z")
    await transcript.ask("list", "areas", "Atlantis")
    await transcript.ask("list", "claim")
    await transcript.ask("list", "areas", "--limit", "0")
    try expectSnapshot(transcript.text, "list")
  }

  @Test("list: all figures, one line each, at most two hundred in a table")
  func allFigures() async throws {
    let ledger = try await CommandLedger.councilDocument
    let lines = await ledger.ask("list", "figures", "--json").lines
    #expect(lines.count == 398)
    #expect(Set(lines).count == lines.count)
    let table = await ledger.ask("list", "figures")
    #expect(table.output.contains("The first 200; there are more."))
  }

  @Test("calc: the number, exact beside rounded, the tree; what is missing; where a form breaks")
  func calc() async throws {
    var transcript = Transcript(try await CommandLedger.councilDocument)
    await transcript.ask("calc", "sum(wireless-broadband-beneficiaries@Djibouti@2019-12@type=*)")
    await transcript.ask("calc", "ratio(count(nodes kind=goal plan=SP2020),3)")
    await transcript.ask("calc", "ratio(figure(itu-member-states@ITU@2021),7)")
    await transcript.ask("calc", "ratio(1,700000)")
    await transcript.ask("calc", "growth(countries-with-innovation-policy@World@*,2019,2020,per-year)")
    await transcript.ask("calc", "sum(figure(itu-membership-entities@ITU@2021),1)", "--json")
    await transcript.ask("calc", "period(internet-users@World@*,last)")
    await transcript.ask("calc", "target(4.1,value)")
    await transcript.ask("calc", "count(members group=ITU)")
    await transcript.ask("calc", "difference(figure(internet-users@World@2019),figure(internet-users@World@2018))")
    await transcript.ask("calc", "figure(internet-users@World@2018)", "--json")
    await transcript.ask("calc", "ratio(figure(internet-users@World@2019),figure(itu-member-states@ITU@2021))")
    await transcript.ask("calc", "ratio(1,0)")
    await transcript.ask("calc", "figure(internet-users@World@2019")
    await transcript.ask("calc", "summ(internet-users@World@2019)")
    await transcript.ask("calc", "")
    try expectSnapshot(transcript.text, "calc")
  }

  @Test(
    "is answered the same in any locale and time zone",
    arguments: [
      ["figure", "individuals-using-internet-share@LDC@2019"], ["target", "2.4"], ["target"], ["members", "ITU"],
      ["list", "areas"], ["list", "figures", "iraq", "--json"], ["calc", "ratio(1,3)"], ["status"],
      ["audit", "C21#status-achieved-share"],
    ])
  func places(_ words: [String]) async throws {
    let ledger = try await CommandLedger.councilDocument
    let here = await ledger.ask(words, environment: ["LC_ALL": "C", "TZ": "UTC"])
    let there = await ledger.ask(words, environment: ["LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati"])
    #expect(here.output == there.output)
    #expect(here.code == there.code)
  }

  @Test("says where in time it was asked, so that it can be asked again")
  func again() async throws {
    let ledger = try await CommandLedger.councilDocument
    for words in [
      ["figure", "internet-users@World@2019"], ["target", "2.4"], ["members", "ITU"], ["calc", "ratio(1,3)"],
    ] {
      let run = await ledger.ask(words)
      #expect(run.output.contains("As of position 1069"), "\(words)")
      #expect(run.output.contains("on 2021-12-31"), "\(words)")
      let json = await ledger.ask(words + ["--json"])
      for line in json.lines.prefix(1) {
        #expect(line.hasSuffix(#","at_position":"1069","on":"2021-12-31"}"#), "\(words)")
      }
    }
  }

  @Test("can be asked by a login that may only read")
  func reader() async throws {
    let ledger = try await CommandLedger.councilDocument
    let visitor = ledger.environment(as: .reader)
    for words in [
      ["figure", "internet-users@World@2019"], ["target"], ["target", "2.4"], ["members", "ITU"], ["list", "figures"],
      ["calc", "count(targets)"], ["status"], ["audit", "C21#giga-countries"],
    ] {
      let run = await ledger.ask(words, environment: visitor)
      #expect(run.errors.isEmpty, "\(words)")
      #expect(run.output == (await ledger.ask(words)).output, "\(words)")
    }
    let wrong = await ledger.ask(["status", "--as-reported", "C22"], environment: visitor)
    #expect(wrong.code == 65)
    #expect(wrong.errors.contains(#"did you mean "C21"?"#))
  }

  @Test(
    "without a ledger ends with 69 and says how to make one", arguments: [["figure", "a@b@2020"], ["list", "areas"]])
  func noLedger(_ words: [String]) async throws {
    let run = await CommandRun(words, environment: ["XDG_DATA_HOME": "/nonexistent", "HOME": "/nonexistent"])
    #expect(run.code == 69)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("tally init"))
  }
}

@Suite("A list")
struct ListTests {
  /// Two figures with notes: one that was corrected, one with a note under embargo.
  private static func ledger() async throws -> CommandLedger {
    let ledger = try await CommandLedger.small()
    let measurements = #"""
      indicator,area,period,value,embargo,comment,quote
      share,A,2019,20,,,
      share,B,2019,21,,Rebased to the census,
      share,C,2019,22,,,"They said ""about a fifth"""
      share,D,2019,23,2099-01-01T00:00:00Z,The secret census,

      """#
    try await ledger.tell("import", "measurements", try ledger.file(measurements, "measurements.csv"))
    try await ledger.tell("correct", "share@A@2019", "25", "--because", "The Census office called")
    try await ledger.tell("correct", "share@A@2019", "26", "--because", "They called again")
    return ledger
  }

  private func figures(_ run: CommandRun) -> [String] {
    run.lines.filter { $0.hasPrefix("share@") }.map { String($0.prefix { $0 != " " }) }
  }

  @Test("of figures finds words in their notes, earlier ones among them, and shows what it found")
  func notes() async throws {
    let ledger = try await Self.ledger()
    let found = await ledger.ask("list", "figures", "CENSUS")
    #expect(figures(found) == ["share@A@2019", "share@B@2019", "share@D@2019"])
    #expect(found.lines.contains { $0.hasPrefix("share@A@2019") && $0.contains("The Census office called") })
    #expect(figures(await ledger.ask("list", "figures", "\"about a fifth\"")) == ["share@C@2019"])
    #expect(figures(await ledger.ask("list", "figures", "comment")).isEmpty)
    let all = await ledger.ask("list", "figures", "share@*@*", "--notes")
    #expect(figures(all).count == 4)
    #expect(all.lines.contains { $0.hasPrefix("share@A@2019") && $0.contains("They called again") })
    let json = await ledger.ask("list", "figures", "census", "--json")
    #expect(json.lines.count == 3 && json.lines.allSatisfy { $0.lowercased().contains("\"note\":\"") })
  }

  @Test("of figures for the public finds nothing by a note of a value that may not be told, nor counts it")
  func embargo() async throws {
    let ledger = try await Self.ledger()
    let clock = try Instant("2026-12-31T00:00Z")
    let byNote = await ledger.ask(["list", "figures", "secret", "--public"], clock: clock)
    #expect(figures(byNote).isEmpty && !byNote.output.contains("embargoed"))
    let byKey = await ledger.ask(["list", "figures", "share@", "--public"], clock: clock)
    #expect(figures(byKey) == ["share@A@2019", "share@B@2019", "share@C@2019"])
    #expect(byKey.output.contains("1 embargoed."))
    #expect(figures(await ledger.ask(["list", "figures", "secret"], clock: clock)) == ["share@D@2019"])
  }

  @Test("of figures is cut after so many and sees what the as-of sees")
  func cut() async throws {
    let ledger = try await Self.ledger()
    let cut = await ledger.ask("list", "figures", "share", "--limit", "3")
    #expect(figures(cut).count == 3 && cut.output.contains("The first 3; there are more."))
    let whole = await ledger.ask("list", "figures", "share", "--limit", "4")
    #expect(figures(whole).count == 4 && !whole.output.contains("there are more"))
    let head = try #require(try await ledger.events().last?.position)
    #expect(figures(await ledger.ask("list", "figures", "again")).count == 1)
    #expect(figures(await ledger.ask("list", "figures", "again", "--at-position", "\(head - 1)")).isEmpty)
    try await ledger.tell("withdraw", "share@B@2019", "--because", "x")
    let withdrawn = await ledger.ask("list", "figures", "share@B@*")
    #expect(withdrawn.output.contains("withdrawn"))
  }

  @Test("of nodes and targets says what feeds each, and finds them by it")
  func feeds() async throws {
    var transcript = Transcript(try await CommandLedger.councilDocument)
    await transcript.ask("list", "nodes", "2.4")
    await transcript.ask("list", "nodes", "individuals-using-internet-share")
    await transcript.ask("list", "targets", "individuals-using-internet-share")
    await transcript.ask("list", "nodes", "2.4", "--json")
    await transcript.ask("list", "figures", "webinar")
    await transcript.ask("list", "targets", "--notes")
    try expectSnapshot(transcript.text, "list-feeds")
  }
}
