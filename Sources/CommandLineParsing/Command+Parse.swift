/// What a command line asks for.
public enum Invocation: Sendable {
  /// To run a command: call ``Run/callAsFunction()``.
  case run(Run)
  /// To print a text on standard output and end well: a help text or the version.
  case show(String)

  /// A command with its values.
  public struct Run: Sendable {
    /// The command's words: `["tally", "server", "start"]`.
    public let path: [String]
    let usage: String
    let body: Command.Body

    /// Runs the command.
    ///
    /// - Throws: A ``UsageFailure`` for a ``UsageError`` of the body; any other error as it is.
    public func callAsFunction() async throws {
      do {
        try await body()
      } catch let error as UsageError {
        throw UsageFailure(error: error, path: path, usage: usage)
      }
    }
  }
}

extension Command {
  /// Parses the words after the program's name.
  ///
  /// Help wins over every error of the same command. An error names the command as far as it was understood.
  /// - Parameters:
  ///   - width: The columns for help texts; more than 80 are not used.
  ///   - version: The text for `--version` or `version`, directly after the program's name.
  public func parse(
    _ words: [String], width: Int = 80, version: String? = nil
  ) throws(UsageFailure) -> Invocation {
    assert(problems().isEmpty, "the commands are badly defined: \(problems().joined(separator: "; "))")
    if let version, words == ["--version"] || words == ["version"] { return .show("\(version)\n") }
    return try parse(PlacedWord.split(words)[...], path: [name], width: width)
  }

  func parse(
    _ words: ArraySlice<PlacedWord>, path: [String], width: Int
  ) throws(UsageFailure) -> Invocation {
    let help = Help(self, path: path, width: width)
    if let first = words.first, sections.isEmpty ? words.contains(where: \.isHelp) : first.isHelp {
      return .show(help.text)
    }
    do throws(UsageError) {
      if sections.isEmpty || words.isEmpty {
        guard let prepare else { throw .missingCommand(among: path.count > 1 ? visibleCommands.map(\.name) : []) }
        let body = try prepare(Matches(words, definitions))
        return .run(Invocation.Run(path: path, usage: help.usage, body: body))
      }
    } catch {
      throw UsageFailure(error: error, path: path, usage: help.usage)
    }
    return try parseCommand(words, path: path, width: width, usage: help.usage)
  }

  private func parseCommand(
    _ words: ArraySlice<PlacedWord>, path: [String], width: Int, usage: String
  ) throws(UsageFailure) -> Invocation {
    guard let first = words.first, case .plain(let word, _) = first.word else {
      throw UsageFailure(error: misplaced(words.first?.word), path: path, usage: usage)
    }
    if let command = subcommands.first(where: { $0.name == word }) {
      return try command.parse(words.dropFirst(), path: path + [command.name], width: width)
    }
    if word == "help" {
      // `tally help server start` is `tally server start --help`.
      let question = PlacedWord(word: .option(name: "--help", value: nil), text: "--help", origin: 0)
      return try parse(words.dropFirst() + [question], path: path, width: width)
    }
    let commands = visibleCommands
    let suggestion =
      commands.first { $0.guesses.contains(word) }?.name ?? Suggestion.nearest(to: word, in: commands.map(\.name))
    // The commands of a group inside are what its line lacks; those of the program stand in its help.
    let names = path.count > 1 && suggestion == nil ? commands.map(\.name) : []
    throw UsageFailure(
      error: .unknownCommand(word, suggestion: suggestion, among: names), path: path, usage: usage)
  }

  private var visibleCommands: [Command] { sections.filter { !$0.isHidden }.flatMap(\.commands) }

  /// What is wrong with an option where a command is due.
  private func misplaced(_ word: Word?) -> UsageError {
    guard case .option(let name, _) = word else { return .missingCommand(among: []) }
    if allDefinitions.contains(where: { $0.name == name || $0.short == name }) { return .optionBeforeCommand(name) }
    return .unknownOption(name, suggestion: Suggestion.nearest(to: name, in: ["--help", "--version"]))
  }

  private var allDefinitions: [Definition] { definitions + subcommands.flatMap(\.allDefinitions) }
}

extension PlacedWord {
  fileprivate var isHelp: Bool {
    word == .option(name: "--help", value: nil) || word == .option(name: "-h", value: nil)
  }
}
