internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import PostgreSQL

/// `tally confirm`: writes what another login has proposed.
enum ConfirmCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "confirm", "Writes an import that another login has proposed.",
      discussion: """
        Four eyes: who checks a file with tally import … --propose writes nothing; another login reads the same file \
        again and appends it, exactly as it was proposed and with the proposal's id. The receipt in the ledger names \
        both. It is refused to the login that proposed, for another file, where something was recorded about its \
        subjects since, and where codes or lists have changed so that the file comes to something else.

        Without an id the proposals that wait are listed; without a file one is shown. A proposal is no part of the \
        ledger's history before it is confirmed. Confirming twice gives the first answer.
        """,
      examples: [
        Example("tally confirm", "List the proposals that wait."),
        Example(
          "tally confirm 01a20dd8-6022-7667-b409-3fb655605f53", "Show one: who proposed what, and what it comes to."),
        Example(
          "tally confirm 01a20dd8-6022-7667-b409-3fb655605f53 FIGURES.csv", "Read the same file and append it."),
      ]
    ) {
      Operand(optional: "id", of: GivenAppendID.self, "The proposal's id.")
      Operand(optional: "file", of: String.self, "The file that was proposed.")
      Option(
        repeating: "--with", of: String.self, placeholder: "FILE",
        "Where the joined files are, in the order of the proposal, if not where they were.")
      Flag("--all", "List those that were confirmed as well.")
      Flag("--trust-server-clock", "Append even if the server's clock is far from this machine's.")
      Flag("--json", "One JSON object a proposal, or with the receipt and the counts.")
      DatabaseOptions.group
    } run: { id, file, joined, all, trusts, json, database in
      guard let id else { return try list(host, all: all, json: json, database) }
      let options = AppendOptions(id: id.id, trustsServerClock: trusts, json: json)
      try run(host, id.id, file, joined, options, database)
    }
  }

  private static func run(
    _ host: Host, _ id: AppendID, _ file: String?, _ joined: [String], _ options: AppendOptions,
    _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let all = try ledger.proposals()
    guard let proposal = all.first(where: { "\($0.id)" == "\(id)" }) else {
      throw InputRefused("there is no proposal \(id); tally confirm lists those that wait")
    }
    guard let file else { return try show(proposal, host, json: options.json) }
    if let receipt = try ledger.findAppend(proposal.id) {
      return try host.report(receipt, RecordingCounts(), json: options.json)
    }
    try ledger.refuseOwnProposal(proposal.id)
    let proposed = try ProposedImport(proposal)
    let flags = try ImportFlags(words(of: proposed, joined))
    do {
      try FileImport(
        host: host, kind: proposed.kind, file: file, flags: flags, options: options, database: database,
        confirmed: proposed
      ).run()
    } catch let refused as InputRefused {
      // Somebody else may have confirmed it while the file was read.
      guard let receipt = try ledger.findAppend(proposal.id) else { throw refused }
      try host.report(receipt, RecordingCounts(), json: options.json)
    }
  }

  /// The options of the proposal, with the joined files where they are here.
  private static func words(of proposed: ProposedImport, _ joined: [String]) throws -> [ImportFlags.Word] {
    guard !joined.isEmpty else { return proposed.words }
    guard joined.count == proposed.joined.count else {
      throw UsageError.refused("the proposal joins \(proposed.joined.count) files: give --with for each or for none")
    }
    var rest = joined[...]
    return proposed.words.map { word in
      word.name == "with" ? rest.popFirst().map { ImportFlags.Word(name: "with", value: $0) } ?? word : word
    }
  }

  // MARK: - Showing

  private static func list(_ host: Host, all: Bool, json: Bool, _ database: DatabaseOptions) throws {
    var ledger = try database.open(host)
    let proposals = try ledger.proposals().filter { all || $0.confirmed == nil }
    if json {
      for proposal in proposals { try host.say(line(proposal)) }
      return
    }
    guard !proposals.isEmpty else { return try host.say("No proposal waits.") }
    var table = TextTable([
      .init(title: "Proposal"), .init(title: "Proposed"), .init(title: "What", isFlexible: true),
    ])
    for proposal in proposals {
      let what = (try? ProposedImport(proposal)).map { "\($0.kind.rawValue) of \($0.file)" } ?? "(cannot be read)"
      let confirmed = proposal.confirmed.map { ", confirmed by \($0.by)" } ?? ""
      table.add(["\(proposal.id)", "\(proposal.proposedAt.day)", "\(what), by \(proposal.proposedBy)\(confirmed)"])
    }
    for line in table.lines(width: host.width) { try host.say(line) }
  }

  private static func show(_ proposal: Proposal, _ host: Host, json: Bool) throws {
    if json { return try host.say(line(proposal)) }
    let proposed = try ProposedImport(proposal)
    var facts = LabelledLines()
    facts.add("proposed", "\(proposal.proposedAt.words), by \(proposal.proposedBy), at position \(proposal.seen)")
    facts.add(
      "confirmed", proposal.confirmed.map { "\($0.at.words), by \($0.by)" } ?? "not yet")
    facts.add("file", proposed.file)
    facts.add("SHA-256", proposed.sha256)
    for hash in proposed.joined { facts.add("joined", hash) }
    for word in proposed.words { facts.add("option", "--\(word.name)\(word.value.isEmpty ? "" : " \(word.value)")") }
    for (name, count) in proposed.counts.sorted(by: { $0.key < $1.key }) {
      facts.add(name.replacing("_", with: " "), "\(count)")
    }
    try host.say("Import of \(proposed.kind.rawValue)")
    for line in facts.lines(width: host.width) { try host.say(line) }
  }

  private static func line(_ proposal: Proposal) -> JSONLine {
    var line = JSONLine(["proposal": .text("\(proposal.id)"), "proposed_by": .text(proposal.proposedBy)])
    line.add("proposed_at", proposal.proposedAt.words)
    line.add("at_position", "\(proposal.seen)")
    line.add("confirmed_by", proposal.confirmed?.by)
    line.add("confirmed_at", proposal.confirmed?.at.words)
    line.add("content", .encoded(proposal.text))
    return line
  }
}

extension TimestampTZ {
  /// The instant as the ledger writes it.
  fileprivate var words: String { Instant(microseconds: microsecondsSinceUnixEpoch).map { "\($0)" } ?? "\(self)" }

  fileprivate var day: String { String(words.prefix(10)) }
}
