import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Testing

@testable import LedgerCommands

/// Ctrl-C and what else asks the program to end, while an append is under way.
@Suite("Bad input, row 80: an interrupted append", .serialized)
struct InterruptionTests {
  private static let id = "0199b2a0-0000-7000-8000-000000000080"
  private static let notRecorded =
    "append \(id)\nError: interrupted: append \(id) was not recorded and nothing was written; repeat the command to record it\n"

  /// A server of the tests' own: its settings are changed.
  private static let cluster = Result { try TestCluster() }

  private func appends(_ ledger: CommandLedger) throws -> Int64 {
    var open = try ledger.open()
    return try open.connection.value(
      "SELECT count(*) FROM tally.appends WHERE id = \(unchecked: "'\(Self.id)'")", as: Int64.self)
  }

  /// Takes the gate of the ledger as a writer that is slow.
  private func holdGate(_ ledger: CommandLedger) throws -> Connection {
    var connection = try ledger.database.connect()
    try connection.executeScript("BEGIN; LOCK TABLE tally.gate IN SHARE ROW EXCLUSIVE MODE")
    return connection
  }

  private static func words(_ way: String, _ ledger: CommandLedger) throws -> [String] {
    switch way {
    case "one event": ["append", "unit", "--code", "u", "--kind", "count", "--id", id]
    case "a few": ["import", "units", try ledger.file("code,kind\na,count\nb,count\n", "units.csv"), "--id", id]
    default:
      [
        "import", "measurements", try ledger.file("indicator,area,period,value\nshare,A,2000,1\n", "m.csv"), "--id", id,
      ]
    }
  }

  @Test(
    "Row 80: while it waits for another is cancelled on the server, and says that nothing was written",
    arguments: ["one event", "a few", "a file"], [("INT", 2), ("TERM", 15), ("HUP", 1)])
  func waiting(_ way: String, _ signal: (name: String, number: Int)) async throws {
    let ledger = try await CommandLedger.small()
    var holder = try holdGate(ledger)
    let program = try RunningProgram(try Self.words(way, ledger), for: ledger)
    // What a transaction sees of the sessions does not change.
    var observer = try ledger.database.connect()
    let process = try observer.waitForLock(of: "tally")
    try program.send(signal.name)
    let outcome = try program.outcome()
    #expect(outcome.status == .signalled(signal.number))
    #expect(outcome.errorText == Self.notRecorded)
    #expect(outcome.outputText == "")
    // Nobody waits any more, though the gate is still held.
    try observer.wait(
      until: "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(process) AND state = 'active')")
    try holder.executeScript("COMMIT")
    #expect(try appends(ledger) == 0)
    // What was said to do, does it.
    try await ledger.tell(Self.words(way, ledger))
    #expect(try appends(ledger) == 1)
  }

  @Test("Row 80: while its file is read ends at once, and leaves no file that is not whole")
  func reading() async throws {
    let ledger = try await CommandLedger.small()
    let folder = try Directory.createTemporary(prefix: "tally-rejects-")
    defer { try? Directory.removeTree(folder) }
    // A pipe that has a writer and never ends.
    let pipe = "\(folder)/pipe"
    _ = try Program.run("mkfifo", [pipe])
    let program = try RunningProgram(
      ["import", "measurements", "-", "--rejects", "\(folder)/rejects.csv", "--id", Self.id], for: ledger,
      preparation: "exec <> '\(pipe)'; echo indicator,area,period,value > '\(pipe)'")
    var observer = try ledger.database.connect()
    _ = try observer.waitForProcess(
      "application_name = 'tally' AND datname = pg_catalog.current_database() AND query LIKE 'COPY%'")
    try program.send("INT")
    let outcome = try program.outcome()
    #expect(outcome.status == .signalled(2))
    #expect(outcome.errorText == Self.notRecorded)
    #expect(try Directory.names(folder) == ["pipe"])
    #expect(try appends(ledger) == 0)
  }

  @Test("Row 80: while it commits is recorded, and says that the wish came too late")
  func committing() async throws {
    let ledger = try CommandLedger(on: Self.cluster.get())
    let outcome = try ledger.database.withoutStandby { observer in
      let program = try RunningProgram(try Self.words("one event", ledger), for: ledger)
      _ = try observer.waitForCommit(of: "tally")
      try program.send("INT")
      return try program.outcome()
    }
    #expect(outcome.status == .exited(0))
    #expect(outcome.outputText.contains("ecorded already at position 2, "), "\(outcome.outputText)")
    #expect(
      outcome.errorText == """
        append \(Self.id)
        recorded on this server; it may not be on its standby yet (the server warned: canceling wait for synchronous \
        replication due to user request)
        interrupted too late: append \(Self.id) was recorded

        """)
    #expect(try appends(ledger) == 1)
  }

  @Test("Row 80: that is interrupted again before the server answers is unknown, and can be found out by its id")
  func unknown() async throws {
    let ledger = try CommandLedger(on: Self.cluster.get())
    let words = try Self.words("one event", ledger)
    let outcome = try ledger.database.withoutStandby { observer in
      let program = try RunningProgram(words, for: ledger)
      let process = try observer.waitForCommit(of: "tally")
      // A server that does not answer, not even to be cancelled.
      try RunningProgram.send("STOP", to: "\(process)")
      defer { try? RunningProgram.send("CONT", to: "\(process)") }
      let deadline = Deadline()
      while !program.isDone {
        try program.send("INT")
        try deadline.check("a program that is interrupted twice ends")
      }
      return try program.outcome()
    }
    #expect(outcome.status == .exited(75))
    #expect(
      outcome.errorText == """
        append \(Self.id)
        Error: it is not known whether append \(Self.id) was recorded (interrupted before the server had answered): \
        repeat the command with --id \(Self.id), which records it at most once

        """)
    let again = await CommandRun(words, environment: ledger.environment)
    #expect(again.code == 0)
    #expect(again.output.hasPrefix("Was recorded already at position 2, "), "\(again.output)\(again.errors)")
    #expect(try appends(ledger) == 1)
  }

  @Test("Row 80: what the program was started to ignore stays ignored")
  func ignored() async throws {
    let ledger = try await CommandLedger.small()
    var holder = try holdGate(ledger)
    let program = try RunningProgram(try Self.words("one event", ledger), for: ledger, preparation: "trap '' INT")
    var observer = try ledger.database.connect()
    _ = try observer.waitForLock(of: "tally")
    try program.send("INT")
    try holder.executeScript("COMMIT")
    let outcome = try program.outcome()
    #expect(outcome.status == .exited(0))
    #expect(outcome.errorText == "append \(Self.id)\n")
    #expect(try appends(ledger) == 1)
  }

  @Test("Row 80: a question ends at once, without a word")
  func question() async throws {
    let ledger = try await CommandLedger.small()
    var holder = try ledger.database.connect()
    try holder.executeScript("BEGIN; LOCK TABLE tally.events IN ACCESS EXCLUSIVE MODE")
    let program = try RunningProgram(["list", "areas"], for: ledger)
    var observer = try ledger.database.connect()
    _ = try observer.waitForLock(of: "tally")
    try program.send("INT")
    let outcome = try program.outcome()
    #expect(outcome.status == .signalled(2))
    #expect(outcome.errorText == "" && outcome.outputText == "")
  }
}
