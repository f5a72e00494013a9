/// Reads a file, or the words of one row, and hands on the events that it says.
public struct Importer {
  /// How many rows a kind other than measurements may have in one file: they are held in memory.
  public static let rowLimit = 500_000

  /// What the rows are.
  public let kind: ImportKind
  /// Which columns they have.
  public let layout: ImportLayout
  /// How a file becomes rows.
  public let options: ImportOptions

  private let context: ImportContext

  /// Creates an importer.
  public init(_ kind: ImportKind, options: ImportOptions = ImportOptions(), context: ImportContext) {
    self.kind = kind
    self.options = options
    self.context = context
    layout = ImportLayout(kind)
  }

  /// Reads a file.
  ///
  /// Measurements are handed on as they are read, so a caller must be able to take them back: if the report is not good,
  /// nothing of the file may be written. Events of other kinds are handed on at the end, and only if all is good.
  ///
  /// - Parameters:
  ///   - file: The file's name in messages.
  ///   - source: The file's bytes.
  ///   - open: Opens a second file (`--with`) by its name.
  ///   - reject: Takes a row that is set aside instead of refused; nil refuses the file.
  ///   - sink: Takes an event. Its arrays are used again for the next, so a copy costs what it holds.
  public func read(
    file: String, source: @escaping ByteSource, open: (String) throws -> ByteSource,
    reject: ((RejectedRow) throws -> Void)? = nil, sink: (ImportedEvent) throws -> Void
  ) throws -> ImportReport {
    var report = ImportReport()
    let opened = try ImportRows(
      file: file, layout: layout, options: options, source: source, open: open, deliversRefused: reject != nil,
      problems: &report.problems)
    guard var rows = opened else { return report }
    if kind == .measurements {
      try stream(&rows, file, &report, reject, sink)
    } else {
      try collect(&rows, &report, reject, sink)
    }
    report.commentCount = rows.commentCount
    return report
  }

  /// Reads the words of one row, as `tally append KIND --COLUMN VALUE` gives them.
  ///
  /// - Returns: The report, and the events if it is good.
  public func read(words: [(column: String, value: String)]) throws -> (report: ImportReport, events: [ImportedEvent]) {
    var report = ImportReport()
    var events: [ImportedEvent] = []
    guard let row = ImportRow(layout, words: words, problems: &report.problems) else { return (report, []) }
    report.rowCount = 1
    let place: (Int?) -> Place = { field in Place(file: field.map { "--" + layout.columns[$0].name } ?? kind.singular) }
    if kind == .measurements {
      var builder = MeasurementBuilder(layout, options, context)
      var faults: [RowFault] = []
      if builder.build(row, faults: &faults) { events.append(builder.event) }
      report.problems.add(faults, at: place)
      builder.report(kind.singular, &report.problems)
    } else {
      var batch = RowBatch(layout, options, context)
      batch.add(row, bytes: [], place: place)
      try batch.finish(&report, reject: nil) { events.append($0) }
    }
    report.eventCount = events.count
    return (report, events)
  }

  /// Reads rows of measurements one by one.
  private func stream(
    _ rows: inout ImportRows, _ file: String, _ report: inout ImportReport, _ reject: ((RejectedRow) throws -> Void)?,
    _ sink: (ImportedEvent) throws -> Void
  ) throws {
    var builder = MeasurementBuilder(layout, options, context)
    var faults: [RowFault] = []
    while try Self.next(&rows, &report, reject) {
      if builder.build(rows.row, faults: &faults) {
        report.eventCount += 1
        // After the first problem nothing will be written; the rest is only checked.
        if report.problems.isEmpty { try sink(builder.event) }
      } else if let reject {
        report.rejectedCount += 1
        let problems = faults.map { Problem(at: rows.place(of: $0.field), $0) }
        try reject(RejectedRow(problems: problems, bytes: rows.recordBytes))
      } else {
        for fault in faults { rows.report(fault, &report.problems) }
      }
    }
    report.rowCount = rows.rowCount
    builder.report(file, &report.problems)
  }

  /// Reads all rows of a small kind, then what they say together.
  private func collect(
    _ rows: inout ImportRows, _ report: inout ImportReport, _ reject: ((RejectedRow) throws -> Void)?,
    _ sink: (ImportedEvent) throws -> Void
  ) throws {
    var batch = RowBatch(layout, options, context)
    while try Self.next(&rows, &report, reject) {
      guard batch.count < Self.rowLimit else {
        let text = "a file of \(kind.rawValue) may have \(Self.rowLimit) rows"
        report.problems.add(Problem(at: rows.place(of: nil), code: .lineTooLong, message: text))
        return
      }
      let places = layout.columns.indices.map { rows.place(of: $0) }
      let line = rows.place(of: nil)
      batch.add(rows.row.detached, bytes: reject == nil ? [] : rows.recordBytes) { $0.map { places[$0] } ?? line }
    }
    report.rowCount = rows.rowCount
    try batch.finish(&report, reject: reject, sink: sink)
  }

  /// Goes on to the next sound row, and sets those aside that cannot be read as rows.
  private static func next(
    _ rows: inout ImportRows, _ report: inout ImportReport, _ reject: ((RejectedRow) throws -> Void)?
  ) throws -> Bool {
    guard let reject else { return try rows.next(&report.problems) }
    while true {
      var found = Problems()
      let isThere = try rows.next(&found)
      report.problems.add(notesOf: found)
      let isSkipped = found.kept.allSatisfy { $0.code == .emptyLine }
      if isThere, found.count > 0, rows.isRefused || isSkipped {
        report.rejectedCount += 1
        try reject(RejectedRow(problems: found.kept, bytes: rows.isRefused ? rows.recordBytes : []))
      } else {
        report.problems.add(problemsOf: found)
      }
      if !isThere || !rows.isRefused { return isThere }
    }
  }
}

extension Problems {
  mutating func add(_ faults: [RowFault], at place: (Int?) -> Place) {
    for fault in faults { add(Problem(at: place(fault.field), fault)) }
  }
}

extension Problem {
  init(at place: Place, _ fault: RowFault) {
    self.init(at: place, code: fault.code, message: fault.message, value: fault.value)
  }
}

extension MeasurementBuilder {
  /// Says once what concerns many rows.
  func report(_ file: String, _ problems: inout Problems) {
    notes.report(file, &problems)
    if composedCount > 0 {
      problems.note(
        Place(file: file), "\(SafeText.counted(composedCount, "text was", "texts were")) brought to composed form (NFC)"
      )
    }
    if invisibleCount > 0 {
      problems.note(
        Place(file: file),
        "\(SafeText.counted(invisibleCount, "text holds", "texts hold")) characters that nobody sees, such as U+200B")
    }
  }
}
