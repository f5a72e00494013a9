internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally table`: one indicator as a plain table, or as a spreadsheet has it.
enum TableCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "table", "Shows one indicator as a table: a line a figure, or a column a period.",
      discussion: """
        Without --wide a line is a figure; with it a line is an area, with its breakdown, and a column a period, as in \
        a spreadsheet. A value stands as the source printed it, with the sign of its qualifier; the reason why there \
        is none stands in brackets, a withdrawn figure as such.

        A selection such as 'internet-users@*@2015..2020' narrows the table, and so does --where; of a field that is \
        named twice, either will do. A terminal gets as many of the newest periods as fit, and is told of the others.

        What --format csv and -o write, tally import measurements reads back, with --wide '*' if it is wide: no figure \
        changes, because nothing differs. A wide file has a row of its own where unit, power of ten, status or embargo \
        differ within an area. A withdrawn figure has no place in a file; how many there are is said.
        """,
      examples: [
        Example("tally table individuals-using-internet-share", "Show all figures of an indicator."),
        Example("tally table individuals-using-internet-share --wide", "Show it as in a spreadsheet."),
        Example("tally table internet-users --wide -o users.csv", "Write it for a spreadsheet."),
        Example(
          "tally table internet-users --where area=World --where period=2015..2020", "Narrow it."),
      ]
    ) {
      Operand("indicator", of: GivenTable.self, "The indicator, or a selection of its figures.")
      Flag("--wide", "A column for each period.")
      Option(
        repeating: "--where", of: GivenCondition.self, "Only figures with this area or period, or from A to B.")
      Option("--format", of: TableFormat.self, "How to write it. Without it: table, or csv with -o.")
      Option(
        "--output", short: "-o", of: String.self, placeholder: "PATH", completing: .file,
        "The CSV file; - is standard output.")
      Flag("--force", "Replace the file.")
      Flag("--json", "One JSON object a line of the table, with every cell.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { given, isWide, conditions, format, path, force, json, question, database in
      if json, format != nil || path != nil {
        throw UsageError.conflict("--json", path == nil ? "--format" : "--output")
      }
      if format == .table, path != nil { throw UsageError.refused("a file is CSV: leave --format table out") }
      var form = Form(isWide: isWide, format: json ? .json : .table)
      if format == .csv || path != nil { form.format = .csv(ExportCommand.Target(path: path ?? "-", force: force)) }
      try run(host, given.selection, conditions, form, question, database)
    }
  }

  /// How the table is wanted.
  private struct Form {
    enum Format {
      case table
      case json
      case csv(ExportCommand.Target)
    }

    let isWide: Bool
    var format: Format
  }

  private static func run(
    _ host: Host, _ selection: Selection, _ conditions: [GivenCondition], _ form: Form, _ options: QuestionOptions,
    _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    let table = try FigureTable(selection, conditions, question.asOf, &ledger)
    switch form.format {
    case .json:
      let lines = form.isWide ? WideTable(table).lines(question) : table.lines(question)
      for line in lines { try host.say(line) }
    case .csv(let target):
      let bytes = form.isWide ? WideTable(table).csv : table.csv
      try target.write(bytes, host, saying: question.words)
      if target.path == "-" { host.note(question.words) }
      for note in table.notesOnFile { host.note(note) }
    case .table:
      for line in TextTable.wrap(table.heading, width: host.width) { try host.say(line) }
      try host.say()
      if !table.rows.isEmpty {
        let lines = form.isWide ? WideTable(table).lines(width: host.width) : table.lines(width: host.width)
        for line in lines + [""] { try host.say(line) }
      }
      if !table.hidden.isEmpty { try host.say("\(table.hidden.count) embargoed.") }
      try host.sayWrapped(question.words)
    }
  }
}

/// How a table is written.
enum TableFormat: String, CaseIterable, CommandLineValue {
  case table
  case csv
}

/// An indicator, or a selection of its figures, on the command line.
struct GivenTable: CommandLineValue {
  static let placeholder = "INDICATOR"
  static let completion = LedgerWord.figure.completion

  let selection: Selection

  init(commandLine text: String) throws {
    do throws(Refusal) {
      guard text.utf8.contains(UInt8(ascii: "@")) else {
        selection = Selection(indicator: try Code(text), area: nil, periods: .any, breakdowns: .any)
        return
      }
      selection = try Selection(text)
    } catch {
      throw InvalidValue(error, of: text, as: "indicator or selection")
    }
    guard selection.indicator != nil else { throw InvalidValue("leaves the indicator open: a table has one") }
  }

  var commandLineText: String { "\(selection)" }
}
