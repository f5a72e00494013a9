import Glibc
import OperatingSystem
import Testing

@Suite("A program") struct ProgramTests {
  @Test("hands back what it wrote and its exit code") func outcome() throws {
    let outcome = try Program.run("sh", ["-c", "echo answer; echo complaint >&2; exit 3"])
    #expect(outcome.status == .exited(3))
    #expect(outcome.outputText == "answer\n")
    #expect(outcome.errorText == "complaint\n")
  }

  @Test("gets its arguments as they are: no shell looks at them (row 74)")
  func arguments() throws {
    let words = ["$(echo no)", ";", "'\"", "a\nb", "*", "", "-n", "é"]
    let outcome = try Program.run("printf", ["%s|"] + words)
    #expect(outcome.outputText == words.map { "\($0)|" }.joined())
  }

  @Test("refuses an argument that would be cut at a NUL byte") func nulArgument() {
    #expect(throws: OperatingSystemError.self) { try Program.run("printf", ["a\u{0}b"]) }
    #expect(throws: OperatingSystemError.self) { try Program.run("printf", environment: Environment(["A": "\u{0}"])) }
  }

  @Test("reads bytes as its standard input, more than a pipe holds") func inputBytes() throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000)
    let outcome = try Program.run("cat", input: .bytes(bytes))
    #expect(outcome.status.isSuccess)
    #expect(outcome.output == bytes)
  }

  @Test("may leave its input unread") func unreadInput() throws {
    let outcome = try Program.run("true", input: .bytes([UInt8](repeating: 0, count: 1_000_000)))
    #expect(outcome.status.isSuccess)
  }

  @Test("reads nothing unless told") func noInput() throws {
    let outcome = try Program.run("cat")
    #expect(outcome.status.isSuccess)
    #expect(outcome.output.isEmpty)
  }

  @Test("runs in the environment and directory given") func surroundings() throws {
    let outcome = try Program.run(
      "sh", ["-c", "echo $NAME $HOME; pwd"], environment: Environment(["NAME": "value"]), workingDirectory: "/")
    #expect(outcome.outputText == "value\n/\n")
  }

  @Test("does not inherit an ignored broken pipe") func signals() throws {
    Signals.ignoreBrokenPipe()
    let outcome = try Program.run("sh", ["-c", "kill -PIPE $$"])
    #expect(outcome.status == .signalled(13))
  }

  @Test("discards what nobody wants") func discarded() throws {
    let outcome = try Program.run("sh", ["-c", "echo out; echo err >&2"], output: .discarded, errors: .discarded)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }

  @Test("that is not there is named") func missing() {
    #expect(
      throws: OperatingSystemError.failed(operation: "run", subject: "/no/such/program", code: .notFound)
    ) { try Program.run("/no/such/program") }
  }

  @Test("is stopped with all it started when its time is up") func timeout() throws {
    try withTemporaryDirectory { directory in
      let start = ContinuousClock.now
      #expect(throws: OperatingSystemError.timedOut(program: "sh", after: .milliseconds(300))) {
        try Program.run(
          "sh", ["-c", "sleep 60 & echo $! > started; wait"], workingDirectory: directory, timeout: .milliseconds(300))
      }
      #expect(ContinuousClock.now - start < .seconds(30))
      let text = String(decoding: try File.readWhole("\(directory)/started", byteLimit: 20).dropLast(), as: UTF8.self)
      let number = try #require(Int32(text))
      let deadline = ContinuousClock.now + .seconds(10)
      while isRunning(number), ContinuousClock.now < deadline {}
      #expect(!isRunning(number))
      _ = kill(number, SIGKILL)
    }
  }

  @Test("that ignores the polite signal is killed") func stubborn() throws {
    #expect(throws: OperatingSystemError.timedOut(program: "sh", after: .milliseconds(100))) {
      try Program.run("sh", ["-c", "trap '' TERM; while :; do sleep 1; done"], timeout: .milliseconds(100))
    }
  }

  @Test("that writes without end is stopped") func tooMuch() {
    #expect(throws: OperatingSystemError.tooMuchOutput(program: "yes", byteLimit: 100_000)) {
      try Program.run("yes", byteLimit: 100_000)
    }
  }

  @Test("is over when it ends, even if a daemon keeps its output open") func daemon() throws {
    let start = ContinuousClock.now
    let outcome = try Program.run("sh", ["-c", "sleep 60 & echo $!"])
    #expect(ContinuousClock.now - start < .seconds(30))
    let number = try #require(Int32(outcome.outputText.dropLast()))
    #expect(isRunning(number))
    #expect(kill(number, SIGKILL) == 0)
  }

  @Test("gets the three standard descriptors and no other") func descriptors() throws {
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    defer { for end in ends { _ = close(end) } }
    // The fourth is the listing's own, on the directory it reads.
    let outcome = try Program.run("ls", ["/proc/self/fd"], input: .bytes([1]))
    #expect(outcome.outputText == "0\n1\n2\n3\n")
  }

  /// Whether a process is neither gone nor dead and waiting for its parent.
  private func isRunning(_ number: Int32) -> Bool {
    guard let bytes = try? File.readWhole("/proc/\(number)/stat", byteLimit: 10_000) else { return false }
    // The state follows the program's name in parentheses (proc(5)).
    return !String(decoding: bytes, as: UTF8.self).contains(") Z")
  }
}
