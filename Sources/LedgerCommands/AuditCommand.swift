internal import Arithmetic
internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally audit`: whether the ledger gives what a document printed.
enum AuditCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "audit", "Reproduces the numbers that a publication printed.",
      discussion: """
        Each number is answered twice: then, from the state that the publication froze, and now. The answer is \
        reproduced, differs (with both numbers) or cannot be checked (with what is missing), and says what it rests \
        on. PUBLICATION#CLAIM shows one number down to its events.

        Exit code 2 says that a number differs from the state that was frozen, or from the one that --as-of names.
        """,
      examples: [
        Example("tally audit C21", "Audit every number of C21."),
        Example("tally audit C21 --only differs", "Show the numbers that differ."),
        Example("tally audit C21#status-achieved-share", "Follow one number down to its events."),
      ]
    ) {
      Operand(
        "publication", of: GivenClaim.self,
        "The publication, or one of its numbers: PUBLICATION#CLAIM.")
      Option("--only", of: AnswerWord.self, "Only numbers with this answer.")
      Flag("--json", "One JSON object a number.")
      AsOfOptions.recordedTime
      DatabaseOptions.group
    } run: { claim, only, json, asOf, database in
      try run(host, claim, only, json, asOf, database)
    }
  }

  private static func run(
    _ host: Host, _ given: GivenClaim, _ only: AnswerWord?, _ json: Bool, _ asOf: RecordedTimeOptions,
    _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let audited = try AuditedPublication(given.publication, given.claim, asOf, &ledger)
    let claims = audited.audit.claims.filter { only == nil || $0.verdict == only?.verdict }
    if let id = given.claim, audited.audit.claims.isEmpty {
      let ids = audited.now.publications.claims(of: given.publication).map(\.text)
      throw InputRefused(
        "publication \(given.publication) has no number \"\(id)\"\(NearestName.hint(id.text, among: ids)); "
          + "tally list claims \(given.publication) lists them")
    }
    if json {
      for claim in claims { try host.say(AuditLines.json(claim, audited)) }
    } else if given.claim != nil {
      for claim in claims { try AuditLines.tree(claim, audited, host) }
    } else {
      try AuditLines.table(claims, audited, host)
    }
    // The exit code follows what was asked for, not what --only lets through.
    if audited.audit.claims.contains(where: { $0.verdict == .differs }) { throw Ending.disagrees }
  }
}

/// `PUBLICATION` or `PUBLICATION#CLAIM` on the command line.
struct GivenClaim: CommandLineValue {
  static let placeholder = "PUBLICATION[#CLAIM]"
  static let completion = LedgerWord.claim.completion

  let publication: Code
  let claim: Code?

  init(commandLine text: String) throws {
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    do throws(Refusal) {
      publication = try Code(parts[0])
      claim = parts.count == 2 ? try Code(parts[1]) : nil
    } catch {
      throw InvalidValue("is no publication and claim: \(error)")
    }
  }

  var commandLineText: String { publication.text + (claim.map { "#\($0)" } ?? "") }
}

/// An answer as a word of the command line.
enum AnswerWord: String, CaseIterable, CommandLineValue {
  case reproduced
  case differs
  case cannot

  var verdict: ClaimAnswer.Verdict {
    switch self {
    case .reproduced: .reproduced
    case .differs: .differs
    case .cannot: .cannotBeChecked
    }
  }
}

/// A publication, audited against the state it froze (or another that was asked for) and the newest.
struct AuditedPublication {
  let publication: Publication
  let audit: PublicationAudit
  /// What the answers `then` see.
  let then: AsOf
  /// The newest state.
  let now: State

  init(
    _ code: Code, _ claim: Code?, _ recorded: RecordedTimeOptions, _ ledger: inout OpenLedger, release: Instant? = nil
  ) throws {
    publication = try ledger.publication(code)
    guard let frozen = publication.frozen else { throw InputRefused("publication \(code) has not been issued") }
    var asked = frozen.asOf(release: release)
    if let position = try recorded.position(&ledger) { asked.position = Int(position) }
    then = asked
    let head = Int(try ledger.head().position)
    // What the document shows is a day; how things stand now is asked for the same day, so only the log differs.
    let newest = AsOf(position: head, release: release, on: asked.on)
    var (old, new) = try ledger.statesWithoutFigures(asked, newest)
    let needed = new.figures(neededByClaimsOf: code, claim)
    try ledger.foldFigures(needed.union(old.figures(neededByClaimsOf: code, claim)), into: &old)
    try ledger.foldFigures(needed, into: &new)
    now = new
    audit = PublicationAudit(of: code, claim: claim, asked: now, then: old, now: now)
  }
}

extension State {
  /// The figures that the claims of a publication need.
  func figures(neededByClaimsOf publication: Code, _ id: Code?) -> Set<FigureScope> {
    var all: Set<FigureScope> = []
    for claim in publications.claims(of: publication) where id == nil || claim == id {
      guard let value = publications.claim(claim, of: publication).value else { continue }
      all.formUnion(figures(neededBy: value))
    }
    return all
  }
}
