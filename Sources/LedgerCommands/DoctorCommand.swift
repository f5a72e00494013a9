internal import CommandLineParsing
internal import Interchange
internal import Ledger
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
        Looks at the server's version and settings, the roles and grants, the guards and functions of the log, the \
        schema's version, the clocks, the positions and the disk, and whether totals that sources printed can be the \
        sums of their parts. Exit code 0: nothing wrong; 2: a promise of the ledger does not hold; warnings alone are 0.
        """,
      examples: [Example("tally doctor", "Look at the ledger \"tally\".")]
    ) {
      Flag("--json", "One JSON object about what there is, then one a finding.")
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
    let isPrivate = try database.givenConnection(host) == nil
    let facts = try LedgerFacts(installation, &connection, host, isPrivate: isPrivate)
    var findings = try findings(installation, facts, &connection)
    if facts.mayRead, !findings.contains(where: { $0.severity == .error }) { findings += try totals(host, database) }
    if json {
      try host.say(facts.line)
      for finding in findings { try host.say(finding.line) }
    } else {
      try show(facts, findings, host)
    }
    if findings.contains(where: { $0.severity == .error }) { throw Ending.disagrees }
  }

  private static func findings(
    _ installation: Installation, _ facts: LedgerFacts, _ connection: inout Connection
  ) throws -> [Finding] {
    let inspection = Inspection(installation)
    var findings = try inspection.server(&connection) + inspection.surroundings(&connection) + facts.findings
    guard try installation.isThere(&connection) else {
      let problem = "there is no ledger \"\(installation.ledger)\" in database \(installation.database)"
      return findings + [Finding(severity: .error, problem: problem, remedy: "make it with tally init")]
    }
    findings += try inspection.privileges(&connection) + inspection.log(&connection)
    findings += try schema(installation, &connection)
    if facts.mayRead { findings += try inspection.functions(&connection) + positions(installation, &connection) }
    return findings
  }

  private static func show(_ facts: LedgerFacts, _ findings: [Finding], _ host: Host) throws {
    try host.sayWrapped("Ledger \(facts.ledger) in database \(facts.database)")
    for line in facts.lines.lines(width: host.width) { try host.say(line) }
    for finding in findings {
      try host.say()
      try host.sayWrapped("\(finding.severity.rawValue): \(finding.problem)", hanging: 2)
      try host.sayWrapped("to mend it: \(finding.remedy)", indent: 2, hanging: 2)
    }
    try host.say()
    try host.say(summary(findings))
  }

  private static func summary(_ findings: [Finding]) -> String {
    let errors = findings.count { $0.severity == .error }
    let counts = [(errors, "error"), (findings.count - errors, "warning")].filter { $0.0 > 0 }
    if counts.isEmpty { return "Nothing is wrong." }
    return counts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ") + "."
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

  private static func positions(
    _ installation: Installation, _ connection: inout Connection
  ) throws -> [Finding] {
    let schema = SQL("\(identifier: installation.ledger.text)")
    // One statement, so that an append does not come between the two.
    let rows = try connection.query(
      """
      SELECT (SELECT count(*) FROM \(schema).events), coalesce(h.last_position, 0),
        coalesce(h.recorded_at > pg_catalog.clock_timestamp() + interval '5 seconds', false)
      FROM \(schema).head() h
      """)
    let (count, last) = (try rows.value(0, 0, as: Int64.self), try rows.value(0, 1, as: Int64.self))
    var findings: [Finding] = []
    if count != last {
      findings.append(
        Finding(
          severity: .error, problem: "the log has \(count) events and its last position is \(last)",
          remedy: "events were removed or added behind the ledger's back: compare with a backup"))
    }
    if try rows.value(0, 2, as: Bool.self) {
      findings.append(
        Finding(
          severity: .error, problem: "the last append was recorded more than 5 s ahead of the server's clock",
          remedy: "set the server's clock"))
    }
    return findings
  }
}

extension DoctorCommand {
  /// So many totals are named; the others are counted.
  private static let totalLimit = 10

  /// What is wrong with the totals that sources printed.
  private static func totals(_ host: Host, _ database: DatabaseOptions) throws -> [Finding] {
    guard let now = try? host.now() else { return [] }
    var ledger = try database.open(host)
    let position = Int(try ledger.head().position)
    var findings: [Finding] = []
    var count = 0
    try ledger.refutedTotals(AsOf(position: position, on: now.date)) { total in
      count += 1
      guard count <= totalLimit else { return }
      findings.append(
        Finding(
          severity: .warning,
          problem: "\(total.total) is \(total.printed.words), but its parts \(total.parts) come to \(total.sum.words)",
          remedy: "look where each is from (tally figure FIGURE), and correct or withdraw what is wrong"))
    }
    if count > totalLimit {
      findings.append(
        Finding(
          severity: .warning, problem: "\(count - totalLimit) more totals are not the sums of their parts",
          remedy: "mend those above first"))
    }
    return findings
  }
}

extension Finding {
  /// The finding for a program.
  fileprivate var line: JSONLine {
    JSONLine(["severity": .text(severity.rawValue), "problem": .text(problem), "remedy": .text(remedy)])
  }
}
