import Ledger
import Testing

@testable import LedgerCommands

/// Command lines with what they print and how they end, as one text to review.
struct Transcript {
  private(set) var text = ""
  let ledger: CommandLedger
  /// What the commands take for now.
  let clock: Instant

  init(_ ledger: CommandLedger, clock: Instant = CommandLedger.today) {
    self.ledger = ledger
    self.clock = clock
  }

  /// Runs a command that asks, and checks that its lines fit 80 columns unless they are for a program.
  mutating func ask(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async {
    let run = await ledger.ask(words, clock: clock)
    if !words.contains("--json"), !words.contains("csv") {
      for line in run.lines {
        #expect(TextTable.width(of: line) <= 80, "\(words): \(line)", sourceLocation: sourceLocation)
      }
    }
    let shown = words.map { $0.contains { " *()'".contains($0) } ? "'\($0)'" : $0 }
    text += "$ tally \(shown.joined(separator: " "))\n\(run.settled)\(run.settledErrors)"
    text += run.code == 0 ? "\n" : "(exit code \(run.code))\n\n"
  }
}
