import Ledger
import LedgerTestSupport
import OperatingSystem
import Testing

@testable import LedgerCommands

@Suite("A proposed import")
struct ProposalTests {
  private static let figures = """
    indicator,area,period,value,embargo
    share,A,2019,20,
    share,B,2019,30,2099-01-01T00:00:00Z

    """

  /// Runs a command as one of two persons, both of whom may record.
  private func run(_ ledger: CommandLedger, as login: TestLedger.Login, _ words: String...) async -> CommandRun {
    await run(ledger, as: login, words)
  }

  private func run(_ ledger: CommandLedger, as login: TestLedger.Login, _ words: [String]) async -> CommandRun {
    await CommandRun(words, environment: ledger.environment(as: login), width: 160)
  }

  private func propose(_ ledger: CommandLedger, _ kind: String, _ words: String...) async throws -> String {
    let run = await run(ledger, as: .recorder, ["import", kind] + words + ["--propose", "--json"])
    try #require(run.code == 0, "\(run.errors)")
    let last = try #require(run.lines.last)
    let line = try Reply(last)
    #expect(line["proposed_by"].text == "recorder")
    return try #require(line["proposal"].text)
  }

  @Test("writes nothing until another login confirms it, and then names both")
  func confirmed() async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file(Self.figures, "figures.csv")
    let before = try await ledger.events().count
    let id = try await propose(ledger, "measurements", file, "--set", "document=D1", "--published-at", "2020-01-01")
    #expect(try await ledger.events().count == before)
    let waiting = await run(ledger, as: .officer, "confirm")
    #expect(waiting.output.contains(id) && waiting.output.contains("measurements of figures.csv, by recorder"))
    let shown = await run(ledger, as: .officer, "confirm", id)
    #expect(shown.output.contains("--published-at 2020-01-01") && shown.output.contains("not yet"))

    let done = await run(ledger, as: .officer, "confirm", id, file)
    #expect(done.code == 0, "\(done.errors)")
    let events = try await ledger.events().dropFirst(before)
    #expect(events.map(\.subject.text).sorted().prefix(2) == ["figure/share@A@2019", "figure/share@B@2019"])
    #expect(events.allSatisfy { "\($0.entry.append)" == id && $0.recordedBy == "officer" })
    let receipt = try #require(try events.last?.fact(ImportReceipt.self))
    #expect(receipt.proposedBy == "recorder")
    #expect(receipt.publishedAt == (try Instant("2020-01-01", bareDate: .endOfDay)))
    #expect(await run(ledger, as: .officer, "confirm").output == "No proposal waits.\n")
    let all = await run(ledger, as: .recorder, "confirm", "--all")
    #expect(all.output.contains("confirmed by officer"))
  }

  @Test("is not confirmed by the login that proposed it")
  func fourEyes() async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file(Self.figures, "figures.csv")
    let before = try await ledger.events().count
    let id = try await propose(ledger, "measurements", file)
    let own = await run(ledger, as: .recorder, "confirm", id, file)
    #expect(own.code == ExitCode.inputRefused)
    #expect(own.errors.contains("is by recorder and is confirmed by another login"))
    #expect(try await ledger.events().count == before)
    // The database itself says who that is, and takes no proposal in another's name.
    let reader = await run(ledger, as: .reader, "confirm", id, file)
    #expect(reader.code != 0)
    #expect(try await ledger.events().count == before)
  }

  @Test("used twice gives the first answer, to anybody")
  func twice() async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file(Self.figures, "figures.csv")
    let id = try await propose(ledger, "measurements", file)
    let first = await run(ledger, as: .officer, "confirm", id, file)
    let place = try #require(first.output.split(separator: ",").first).dropFirst("Recorded at ".utf8.count)
    let count = try await ledger.events().count
    for login in [TestLedger.Login.officer, .recorder] {
      let again = await run(ledger, as: login, "confirm", id, file)
      #expect(again.code == 0 && again.output.hasPrefix("Was recorded already at"))
      #expect(again.output.contains(place))
    }
    #expect(try await ledger.events().count == count)
  }

  @Test("is refused for another file, also for another one that is joined")
  func otherFile() async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file("area,period,value\nA,2019,20\n", "figures.csv")
    let joined = try ledger.file("area,period,comment\nA,2019,x\n", "joined.csv")
    let id = try await propose(
      ledger, "measurements", file, "--set", "indicator=share", "--with", joined, "--on-key", "area,period")
    let before = try await ledger.events().count
    let other = try ledger.file("area,period,value\nA,2019,21\n", "other.csv")
    let refused = await run(ledger, as: .officer, "confirm", id, other)
    #expect(refused.code == ExitCode.inputRefused && refused.errors.contains("is not the file that was proposed"))
    let otherJoined = try ledger.file("area,period,comment\nA,2019,y\n", "other-joined.csv")
    let alsoRefused = await run(ledger, as: .officer, "confirm", id, file, "--with", otherJoined)
    #expect(alsoRefused.errors.contains("a file that is joined is not the one that was proposed"))
    #expect(try await ledger.events().count == before)
    let copy = try ledger.file("area,period,comment\nA,2019,x\n", "copy.csv")
    #expect(await run(ledger, as: .officer, "confirm", id, file, "--with", copy).code == 0)
  }

  @Test(
    "is refused once something was recorded about one of its subjects, even what it says itself",
    arguments: [["record", "share@A@2019", "25"], ["record", "share@A@2019", "20"]])
  func changed(_ words: [String]) async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file(Self.figures, "figures.csv")
    let id = try await propose(ledger, "measurements", file)
    try await ledger.tell("record", "other@A@2019", "1")
    try await ledger.tell(words)
    let before = try await ledger.events().count
    let refused = await run(ledger, as: .officer, "confirm", id, file)
    #expect(refused.code == ExitCode.inputRefused)
    #expect(refused.errors.contains("figure/share@A@2019 has changed since this was proposed"))
    #expect(try await ledger.events().count == before)
  }

  @Test("is confirmed whatever was recorded about other subjects")
  func others() async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file(Self.figures, "figures.csv")
    let id = try await propose(ledger, "measurements", file)
    try await ledger.tell("record", "other@A@2019", "1")
    #expect(await run(ledger, as: .officer, "confirm", id, file).code == 0)
  }

  @Test("is refused where codes have changed so that the file comes to something else")
  func codes() async throws {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("append", "area", "--code", "A", "--kind", "country", "--aliases", "Land")
    let file = try ledger.file("indicator,area,period,value\nshare,Land,2019,20\n", "figures.csv")
    let id = try await propose(ledger, "measurements", file)
    try await ledger.tell("append", "area", "--code", "A", "--kind", "country", "--aliases", "Lund")
    try await ledger.tell("append", "area", "--code", "B", "--kind", "country", "--aliases", "Land")
    let refused = await run(ledger, as: .officer, "confirm", id, file)
    #expect(refused.errors.contains("the ledger's codes or lists have changed"), "\(refused.errors)")
  }

  @Test("may be of small kinds, and of snapshots, whose scope must not have changed either")
  func kinds() async throws {
    let ledger = try await CommandLedger.small()
    let areas = try ledger.file("code,kind,title\nE,country,Eland\nA,country,Aland\n", "areas.csv")
    let id = try await propose(ledger, "areas", areas)
    #expect(await run(ledger, as: .officer, "confirm", id, areas).code == 0)
    let changing = try await propose(
      ledger, "areas", try ledger.file("code,kind,title\nA,country,Other\n", "areas2.csv"))
    try await ledger.tell("append", "area", "--code", "A", "--kind", "country", "--title", "Third")
    let refused = await run(
      ledger, as: .officer, "confirm", changing, try ledger.file("code,kind,title\nA,country,Other\n", "areas2.csv"))
    #expect(refused.errors.contains("area/A has changed since this was proposed"), "\(refused.errors)")

    let rows = (1...60).map { "share,A,\(1950 + $0),\($0)" }.joined(separator: "\n")
    let first = try ledger.file("indicator,area,period,value\n\(rows)\n", "first.csv")
    try await ledger.tell(
      "import", "measurements", first, "--snapshot", "share", "--published-at", "2020-01-01")
    let fewer = try ledger.file(
      "indicator,area,period,value\n\(rows.split(separator: "\n").dropLast().joined(separator: "\n"))\n", "second.csv")
    let options = ["--snapshot", "share", "--published-at", "2021-01-01"]
    func proposal() async throws -> String {
      let run = await run(
        ledger, as: .recorder, ["import", "measurements", fewer] + options + ["--propose", "--json"])
      let last = try #require(run.lines.last)
      return try #require(try Reply(last)["proposal"].text)
    }
    let late = try await proposal()
    try await ledger.tell("record", "share@B@1999", "1", "--published-at", "2020-06-01")
    let tooLate = await run(ledger, as: .officer, "confirm", late, fewer)
    #expect(tooLate.code != 0 && tooLate.errors.contains("changed"), "\(tooLate.errors)")
    let fresh = try await proposal()
    let done = await run(ledger, as: .officer, "confirm", fresh, fewer)
    #expect(done.code == 0, "\(done.errors)")
    #expect(done.output.contains("2 withdrawn"), "\(done.output)")
  }

  @Test("is not made where there is nothing new, where the file is wrong, or of what is read once")
  func notMade() async throws {
    let ledger = try await CommandLedger.small()
    let file = try ledger.file(Self.figures, "figures.csv")
    try await ledger.tell("import", "measurements", file)
    let none = await run(ledger, as: .recorder, "import", "measurements", file, "--propose")
    #expect(none.code == 0 && none.errors.contains("Nothing was proposed."))
    let wrong = try ledger.file("indicator,area,period,value\nshare,X,2019,20\n", "wrong.csv")
    #expect(
      await run(ledger, as: .recorder, "import", "measurements", wrong, "--propose").code == ExitCode.inputRefused)
    for more in [["--dry-run"], ["--rejects", "r.csv"]] {
      #expect(
        await run(ledger, as: .recorder, ["import", "measurements", file, "--propose"] + more).code == ExitCode.usage)
    }
    #expect(await run(ledger, as: .recorder, "import", "measurements", "-", "--propose").code == ExitCode.usage)
    #expect(await run(ledger, as: .officer, "confirm").output == "No proposal waits.\n")
    let unknown = await run(ledger, as: .officer, "confirm", "01a20dd8-6022-7667-b409-3fb655605f53", file)
    #expect(unknown.code == ExitCode.inputRefused && unknown.errors.contains("there is no proposal"))
  }
}
