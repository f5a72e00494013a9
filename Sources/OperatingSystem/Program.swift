internal import CGNU
internal import Glibc

/// Other programs, run without any shell: no word of an argument is ever interpreted.
public enum Program {
  /// What a program reads as its standard input.
  public enum Input: Sendable {
    /// Nothing at all.
    case nothing
    /// What this program reads.
    case inherited
    /// These bytes.
    case bytes([UInt8])
  }

  /// Where a stream that a program writes goes.
  public enum Destination: Sendable {
    /// Into the outcome.
    case captured
    /// Where this program's own stream goes.
    case inherited
    /// Nowhere.
    case discarded
  }

  /// How a program ended.
  public enum Status: Equatable, Sendable, CustomStringConvertible {
    /// It ended by itself with this code.
    case exited(Int)
    /// A signal ended it.
    case signalled(Int)

    /// Whether it ended with code 0.
    public var isSuccess: Bool { self == .exited(0) }

    /// The rest of a sentence that begins with the program's name.
    public var description: String {
      switch self {
      case .exited(let code): "ended with code \(code)"
      case .signalled(let number): "was ended by signal \(number)"
      }
    }
  }

  /// How a program ended and what it wrote to the captured streams.
  public struct Outcome: Sendable {
    /// How it ended.
    public let status: Status
    /// What it wrote to standard output.
    public let output: [UInt8]
    /// What it wrote to standard error.
    public let errors: [UInt8]

    /// Standard output as text; bytes that are no UTF-8 are replaced, so use it for messages and known texts only.
    public var outputText: String { String(decoding: output, as: UTF8.self) }
    /// Standard error as text, likewise.
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// Runs a program to its end and returns how it ended.
  ///
  /// Blocks the thread. A captured stream is read until the program has ended, even if a daemon it left behind still
  /// holds the stream open. With a timeout the program runs in a process group of its own, which is ended as a whole:
  /// politely (SIGTERM), two seconds later for good.
  /// - Parameters:
  ///   - name: A path, or a name looked up in this program's `PATH`.
  ///   - environment: The whole environment of the program; nil hands this program's on.
  ///   - byteLimit: The most bytes kept of each captured stream.
  /// - Throws: `failed` if it cannot be started, `timedOut`, `tooMuchOutput`.
  public static func run(
    _ name: String, _ arguments: [String] = [], environment: Environment? = nil, workingDirectory: String? = nil,
    input: Input = .nothing, output: Destination = .captured, errors: Destination = .captured,
    timeout: Duration? = nil, byteLimit: Int = 67_108_864
  ) throws(OperatingSystemError) -> Outcome {
    var spawn = Spawn(name)
    try spawn.prepare(input: input, ownGroup: timeout != nil, workingDirectory: workingDirectory)
    let outputPipe = try spawn.connect(1, to: output)
    let errorPipe = try spawn.connect(2, to: errors)
    let child = try spawn.start(arguments, environment: environment)
    // The child's ends close with it; ours must close now, or the streams would never end.
    spawn.closeChildEnds()
    var process = ChildProcess(
      number: child, name: name, hasGroup: timeout != nil, byteLimit: byteLimit,
      streams: [CapturedStream(outputPipe), CapturedStream(errorPipe)])
    let status = try process.wait(timeout: timeout)
    return Outcome(status: status, output: process.streams[0].bytes, errors: process.streams[1].bytes)
  }
}
