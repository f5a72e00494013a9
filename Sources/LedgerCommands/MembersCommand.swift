internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally members`: who is listed as a member of a group, and how many are reported.
enum MembersCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "members", "Shows who is listed as a member of a group, and what is reported of it.",
      discussion: """
        Listed members come from changes of membership; reported numbers are figures. They stand apart, because a \
        document may print a number and no list. A date known to the year leaves some members uncertain; they are \
        marked with a question mark and counted apart.

        Reported are the figures whose area is the group, of indicators that count something and whose code has the \
        word member, members or membership and not survey; --reported names other indicators. Joins and departures \
        are known of listed members only, and years without any are left out of the table. Without a group the groups \
        are listed, each with how many figures are reported of it.
        """,
      examples: [
        Example("tally members", "List the groups."),
        Example("tally members ITU --on 2021-04-30", "Show the members on a day."),
        Example("tally members ITU --by year", "Count members, joins and departures, year by year."),
        Example("tally members ITU --by category-year", "Do so for each category, and once for all of them."),
        Example("tally members ITU --reported itu-academia-members", "Show another reported number beside them."),
      ]
    ) {
      Operand(
        optional: "group", of: GivenCode.self, completing: LedgerWord.group.completion,
        "The group, by its code or an alias.")
      Option("--by", of: MembersBy.self, "Count members by this instead of listing them.")
      Option(
        repeating: "--reported", of: GivenCode.self, placeholder: "INDICATOR",
        completing: LedgerWord.indicator.completion,
        "Report the figures of this indicator, not those found by the words above.")
      Flag("--json", "One JSON object a member, count or figure; \"row\" says which.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { group, by, reported, json, question, database in
      try run(host, group?.code, by, reported.map(\.code), json, question, database)
    }
  }

  private static func run(
    _ host: Host, _ name: Code?, _ by: MembersBy?, _ reported: [Code], _ json: Bool, _ options: QuestionOptions,
    _ database: DatabaseOptions
  ) throws {
    if name == nil, by != nil { throw UsageError.refused("--by needs a group") }
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    let state = try ledger.state(question.asOf) { state in
      Set(try state.indicatorsOfMembers(reported).map { FigureScope($0) })
    }
    guard let name else { return try groups(host, state, json, question) }
    let group = try MemberGroup(name, state, reported)
    if json {
      for line in group.lines(by: by, question) { try host.say(line) }
      return
    }
    for line in group.tables(by: by, width: host.width) { try host.say(line) }
    if let embargoed = question.embargoWords(state) { try host.say(embargoed) }
    try host.sayWrapped(question.words)
  }

  /// How many there are with each counted once; nothing where no two groups have members.
  private static func distinctWords(_ groups: [MemberGroup]) -> String? {
    let filled = groups.map(\.members).filter { !$0.isEmpty }
    guard filled.count > 1 else { return nil }
    let certain = Set(filled.joined().filter(\.isCertain).map(\.code))
    let uncertain = Set(filled.joined().map(\.code)).subtracting(certain)
    var counts = MemberGroup.Counts()
    (counts.certain, counts.uncertain) = (certain.count, uncertain.count)
    return "\(counts.words) distinct members: who is in several groups counts once."
  }

  private static func groups(_ host: Host, _ state: State, _ json: Bool, _ question: Question) throws {
    let groups = try state.groupsOfMembers.map { try MemberGroup($0, state, []) }
    if json {
      for group in groups { try host.say(group.line(question)) }
      return
    }
    var table = TextTable([
      .init(title: "Group"), .init(title: "Title", isFlexible: true), .init(title: "Listed", alignsRight: true),
      .init(title: "Figures", alignsRight: true), .init(title: "List", isFlexible: true),
    ])
    for group in groups {
      table.add([
        group.code.text, group.title ?? "..", group.counts.words, "\(group.reported.count)",
        group.coverageWords,
      ])
    }
    if !table.isEmpty { for line in table.lines(width: host.width) { try host.say(line) } }
    try host.say(table.isEmpty ? "No group has members or a stated list." : "")
    if let words = distinctWords(groups) { try host.sayWrapped(words) }
    try host.sayWrapped(question.words)
  }
}

/// What members are counted by.
enum MembersBy: String, CaseIterable, CommandLineValue {
  case category
  case categoryYear = "category-year"
  case country
  case year
}

extension State {
  /// The groups that have members, or of whose list something is stated.
  var groupsOfMembers: [Code] {
    let stated = codes.coverages.compactMap { set -> Code? in
      if case .members(let group) = set, case .value = codes.coverage(of: set) { group } else { nil }
    }
    return Set(memberships.groups + stated).sorted()
  }

  /// The indicators whose figures are reported numbers of members.
  func indicatorsOfMembers(_ named: [Code]) throws -> Set<Code> {
    for code in named {
      guard codes.indicator(code).value == nil else { continue }
      let hint = NearestName.hint(code.text, among: codes.indicators.map(\.text))
      throw InputRefused("there is no indicator \"\(code)\"\(hint)")
    }
    guard named.isEmpty else { return Set(named) }
    return Set(codes.indicators.filter { countsMembers($0) })
  }

  /// Whether an indicator counts something and has the word in its code: the ledger has no other mark for it.
  private func countsMembers(_ code: Code) -> Bool {
    guard let indicator = codes.indicator(code).value, codes.unit(indicator.unit).value?.kind == .count else {
      return false
    }
    let words = code.text.lowercased().split { !($0.isLetter || $0.isNumber) }
    return words.contains { ["member", "members", "membership"].contains($0) } && !words.contains("survey")
  }
}
