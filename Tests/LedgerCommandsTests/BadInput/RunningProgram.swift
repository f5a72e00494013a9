import LedgerTestSupport
import OperatingSystem
import Testing

/// The program as a process that gets signals while it runs.
struct RunningProgram {
  private let number: String
  private let end: Background<Program.Outcome>

  /// Starts it.
  ///
  /// - Parameter preparation: What the shell does that becomes the program.
  init(_ words: [String], for ledger: CommandLedger, preparation: String = ":") throws {
    let program = try CommandLedger.program()
    let variables = Environment.current().variables.merging(ledger.environment) { _, new in new }
    let number = try ledger.file("", "number")
    end = Background {
      try Program.run(
        "bash", ["-c", "\(preparation); echo $$ > \"$0\"; exec \"$@\"", number, program] + words,
        environment: Environment(variables), timeout: .seconds(120))
    }
    self.number = number
  }

  /// Whether it has ended.
  var isDone: Bool { end.isDone }

  /// Sends it a signal.
  func send(_ signal: String) throws {
    let digits = String(decoding: try File.readWhole(number, byteLimit: 64), as: UTF8.self).prefix { $0 != "\n" }
    try Self.send(signal, to: String(digits))
  }

  /// Sends a process a signal.
  static func send(_ signal: String, to number: String) throws {
    try #require(Int(number) != nil, "no process has the number '\(number)'")
    _ = try Program.run("kill", ["-\(signal)", number])
  }

  /// How it ended, and what it wrote.
  func outcome() throws -> Program.Outcome { try end.value() }
}
