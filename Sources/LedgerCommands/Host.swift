internal import Interchange
internal import Ledger
internal import LedgerStore
public import OperatingSystem
internal import PostgreSQL

/// What a command gets from the world: environment, user, terminal, clock, randomness.
///
/// A value, so that a test can run a command in a world of its own.
public struct Host: Sendable {
  /// The environment variables.
  public var environment: Environment
  /// The user of the operating system.
  public var user: User
  /// Where answers go.
  public var output: Output
  /// Where errors, notes and progress go.
  public var errors: Output
  /// The columns of the terminal.
  public var width: Int
  /// Whether somebody watches the errors, so that progress is worth showing.
  public var isWatched: Bool
  /// The colours of answers.
  public var paint = Paint.none
  /// The colours of errors.
  public var errorPaint = Paint.none
  /// The clock, in microseconds since 1970.
  public var clock: @Sendable () -> Int64
  /// Ends the program quietly once so much time has passed.
  public var endProgram: @Sendable (Duration) -> Void = { _ in }
  /// How this program calls itself in a text for the user to type.
  public var programName = "tally"
  /// The wish that the program end, which an append heeds.
  let interruption = Interruption()

  /// The world as it is.
  public static func system() throws -> Host {
    let environment = Environment.current()
    guard let user = User.current() else { throw HostError.noUser }
    return Host(
      environment: environment, user: user, output: .standard(), errors: .descriptor(2, name: "standard error"),
      width: Terminal.isOutput ? Terminal.width(environment) : Terminal.defaultWidth,
      isWatched: Terminal.isErrors && environment["TERM"] != "dumb",
      paint: .on(terminal: Terminal.isOutput, environment), errorPaint: .on(terminal: Terminal.isErrors, environment),
      clock: { WallClock.microsecondsSince1970() }, endProgram: { Signals.endProgram(after: $0) })
  }
}

enum HostError: Error, CustomStringConvertible {
  case noUser

  var description: String { "the operating system does not know who runs this program" }
}

extension Host {
  /// Writes a line of the answer.
  func say(_ line: String = "") throws { try output.writeLine(line) }

  /// Writes a line of JSON.
  func say(_ line: JSONLine) throws { try output.write(line.bytes + [UInt8(ascii: "\n")]) }

  /// Writes a note that is not part of the answer, at once: the id of an append is known before it is sent, also to those
  /// who see the program end in the middle of it.
  func note(_ line: String) {
    clearProgress()
    try? errors.writeLine(line)
    try? errors.flush()
  }

  /// Whether somebody watches the progress of long work; nobody does once an interruption was answered.
  var showsProgress: Bool { isWatched && !interruption.isTold }

  /// Shows how far long work is, in the place of what was shown before: a line that is not ended.
  func showProgress(_ text: String) {
    try? errors.write("\r\u{1B}[K" + text)
    try? errors.flush()
  }

  /// Takes the line of progress away.
  func clearProgress() {
    if isWatched { try? errors.write("\r\u{1B}[K") }
  }
}

extension Host {
  /// A message as a terminal shows it: no word broken at its edge, and its first word, `Error:`, in red.
  func painted(_ message: String) -> String {
    let word = "Error:"
    var message = message
    if isWatched {
      let lines = message.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
        TextTable.wrap(String(line), width: width - 2).enumerated().map { $0 == 0 ? $1 : "  \($1)" }
      }
      message = lines.joined(separator: "\n")
    }
    return message.hasPrefix(word) ? errorPaint(word, .red) + message.dropFirst(word.count) : message
  }
}

extension Host {
  /// The time by this machine's clock.
  ///
  /// - Throws: `InputRefused` outside the years that an instant can have.
  func now() throws -> Instant {
    guard let now = Instant(microseconds: clock()) else {
      throw InputRefused("this machine's clock shows no year from 0001 to 9999")
    }
    return now
  }
}
