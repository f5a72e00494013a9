import CommandLineParsing
import OperatingSystem
import Testing

@testable import LedgerCommands

@Suite("The help")
struct HelpTests {
  @Test("is sound: names, sentences, examples that parse")
  func sound() async throws {
    #expect(Tally.command(.inMemory()).problems() == [])
  }

  @Test("of every command is the one that was reviewed, in 80 columns")
  func reviewed() async throws {
    var text = ""
    for path in Self.paths(of: Tally.command(.inMemory())) {
      let run = await CommandRun(Array(path.dropFirst()) + ["--help"], environment: [:])
      #expect(run.code == 0)
      for line in run.lines { #expect(line.unicodeScalars.count <= 80, "\(path): \(line)") }
      text += "$ \(path.joined(separator: " ")) --help\n\(run.output)\n"
    }
    try expectSnapshot(text, "help")
  }

  /// The command and all below it, but for the kinds of `append`, whose options are the columns of the files.
  static func paths(of command: Command, _ above: [String] = []) -> [[String]] {
    let path = above + [command.name]
    return [path] + (command.name == "append" ? [] : command.subcommands.flatMap { paths(of: $0, path) })
  }
}
