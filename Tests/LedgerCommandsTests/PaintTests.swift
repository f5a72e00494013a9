import LedgerTestSupport
import OperatingSystem
import Testing

@testable import LedgerCommands

@Suite("Colours")
struct PaintTests {
  /// What a terminal of 80 columns gets from the program itself.
  private static func show(_ words: [String], _ more: [String: String] = [:]) async throws -> String {
    let ledger = try await CommandLedger.councilDocument
    var variables = Environment.current().variables.merging(ledger.environment) { _, new in new }
    variables["NO_COLOR"] = nil
    variables.merge(["TERM": "xterm", "COLUMNS": "80"]) { _, new in new }
    variables.merge(more) { _, new in new }
    let outcome = try Program.run(
      "python3",
      [CommandLedger.root + "/Tests/LedgerCommandsTests/Shells/type.py", "", CommandLedger.program()] + words,
      environment: Environment(variables), timeout: .seconds(60))
    try #require(outcome.status.isSuccess, "\(outcome.errorText)")
    return outcome.outputText.replacing("\r\n", with: "\n")
  }

  private static func plain(_ text: String) -> String { text.replacing(/\u{1B}\[[0-9;]*m/, with: "") }

  @Test(
    "go with the words and leave the table as it is",
    arguments: [
      (["status"], "\u{1B}[32mOn track\u{1B}[0m"), (["audit", "C21"], "\u{1B}[31mdiffers\u{1B}[0m"),
      (["audit", "C21#giga-countries"], "then       \u{1B}[31mdiffers\u{1B}[0m: the ledger gives 30"),
      (["target", "2.4"], "Status: \u{1B}["),
    ])
  func words(words: [String], shown: String) async throws {
    let coloured = try await Self.show(words)
    #expect(coloured.contains(shown))
    let without = try await Self.show(words, ["NO_COLOR": "1"])
    #expect(!without.contains("\u{1B}"))
    #expect(Self.plain(coloured) == without)
  }

  @Test("mark an error by its first word")
  func error() async throws {
    #expect(try await Self.show(["target", "9.9"]).contains("\u{1B}[31mError:\u{1B}[0m there is no target"))
    #expect(try await Self.show(["list"]).contains("WHAT is missing; give one of indicators, figures, targets"))
    // Nor is there anything else that a dumb terminal would show as signs.
    #expect(try await Self.show(["target", "9.9"], ["TERM": "dumb"]).hasPrefix("Error: there is no target"))
  }

  @Test("stand in lines of an error that break no word")
  func wrapped() async throws {
    let shown = try await Self.show(["import", "figures.csv"])
    for line in shown.split(separator: "\n") { #expect(Self.plain(String(line)).count <= 80, "\(line)") }
    #expect(shown.contains("memberships"))
  }

  @Test("are left out where nobody wants them, or nothing could show them")
  func none() async throws {
    for refusal in [["NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": ""]] {
      #expect(try await !Self.show(["status"], refusal).contains("\u{1B}"), "\(refusal)")
    }
    #expect(try await Self.show(["status"], ["NO_COLOR": ""]).contains("\u{1B}"))
    // Not to a terminal.
    let run = await CommandRun(["status"], environment: try await CommandLedger.councilDocument.environment)
    #expect(!run.output.contains("\u{1B}"))
  }
}
