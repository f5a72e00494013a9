import Interchange
import Ledger
import LedgerSchema
import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Testing

@testable import LedgerCommands

@Suite("A snapshot beside another append")
struct ImportConflictTests {
  /// A ledger with an indicator of which two figures are known.
  private func ledger() async throws -> CommandLedger {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("record", "share@A@2000", "1")
    try await ledger.tell("record", "share@B@2000", "2")
    return ledger
  }

  /// An append of one figure that has the gate and is not committed before `release`.
  private struct HeldAppend: ~Copyable {
    private var connection: Connection

    init(_ ledger: CommandLedger, _ figure: String, _ value: String, version: Int = 0) throws {
      var connection = try ledger.database.connect(user: "officer")
      let id = try TestLedger.request().id
      try connection.execute("BEGIN")
      _ = try connection.query(
        """
        SELECT * FROM tally.append_event(\(id), \([UInt8](repeating: 7, count: 32)), NULL, 'measurement.recorded/1', \
        \("figure/\(figure)"), \(Int32(version)), \("{\"value\":\"\(value)\"}"), '{}')
        """)
      self.connection = connection
    }

    consuming func release() throws { try connection.execute("COMMIT") }
  }

  /// An import on a thread of its own: what it says, and its exit code.
  private func importing(_ ledger: CommandLedger, _ path: String) throws -> Background<(code: Int32, notes: String)> {
    let flags = try ImportFlags(
      [("published-at", "2030-01-01"), ("snapshot", "share"), ("withdraw-up-to", "9")].map {
        ImportFlags.Word(name: $0, value: $1)
      })
    let environment = ledger.environment
    return Background {
      let host = Host.inMemory(environment: environment)
      let one = FileImport(
        host: host, kind: .measurements, file: path, flags: flags, options: AppendOptions(),
        database: DatabaseOptions())
      do {
        try one.run()
        return (0, String(decoding: host.errors.written, as: UTF8.self))
      } catch {
        return (ExitCode.of(error).code, String(decoding: host.errors.written, as: UTF8.self))
      }
    }
  }

  private static let waitsForGate: SQL = """
    SELECT EXISTS (
      SELECT FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
      WHERE a.datname = pg_catalog.current_database() AND NOT l.granted AND a.application_name = 'tally')
    """

  @Test("is compared again when the append came into its scope, and withdraws what came")
  func once() async throws {
    let ledger = try await ledger()
    var watch = try ledger.database.connect()
    let held = try HeldAppend(ledger, "share@C@2000", "3")
    let path = try ledger.file("indicator,area,period,value\nshare,A,2000,1\nshare,B,2000,4\n", "f.csv")
    let running = try importing(ledger, path)
    try watch.wait(until: Self.waitsForGate)
    try held.release()
    let outcome = try running.value()
    #expect(outcome.code == 0, "\(outcome.notes)")
    #expect(outcome.notes.contains("comparing again (1 of 3)"), "\(outcome.notes)")
    let found = try answers(ledger.figureEvents(), published: nil)
    #expect(found == ["A@2000": "1", "B@2000": "4"])
    #expect(try ledger.receipts().last?.counts["withdrawn"] == 1)
  }

  @Test("is not compared again when the append was about something else")
  func elsewhere() async throws {
    let ledger = try await ledger()
    var watch = try ledger.database.connect()
    let held = try HeldAppend(ledger, "other@C@2000", "3")
    let path = try ledger.file("indicator,area,period,value\nshare,A,2000,1\nshare,B,2000,4\n", "f.csv")
    let running = try importing(ledger, path)
    try watch.wait(until: Self.waitsForGate)
    try held.release()
    let outcome = try running.value()
    #expect(outcome.code == 0)
    #expect(!outcome.notes.contains("comparing again"))
  }

  @Test("is compared again even where it changed nothing: the append may have")
  func unchanged() async throws {
    let ledger = try await ledger()
    var watch = try ledger.database.connect()
    let held = try HeldAppend(ledger, "share@A@2000", "5", version: 1)
    let path = try ledger.file("indicator,area,period,value\nshare,A,2000,1\nshare,B,2000,2\n", "f.csv")
    let running = try importing(ledger, path)
    try watch.wait(until: Self.waitsForGate)
    try held.release()
    let outcome = try running.value()
    #expect(outcome.code == 0, "\(outcome.notes)")
    #expect(outcome.notes.contains("comparing again (1 of 3)"))
    #expect(try answers(ledger.figureEvents(), published: nil) == ["A@2000": "1", "B@2000": "2"])
  }

  @Test("gives up with 75 after the third time, and writes nothing")
  func givesUp() async throws {
    let ledger = try await ledger()
    var watch = try ledger.database.connect()
    var held = try HeldAppend(ledger, "share@A@2000", "10", version: 1)
    let path = try ledger.file("indicator,area,period,value\nshare,A,2000,1\nshare,B,2000,4\n", "f.csv")
    let running = try importing(ledger, path)
    for round in 1...4 {
      try watch.wait(until: Self.waitsForGate)
      if round == 4 { break }
      // The next one stands behind the import at the gate, and has it when the import tries again.
      let next = Background { [version = round + 1] in
        try HeldAppendBox(ledger, version: version)
      }
      try watch.wait(
        until: """
          SELECT count(*) = 2 FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
          WHERE a.datname = pg_catalog.current_database() AND NOT l.granted
          """)
      try held.release()
      held = try next.value().take()
    }
    try held.release()
    let outcome = try running.value()
    #expect(outcome.code == 75, "\(outcome.notes)")
    #expect(outcome.notes.contains("comparing again (3 of 3)"))
    #expect(try ledger.receipts().isEmpty)
    #expect(try answers(ledger.figureEvents(), published: nil)["B@2000"] == "2")
  }

  /// A held append that comes from another thread.
  private final class HeldAppendBox: @unchecked Sendable {
    // Proof: made on one thread and taken on another, after the first has ended.
    private var held: HeldAppend?

    init(_ ledger: CommandLedger, version: Int) throws {
      held = try HeldAppend(ledger, "share@A@2000", "1\(version)", version: version)
    }

    func take() throws -> HeldAppend {
      guard let held = held.take() else { throw Taken() }
      return held
    }
  }

  private struct Taken: Error {}

  @Test("is not read again from standard input: 75")
  func standardInput() async throws {
    let ledger = try await ledger()
    var watch = try ledger.database.connect()
    let held = try HeldAppend(ledger, "share@C@2000", "3")
    let variables = Environment.current().variables.merging(ledger.environment) { _, new in new }
    let program = try CommandLedger.program()
    let running = Background {
      try Program.run(
        program,
        ["import", "measurements", "-", "--snapshot", "share", "--published-at", "2030-01-01"],
        environment: Environment(variables),
        input: .bytes(Array("indicator,area,period,value\nshare,A,2000,1\nshare,B,2000,4\n".utf8)),
        timeout: .seconds(60))
    }
    try watch.wait(until: Self.waitsForGate)
    try held.release()
    let outcome = try running.value()
    #expect(outcome.status == .exited(75), "\(outcome.errorText)")
    #expect(outcome.errorText.contains("nothing was written. Try again"))
    #expect(try ledger.receipts().isEmpty)
  }
}
