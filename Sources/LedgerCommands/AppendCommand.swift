internal import CommandLineParsing
internal import Interchange
internal import OperatingSystem

/// `tally append`: one event of any kind, from the columns of its import file.
enum AppendCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "append", "Appends one event of any kind.",
      discussion: """
        Each kind takes the columns of its import file as options, checked in the same way. An equal fact writes \
        nothing; another replaces the whole state of its subject.
        """,
      examples: [
        Example("tally append unit --code percent --kind percent --title \"per cent\"", "Define a unit."),
        Example("tally append coverage --set targets/SP2020 --state complete", "State that a set is complete."),
      ],
      subcommands: ImportKind.allCases.map { kind in
        Command(kind.singular, "Appends one of the \(kind.rawValue).") {
          DynamicOptions(
            "THE EVENT",
            ImportLayout(kind).columns.map { column in
              DynamicOptions.Entry(
                "--" + OptionName.of(column: column.name), isRequired: column.isRequired,
                completing: .column(column.name, of: kind), OptionName.sentence(column.about))
            })
          AppendOptions.group
          DatabaseOptions.group
        } run: { options, append, database in
          let words = options.map { (column: OptionName.column(of: $0.name), value: $0.text) }
          try WordsAppend(host: host, kind: kind, words: words, options: append, database: database).run()
        }
      })
  }
}
