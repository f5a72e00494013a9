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
    var context = try ImportContext(of: &ledger, host) { try database.open(host) }
    let list = try MembershipListImport(kind, flags, context.catalogue, &ledger)
    context.list = list?.list
    let importer = Importer(kind, options: flags.options, context: context)
    let input = try InputFile(file, host: host)
    let report: (ImportReport, RecordingCounts, Receipt?) =
      kind == .measurements
      ? try staged(importer, input, rejects, &ledger) : try whole(importer, input, list, rejects, &ledger)
    input.finishProgress()
    if let words = input.rateWords(rows: report.0.rowCount) { host.note(words) }
    host.showNotes(report.0)
    if flags.isDryRun { host.note("This was a dry run: nothing was written.") }
    if report.0.rejectedCount > 0 { host.note("\(report.0.rejectedCount) rows were set aside.") }
    try host.report(report.2, report.1, json: options.json, isDryRun: flags.isDryRun)
  }

  // MARK: - Small kinds, held in memory

  private func whole(
    _ importer: Importer, _ input: InputFile, _ list: MembershipListImport?,
    _ rejects: ((RejectedRow) throws -> Void)?, _ ledger: inout OpenLedger
  ) throws -> (ImportReport, RecordingCounts, Receipt?) {
    var events: [ImportedEvent] = []
    let report = try importer.read(
      file: input.name, source: input.source, open: input.openJoined, reject: rejects, sink: { events.append($0) })
    try host.refuse(report)
    try list?.check(report.list)
    let request = try self.request(input)
    if let receipt = try ledger.replayed(options, request) { return (report, RecordingCounts(), receipt) }
    var recording = Recording(keepsPrecision: flags.options.keepsPrecision)
    try recording.compare(events, with: &ledger)
    var counts = recording.counts
    counts.rows = report.rowCount
    counts.repeated = report.repeatedCount
    counts.unchanged += report.unchangedCount
    counts.count(withdrawn: report.list.exitCount, returned: report.list.returnCount)
    if flags.isDryRun { return (report, counts, nil) }
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
    _ importer: Importer, _ input: InputFile, _ rejects: ((RejectedRow) throws -> Void)?, _ ledger: inout OpenLedger
  ) throws -> (ImportReport, RecordingCounts, Receipt?) {
    let name = ledger.name.text
    let id = try options.request(host, saying: JSONObject()).id
    if !flags.isDryRun { host.note("append \(id)") }
    let snapshot = try SnapshotImport(flags, &ledger)
    let (outcome, receipt) = try ledger.withStage(id) { stage, connection in
      var report = try copy(importer, input, rejects, &stage, &connection)
      try host.refuse(report)
      let said = try self.request(input)
      let request = AppendRequest(id: id, hash: said.hash, clientTime: said.clientTime)
      if snapshot != nil, report.rejectedCount > 0 {
        throw InputRefused(
          "\(report.rejectedCount) rows cannot be read, and a snapshot would withdraw the figures that they give: "
            + "nothing was written. Leave --rejects out to see what is wrong with them")
      }
      let withdrawn = try snapshot?.scope(&stage, &connection) ?? 0
      var comparison = StagedComparison(keepsPrecision: flags.options.keepsPrecision, file: input.name)
      try comparison.run(&stage, &connection, &report)
      try host.refuse(report)
      var counts = comparison.counts
      counts.rows = report.rowCount
      counts.count(withdrawn: withdrawn)
      counts.reasserted =
        try snapshot?.reassert(counts.written, sha256: input.hash.description, &stage, &connection) ?? 0
      if snapshot == nil, comparison.overtakenCount > 0 {
        report.problems.note(
          Place(file: input.name),
          "\(comparison.overtakenCount) figures have values that were published later: a question without "
            + "--as-published reads the values of this file, because they were recorded last")
      }
      if flags.isDryRun { return ((report, counts), nil) }
      let isKnown = snapshot?.isKnown(sha256: input.hash.description)
      let completed = try receiptEvent(input, counts, isKnown: isKnown, &connection, name)
      let receipt = try stage.append(request, then: completed.map { [$0] } ?? [], over: &connection)
      return ((report, counts), receipt)
    }
    return (outcome.0, outcome.1, receipt)
  }

  private func copy(
    _ importer: Importer, _ input: InputFile, _ rejects: ((RejectedRow) throws -> Void)?, _ stage: inout Stage,
    _ connection: inout Connection
  ) throws -> ImportReport {
    var report: ImportReport?
    var ordinals = Ordinals()
    try stage.copy(over: &connection) { writer in
      report = try importer.read(file: input.name, source: input.source, open: input.openJoined, reject: rejects) {
        event in
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
    try options.request(
      host,
      saying: [
        "import": .string(kind.rawValue), "sha256": .string(input.hash.description), "mapping": .object(mapping),
        "scope": .array(flags.snapshot.map { .string($0.text) }),
        "with": .array(input.joinedHashes.map { .string($0) }),
      ])
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
      scope: scope ?? flags.snapshot.map(\.text),
      counts: Dictionary(uniqueKeysWithValues: counts.named.filter { $0.count > 0 }.map { ($0.name, $0.count) }))
    let draft = try Draft(kind: .importCompleted, subject: subject, data: receipt.data, basis: JSONObject())
    return ExpectedEvent(draft, expected: Int(version ?? 0))
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
