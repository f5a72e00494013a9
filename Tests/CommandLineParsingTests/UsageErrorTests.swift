import CommandLineParsing
import Testing

/// A line and the error it must give.
private struct BadLine: CustomTestStringConvertible, Sendable {
  let words: [String]
  let error: UsageError
  let message: String
  var testDescription: String { words.joined(separator: " ") }

  init(_ words: String..., error: UsageError, message: String) {
    self.words = words
    self.error = error
    self.message = message
  }
}

private let badLines = [
  BadLine(error: .missingCommand(among: []), message: "a command is missing"),
  BadLine(
    "sohw", error: .unknownCommand("sohw", suggestion: "show"),
    message: "there is no command 'sohw'; did you mean 'show'?"),
  BadLine(
    "server", error: .missingCommand(among: ["stop"]), message: "a command is missing; give one of stop"),
  BadLine(
    "server", "f.csv", error: .unknownCommand("f.csv", suggestion: nil, among: ["stop"]),
    message: "there is no command 'f.csv'; give one of stop"),
  BadLine(
    "duplicate", error: .unknownCommand("duplicate", suggestion: "copy"),
    message: "there is no command 'duplicate'; did you mean 'copy'?"),
  BadLine("xyz", error: .unknownCommand("xyz", suggestion: nil), message: "there is no command 'xyz'"),
  BadLine(
    "--json", "show", error: .optionBeforeCommand("--json"),
    message: "option '--json' stands before the command; options follow it"),
  BadLine(
    "--hepl", error: .unknownOption("--hepl", suggestion: "--help"),
    message: "unknown option '--hepl'; did you mean '--help'?"),
  BadLine(
    "show", "f", "--asof=2019", error: .unknownOption("--asof", suggestion: "--as-of"),
    message: "unknown option '--asof'; did you mean '--as-of'?"),
  BadLine(
    "show", "f", "--at-pos", "1", error: .unknownOption("--at-pos", suggestion: "--at-position"),
    message: "unknown option '--at-pos'; did you mean '--at-position'?"),
  BadLine(
    "show", "-file.csv", error: .unknownOption("-file.csv", suggestion: nil),
    message: "unknown option '-file.csv'; a file or value that starts with '-' is written after --"),
  BadLine(
    "show", "f", "--as-of", "2019", "--as-of=2020", error: .repeatedOption("--as-of", first: 4, second: 6),
    message: "option --as-of is given twice, as words 4 and 6 of the line"),
  BadLine(
    "show", "f", "--json", "--json", error: .repeatedOption("--json", first: 4, second: 5),
    message: "option --json is given twice, as words 4 and 5 of the line"),
  BadLine(
    "show", "f", "-n", "1", "--limit", "1", error: .repeatedOption("--limit", first: 4, second: 6),
    message: "option --limit is given twice, as words 4 and 6 of the line"),
  BadLine(
    "show", "f", "--as-of", error: .missingValue(of: "--as-of", placeholder: "YEAR", next: nil),
    message: "option --as-of needs a value: --as-of YEAR"),
  BadLine(
    "show", "f", "--as-of", "--json", error: .missingValue(of: "--as-of", placeholder: "YEAR", next: "--json"),
    message: "option --as-of needs a value before '--json'; one that starts with '-' is written --as-of=YEAR"),
  BadLine(
    "show", "--as-of", "--", "f", error: .missingValue(of: "--as-of", placeholder: "YEAR", next: "f"),
    message: "option --as-of needs a value: --as-of YEAR"),
  BadLine(
    "show", "f", "--as-of=", error: .emptyValue(of: "--as-of"),
    message: "--as-of has an empty value; leave it out or give one"),
  BadLine(
    "show", "f", "--as-of", "", error: .emptyValue(of: "--as-of"),
    message: "--as-of has an empty value; leave it out or give one"),
  BadLine(
    "append", "measurement", "--indicator=", error: .emptyValue(of: "--indicator"),
    message: "--indicator has an empty value; leave it out or give one"),
  BadLine("show", "", error: .emptyValue(of: "FIGURE"), message: "FIGURE has an empty value; leave it out or give one"),
  BadLine(
    "show", "f", "--json=yes", error: .unexpectedValue(of: "--json", text: "yes"),
    message: "option --json takes no value, so 'yes' is too much"),
  BadLine("copy", "a", error: .missingOption("--into"), message: "option --into is missing"),
  BadLine(
    "append", "measurement", "--value=1", error: .missingOption("--indicator"), message: "option --indicator is missing"
  ),
  BadLine("show", "--json", error: .missingOperand("FIGURE"), message: "FIGURE is missing"),
  BadLine("copy", "--into", "a", error: .missingOperand("FILE"), message: "FILE is missing"),
  BadLine(
    "show", "f", "u", "third", error: .surplusOperand("third"),
    message: "'third' is one word too many; a value with blanks needs quotes"),
  BadLine(
    "server", "stop", "now", error: .surplusOperand("now"),
    message: "'now' is one word too many; a value with blanks needs quotes"),
  BadLine(
    "show", "f", "--by", "contry",
    error: .invalidValue(
      of: "--by", text: "contry", reason: "is none of category, country, year", suggestion: "country"),
    message: "--by: 'contry' is none of category, country, year; did you mean 'country'?"),
  BadLine(
    "show", "f", "--as-of", "20",
    error: .invalidValue(of: "--as-of", text: "20", reason: "is no year: write four digits", suggestion: nil),
    message: "--as-of: '20' is no year: write four digits"),
  BadLine(
    "show", "f", "--limit", "+5",
    error: .invalidValue(
      of: "--limit", text: "+5", reason: "is no whole number: write digits only, such as 25", suggestion: nil),
    message: "--limit: '+5' is no whole number: write digits only, such as 25"),
  BadLine(
    "show", "f", "--as-of", "2019", "--at-position", "3", error: .conflict("--as-of", "--at-position"),
    message: "options --as-of and --at-position exclude each other; give one of them"),
  BadLine(
    "show", "f", "--at-position", "0", error: .refused("positions begin at 1"), message: "positions begin at 1"),
  BadLine(
    "show", "--\u{1B}]0;title\u{7}", error: .unknownOption("--\u{1B}]0;title\u{7}", suggestion: nil),
    message: "unknown option '--\\u{1B}]0;title\\u{7}'; a file or value that starts with '-' is written after --"),
]

@Suite("A wrong command line") struct UsageErrorTests {
  @Test("is refused with what to do (rows 72 and 73)", arguments: badLines)
  fileprivate func bad(line: BadLine) throws {
    let failure = try #require(throws: UsageFailure.self) { try sampleTool().parse(line.words) }
    #expect(failure.error == line.error)
    #expect(failure.error.description == line.message)
  }

  @Test("names the command, its usage and where to read on") func message() throws {
    let failure = try #require(throws: UsageFailure.self) { try sampleTool().parse(["append", "measurement", "x"]) }
    #expect(
      failure.description == """
        Error: 'x' is one word too many; a value with blanks needs quotes
        Usage: sample append measurement --indicator TEXT [options]
        Try 'sample append measurement --help'.
        """)
  }

  @Test("may be found only when the command runs") func later() async throws {
    guard case .run(let run) = try sampleTool().parse(["copy", "--into", "a", "refused"]) else {
      Issue.record("this line runs nothing")
      return
    }
    let failure = try await #require(throws: UsageFailure.self) { try await run() }
    #expect(failure.error == .refused("this file cannot be copied"))
    #expect(failure.path == ["sample", "copy"])
  }

  @Test("shows a long word cut") func long() throws {
    let word = String(repeating: "w", count: 500)
    let failure = try #require(throws: UsageFailure.self) { try sampleTool().parse([word]) }
    #expect(failure.error.description == "there is no command '\(String(repeating: "w", count: 80))…'")
  }
}
