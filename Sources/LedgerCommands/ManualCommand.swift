internal import CommandLineParsing
internal import OperatingSystem

/// `tally man`: the manual page, for those who package the program.
enum ManualCommand {
  static func command(_ host: Host) -> Command {
    Command("man", "Prints the manual page: tally man > tally.1, then man -l tally.1.") {
    } run: {
      let manual = Manual(
        Tally.command(host), version: Tally.nameAndVersion, date: Tally.versionDate,
        sections: [environment, exitStatus, files])
      try host.output.write(manual.text)
    }
  }

  private static let environment = Manual.Section(
    "ENVIRONMENT", "libpq reads its own variables too, such as PGSERVICE and PGPASSFILE.",
    [
      ("TALLY_DATABASE", "The connection string or URI of the server, where --database is not given."),
      ("TALLY_LEDGER", "The ledger's name, where --ledger is not given."),
      ("XDG_DATA_HOME, HOME", "Where the private PostgreSQL lives; see FILES."),
      ("XDG_RUNTIME_DIR", "Where its socket is. Without it: /tmp."),
      ("NO_COLOR", "If it holds anything, no colours. Without a terminal, or with TERM=dumb, there are none either."),
      ("COLUMNS", "The width of tables, where the terminal's own is not wanted."),
    ])

  private static let exitStatus = Manual.Section(
    "EXIT STATUS", "",
    [
      ("\(ExitCode.done)", "Done."),
      ("\(ExitCode.disagrees)", "The ledger disagrees: an audit or a check found a difference."),
      ("\(ExitCode.usage)", "The command line is wrong."),
      ("\(ExitCode.inputRefused)", "What was given was refused, and nothing was written."),
      ("\(ExitCode.unavailable)", "The server, or something else of the machine, cannot be used."),
      ("\(ExitCode.internalError)", "An error of the program itself."),
      (
        "\(ExitCode.tryAgain)",
        "The outcome is not known, or another holds what is needed: try again, with the --id that was printed."
      ),
    ])

  private static let files = Manual.Section(
    "FILES", "",
    [
      (
        "~/.local/share/tally",
        "The private PostgreSQL, where XDG_DATA_HOME names no other folder: its data and its log. For root /var/lib/tally."
      )
    ])
}
