internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally list`: what the ledger has of one sort.
enum ListCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "list", "Lists what the ledger has of one sort.",
      discussion: """
        A word keeps only what has it in its code or its title; capital and small letters A to Z are the same. Targets \
        and nodes stand with the indicators that feed each of them, and may be found by these.

        Figures are found by a word in a comment or a quotation of their events too, earlier ones among them; it is \
        shown beside those that nothing else found. Instead of a word a selection may stand, such as \
        'internet-users@World@*'.
        """,
      examples: [
        Example("tally list targets", "List the targets and what feeds each."),
        Example("tally list indicators internet", "Find an indicator."),
        Example("tally list figures 'individuals-using-internet-share@*@*'", "List the figures of a selection."),
        Example("tally list figures webinar --notes", "Find figures by a word, also in their notes."),
        Example("tally list nodes", "List the framework and what measures each node."),
        Example("tally list claims C21 --json", "Give the numbers that C21 printed to a program."),
      ]
    ) {
      Operand("what", of: Listed.self, "What to list.")
      Operand(optional: "word", of: String.self, "Only what has this in its code or title.")
      Option(
        "--limit", of: Int.self, placeholder: "NUMBER",
        "At most so many. Without it: \(figureLimit) figures in a table, and everything else.")
      Flag("--notes", "For figures: show the newest note of each.")
      Flag("--json", "One JSON object each.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { what, word, limit, notes, json, question, database in
      if notes, what != .figures { throw UsageError.refused("--notes is for figures") }
      try run(host, what, word, limit, notes, json, question, database)
    }
  }

  /// So many figures are shown in a table unless more are asked for.
  private static let figureLimit = 200

  private static func run(
    _ host: Host, _ what: Listed, _ word: String?, _ limit: Int?, _ notes: Bool, _ json: Bool,
    _ options: QuestionOptions, _ database: DatabaseOptions
  ) throws {
    if let limit, limit < 1 { throw UsageError.refused("--limit is 1 or more") }
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    let state = try ledger.state(question.asOf) { _ in [] }
    let listing: Listing
    if what == .figures {
      let limit = limit ?? (json ? .max : figureLimit)
      var figures = FigureListing(state, word, limit: limit, showsNotes: notes || json)
      if json {
        try figures.read(&ledger) { try host.say($0.json(question)) }
        return
      }
      listing = try figures.listing(&ledger)
    } else {
      listing = Listing(what, state, Filter(word), limit: limit ?? .max)
    }
    if json {
      for row in listing.rows {
        var line = row.line
        question.add(to: &line)
        try host.say(line)
      }
      for one in listing.unreadable {
        try host.say(JSONLine(["subject": .text(one.subject.text), "unreadable": .text(one.reason)]))
      }
      return
    }
    try show(listing, what, word, host)
    for one in listing.unreadable { try host.sayWrapped("Cannot be read: \(one)") }
    if listing.embargoedCount > 0 { try host.say("\(listing.embargoedCount) embargoed.") }
    try host.sayWrapped(question.words)
  }

  private static func show(_ listing: Listing, _ what: Listed, _ word: String?, _ host: Host) throws {
    guard !listing.rows.isEmpty else {
      let filter = word.map { " with \(SafeText.quote($0))" } ?? ""
      return try host.say("No \(what.rawValue)\(filter).")
    }
    var table = TextTable(listing.columns)
    for row in listing.rows { table.add(row.cells.map { ($0 ?? "..").onOneLine }) }
    for line in table.lines(width: host.width) { try host.say(line) }
    try host.say()
    if listing.isCut {
      try host.sayWrapped(
        "The first \(listing.rows.count); there are more. Narrow it with a word, or raise --limit.")
    }
  }
}

/// What can be listed.
enum Listed: String, CaseIterable, CommandLineValue {
  case indicators
  case figures
  case targets
  case nodes
  case publications
  case areas
  case units
  case codelists
  case methods
  case coverage
  case claims
}

/// What a word keeps of a list.
struct Filter {
  private let word: [UInt8]

  /// Everything, where there is no word.
  init(_ word: String?) { self.word = word.map { Self.folded($0) } ?? [] }

  /// Whether one of the texts has the word; capital and small letters A to Z are the same.
  func keeps(_ texts: String?...) -> Bool {
    guard let first = word.first else { return true }
    return texts.contains { text in
      guard let text else { return false }
      let bytes = Self.folded(text)
      guard bytes.count >= word.count else { return false }
      return (0...bytes.count - word.count).contains { bytes[$0] == first && bytes[$0...].starts(with: word) }
    }
  }

  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
  }
}
