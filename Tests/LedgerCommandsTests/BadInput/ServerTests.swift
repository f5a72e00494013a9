import LedgerSchema
import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Testing

@testable import LedgerCommands

/// What a server must be before anything is asked of it, and what is said of one that is not.
@Suite("Bad input, rows 81 to 83: the server")
struct ServerTests {
  /// Expects that every sort of command ends with a code and says the words, and nothing on standard output.
  private func expectRefused(
    _ words: String..., by environment: [String: String], sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    for command in [
      ["list", "units"], ["append", "unit", "--code", "u", "--kind", "count"], ["replay"], ["status"],
    ] {
      let run = await CommandRun(command, environment: environment)
      #expect(run.code == ExitCode.unavailable, "\(command): \(run.errors)", sourceLocation: sourceLocation)
      for word in words {
        #expect(run.errors.contains(word), "\(command): \(run.errors)", sourceLocation: sourceLocation)
      }
      #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    }
  }

  @Test("Row 81: where commits do not wait for the disk is refused, with the setting and where it is set")
  func asynchronous() async throws {
    let ledger = try CommandLedger()
    var owner = try ledger.database.connect()
    try owner.execute("ALTER DATABASE \(identifier: ledger.database.name) SET synchronous_commit = off")
    await expectRefused("synchronous_commit is off", "(database)", by: ledger.environment)
  }

  @Test(
    "Row 81: that does not write to the disk is refused, with the setting", arguments: ["fsync", "full_page_writes"])
  func volatile(_ setting: String) async throws {
    let cluster = try TestCluster()
    let ledger = try CommandLedger(on: cluster)
    var owner = try ledger.database.connect()
    try owner.execute("ALTER SYSTEM SET \(identifier: setting) = off")
    try cluster.restart()
    await expectRefused("\(setting) is off", "(configuration file)", by: ledger.environment)
  }

  @Test("Row 81: whose database has another encoding is refused, and no ledger is made there")
  func encoding() async throws {
    let cluster = try TestCluster.shared()
    var owner = try cluster.connect()
    let name = "ascii_\(UInt32.random(in: 0 ... .max))"
    try owner.execute("CREATE DATABASE \(identifier: name) TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    defer { _ = try? owner.execute("DROP DATABASE \(identifier: name) WITH (FORCE)") }
    let environment = ["TALLY_DATABASE": cluster.connectionString(database: name)]
    let run = await CommandRun(["init"], environment: environment)
    #expect(run.code == ExitCode.unavailable)
    #expect(run.errors.contains("the database's encoding is SQL_ASCII"), "\(run.errors)")
    let roles = try owner.value(
      "SELECT count(*) FROM pg_roles WHERE rolname LIKE \(name + ".%")", as: Int64.self)
    #expect(roles == 0)
    await expectRefused("SQL_ASCII", by: environment)
  }

  @Test("Row 81: that may only be read answers questions, and refuses an append with the place to go")
  func readOnly() async throws {
    let cluster = try TestCluster()
    let ledger = try CommandLedger(on: cluster)
    try await ledger.tell("append", "unit", "--code", "percent", "--kind", "percent")
    let standby = try TestCluster(standbyOf: cluster)
    var watch = try standby.connect(database: ledger.database.name)
    try watch.wait(until: "SELECT count(*) = 2 FROM tally.events")
    let environment = [
      "TALLY_DATABASE": standby.connectionString(database: ledger.database.name, user: "officer")
    ]
    let question = await CommandRun(["list", "units"], environment: environment)
    #expect(question.code == 0 && question.output.contains("percent"), "\(question.errors)")
    let append = await CommandRun(["append", "unit", "--code", "u", "--kind", "count"], environment: environment)
    #expect(append.code == ExitCode.unavailable)
    #expect(append.errors.contains("do it at the primary"), "\(append.errors)")
    let statuses = await CommandRun(["status"], environment: environment)
    #expect(statuses.code == 0, "\(statuses.errors)")
    let rebuild = await CommandRun(["rebuild"], environment: environment)
    #expect(rebuild.code == ExitCode.unavailable)
    #expect(rebuild.errors.contains("do it at the primary"), "\(rebuild.errors)")
  }

  @Test("Row 82: whose schema is newer than the program is refused with both versions")
  func newer() async throws {
    let ledger = try CommandLedger()
    var owner = try ledger.database.connect()
    try owner.execute(
      """
      INSERT INTO tally.migrations (version, name, sha256, program)
      VALUES (99, '0099-later.sql', pg_catalog.sha256(''), 'tally 9')
      """)
    let known = Migration.released.count
    await expectRefused("version 99, this program knows \(known)", "newer tally", by: ledger.environment)
  }

  @Test("Row 82: whose schema is older than the program is refused with both versions, and how to migrate it")
  func older() async throws {
    let ledger = try CommandLedger()
    var owner = try ledger.database.connect()
    let known = Int32(Migration.released.count)
    try owner.execute("DELETE FROM tally.migrations WHERE version = \(known)")
    await expectRefused(
      "version \(known - 1), this program needs \(known)", "run tally init", by: ledger.environment)
  }

  @Test("Row 83: whose certificate is for another host, out of date, not signed by the authority or missing is refused")
  func certificates() async throws {
    let folder = try Directory.createTemporary(prefix: "tally-certificates-")
    defer { try? Directory.removeTree(folder) }
    let certificates = try TestCertificates(in: folder)
    let cluster = try Self.listening()
    let port = try #require(cluster.port)
    let ledger = try CommandLedger(on: cluster)
    func environment(_ options: String) -> [String: String] {
      ["TALLY_DATABASE": "host=localhost port=\(port) dbname=\(ledger.database.name) user=officer \(options)"]
    }
    let verified = environment("sslmode=verify-full sslrootcert=\(certificates.authority)")

    await expectRefused("SSL", by: verified)
    let right = try certificates.sign("right", host: "localhost")
    try cluster.showCertificate(right.certificate, key: right.key)
    let good = await CommandRun(["list", "units"], environment: verified)
    #expect(good.code == 0, "\(good.errors)")
    // Without the authority's certificate nothing can be checked.
    await expectRefused("root certificate file", by: environment("sslmode=verify-full sslrootcert=/nowhere"))
    let connections = try [verified, environment("sslmode=require"), environment("sslmode=disable")].map { variables in
      let connection = try Connection(ConnectionSettings(variables["TALLY_DATABASE"] ?? ""))
      return [connection.isEncrypted, connection.hasProvenServer]
    }
    #expect(connections == [[true, true], [true, false], [false, false]])

    for (certificate, words) in [
      (try certificates.sign("other", host: "other.example"), "does not match host name \"localhost\""),
      (try certificates.sign("past", host: "localhost", days: -1), "certificate verify failed"),
      (try certificates.selfSigned(), "certificate verify failed"),
    ] {
      try cluster.showCertificate(certificate.certificate, key: certificate.key)
      await expectRefused(words, by: verified)
    }
  }

  /// A server on a port that nobody else has.
  private static func listening() throws -> TestCluster {
    for _ in 0..<5 {
      if let cluster = try? TestCluster(listeningOn: Int.random(in: 20_000..<32_000)) { return cluster }
    }
    return try TestCluster(listeningOn: Int.random(in: 20_000..<32_000))
  }
}

/// Certificates of an authority that only the test knows.
struct TestCertificates {
  private let folder: String
  /// The authority's own certificate.
  var authority: String { "\(folder)/authority.crt" }

  init(in folder: String) throws {
    self.folder = folder
    try request("authority", host: "Authority", more: ["-x509", "-days", "2"], as: "crt")
  }

  /// A certificate that the authority signs; one of -1 days was valid until yesterday.
  func sign(_ name: String, host: String, days: Int = 2) throws -> (certificate: String, key: String) {
    try request(name, host: host, as: "csr")
    try File.writeWhole("\(folder)/\(name).ext", Array("subjectAltName=DNS:\(host)\n".utf8))
    try openssl([
      "x509", "-req", "-in", "\(folder)/\(name).csr", "-CA", authority, "-CAkey", "\(folder)/authority.key",
      "-CAcreateserial", "-days", "\(days)", "-extfile", "\(folder)/\(name).ext", "-out", "\(folder)/\(name).crt",
    ])
    return ("\(folder)/\(name).crt", "\(folder)/\(name).key")
  }

  /// A certificate that only itself vouches for.
  func selfSigned() throws -> (certificate: String, key: String) {
    try request("alone", host: "localhost", more: ["-x509", "-days", "2"], as: "crt")
    return ("\(folder)/alone.crt", "\(folder)/alone.key")
  }

  private func request(_ name: String, host: String, more: [String] = [], as ending: String) throws {
    try openssl(
      [
        "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder)/\(name).key", "-out",
        "\(folder)/\(name).\(ending)", "-subj", "/CN=\(host)",
      ] + more)
  }

  private func openssl(_ arguments: [String]) throws {
    let outcome = try Program.run("openssl", arguments)
    try #require(outcome.status.isSuccess, "openssl \(arguments): \(outcome.errorText)")
  }
}
