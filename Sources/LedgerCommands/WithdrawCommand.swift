internal import CommandLineParsing
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally withdraw`: takes figures, or everything of one append, back by new events.
enum WithdrawCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "withdraw", "Takes a figure, a selection of figures or a whole append back.",
      discussion: """
        Nothing is deleted: a withdrawal is an event, and the history stays. --append undoes an append, for example a \
        wrong import: what it made new is withdrawn, what it changed gets the state before it again. What was changed \
        once more since is left alone and named.
        """,
      examples: [
        Example("tally withdraw e-waste-generated@World@2019 --because \"not released\"", "Take one figure back."),
        Example(
          "tally withdraw --where indicator=internet-users --because \"moved\"", "Take back all of one indicator."),
        Example(
          "tally withdraw --append 01a20dd8-6022-7667-b409-3fb655605f53 --because wrong", "Undo an append."),
      ]
    ) {
      Operand(optional: "figure", of: GivenFigure.self, "The figure.")
      Option(
        repeating: "--where", of: GivenCondition.self,
        "Figures with this indicator, area or period, or from A to B with period=A..B; indicator is needed.")
      Option(
        "--append", of: GivenAppendID.self, completing: LedgerWord.append.completion, "Undo the append with this id.")
      Option(required: "--because", of: String.self, "Why; it stays with the withdrawal.")
      Flag("--dry-run", "Say what would be withdrawn; write nothing.")
      AppendOptions.group
      DatabaseOptions.group
    } run: { figure, conditions, undone, because, isDryRun, append, database in
      let given = [figure != nil, !conditions.isEmpty, undone != nil].count { $0 }
      guard given == 1 else { throw UsageError.refused("give a figure, --where or --append") }
      let withdrawal = Withdrawal(
        host: host, because: because, isDryRun: isDryRun, options: append, database: database)
      if let figure { return try withdrawal.run(figure.figure) }
      if let undone { return try withdrawal.run(undoing: undone.id) }
      try withdrawal.run(where: conditions)
    }
  }
}

/// One withdrawal on its way into the ledger.
struct Withdrawal {
  /// No more subjects are taken back in one append; a whole vintage fits.
  static let limit = 1_000_000

  let host: Host
  let because: String
  let isDryRun: Bool
  let options: AppendOptions
  let database: DatabaseOptions
  /// The fact and its basis, which all withdrawals share.
  private let data: String
  private let basis: String

  init(host: Host, because: String, isDryRun: Bool, options: AppendOptions, database: DatabaseOptions) {
    self.host = host
    self.because = because
    self.isDryRun = isDryRun
    self.options = options
    self.database = database
    data = String(decoding: Draft.withdrawn.canonical, as: UTF8.self)
    let basis: JSONObject = ["comment": .string(because), "reason": "error"]
    self.basis = String(decoding: basis.canonical, as: UTF8.self)
  }

  func run(_ figure: Figure) throws {
    var ledger = try database.open(host)
    let subject = Subject.figure(figure)
    guard let state = try ledger.currentStates(of: [subject.text]).first else {
      throw InputRefused("there is no figure \(figure)")
    }
    var events = Events()
    if state.kind != Kind.measurementWithdrawn.text { try add(withdrawn(subject, state.version), to: &events) }
    try append(events, &ledger)
  }

  func run(where conditions: [GivenCondition]) throws {
    let indicators = Set(conditions.compactMap(\.indicator))
    guard !indicators.isEmpty else { throw UsageError.refused("--where needs indicator=CODE") }
    var ledger = try database.open(host)
    let head = Int(try ledger.head().position)
    let state = try ledger.state(AsOf(position: head, on: .year(2000))) { _ in [] }
    for indicator in indicators.sorted() where state.isWorkedOut(indicator) {
      throw InputRefused("\"\(indicator)\" is worked out: withdraw what its figures follow from")
    }
    let wanted = FigureConditions(conditions, state.codes)
    var events = Events()
    for indicator in indicators.sorted() {
      var search = FigureSearch()
      search.indicator = indicator.encoded
      try ledger.search(search, upTo: head) { found in
        if wanted.hold(for: found.figure), case .value(_, let event) = found.seen(under: state.asOf).current {
          try add(withdrawn(event.subject, event.version), to: &events)
        }
        return true
      }
    }
    guard events.count > 0 else { throw InputRefused("no figure with a value meets these conditions") }
    try append(events, &ledger)
  }

  func run(undoing id: AppendID) throws {
    var ledger = try database.open(host)
    var events = Events()
    let isThere = try ledger.subjects(ofAppend: id) { one in
      guard one.version == one.newest else {
        return host.note("\(one.subject) was changed again since and is left alone")
      }
      try add(
        ExpectedEvent(
          kind: one.before?.kind ?? withdrawnKind(of: one.kind), subject: one.subject, expected: one.version,
          data: one.before?.data ?? data, basis: basis), to: &events)
    }
    guard isThere else { throw InputRefused("there is no append \(id)") }
    try append(events, &ledger)
  }

  /// What is to be appended; a dry run keeps none of it.
  private struct Events {
    var count = 0
    var kept: [ExpectedEvent] = []
  }

  /// Takes an event in; a dry run says what it is about.
  private func add(_ event: ExpectedEvent, to events: inout Events) throws {
    guard events.count < Self.limit else {
      throw InputRefused("more than \(Self.limit) states at once are too many: withdraw them in parts, with --where")
    }
    events.count += 1
    if isDryRun { try host.say(event.subject) } else { events.kept.append(event) }
  }

  private func withdrawn(_ subject: Subject, _ version: Int) -> ExpectedEvent {
    ExpectedEvent(
      kind: Kind.measurementWithdrawn.text, subject: subject.text, expected: version, data: data,
      basis: basis)
  }

  private func withdrawnKind(of kind: String) -> String {
    kind == Kind.measurementRecorded.text ? Kind.measurementWithdrawn.text : kind
  }

  private func append(_ taken: Events, _ ledger: inout OpenLedger) throws {
    var counts = RecordingCounts()
    counts.rows = taken.count
    counts.changed = taken.count
    counts.count(withdrawn: taken.count)
    if isDryRun { return try host.report(nil, counts, json: options.json, isDryRun: true) }
    let events = taken.kept
    let request = try options.request(
      host, saying: ["withdraw": .array(events.map { .string($0.subject) }), "because": .string(because)])
    host.note("append \(request.id)")
    if let receipt = try ledger.replayed(options, request) {
      return try host.report(receipt, counts, json: options.json)
    }
    try host.report(events.isEmpty ? nil : ledger.append(events, request), counts, json: options.json)
  }
}
