internal import CommandLineParsing
internal import LedgerStore
internal import OperatingSystem

/// The program: a command line in, an exit code out.
public enum Tally {
  /// The version of this program.
  public static let version = "0.1.0"
  /// The program with its version, as logs and saved projections name it.
  static let nameAndVersion = "tally \(version)"
  /// The day of the version, for the manual.
  static let versionDate = "November 24, 2026"

  /// Runs a command line and returns the exit code.
  ///
  /// - Parameter words: The words after the program's name.
  public static func run(_ words: [String], _ host: Host) async -> Int32 {
    do {
      switch try command(host).parse(words, width: host.width, version: nameAndVersion) {
      case .show(let text): try host.output.write(text)
      case .run(let run): try await run()
      }
      try host.output.close()
      host.tellLateInterruption()
      return ExitCode.done
    } catch {
      try? host.output.flush()
      let (code, message) = ExitCode.of(error)
      if let message, !host.interruption.isTold { host.note(host.painted(message)) }
      try? host.errors.flush()
      // By the signal that it was.
      if case StoreError.interrupted = error, let wish = host.interruption.wish { return wish }
      return code
    }
  }

  /// All commands.
  static func command(_ host: Host) -> Command {
    Command(
      "tally", "Keeps figures, targets, memberships and reports, with all their history.",
      discussion: """
        A figure is written INDICATOR@AREA@PERIOD, and after another @ what breaks it down. Every change is an event that \
        stays: questions can be asked as of any past date, position or publication.
        """,
      sections: [
        CommandSection("THE LEDGER", [InitCommand.command(host), DoctorCommand.command(host)]),
        CommandSection(
          "RECORDING",
          [
            RecordCommand.command(host).guessed(as: "add", "set", "enter", "measure"),
            CorrectCommand.command(host).guessed(as: "edit", "fix", "revise", "update", "change"),
            WithdrawCommand.command(host).guessed(as: "undo", "delete", "remove", "revert"),
            AppendCommand.command(host), ImportCommand.command(host).guessed(as: "load", "upload"),
            ConfirmCommand.command(host).guessed(as: "approve", "accept"),
          ]),
        CommandSection(
          "QUESTIONS",
          [
            FigureCommand.command(host).guessed(as: "history", "get"), TargetCommand.command(host),
            MembersCommand.command(host),
            StatusCommand.command(host), ChangesCommand.command(host).guessed(as: "diff", "log"),
            ListCommand.command(host),
            TableCommand.command(host),
            CalcCommand.command(host),
          ]),
        CommandSection("REPORT", [ExportCommand.command(host).guessed(as: "report")]),
        CommandSection(
          "AUDIT",
          [
            AuditCommand.command(host).guessed(as: "check"), ReplayCommand.command(host),
            RebuildCommand.command(host),
          ]),
        CommandSection("YOUR MACHINE", [ServerCommand.command(host), CompletionCommand.command(host)]),
        CommandSection(hidden: [CompleteCommand.command(host), ManualCommand.command(host)]),
      ],
      whenAlone: { try welcome(host) })
  }

  private static func welcome(_ host: Host) throws {
    try host.say(
      """
      tally keeps an indicator ledger: figures, targets, memberships and publications, with all their history.

      To begin:
        tally init                                   make a ledger in a private PostgreSQL of your own
        tally import indicators FILE.csv             say what is measured
        tally record FIGURE VALUE                    record a figure, written INDICATOR@AREA@PERIOD
        tally status                                 see which targets are on track
        tally audit PUBLICATION                      reproduce the numbers a document printed

      tally --help lists every command; tally COMMAND --help explains one, with examples.
      """)
  }
}
