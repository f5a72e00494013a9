import Ledger
import OperatingSystem
import RegexBuilder

@testable import LedgerCommands

/// A command line that ran in a world of its own: what it printed, and how it ended.
struct CommandRun: Sendable {
  /// The exit code.
  let code: Int32
  /// What it answered.
  let output: String
  /// What it said besides.
  let errors: String

  /// The lines of the answer.
  var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }

  /// Runs the words after the program's name.
  ///
  /// - Parameter clock: The time that the command takes for now; nil for the machine's.
  init(_ words: [String], environment: [String: String], width: Int = 80, clock: Instant? = nil) async {
    let host = Host.inMemory(environment: environment, width: width, clock: clock)
    code = await Tally.run(words, host)
    output = String(decoding: host.output.written, as: UTF8.self)
    errors = String(decoding: host.errors.written, as: UTF8.self)
  }

  /// The answer without what differs from one load of the ledger to the next: recording times, ids and hashes are
  /// replaced by texts of their length.
  var settled: String { Self.settle(output) }

  /// What it said besides, likewise.
  var settledErrors: String { Self.settle(errors) }

  private static func settle(_ text: String) -> String {
    var text = text
    // A table shows the day of recording alone: today's, or yesterday's where the test ran over midnight.
    let now = WallClock.microsecondsSince1970()
    for instant in [now, now - 86_400_000_000] {
      guard let day = Instant(microseconds: instant)?.date else { continue }
      text = text.replacing(
        Regex {
          "\(day)"; NegativeLookahead { "T" }
        }, with: "yyyy-mm-dd")
    }
    return
      text
      .replacing(/20(2[5-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/, with: "yyyy-mm-ddThh:mm:ss.uuuuuuZ")
      .replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: String(repeating: "u", count: 36))
      .replacing(/\b[0-9a-f]{64}\b/, with: String(repeating: "h", count: 64))
  }
}

extension Host {
  /// A world whose outputs are kept in memory, and whose environment and time are given.
  static func inMemory(environment: [String: String] = [:], width: Int = 80, clock: Instant? = nil) -> Host {
    // Whoever runs the tests has an entry in the machine's user database.
    guard let user = User.current() else { preconditionFailure("the user who runs the tests has a name") }
    return Host(
      environment: Environment(environment), user: user, output: .memory(), errors: .memory(), width: width,
      isWatched: false, clock: { clock?.microseconds ?? WallClock.microsecondsSince1970() })
  }
}
