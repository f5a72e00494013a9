internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally correct`: a revision of a figure, with why.
enum CorrectCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "correct", "Corrects the value of a figure, and says why.",
      discussion: """
        The old value stays in the history. The reason is an error unless --new-data or --method says otherwise. A \
        figure that was never recorded, or was withdrawn, is recorded with tally record.
        """,
      examples: [
        Example("tally correct giga-countries-mapped@World@2020 30 --because \"printed twice\"", "Correct an error."),
        Example(
          "tally correct e-waste-generated@World@2019 53.7 --because data --new-data",
          "Give a newer value."),
      ]
    ) {
      Operand("figure", of: GivenFigure.self, "The figure.")
      Operand("value", of: String.self, "The right value.")
      Option(required: "--because", of: String.self, "Why; it stays with the revision.")
      Flag("--error", "The old value was an error (the default).")
      Flag("--new-data", "There are newer data.")
      Flag("--method", "The method changed.")
      Option("--source", of: String.self, completing: LedgerWord.publication.completion, "The document that says so.")
      Option("--locator", of: String.self, "The place in the document.")
      AppendOptions.group
      DatabaseOptions.group
    } run: { figure, value, because, error, newData, method, source, locator, append, database in
      if [error, newData, method].count(where: { $0 }) > 1 {
        throw UsageError.refused("--error, --new-data and --method exclude each other")
      }
      var words = [(column: "value", value: value), (column: "comment", value: because)]
      if method { words.append((column: "reason", value: "method")) }
      if !method && !newData { words.append((column: "reason", value: "error")) }
      if let source { words.append((column: "document", value: source)) }
      if let locator { words.append((column: "locator", value: locator)) }
      try run(host, figure.figure, words, append, database)
    }
  }

  private static func run(
    _ host: Host, _ figure: Figure, _ words: [(column: String, value: String)], _ append: AppendOptions,
    _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let state = try ledger.currentStates(of: [Subject.figure(figure).text]).first
    guard let state else {
      if try ledger.catalogue().indicators[figure.indicator.text]?.derivation != nil {
        throw InputRefused("\"\(figure.indicator)\" is worked out: correct what its figures follow from")
      }
      throw InputRefused("there is no figure \(figure) to correct: record it with tally record")
    }
    guard state.kind != Kind.measurementWithdrawn.text else {
      throw InputRefused("figure \(figure) was withdrawn: record it with tally record")
    }
    let all = GivenFigure.words(of: figure) + words
    try WordsAppend(host: host, kind: .measurements, words: all, options: append, database: database).run()
  }
}
