import Ledger
import LedgerSchema
import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Testing

@testable import LedgerCommands

/// A ledger in a database of its own, for commands to run against.
final class CommandLedger: Sendable {
  private let ledger: TestLedger
  /// Where its files are.
  private let folder: String

  /// What `ask` takes for now: the last day of the year of the document.
  static let today: Instant = .start(of: Period.year(2021).last)

  /// A ledger with the Council's document, loaded once for all tests of the process; they only ask.
  static var councilDocument: CommandLedger { get async throws { try await loaded.value } }

  private static let loaded = Task {
    let ledger = try CommandLedger()
    try ledger.load("load-c21")
    return ledger
  }

  /// Makes an empty ledger named `tally`, on the server that all tests share or on another.
  init(on cluster: TestCluster? = nil) throws {
    ledger = try TestLedger(in: TestDatabase(on: cluster), name: "tally", origin: "test.example/tally")
    folder = try Directory.createTemporary(prefix: "tally-test-", in: Environment.current()["TMPDIR"] ?? "/tmp")
  }

  deinit { try? Directory.removeTree(folder) }

  /// The database that it has for itself.
  var database: TestDatabase { ledger.database }

  /// The environment by which a command finds the ledger, as somebody.
  func environment(as login: TestLedger.Login) -> [String: String] {
    ["TALLY_DATABASE": ledger.database.connectionString(user: login.rawValue)]
  }

  /// The environment of one who may append and read.
  var environment: [String: String] { environment(as: .officer) }

  /// Runs a command that asks, at a fixed time.
  func ask(_ words: String..., width: Int = 80, environment more: [String: String] = [:]) async -> CommandRun {
    await ask(words, width: width, environment: more)
  }

  /// Runs a command that asks, at a fixed time.
  func ask(
    _ words: [String], width: Int = 80, environment more: [String: String] = [:], clock: Instant = today
  ) async -> CommandRun {
    await CommandRun(words, environment: environment.merging(more) { _, new in new }, width: width, clock: clock)
  }

  /// Runs a command that appends, at the time that it is; it must succeed.
  func tell(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await tell(words, sourceLocation: sourceLocation)
  }

  /// Runs a command that appends, at the time that it is; it must succeed.
  func tell(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let run = await CommandRun(words, environment: environment)
    try #require(run.code == 0, "\(words): \(run.errors)", sourceLocation: sourceLocation)
  }

  /// Writes a file to import and returns its path; it is removed with the ledger.
  func file(_ text: String, _ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try File.writeWhole(path, Array(text.utf8), replacing: true)
    return path
  }

  /// Opens the ledger itself.
  func open() throws -> OpenLedger { try ledger.open(as: .officer) }

  /// Runs one of the project's scripts, or that of a copy of the project, with the program itself.
  ///
  /// - Returns: What it printed.
  @discardableResult
  func load(_ script: String, of folder: String = root) throws -> String {
    var variables = Environment.current().variables.merging(environment) { _, new in new }
    variables["TALLY"] = try Self.program()
    let outcome = try Program.run(
      "bash", ["\(folder)/scripts/\(script)"], environment: Environment(variables), timeout: .seconds(300))
    try #require(outcome.status.isSuccess, "\(outcome.outputText)\(outcome.errorText)")
    return outcome.outputText
  }

  /// Runs a line of shell in the folder of its files, where `tally` is the program and finds the ledger.
  func shell(_ line: String) throws -> Program.Outcome {
    var variables = Environment.current().variables.merging(environment) { _, new in new }
    let bin = try Self.program().split(separator: "/").dropLast().map { "/" + $0 }.joined()
    variables["PATH"] = bin + ":" + (variables["PATH"] ?? "")
    return try Program.run(
      "bash", ["-c", line], environment: Environment(variables), workingDirectory: folder, timeout: .seconds(60))
  }

  /// Every event, as `tally replay` prints it.
  func events() async throws -> [Event] {
    let run = await ask("replay")
    try #require(run.code == 0, "\(run.errors)")
    return try run.lines.map { try Event(decoding: Array($0.utf8)) }
  }

  /// The folder of the project.
  static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  /// The program, which is built beside the tests.
  static func program() throws -> String {
    let tests = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
    let folder = tests.prefix { _ in true }.split(separator: "/").prefix { !$0.hasSuffix(".xctest") }
    let path = folder.map { "/" + $0 }.joined() + "/tally"
    try #require(FileKind(path: path) != nil, "\(path) is not there")
    return path
  }
}
