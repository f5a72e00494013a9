import LedgerStore
import LedgerTestSupport
import OperatingSystem
import Testing

@testable import LedgerCommands

@Suite("The words that may stand next")
struct CompletionTests {
  private static func complete(_ words: String..., in ledger: CommandLedger) async -> [String] {
    let run = await ledger.ask(["complete", "--"] + words)
    #expect(run.code == 0)
    #expect(run.errors == "")
    return run.lines
  }

  /// The words without their meanings.
  private static func words(_ words: String..., in ledger: CommandLedger) async -> [String] {
    let run = await ledger.ask(["complete", "--"] + words)
    return run.lines.map { String($0.prefix { $0 != "\t" }) }
  }

  @Test("are codes of the ledger, a figure's up to the next sign")
  func codes() async throws {
    let ledger = try await CommandLedger.councilDocument
    #expect(
      await Self.complete("figure", "indiv", in: ledger) == [
        "individuals-using-internet-share@\tIndividuals using the Internet"
      ])
    #expect(
      await Self.complete("figure", "individuals-using-internet-share@", in: ledger) == [
        "individuals-using-internet-share@Developed@", "individuals-using-internet-share@LDC@",
        "individuals-using-internet-share@World@",
      ])
    #expect(
      await Self.complete("correct", "individuals-using-internet-share@LDC@", in: ledger) == [
        "individuals-using-internet-share@LDC@2019"
      ])
    #expect(await Self.words("target", "2.1", in: ledger) == ["2.1", "2.10"])
    #expect(await Self.words("target", "SP2020/2.1", in: ledger) == ["SP2020/2.1", "SP2020/2.10"])
    #expect(await Self.words("status", "--plan=", in: ledger) == ["--plan=SP2020"])
    #expect(
      await Self.words("append", "measure", "--indicator", "internet-users-g", in: ledger) == ["internet-users-growth"])
    #expect(await Self.words("list", "figures", "--ledger", "", in: ledger) == ["tally"])
  }

  @Test("go through a breakdown pair by pair")
  func breakdown() async throws {
    let ledger = try await CommandLedger.councilDocument
    let all = await ledger.ask("list", "figures", "wireless-broadband-beneficiaries@*@*@type=*", "--json")
    let figures = all.output.matches(of: /"figure":"([^"]+)"/).map { String($0.output.1) }
    #expect(figures.count > 1)
    for figure in figures {
      #expect(await Self.words("figure", figure, in: ledger).contains(figure))
      let sign = try #require(figure.lastIndex(of: "="))
      #expect(await Self.words("figure", String(figure[...sign]), in: ledger).contains { figure.hasPrefix($0) })
    }
  }

  @Test("are any areas where a figure is recorded for the first time")
  func newFigure() async throws {
    let ledger = try await CommandLedger.councilDocument
    let words = await Self.words("record", "internet-users@", in: ledger)
    #expect(words.contains("internet-users@Djibouti@"))
    #expect(await !Self.words("figure", "internet-users@", in: ledger).contains("internet-users@Djibouti@"))
  }

  @Test("are publications, and after the sign their claims")
  func claims() async throws {
    let ledger = try await CommandLedger.councilDocument
    #expect(await Self.words("audit", "C2", in: ledger) == ["C20/35", "C21"])
    #expect(await Self.words("audit", "C21", in: ledger) == ["C21", "C21#"])
    #expect(
      await Self.words("audit", "C21#status-off", in: ledger) == [
        "C21#status-off-track-count", "C21#status-off-track-share",
      ])
  }

  @Test("leave out what was withdrawn")
  func withdrawn() async throws {
    let ledger = try CommandLedger()
    for code in ["percent", "person"] { try await ledger.tell("append", "unit", "--code", code, "--kind", "count") }
    let run = await ledger.ask("replay", "--subject", "unit/person")
    let id = try #require(run.output.firstMatch(of: /"append":"([0-9a-f-]{36})"/)?.output.1)
    try await ledger.tell("withdraw", "--append", String(id), "--because", "a test")
    #expect(await Self.words("append", "indicator", "--unit", "p", in: ledger) == ["percent"])
  }

  @Test("have in common what all have in common, where there are too many to print")
  func tooMany() async throws {
    let ledger = try CommandLedger()
    let rows = (1000..<1700).map { "A\($0),other\n" }.joined()
    let path = try ledger.file("code,kind\n\(rows)B1,other\n", "areas.csv")
    try await ledger.tell("import", "areas", path)
    let words = await Self.words("append", "area", "--code", "", in: ledger)
    #expect(words.count == 501)
    #expect(words.first == "A1000")
    #expect(words.last == "B1")
  }

  @Test("never hold the value of a figure, nor any figure's state")
  func values() async throws {
    let ledger = try CommandLedger()
    try await ledger.tell("append", "unit", "--code", "percent", "--kind", "percent")
    try await ledger.tell("append", "area", "--code", "LDC", "--kind", "group")
    try await ledger.tell(
      "append", "indicator", "--code", "share", "--title", "Share", "--unit", "percent", "--value-type", "decimal")
    try await ledger.tell(
      "record", "share@LDC@2020", "76.54321", "--embargo", "2099-01-01T00:00Z", "--comment", "76.54321")
    let lines = [["figure", ""], ["figure", "share@LDC@"], ["replay", "--subject", "figure/"], ["withdraw", ""]]
    for words in lines {
      let run = await ledger.ask(["complete", "--"] + words)
      #expect(run.output.contains("share"))
      #expect(!run.output.contains("76"))
    }
  }

  @Test("are none without a server, and none is started")
  func noServer() async throws {
    let folder = try Directory.createTemporary(prefix: "tally-test-", in: Environment.current()["TMPDIR"] ?? "/tmp")
    defer { try? Directory.removeTree(folder) }
    for words in [["figure", ""], ["status", "--ledger", ""], ["nonsense", ""], [""], []] {
      let run = await CommandRun(["complete", "--"] + words, environment: ["XDG_DATA_HOME": folder, "HOME": folder])
      #expect(run.code == 0)
      #expect(run.errors == "")
      #expect(run.output.isEmpty == (words != [""]))
    }
    #expect(try Directory.names(folder) == [])
  }

  @Test("come in a moment from a server that does not answer")
  func silentServer() async throws {
    // A server that takes connections and says nothing.
    let script = """
      import os, socket, subprocess, sys, time
      silent = socket.socket()
      silent.bind(("127.0.0.1", 0))
      silent.listen()
      database = f"host=127.0.0.1 port={silent.getsockname()[1]} sslmode=disable"
      start = time.monotonic()
      run = subprocess.run([sys.argv[1], "complete", "--", "figure", ""], capture_output=True,
                           env={**os.environ, "TALLY_DATABASE": database})
      sys.exit(run.returncode or len(run.stdout + run.stderr) or time.monotonic() - start > 5)
      """
    let outcome = try Program.run("python3", ["-c", script, CommandLedger.program()], timeout: .seconds(60))
    #expect(outcome.status.isSuccess, "\(outcome.errorText)")
  }
}
