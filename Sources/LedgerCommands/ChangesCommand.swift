internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally changes`: what differs from an earlier state.
enum ChangesCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "changes", "Shows what changed since a publication or a position.",
      discussion: """
        Two states are compared: what the publication shows, or what stood at the position, and what the question sees. \
        Each figure that differs stands with its value before and after, and with what became of it: new data, \
        correction, precision only, withdrawal or return. Targets, judgements and memberships that differ stand below. \
        What changed and changed back in between is no change.
        """,
      examples: [
        Example("tally changes --since C20/35", "Show what changed since a document."),
        Example("tally changes --since 1069 --all", "Show what an import did, new figures among it."),
        Example("tally changes --since C20/35 --as-reported C21", "Compare two documents."),
      ]
    ) {
      Option(
        required: "--since", of: GivenBefore.self,
        "The publication, or the position in digits, to compare with.")
      Flag("--all", "List new figures too, which are otherwise counted.")
      Flag("--json", "One JSON object a change, and one with the counts.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { since, all, json, question, database in
      try run(host, since, all, json, question, database)
    }
  }

  private static func run(
    _ host: Host, _ since: GivenBefore, _ all: Bool, _ json: Bool, _ options: QuestionOptions,
    _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    let changes = try FoundChanges(since: try since.asOf(question, &ledger), question, &ledger)
    if json { return try changes.sayJSON(all: all, question, host, &ledger) }
    try changes.say(all: all, host, &ledger)
    try host.sayWrapped("Compared with \(try since.words(changes.earlier.asOf, &ledger)). \(question.words)")
  }
}

/// The state to compare with: what a publication shows, or what stood at a position.
enum GivenBefore: CommandLineValue {
  static let placeholder = "PUBLICATION|POSITION"
  static let completion = LedgerWord.publication.completion

  case publication(Code)
  case position(Int)

  init(commandLine text: String) throws {
    if !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
      guard let position = Int(text) else { throw InvalidValue("is no position: it is too large") }
      self = .position(position)
    } else {
      self = .publication(try GivenCode(commandLine: text).code)
    }
  }

  var commandLineText: String {
    switch self {
    case .publication(let code): code.text
    case .position(let position): "\(position)"
    }
  }

  /// What the earlier state sees.
  ///
  /// It tells the public what the question may tell, and no more.
  func asOf(_ question: Question, _ ledger: inout OpenLedger) throws -> AsOf {
    var asOf: AsOf
    switch self {
    case .publication(let code):
      guard let frozen = try ledger.publication(code).frozen else {
        throw InputRefused("publication \(code) has not been issued: it shows nothing yet")
      }
      asOf = frozen.asOf()
    case .position(let position):
      guard position > 0 else { throw InputRefused("positions begin at 1; \(position) is none") }
      _ = try ledger.requireEndOfAppend(Int64(position))
      asOf = question.asOf
      asOf.position = position
    }
    asOf.release = question.asOf.release
    if let earlier = asOf.position, let later = question.asOf.position, earlier > later {
      throw InputRefused(
        "position \(earlier) comes after position \(later), which the question sees: nothing can have changed since")
    }
    return asOf
  }

  /// The state in words.
  func words(_ asOf: AsOf, _ ledger: inout OpenLedger) throws -> String {
    let position = asOf.position ?? 0
    let recorded = "position \(position), recorded \(try ledger.recordedAt(Int64(position)))"
    switch self {
    case .publication(let code): return "\(code) as it was issued: \(recorded)"
    case .position: return recorded
    }
  }
}
