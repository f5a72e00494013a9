internal import CommandLineParsing
internal import Interchange
internal import LedgerSchema
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// `tally doctor`: says what is wrong here and how to mend it.
enum DoctorCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "doctor", "Says what is wrong here, and how to mend it.",
      discussion: """
        Looks at the server's settings, the roles and grants, the guards of the log, the schema's version, the clocks \
        and the positions. Exit code 0: nothing wrong; 2: a promise of the ledger does not hold; warnings alone are 0.
        """,
      examples: [Example("tally doctor", "Look at the ledger \"tally\".")]
    ) {
      Flag("--json", "One JSON object a finding.")
      DatabaseOptions.group
    } run: { json, database in
      try run(host, json, database)
    }
  }

  private static func run(
    _ host: Host, _ json: Bool, _ database: DatabaseOptions
  ) throws {
    let name = try database.ledgerName(host)
    var connection = try Connection(database.settings(host))
    let current = try connection.value("SELECT pg_catalog.current_database()::text", as: String.self)
    let installation = try Installation(ledger: name, database: current)
    let inspection = Inspection(installation)
    var findings = try inspection.server(&connection) + inspection.privileges(&connection)
    if try installation.isThere(&connection) {
      findings += try inspection.log(&connection) + schema(installation, &connection)
      findings += try clock(host, &connection) + positions(installation, &connection)
    } else {
      findings.append(
        Finding(
          severity: .error, problem: "there is no ledger \"\(name)\" in database \(current)", remedy: "tally init"))
    }
    try show(findings, json: json, "ledger \(name) in database \(current)", host)
    if findings.contains(where: { $0.severity == .error }) { throw Ending.disagrees }
  }

  private static func show(_ findings: [Finding], json: Bool, _ what: String, _ host: Host) throws {
    if json {
      for finding in findings {
        try host.say(
          JSONLine([
            "severity": .text(finding.severity.rawValue), "problem": .text(finding.problem),
            "remedy": .text(finding.remedy),
          ]).text)
      }
      return
    }
    for finding in findings {
      for (index, line) in TextTable.wrap("\(finding.severity.rawValue): \(finding.problem)", width: host.width - 2)
        .enumerated()
      {
        try host.say(index == 0 ? line : "  " + line)
      }
      for (index, line) in TextTable.wrap("to mend it: \(finding.remedy)", width: host.width - 6).enumerated() {
        try host.say((index == 0 ? "  " : "    ") + line)
      }
    }
    try host.say(findings.isEmpty ? "Nothing wrong with \(what)." : "\(findings.count) found in \(what).")
  }

  private static func schema(_ installation: Installation, _ connection: inout Connection) throws -> [Finding] {
    do {
      try installation.requireCurrent(installation.applied(&connection))
      return []
    } catch let error as SchemaError {
      return [Finding(severity: .error, problem: "\(error)", remedy: "see tally init --help")]
    } catch let error as PostgreSQLError where error.sqlState == "42501" {
      return [
        Finding(severity: .warning, problem: "this login may not read the ledger", remedy: "grant it the reader role")
      ]
    }
  }

  private static func clock(_ host: Host, _ connection: inout Connection) throws -> [Finding] {
    let server = try connection.value("SELECT pg_catalog.clock_timestamp()", as: TimestampTZ.self)
    let difference = abs(server.microsecondsSinceUnixEpoch - host.clock()) / 1_000_000
    return difference <= 60
      ? []
      : [
        Finding(
          severity: .error,
          problem: "the server's clock and this machine's are \(difference) s apart: appends are refused",
          remedy: "set the clock that is wrong")
      ]
  }

  private static func positions(
    _ installation: Installation, _ connection: inout Connection
  ) throws -> [Finding] {
    let schema = SQL("\(identifier: installation.ledger.text)")
    guard
      try connection.value(
        "SELECT pg_catalog.has_table_privilege(\("\(installation.ledger).events"), 'SELECT')", as: Bool.self)
    else { return [] }
    let count = try connection.value("SELECT count(*) FROM \(schema).events", as: Int64.self)
    let last = try connection.value(
      "SELECT coalesce((SELECT last_position FROM \(schema).head()), 0)", as: Int64.self)
    let isAhead = try connection.value(
      """
      SELECT coalesce((SELECT recorded_at > pg_catalog.clock_timestamp() + interval '5 seconds'
        FROM \(schema).head()), false)
      """, as: Bool.self)
    var findings: [Finding] = []
    if count != last {
      findings.append(
        Finding(
          severity: .error, problem: "the log has \(count) events and its last position is \(last)",
          remedy: "events were removed or added behind the ledger's back: compare with a backup"))
    }
    if isAhead {
      findings.append(
        Finding(
          severity: .error, problem: "the last append was recorded more than 5 s ahead of the server's clock",
          remedy: "set the server's clock"))
    }
    return findings
  }
}
