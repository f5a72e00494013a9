internal import Cryptography
internal import Interchange
internal import Ledger
internal import LedgerSchema
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// One file on its way into the ledger: read and checked whole, compared, and appended as one append.
struct FileImport {
  let host: Host
  let kind: ImportKind
  let file: String
  let flags: ImportFlags
  let options: AppendOptions
  let database: DatabaseOptions
  /// The proposal that is confirmed, if the import is one.
  var confirmed: ProposedImport?

  /// So many times a file is compared again because another append came in between.
  static let retryLimit = 3

  /// Imports the file; where another append came between its comparison and its own append, it is compared again.
  func run() throws {
    for retry in 1... {
      do {
        return try runOnce()
      } catch let error as StoreError where error.asksToCompareAgain && retry <= Self.retryLimit && file != "-" {
        host.note("another append came first: comparing again (\(retry) of \(Self.retryLimit))")
      }
    }
  }

  private func runOnce() throws {
    guard let path = flags.rejects else { return try read(nil) }
    // The file of rejects gets its name only when the import has been recorded.
    try File.writeWhole(path) { writer in
      let rejects = RejectsFile()
      try read { rejects.add($0) }
      try writer.write(rejects.bytes)
    }
  }

  private func read(_ rejects: ((RejectedRow) throws -> Void)?) throws {
    var ledger = try database.open(host)
    let seen = try ledger.head().position
    let digest = flags.proposes || confirmed != nil ? EventsDigest() : nil
    var context = try ImportContext(of: &ledger, host) { try database.open(host) }
    let list = try MembershipListImport(kind, flags, context.catalogue, &ledger)
    context.list = list?.list
    let importer = Importer(kind, options: flags.options, context: context)
    let input = try InputFile(file, host: host)
    let report: (ImportReport, RecordingCounts, Receipt?) =
      kind == .measurements
      ? try staged(importer, input, digest, rejects, &ledger)
      : try whole(importer, input, list, digest, rejects, &ledger)
    input.finishProgress()
    if let words = input.rateWords(rows: report.0.rowCount) { host.note(words) }
    host.showNotes(report.0)
    if flags.isDryRun { host.note("This was a dry run: nothing was written.") }
    if report.0.rejectedCount > 0 {
      host.note("\(SafeText.counted(report.0.rejectedCount, "row was", "rows were")) set aside.")
    }
    try host.report(report.2, report.1, json: options.json, isDryRun: flags.isDryRun || flags.proposes)
    if let digest, flags.proposes { try propose(input, report.1, digest, seen: seen, &ledger) }
  }

  private func propose(
    _ input: InputFile, _ counts: RecordingCounts, _ digest: EventsDigest, seen: Int64, _ ledger: inout OpenLedger
  ) throws {
    guard counts.written > 0 else { return host.note("Nothing was proposed.") }
    let proposed = ProposedImport(kind, flags, input, counts, digest)
    let id = try options.request(host, saying: JSONObject()).id
    let login = try ledger.propose(id, seen: seen, proposed.text)
    if options.json {
      return try host.say(JSONLine(["proposal": .text("\(id)"), "proposed_by": .text(login)]))
    }
    try host.say("Proposed by \(login); nothing was written. Another login writes it with")
    try host.say("  tally confirm \(id) \(input.receiptName)")
  }

  // MARK: - Small kinds, held in memory

  private func whole(
    _ importer: Importer, _ input: InputFile, _ list: MembershipListImport?, _ digest: EventsDigest?,
    _ rejects: ((RejectedRow) throws -> Void)?, _ ledger: inout OpenLedger
  ) throws -> (ImportReport, RecordingCounts, Receipt?) {
    var events: [ImportedEvent] = []
    let report = try importer.read(
      file: input.name, source: input.source, open: input.openJoined, reject: rejects, sink: { events.append($0) })
    try host.refuse(report)
    try list?.check(report.list)
    for event in events { digest?.add(event) }
    let request = try self.request(input)
    if let receipt = try ledger.replayed(options, request) { return (report, RecordingCounts(), receipt) }
    var recording = Recording(keepsPrecision: flags.options.keepsPrecision)
    try recording.compare(events, with: &ledger)
    var counts = recording.counts
    counts.rows = report.rowCount
    counts.gathered = kind.gathered(events.count)
    counts.repeated = report.repeatedCount
    counts.unchanged += report.unchangedCount
    counts.count(withdrawn: report.list.exitCount, returned: report.list.returnCount)
    if flags.isDryRun || flags.proposes { return (report, counts, nil) }
    if let confirmed {
      let subjects = events.map { String(decoding: $0.subject, as: UTF8.self) }
      let changed = try ledger.currentStates(of: subjects).first { $0.position > confirmed.proposal?.seen ?? 0 }
      try confirmed.check(input, counts, digest, changed: changed?.subject)
    }
    let isKnown = list?.isKnown(sha256: input.hash.description)
    let completed = try receiptEvent(
      input, counts, isKnown: isKnown, scope: list?.scope, &ledger.connection, ledger.name.text)
    let all = recording.events + (completed.map { [$0] } ?? [])
    guard !all.isEmpty else { return (report, counts, nil) }
    host.note("append \(request.id)")
    return (report, counts, try ledger.append(all, request))
  }

  // MARK: - Measurements, staged in the database

  private func staged(
    _ importer: Importer, _ input: InputFile, _ digest: EventsDigest?, _ rejects: ((RejectedRow) throws -> Void)?,
    _ ledger: inout OpenLedger
  ) throws -> (ImportReport, RecordingCounts, Receipt?) {
    let name = ledger.name.text
    let id = try options.request(host, saying: JSONObject()).id
    if !flags.isDryRun, !flags.proposes { host.note("append \(id)") }
    let snapshot = try SnapshotImport(flags, &ledger)
    let (outcome, receipt) = try ledger.withStage(id) { stage, connection in
      var subjects = DistinctSubjects()
      var report = try copy(importer, input, digest, rejects, &subjects, &stage, &connection)
      try host.refuse(report)
      let said = try self.request(input)
      let request = AppendRequest(id: id, hash: said.hash, clientTime: said.clientTime)
      if snapshot != nil, report.rejectedCount > 0 {
        throw InputRefused(
          "\(SafeText.counted(report.rejectedCount, "row", "rows")) cannot be read, and a snapshot would withdraw what they give: "
            + "nothing was written. Leave --rejects out to see what is wrong with them")
      }
      let withdrawn = try snapshot?.scope(&stage, &connection) ?? 0
      var comparison = StagedComparison(keepsPrecision: flags.options.keepsPrecision, file: input.name)
      try comparison.run(&stage, areDistinct: subjects.areDistinct, &connection, &report)
      try host.refuse(report)
      var counts = comparison.counts
      counts.rows = report.rowCount
      if flags.options.wide != nil { counts.gathered = SafeText.counted(report.eventCount, "figure", "figures") }
      counts.count(withdrawn: withdrawn)
      counts.reasserted =
        try snapshot?.reassert(counts.written, sha256: input.hash.description, &stage, &connection) ?? 0
      if snapshot == nil, comparison.overtakenCount > 0 {
        report.problems.note(
          Place(file: input.name),
          (comparison.overtakenCount == 1
            ? "1 figure has a value that was" : "\(comparison.overtakenCount) figures have values that were")
            + " published later: a question without --as-published reads the values of this file, because they were "
            + "recorded last")
      }
      if flags.isDryRun || flags.proposes { return ((report, counts), nil) }
      if let confirmed {
        let changed = try stage.changed(since: confirmed.proposal?.seen ?? 0, over: &connection)
        try confirmed.check(input, counts, digest, changed: changed)
      }
      let isKnown = snapshot?.isKnown(sha256: input.hash.description)
      let completed = try receiptEvent(input, counts, isKnown: isKnown, &connection, name)
      let receipt = try stage.append(request, then: completed.map { [$0] } ?? [], over: &connection)
      return ((report, counts), receipt)
    }
    return (outcome.0, outcome.1, receipt)
  }

  private func copy(
    _ importer: Importer, _ input: InputFile, _ digest: EventsDigest?, _ rejects: ((RejectedRow) throws -> Void)?,
    _ subjects: inout DistinctSubjects, _ stage: inout Stage, _ connection: inout Connection
  ) throws -> ImportReport {
    var report: ImportReport?
    var ordinals = Ordinals()
    try stage.copy(over: &connection) { writer in
      report = try importer.read(file: input.name, source: input.source, open: input.openJoined, reject: rejects) {
        event in
        digest?.add(event)
        subjects.insert(event.subject)
        try writer.beginRow(fieldCount: 5)
        try writer.field(ordinals.next(line: event.line))
        try writer.field(bytes: event.kind.utf8.span)
        try writer.field(bytes: event.subject.span)
        try writer.field(bytes: event.data.span)
        try writer.field(bytes: event.basis.span)
      }
    }
    guard let report else { preconditionFailure("a COPY that returns has called its body") }
    return report
  }

  // MARK: - What the client says

  /// The request of this import: the files' hashes, the mapping and the options, nothing of the ledger.
  private func request(_ input: InputFile) throws -> AppendRequest {
    var said: JSONObject = [
      "import": .string(kind.rawValue), "sha256": .string(input.hash.description), "mapping": .object(mapping),
      "scope": .array(flags.snapshot.map { .string($0.text) }),
      "with": .array(input.joinedHashes.map { .string($0) }),
    ]
    if let proposal = confirmed?.proposal { said["proposed_by"] = .string(proposal.proposedBy) }
    return try options.request(host, saying: said)
  }

  private var mapping: JSONObject {
    var object = JSONObject()
    for (key, value) in flags.options.mapping { object[key] = .string(value) }
    if flags.rejects != nil { object["rejects"] = "yes" }
    if flags.isBackfill { object["backfill"] = "yes" }
    return object
  }

  /// `import.completed`; nil where nothing changed and this import stands in the ledger already.
  ///
  /// - Parameter isKnown: Whether it does, where that is known; else any import of the same file will do.
  private func receiptEvent(
    _ input: InputFile, _ counts: RecordingCounts, isKnown: Bool? = nil, scope: [String]? = nil,
    _ connection: inout Connection, _ schema: String
  ) throws -> ExpectedEvent? {
    let subject = try Subject.import(sha256: input.hash.description)
    let version = try connection.value(
      "SELECT version FROM \(identifier: schema).current_states(\([subject.text]))", as: Int32?.self)
    if counts.written == 0 && isKnown ?? (version != nil) { return nil }
    let receipt = ImportReceipt(
      file: input.receiptName, sha256: input.hash.description, kind: kind.rawValue, mapping: mapping,
      publishedAt: try flags.publishedAt,
      scope: scope ?? flags.snapshot.map(\.text), proposedBy: confirmed?.proposal?.proposedBy,
      counts: Dictionary(uniqueKeysWithValues: counts.named.filter { $0.count > 0 }.map { ($0.name, $0.count) }))
    let draft = try Draft(kind: .importCompleted, subject: subject, data: receipt.data, basis: JSONObject())
    return ExpectedEvent(draft, expected: Int(version ?? 0))
  }
}

extension ImportKind {
  /// What so many events are of, where one takes in several rows.
  fileprivate func gathered(_ count: Int) -> String? {
    switch self {
    case .codelists: SafeText.counted(count, "codelist", "codelists")
    case .measures: SafeText.counted(count, "target", "targets")
    default: nil
    }
  }
}

extension StoreError {
  /// Whether what was compared no longer holds, and nothing was written.
  fileprivate var asksToCompareAgain: Bool {
    switch self {
    case .scopeChanged, .wrongExpectedVersion: true
    default: false
    }
  }
}
