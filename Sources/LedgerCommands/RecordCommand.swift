internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// A figure on the command line, written INDICATOR@AREA@PERIOD[@k=v,…].
struct GivenFigure: CommandLineValue {
  static let placeholder = "FIGURE"
  static let completion = LedgerWord.figure.completion

  let figure: Figure

  init(commandLine text: String) throws {
    do throws(Refusal) {
      figure = try Figure(text)
    } catch {
      throw InvalidValue(error, of: text, as: "figure")
    }
  }

  var commandLineText: String { "\(figure)" }

  /// The figure as columns of measurements.
  static func words(of figure: Figure) -> [(column: String, value: String)] {
    var words = [
      (column: "indicator", value: figure.indicator.text), (column: "area", value: figure.area.text),
      (column: "period", value: "\(figure.period)"),
    ]
    let breakdown = figure.breakdown.members.map { "\($0.dimension)=\($0.value)" }
    if !breakdown.isEmpty { words.append((column: "breakdown", value: breakdown.joined(separator: ","))) }
    return words
  }
}

/// `tally record`: one measurement.
enum RecordCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "record", "Records the value of one figure.",
      discussion: """
        A figure is written INDICATOR@AREA@PERIOD or INDICATOR@AREA@PERIOD@dimension=code,…; a value 53.6, >=900, \
        <2.5 or ~160, or a code or true/false where the indicator has such values. If the figure has a value already, \
        this is a revision; the same value again writes nothing.
        """,
      examples: [
        Example("tally record internet-users@World@2020 4500000000 --source \"ITU\"", "Record a value."),
        Example("tally record ai-5g-challenge-webinars@World@2020 \"~30\"", "Record an approximate value."),
        Example(
          "tally record e-waste-generated@World@2020 --missing-reason \"not yet published\"",
          "Record that there is no value, and why."),
      ]
    ) {
      Operand("figure", of: GivenFigure.self, completing: LedgerWord.newFigure.completion, "The figure.")
      Operand(optional: "value", of: String.self, "The value, in the indicator's unit unless --unit says otherwise.")
      DynamicOptions("THE MEASUREMENT", entries)
      AppendOptions.group
      DatabaseOptions.group
    } run: { figure, value, options, append, database in
      try run(host, figure, value, options, append, database)
    }
  }

  /// The columns of measurements as options; what the operands say is no option.
  private static var entries: [DynamicOptions.Entry] {
    let operands = ["indicator", "area", "period", "breakdown", "value"]
    return ImportLayout(.measurements).columns.filter { !operands.contains($0.name) }.map { column in
      DynamicOptions.Entry(
        "--" + OptionName.of(column: column.name), completing: .column(column.name, of: .measurements),
        OptionName.sentence(column.about))
    }
  }

  private static func run(
    _ host: Host, _ figure: GivenFigure, _ value: String?, _ options: [DynamicOptions.Given], _ append: AppendOptions,
    _ database: DatabaseOptions
  ) throws {
    var words = GivenFigure.words(of: figure.figure)
    if let value { words.append((column: "value", value: value)) }
    words += options.map { (column: OptionName.column(of: $0.name), value: $0.text) }
    try WordsAppend(host: host, kind: .measurements, words: words, options: append, database: database).run()
  }
}

/// Columns have underscores, options hyphens; the column `document` is the option `--source`, and the `id` of a claim is
/// `--claim`, because `--id` is the append's.
enum OptionName {
  private static let others = ["document": "source", "id": "claim"]

  static func of(column: String) -> String { others[column] ?? column.replacing("_", with: "-") }

  static func column(of option: String) -> String {
    let name = option.hasPrefix("--") ? String(option.dropFirst(2)) : option
    return others.first { $0.value == name }?.key ?? name.replacing("-", with: "_")
  }

  /// A few words as a sentence.
  static func sentence(_ words: String) -> String {
    let text = words.prefix(1).uppercased() + words.dropFirst()
    return text.hasSuffix(".") ? text : text + "."
  }
}
