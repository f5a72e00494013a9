import CommandLineParsing
import OperatingSystem
import Testing

@testable import LedgerCommands

/// scripts/test installs mandoc where it may; without it what it would say is skipped.
@Suite("The manual")
struct ManualTests {
  @Test("has its sections, in the order of manuals")
  func sections() async throws {
    let run = await CommandRun(["man"], environment: [:])
    #expect(run.code == 0)
    #expect(
      run.lines.filter { $0.hasPrefix(".Sh ") }.map { $0.dropFirst(4).replacing("\\&", with: "") } == [
        "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "ENVIRONMENT", "EXIT STATUS", "FILES", "EXAMPLES",
      ])
  }

  @Test(
    "is without fault to mandoc, and holds every command, every option and every variable",
    .enabled(if: ShellTests.has("mandoc"), "mandoc is not installed"))
  func mandoc() async throws {
    let page = await CommandRun(["man"], environment: [:]).output
    let lint = try Program.run("mandoc", ["-T", "lint", "-W", "warning"], input: .bytes(Array(page.utf8)))
    #expect(lint.outputText + lint.errorText == "")
    #expect(lint.status.isSuccess)
    // Wide, so that no line breaks within what is looked for.
    let shown = try Program.run("mandoc", ["-T", "utf8", "-O", "width=300"], input: .bytes(Array(page.utf8)))
    // Bold is a letter, a backspace and the letter again.
    let text = shown.outputText.replacing(/.\u{8}/, with: "")
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
    let beginnings = Set(lines.map { $0.firstMatch(of: Self.option)?.output.1 ?? $0.prefix { $0 != "[" } })
    for (path, word) in try await Self.words() { #expect(beginnings.contains(word), "\(path): \(word)") }
    for variable in ["TALLY_DATABASE", "TALLY_LEDGER", "XDG_DATA_HOME", "COLUMNS"] { #expect(text.contains(variable)) }
    #expect(!text.contains("tally complete "))
  }

  private static var option: Regex<(Substring, Substring, Substring?)> { /^((-[a-z], )?--[a-z-]+)/ }

  /// The commands with their operands, and their options, as the helps name them.
  private static func words() async throws -> [(path: String, word: Substring)] {
    var words: [(path: String, word: Substring)] = []
    for path in HelpTests.paths(of: Tally.command(.inMemory())) where path.count > 1 {
      let help = await CommandRun(Array(path.dropFirst()) + ["--help"], environment: [:]).lines
      let command = path.dropFirst().joined(separator: " ")
      if ["complete", "man"].contains(command) || help.contains("COMMANDS") { continue }
      let usage = try #require(help.first { $0.hasPrefix("  tally \(command)") })
      words.append((path: command, word: usage.dropFirst("  tally ".count).prefix { $0 != "[" }))
      for line in help {
        if let option = line.dropFirst(2).firstMatch(of: option) {
          words.append((path: command, word: option.output.1))
        }
      }
    }
    #expect(words.count > 300)
    return words
  }
}
