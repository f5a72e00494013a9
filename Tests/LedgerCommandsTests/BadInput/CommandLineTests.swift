import Ledger
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Testing

@testable import LedgerCommands

@Suite("Bad input, rows 72 to 79: the command line and the surroundings")
struct CommandLineTests {
  /// Where no server is: whoever gets as far as asking it ends with 69.
  private static let nowhere = ["TALLY_DATABASE": "host=/nowhere"]

  /// Runs the program as a process, in a folder and with variables of its own.
  private func program(
    _ words: [String], _ ledger: CommandLedger, in folder: String? = nil, _ variables: [String: String] = [:]
  ) throws -> Program.Outcome {
    let environment = Environment.current().variables.merging(ledger.environment) { _, new in new }
    return try Program.run(
      CommandLedger.program(), words, environment: Environment(environment.merging(variables) { _, new in new }),
      workingDirectory: folder, timeout: .seconds(60))
  }

  @Test(
    "Row 72: an unknown option, one given twice, a value that is missing or empty end with 64 before anything is asked",
    arguments: [
      (["list", "units", "--jsn"], "did you mean '--json'"),
      (["append", "unit", "--code", "a", "--code", "b", "--kind", "count"], "is given twice"),
      (["record", "a@b@2000", "1", "--source"], "--source needs a value"),
      (["figure", "a@b@2000", "--as-of="], "--as-of has an empty value"),
      (["record", "a@b@2000", ""], "VALUE has an empty value"), (["record", "a@b"], "has fewer than three parts"),
      (["import", "units"], "FILE is missing"), (["nothing"], "there is no command 'nothing'"),
    ])
  func usage(_ words: [String], _ message: String) async {
    let run = await CommandRun(words, environment: Self.nowhere)
    #expect(run.code == 64, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test("Row 73: a file whose name begins with - is taken after --, and the message says so")
  func hyphen() throws {
    let ledger = try CommandLedger()
    let path = try ledger.file("code,kind\na,count\n", "-units.csv")
    let folder = String(path.dropLast("-units.csv".utf8.count))
    let refused = try program(["import", "units", "-units.csv"], ledger, in: folder)
    #expect(refused.status == .exited(64))
    #expect(refused.errorText.contains("is written after --"), "\(refused.errorText)")
    let taken = try program(["import", "units", "--", "-units.csv"], ledger, in: folder)
    #expect(taken.status.isSuccess, "\(taken.errorText)")
  }

  @Test(
    "Row 74: a name with the signs of a shell stays a name",
    arguments: ["$(touch pwned)", "`touch pwned`", "; touch pwned", "'\" && touch pwned #", "a\ntouch pwned", "%s%n"])
  func shell(_ name: String) throws {
    let ledger = try CommandLedger()
    let folder = try Directory.createTemporary(prefix: "tally-names-")
    defer { try? Directory.removeTree(folder) }
    try File.writeWhole("\(folder)/\(name)", Array("code,kind\nu,count\n".utf8))
    let taken = try program(["import", "units", "--", name], ledger, in: folder)
    #expect(taken.status.isSuccess, "\(taken.errorText)")
    try File.writeWhole("\(folder)/\(name)", Array("code,kind\nu\n".utf8), replacing: true)
    let refused = try program(["import", "units", "--", name], ledger, in: folder)
    #expect(refused.status == .exited(65), "\(refused.errorText)")
    #expect(refused.errorText.split(separator: "\n").count == 2, "\(refused.errorText)")
    let missing = try program(["import", "units", "--", name + "?"], ledger, in: folder)
    #expect(missing.status == .exited(65))
    let export = try program(["export", "data", "-o", "\(folder)/\(name).csv"], ledger, in: folder)
    #expect(export.status.isSuccess, "\(export.errorText)")
    #expect(Set(try Directory.names(folder)) == [name, "\(name).csv"])
  }

  @Test(
    "Row 74: a private cluster in a directory with such signs is refused, because PostgreSQL's own programs use a shell"
  )
  func cluster() throws {
    let folder = try Directory.createTemporary(prefix: "tally-cluster-")
    defer { try? Directory.removeTree(folder) }
    for name in ["$(touch pwned)", "a'b", "a\"b", "a`b", "a\\b", "a\nb"] {
      let environment = Environment(["XDG_DATA_HOME": "\(folder)/\(name)"])
      let host = Host.inMemory()
      let cluster = PrivateCluster(environment: environment, user: host.user)
      #expect(throws: ClusterError.strangePath(cluster.dataDirectory)) { try cluster.ensureRunning { _ in } }
    }
    #expect(try Directory.names(folder) == [])
  }

  @Test(
    "Row 75: a password on the command line is refused, and not repeated",
    arguments: [
      "postgresql://u:s3cret@127.0.0.1:1/db", "postgres://u:s3cret@127.0.0.1:1",
      "host=127.0.0.1 port=1 password=s3cret",
      "host=127.0.0.1 port=1 password = 's3cret'", "host=127.0.0.1 port=1 sslpassword=s3cret",
      "postgresql://127.0.0.1:1/db?user=u&password=s3cret", "postgresql://127.0.0.1:1/db?%70assword=s3cret",
    ])
  func password(_ connection: String) async {
    for words in [["list", "units"], ["doctor"], ["init"], ["append", "unit", "--code", "u", "--kind", "count"]] {
      let run = await CommandRun(words + ["--database", connection], environment: [:])
      #expect(run.code == 65, "\(words): \(run.errors)")
      #expect(run.errors.contains("must not hold a password"), "\(run.errors)")
      #expect(!(run.errors + run.output).contains("s3cret"))
      // From the environment it is taken; that there is no server is another matter, and no reason to print it.
      let other = await CommandRun(words, environment: ["TALLY_DATABASE": connection])
      #expect(other.code == 69, "\(words): \(other.errors)")
      #expect(!(other.errors + other.output).contains("s3cret"), "\(other.errors)")
    }
  }

  @Test("Row 75: a file of passwords, and words that look like one, are no password")
  func passfile() async {
    for connection in [
      "host=127.0.0.1 port=1 passfile=/nowhere/password", "host=127.0.0.1 port=1 dbname=password user=password",
      "postgresql://user@127.0.0.1:1/password",
    ] {
      let run = await CommandRun(["list", "units", "--database", connection], environment: [:])
      #expect(run.code == 69, "\(run.errors)")
    }
  }

  private static let surroundings: [[String: String]] = [
    [
      "PGOPTIONS": "-c search_path=public -c DateStyle=SQL,DMY -c extra_float_digits=-15 -c statement_timeout=1",
      "PGCLIENTENCODING": "LATIN1", "PGDATESTYLE": "German", "PGTZ": "Asia/Kathmandu", "PGSERVICEFILE": "/nowhere",
      "PGAPPNAME": "other", "PGGEQO": "off",
    ],
    ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"], ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu"],
    ["LC_ALL": "C", "TZ": "Pacific/Kiritimati"], ["LC_ALL": "no such locale", "TZ": ":/nowhere"],
  ]

  @Test(
    "Rows 76 and 77: neither the variables of libpq, nor the locale, nor the time zone change a byte",
    arguments: [
      ["replay"], ["list", "figures", "--json"], ["status"], ["export", "data", "-o", "-"],
      ["target", "2.4"], ["audit", "C21#status-achieved-share"], ["figure", "internet-users@World@2019", "--json"],
    ])
  func bytes(_ words: [String]) async throws {
    let ledger = try await CommandLedger.councilDocument
    let plain = try program(words, ledger, ["LC_ALL": "C", "TZ": "UTC"])
    #expect(plain.output.count > 100)
    for variables in Self.surroundings {
      let other = try program(words, ledger, variables)
      #expect(other.status == plain.status, "\(variables): \(other.errorText)")
      #expect(other.output == plain.output, "\(words) with \(variables)")
    }
  }

  @Test("Rows 76 and 77: an import writes the same in any surroundings")
  func imports() async throws {
    var logs: [[String]] = []
    for variables in [[:]] + Self.surroundings {
      let ledger = try await CommandLedger.small()
      let file = try ledger.file("indicator,area,period,value,comment\nshare,A,2000,1.50,Iıİi ß é\n", "m.csv")
      let outcome = try program(
        ["import", "measurements", file, "--published-at", "2001-03-31", "--set", "document=D"], ledger, variables)
      #expect(outcome.status.isSuccess, "\(variables): \(outcome.errorText)")
      logs.append(
        try await ledger.events().suffix(2).map { event in
          "\(event.subject) \(String(decoding: event.data.canonical, as: UTF8.self)) "
            + String(decoding: event.basis.canonical, as: UTF8.self)
        })
    }
    #expect(Set(logs).count == 1, "\(logs)")
  }

  @Test("Row 78: a reader that has seen enough ends the program quietly")
  func brokenPipe() async throws {
    let ledger = try await CommandLedger.councilDocument
    for words in ["replay", "list figures --json", "export data -o -"] {
      let variables = Environment.current().variables.merging(ledger.environment) { _, new in new }
      let outcome = try Program.run(
        "bash", ["-c", "\"$0\" \(words) | head -c 10 > /dev/null; echo \"${PIPESTATUS[0]}\"", CommandLedger.program()],
        environment: Environment(variables))
      #expect(outcome.outputText == "0\n", "\(words)")
      #expect(outcome.errorText == "", "\(words)")
    }
  }

  @Test(
    "Row 79: an output that is full is an error, be it noticed only at the end",
    arguments: ["replay", "list units", "--help"])
  func full(_ words: String) async throws {
    let ledger = try await CommandLedger.councilDocument
    let variables = Environment.current().variables.merging(ledger.environment) { _, new in new }
    let outcome = try Program.run(
      "bash", ["-c", "\"$0\" \(words) > /dev/full", CommandLedger.program()], environment: Environment(variables))
    #expect(outcome.status == .exited(69))
    #expect(outcome.errorText.contains("cannot write standard output: "), "\(outcome.errorText)")
  }
}
