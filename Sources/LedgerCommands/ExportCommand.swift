public import CommandLineParsing
public import CouncilReport
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally export`: what the Council gets, and the data behind it.
enum ExportCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "export", "Writes the Council's report, or the data behind it.",
      discussion: "The same ledger, the same as-of and the same release give the same bytes.",
      examples: [
        Example("tally export report --publication C21 -o c21.html", "Write what C21 shows, with its audit."),
        Example("tally export data -o figures.csv", "Write every figure as it stands now."),
      ],
      subcommands: [report(host), data(host)])
  }

  private static func report(_ host: Host) -> Command {
    Command(
      "report", "Writes the report as one HTML page that needs nothing else.",
      discussion: """
        With --publication the page shows what that publication shows, and audits the numbers it printed; without it, \
        the state of the as-of. Changes are those since --since, or since the publication that is superseded.
        """,
      examples: [
        Example("tally export report --publication C21 -o c21.html", "Write what C21 shows."),
        Example("tally export report --public -o public.html", "Leave out what is under embargo now."),
      ]
    ) {
      Option(
        "--publication", of: GivenCode.self, placeholder: "PUBLICATION", completing: LedgerWord.publication.completion,
        "Show what this publication shows, and audit it.")
      Option(
        "--since", of: GivenCode.self, placeholder: "PUBLICATION", completing: LedgerWord.publication.completion,
        "Show what changed since this publication.")
      Option("--title", of: String.self, "The title. Without it: the publication's.")
      outputOption
      Flag("--force", "Replace the file.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { publication, since, title, path, force, question, database in
      try writeReport(host, publication?.code, since?.code, title, Target(path: path, force: force), question, database)
    }
  }

  private static func data(_ host: Host) -> Command {
    Command(
      "data", "Writes every figure, or every status, as CSV or JSON.",
      discussion: "Numbers stand as text, so that no reader rounds them. Rows are ordered by their keys.",
      examples: [
        Example("tally export data -o figures.csv", "Write the figures as CSV."),
        Example("tally export data --content statuses --format json -o s.json", "Write the statuses as JSON."),
      ]
    ) {
      Option("--content", of: DataExport.Content.self, default: .figures, "What the rows are.")
      Option("--format", of: DataExport.Format.self, default: .csv, "The form of the file.")
      outputOption
      Flag("--force", "Replace the file.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { content, format, path, force, question, database in
      try writeData(host, content, format, Target(path: path, force: force), question, database)
    }
  }

  private static let outputOption = Option(
    required: "--output", short: "-o", of: String.self, placeholder: "PATH", completing: .file,
    "The file; - is standard output.")

  /// Where an export goes.
  struct Target {
    let path: String
    let force: Bool

    func write(_ bytes: [UInt8], _ host: Host, saying words: String) throws {
      try write(host, saying: words) { write in try write(bytes) }
    }

    /// Writes piece by piece: the file has its name when all of it is there.
    func write(_ host: Host, saying words: String, _ body: (([UInt8]) throws -> Void) throws -> Void) throws {
      if path == "-" { return try body { try host.output.write($0) } }
      var count = 0
      do {
        try File.writeWhole(path, replacing: force) { writer in
          try body { bytes in
            try writer.write(bytes)
            count += bytes.count
          }
        }
      } catch OperatingSystemError.refused(let path, .exists) {
        throw InputRefused("\(path) exists already; --force replaces it")
      }
      host.note("Wrote \(path), \(count) bytes: \(words)")
    }
  }

  // MARK: - Report

  private static func writeReport(
    _ host: Host, _ publication: Code?, _ since: Code?, _ title: String?, _ target: Target, _ options: QuestionOptions,
    _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    var options = options
    if let publication {
      if options.recorded.asOf != nil || options.recorded.position != nil || options.published != nil {
        throw UsageError.refused("--publication has an as-of of its own; leave the other out")
      }
      options.reported = publication
    }
    let question = try options.resolve(&ledger, host)
    let state = try ledger.state(question.asOf) { state in state.figuresNeededByStatuses() }
    let shown = try publication.map { try ledger.publication($0) }
    let previous = try shownPublication(since ?? shown?.supersedes ?? newestPublication(state), question, &ledger)
    let audited = try publication.map {
      try AuditedPublication($0, nil, RecordedTimeOptions(), &ledger, release: question.asOf.release)
    }
    let embargoed = try question.asOf.release.map {
      try ledger.indicators(embargoedAt: $0, upTo: question.asOf.position)
    }
    var report: Report
    do {
      report = try Report(
        title: title ?? shown?.title ?? "Report on the ledger \(ledger.name)", origin: ledger.origin, state: state,
        recordedAt: question.recordedAt, previous: previous,
        audit: audited?.audit, auditedAt: audited?.now.asOf.position, embargoed: embargoed ?? [])
    } catch {
      throw InputRefused("\(error)")
    }
    report.symbol = publication?.text
    report.command = words(publication, since, question.asOf)
    var rows = LedgerRows(ledger, state, since: previous?.state)
    try write(HTMLReport(report), &rows, host, target, saying: question.words)
  }

  private static func write(
    _ page: HTMLReport, _ rows: inout LedgerRows, _ host: Host, _ target: Target, saying words: String
  ) throws {
    try target.write(host, saying: words) { write in try page.write(&rows, to: write) }
  }

  /// The command that makes the report again.
  private static func words(_ publication: Code?, _ since: Code?, _ asOf: AsOf) -> String {
    var words = ["tally", "export", "report"]
    if let publication {
      words += ["--publication", quoted(publication)]
    } else {
      words += ["--at-position", "\(asOf.position ?? 0)", "--on", "\(asOf.on)"]
      if let published = asOf.published { words += ["--as-published", "\(published)"] }
    }
    if let since { words += ["--since", quoted(since)] }
    if let release = asOf.release { words += ["--public", "--release", "\(release)"] }
    return (words + ["-o", "report.html"]).joined(separator: " ")
  }

  /// A code as a word of a shell.
  private static func quoted(_ code: Code) -> String {
    let isPlain = code.text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "-")...UInt8(ascii: "9"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isPlain ? code.text : "'" + code.text.replacing("'", with: "'\\''") + "'"
  }

  /// The publication before a report that is none itself: the last one issued that the state knows.
  private static func newestPublication(_ state: State) -> Code? {
    state.publications.codes.compactMap { code in
      state.publications.publication(code).value?.frozen.map { (code: code, position: $0.position) }
    }.max { $0.position < $1.position }?.code
  }

  private static func shownPublication(
    _ code: Code?, _ question: Question, _ ledger: inout OpenLedger
  ) throws -> Report.Shown? {
    guard let code else { return nil }
    let publication = try ledger.publication(code)
    guard let frozen = publication.frozen else { return nil }
    let state = try ledger.state(frozen.asOf(release: question.asOf.release)) { state in
      state.figuresNeededByStatuses()
    }
    return Report.Shown(code: code, publication: publication, state: state)
  }

  // MARK: - Data

  private static func writeData(
    _ host: Host, _ content: DataExport.Content, _ format: DataExport.Format, _ target: Target,
    _ options: QuestionOptions, _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    let asOf = ResolvedAsOf(
      question.asOf, position: question.asOf.position ?? 0, recordedAt: question.recordedAt)
    switch content {
    case .figures:
      // One figure after the other: a ledger may hold more of them than the memory does.
      let state = try ledger.state(question.asOf) { _ in [] }
      let origin = ledger.origin
      try target.write(host, saying: question.words) { write in
        var export = DataExport(.figures, as: format, origin: origin, asOf: asOf)
        var figures = FigureListing(state, nil, limit: .max)
        try figures.read(&ledger) { row in
          guard let row = DataExport.row(row.figure, row.current, of: state) else { return }
          export.write(row)
          if export.rowCount % 1_000 == 0 { try write(export.take()) }
        }
        try write(export.finish(embargoed: figures.embargoedCount))
      }
    case .statuses:
      let state = try ledger.state(question.asOf) { state in state.figuresNeededByStatuses() }
      do {
        let report = try Report(title: "", origin: ledger.origin, state: state, recordedAt: question.recordedAt)
        let bytes = DataExport.statuses(
          report.goals.flatMap(\.targets), as: format, origin: ledger.origin, asOf: asOf,
          embargoed: state.figures.embargoedCount)
        try target.write(bytes, host, saying: question.words)
      } catch let refusal as Refusal {
        throw InputRefused("\(refusal)")
      }
    }
  }
}

extension DataExport.Content: CommandLineValue {}
extension DataExport.Format: CommandLineValue {}
