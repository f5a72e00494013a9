internal import CommandLineParsing
internal import OperatingSystem

/// A shell that completes words.
enum Shell: String, CaseIterable, CommandLineValue {
  case bash
  case zsh
  case fish
}

/// `tally completion`: what makes a shell complete the words of tally.
enum CompletionCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "completion", "Prints what makes your shell complete tally's words.",
      discussion: """
        After that the tabulator completes commands, options, files, and the codes of your ledger: indicators, areas, \
        figures, targets, publications. Words are looked up while the server runs; completion never starts one.

        Put the script where your shell finds it, and begin a new shell:

          bash  ~/.local/share/bash-completion/completions/tally
                (needs the package bash-completion; without it: a line
                'source <(tally completion bash)' in ~/.bashrc)
          zsh   _tally in a folder of $fpath, such as
                /usr/local/share/zsh/site-functions
          fish  ~/.config/fish/completions/tally.fish
        """,
      examples: [
        Example("tally completion fish > ~/.config/fish/completions/tally.fish", "Install it for fish."),
        Example("tally completion bash > tally.bash", "Write it to a file; then: source tally.bash"),
      ]
    ) {
      Operand("shell", of: Shell.self, "Your shell.")
    } run: { shell in
      try host.output.write(shell.script)
    }
  }
}

/// `tally complete`: the words that may stand next, for the shells' scripts.
enum CompleteCommand {
  /// The shell waits for the answer with every press of a key: better none than a late one.
  private static let patience = Duration.milliseconds(500)

  static func command(_ host: Host) -> Command {
    Command(
      "complete", "Prints the words that may stand next; the scripts of tally completion call it.",
      discussion: """
        A line holds a word and, after a tabulator, its meaning. A line that begins with a tabulator and 'file' says \
        that the shell knows better: a file is wanted. It never fails, starts no server and tells no figure's value.
        """
    ) {
      Flag("--bash", "Two words: the line up to the cursor, and what Bash replaces of its last word; print that part.")
      Operand(words: "word", "The words after the program's name, the last the one to complete.")
    } run: { isBash, words in
      host.endProgram(patience)
      if isBash, words.count == 2 {
        try bash(ShellLine(words[0]), replacing: words[1], host)
      } else {
        try plain(words, host)
      }
    }
  }

  private static func plain(_ words: [String], _ host: Host) throws {
    let continuation = Tally.command(host).continuation(of: words)
    if continuation.value == .file { return try host.say("\tfile") }
    for one in candidates(continuation, host) {
      let meaning = Terminal.escaped(one.meaning.onOneLine)
      try host.say(meaning.isEmpty ? one.word : "\(one.word)\t\(meaning)")
    }
  }

  private static func bash(_ line: ShellLine, replacing part: String, _ host: Host) throws {
    let typed = (line.words.last ?? "").utf8
    let part = (ShellLine(part).words.last ?? "").utf8
    let keptByteCount = typed.reversed().starts(with: part.reversed()) ? typed.count - part.count : 0
    let continuation = Tally.command(host).continuation(of: Array(line.words.dropFirst()))
    if continuation.value == .file { return try host.say("\tfile") }
    for one in candidates(continuation, host) {
      let rest = String(decoding: one.word.utf8.dropFirst(keptByteCount), as: UTF8.self)
      try host.say(line.isQuoted ? rest : escapedForBash(rest))
    }
  }

  /// All candidates; a ledger that cannot be asked has none.
  private static func candidates(_ continuation: Continuation, _ host: Host) -> [Continuation.Candidate] {
    var all = continuation.candidates
    if case .known(let name) = continuation.value, let word = LedgerWord(rawValue: name) {
      all += (try? known(word, continuation, host)) ?? []
    }
    return all
  }

  private static func known(
    _ word: LedgerWord, _ continuation: Continuation, _ host: Host
  ) throws -> [Continuation.Candidate] {
    var ledger = try LedgerCompletion(continuation.given, host)
    return try ledger.candidates(word, continuation.typed).map { .init(continuation.lead + $0.word, $0.meaning) }
  }

  /// The text with a backslash before what means something to Bash.
  private static func escapedForBash(_ text: String) -> String {
    var bytes: [UInt8] = []
    for (index, byte) in text.utf8.enumerated() {
      if " \"'\\$`&|;<>()*?[]{}!".utf8.contains(byte) || (index == 0 && "~#".utf8.contains(byte)) {
        bytes.append(UInt8(ascii: "\\"))
      }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
