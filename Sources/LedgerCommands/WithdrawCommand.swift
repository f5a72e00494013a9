internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

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
      Flag("--dry-run", "Say what would be withdrawn or restored; write nothing.")
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

/// One withdrawal on its way into the ledger: read on one connection and staged on another, so that none of it is held.
struct Withdrawal {
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
    try append(saying: [subject.text], after: ledger.head().position, &ledger) { ledger, take in
      guard let state = try ledger.currentStates(of: [subject.text]).first else {
        throw InputRefused("there is no figure \(figure)")
      }
      if state.kind != Kind.measurementWithdrawn.text { try take(withdrawn(subject)) }
    }
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
    try append(saying: conditions.map(\.commandLineText).sorted(), after: Int64(head), &ledger) { ledger, take in
      var isNone = true
      for indicator in indicators.sorted() {
        var search = FigureSearch()
        search.indicator = indicator.encoded
        try ledger.search(search, upTo: head) { found in
          if wanted.hold(for: found.figure), case .value(_, let event) = found.seen(under: state.asOf).current {
            isNone = false
            try take(withdrawn(event.subject))
          }
          return true
        }
      }
      if isNone { throw InputRefused("no figure with a value meets these conditions") }
    }
  }

  func run(undoing id: AppendID) throws {
    var ledger = try database.open(host)
    try append(saying: ["append=\(id)"], after: ledger.head().position, &ledger) { ledger, take in
      let isThere = try ledger.subjects(ofAppend: id) { one in
        guard one.version == one.newest else {
          return host.note("\(one.subject) was changed again since and is left alone")
        }
        try take(
          StagedEvent(
            kind: one.before?.kind ?? withdrawnKind(of: one.kind), subject: one.subject,
            data: one.before?.data ?? data, basis: basis, isRestored: one.before.map { $0.data != data } ?? false))
      }
      guard isThere else { throw InputRefused("there is no append \(id)") }
    }
  }

  private func withdrawn(_ subject: Subject) -> StagedEvent {
    StagedEvent(kind: Kind.measurementWithdrawn.text, subject: subject.text, data: data, basis: basis)
  }

  private func withdrawnKind(of kind: String) -> String {
    kind == Kind.measurementRecorded.text ? Kind.measurementWithdrawn.text : kind
  }

  /// Appends what is read; a dry run says what it is about.
  ///
  /// - Parameters:
  ///   - words: What is to be taken back, as the command has it.
  ///   - position: The last position before it was read: who wrote one of the subjects since is a conflict.
  ///   - read: Reads what is taken back, and hands over each event.
  private func append(
    saying words: [String], after position: Int64, _ ledger: inout OpenLedger,
    _ read: (inout OpenLedger, _ take: (StagedEvent) throws -> Void) throws -> Void
  ) throws {
    var counts = RecordingCounts()
    if isDryRun {
      try read(&ledger) { event in
        counts.count(takenBack: event.isRestored)
        let outcome = event.isRestored ? "restored" : "withdrawn"
        if options.json { return try host.say(JSONLine(["subject": .text(event.subject), "outcome": .text(outcome)])) }
        try host.say("\(event.subject) \(outcome)")
      }
      return try host.report(nil, counts, json: options.json, isDryRun: true)
    }
    let request = try options.request(
      host, saying: ["withdraw": .array(words.map { .string($0) }), "because": .string(because)])
    if let receipt = try ledger.replayed(options, request) {
      host.note("append \(request.id)")
      return try host.report(receipt, counts, json: options.json)
    }
    var appender = try database.open(host)
    let receipt = try appender.withStage(request.id) { stage, connection in
      try stage.copy(over: &connection) { writer in
        try read(&ledger) { event in
          counts.count(takenBack: event.isRestored)
          try writer.row(Int64(counts.written), event.kind, event.subject, event.data, event.basis)
        }
      }
      host.note("append \(request.id)")
      try stage.keep(after: position, over: &connection)
      return ((), try stage.append(request, then: [], over: &connection))
    }.1
    try host.report(receipt, counts, json: options.json)
  }
}

/// An event on its way into the stage.
private struct StagedEvent {
  let kind: String
  let subject: String
  let data: String
  let basis: String
  /// Whether an earlier state stands again, rather than none.
  var isRestored = false
}
