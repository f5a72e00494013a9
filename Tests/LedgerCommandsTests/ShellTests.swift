import LedgerTestSupport
import OperatingSystem
import Testing

@testable import LedgerCommands

/// The scripts of `tally completion` in the shells themselves.
///
/// scripts/test installs the shells where it may; a shell that is missing is a test that is skipped.
@Suite("Completion in the shell")
struct ShellTests {
  static func has(_ program: String) -> Bool {
    (Environment.current()["PATH"] ?? "").split(separator: ":").contains { FileKind(path: "\($0)/\(program)") != nil }
  }

  /// What a program shows in a pseudo-terminal once keys were typed into it.
  private static func type(_ keys: String, into command: [String], _ ledger: CommandLedger) throws -> String {
    let outcome = try Program.run(
      "python3", [CommandLedger.root + "/Tests/LedgerCommandsTests/Shells/type.py", keys] + command,
      environment: try environment(ledger), timeout: .seconds(60))
    #expect(outcome.status.isSuccess, "\(outcome.errorText)")
    return outcome.outputText
  }

  private static func environment(_ ledger: CommandLedger) throws -> Environment {
    var variables = Environment.current().variables.merging(ledger.environment) { _, new in new }
    let folder = try CommandLedger.program().split(separator: "/").dropLast().map { "/" + $0 }.joined()
    variables["PATH"] = "\(folder):\(variables["PATH"] ?? "")"
    variables["TERM"] = "xterm"
    return Environment(variables)
  }

  /// What a person types, TAB included, and the words that the shell then has.
  private static let lines: [(keys: String, words: [String])] = [
    ("tally aud\t", ["tally", "audit"]),
    ("tally figure indiv\tL\t2\t", ["tally", "figure", "individuals-using-internet-share@LDC@2019"]),
    ("tally audit C20\t#\t", ["tally", "audit", "C20/35#"]),
    ("tally audit C21#status-off-track-c\t", ["tally", "audit", "C21#status-off-track-count"]),
    ("tally status --plan=\t", ["tally", "status", "--plan=SP2020"]),
    ("tally status --pl\tS\t", ["tally", "status", "--plan", "SP2020"]),
    (
      "tally withdraw --where=indicator=indi\t",
      ["tally", "withdraw", "--where=indicator=individuals-using-internet-share"]
    ),
    ("tally import areas --with=/etc/hostnam\t", ["tally", "import", "areas", "--with=/etc/hostname"]),
    ("tally export data -o /etc/hostnam\t", ["tally", "export", "data", "-o", "/etc/hostname"]),
  ]

  /// Types the lines; each is made the arguments of `words`, which prints them.
  private static func check(_ command: [String], _ ledger: CommandLedger) throws {
    // Ctrl-A is the start of the line.
    let keys = lines.map { "\($0.keys)\u{1}words \n" }.joined() + "exit\n"
    let shown = try type(keys, into: command, ledger)
    let answers = shown.matches(of: /«([^«»]*)»/).map { $0.output.1.split(separator: "|").map(String.init) }
    for (line, answer) in zip(lines, answers) { #expect(answer == line.words) }
    #expect(answers.count == lines.count, "\(shown)")
  }

  private static let words = "words() { printf '«'; printf '%s|' \"$@\"; printf '»\\n'; }"

  @Test("works in Bash, as a person types")
  func bash() async throws {
    let ledger = try await CommandLedger.councilDocument
    let start = try ledger.file(
      """
      \(Self.words)
      source <(tally completion bash)
      PS1='READY> '
      bind 'set enable-bracketed-paste off'

      """, "bashrc")
    try Self.check(["bash", "--noprofile", "--rcfile", start, "-i"], ledger)
  }

  @Test(
    "works in Bash whichever characters cut a line",
    arguments: [#" \t\n"'@><=;|&(:"#, #" \t\n"'><=;|&(:#"#, #" \t\n"'"#])
  func bashFunction(breaks: String) async throws {
    let ledger = try await CommandLedger.councilDocument
    // $2 is what Bash replaces: here, as for Bash, the word after the last of the characters.
    let script = """
      source <(tally completion bash)
      COMP_WORDBREAKS=$'\(breaks.replacing("'", with: "\\'"))'
      for COMP_LINE in 'tally status --plan=S' 'tally audit C21#status-off-track-c' 'tally figure internet-users-gr'; do
        word=${COMP_LINE##* } part=${COMP_LINE##*[$COMP_WORDBREAKS]}
        COMP_POINT=${#COMP_LINE} COMP_WORDS=(tally x "$part") COMP_CWORD=2
        _tally tally "$part" x
        echo "${word%"$part"}${COMPREPLY[*]}"
      done
      """
    let outcome = try Program.run(
      "bash", ["-c", script], environment: Self.environment(ledger), timeout: .seconds(60))
    #expect(
      outcome.outputText == "--plan=SP2020\nC21#status-off-track-count\ninternet-users-growth@\n",
      "\(outcome.errorText)")
  }

  @Test("works in Zsh, as a person types", .enabled(if: has("zsh"), "zsh is not installed"))
  func zsh() async throws {
    let ledger = try await CommandLedger.councilDocument
    let start = try ledger.file(
      """
      \(Self.words)
      autoload -Uz compinit
      compinit -u -D
      source <(tally completion zsh)
      PS1='READY> '
      bindkey -e
      unset zle_bracketed_paste

      """, ".zshrc")
    let folder = start.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    try Self.check(["env", "ZDOTDIR=\(folder)", "zsh", "-d", "-i"], ledger)
  }

  @Test("works in fish", .enabled(if: has("fish"), "fish is not installed"))
  func fish() async throws {
    let ledger = try await CommandLedger.councilDocument
    let script = """
      tally completion fish | source
      for line in 'tally aud' 'tally figure indiv' 'tally audit C21#status-off-track-c' 'tally status --plan=' \
        'tally status --plan S' 'tally import areas --with=/etc/hostnam' 'tally export data -o /etc/hostnam'
        complete -C $line | string replace -r '\\t.*' ''
      end
      """
    let outcome = try Program.run(
      "fish", ["--no-config", "-c", script], environment: Self.environment(ledger), timeout: .seconds(60))
    #expect(
      outcome.outputText.split(separator: "\n") == [
        "audit", "individuals-using-internet-share@", "C21#status-off-track-count", "--plan=SP2020", "SP2020",
        "--with=/etc/hostname", "/etc/hostname",
      ], "\(outcome.errorText)")
  }
}
