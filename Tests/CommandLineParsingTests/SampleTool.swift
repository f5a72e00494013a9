import CommandLineParsing
import Synchronization

/// What a command of the sample was given, in the words of the test.
final class Record: Sendable {
  private let lines = Mutex<[String]>([])

  func add(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
}

enum Way: String, CaseIterable, CommandLineValue {
  case category, country, year
}

enum Station: String, CaseIterable, CommandLineValue {
  case edgehill, manchester, newtonJunction = "newton-junction", warrington, parkside, kenyon = "kenyon-junction"
}

/// A type of one's own: a year of four digits.
struct Year: CommandLineValue, Equatable, CustomStringConvertible {
  static var placeholder: String { "YEAR" }
  let number: Int

  init(commandLine text: String) throws {
    guard text.utf8.count == 4, let number = Int(text) else { throw InvalidValue("is no year: write four digits") }
    self.number = number
  }

  var description: String { "\(number)" }
}

/// Where in time to ask, shared by commands.
struct Moment: Sendable {
  let year: Year?
  let position: Int?
}

private let moment = Group("RECORDED TIME") {
  Option("--as-of", of: Year.self, "Answer as at the end of this year.")
  Option("--at-position", of: Int.self, "Answer as at this position.")
} value: { year, position in
  if year != nil, position != nil { throw UsageError.conflict("--as-of", "--at-position") }
  if let position, position < 1 { throw InvalidValue("positions begin at 1") }
  return Moment(year: year, position: position)
}

/// A tool with every kind of parameter, as the tests need it.
func sampleTool(_ record: Record = Record()) -> Command {
  let columns = [("indicator", true), ("value", false), ("obs-status", false)]
  let append = Command(
    "append", "Appends one fact.",
    subcommands: [
      Command("measurement", "Appends one measurement.") {
        DynamicOptions(
          "COLUMNS", columns.map { .init("--\($0.0)", isRequired: $0.1, "The column \($0.0) of the file.") })
        moment
      } run: { given, _ in
        record.add("append " + given.map { "\($0.name)=\($0.text)" }.joined(separator: " "))
      }
    ])
  let show = Command(
    "show", "Shows a figure and its history.",
    discussion: """
      A figure is written as its indicator, its area and its period, joined by the character @, and after them \
      what breaks it down.

        share@LDC@2019
        share@LDC@2019@sex=F

      Everything is read, nothing is written.
      """,
    examples: [
      Example("sample show share@LDC@2019", "What is known now."),
      Example("sample show 'share@LDC@2019' --as-of 2020 | head", "What was known at the end of 2020."),
    ]
  ) {
    Operand("figure", of: String.self, "The figure.")
    Operand(optional: "unit", of: String.self, "Convert to this unit.")
    Option("--by", of: Way.self, "What to count by.")
    Option("--limit", short: "-n", of: Int.self, default: 25, "The most lines to print.")
    Option(repeating: "--station", of: Station.self, "Only what was measured at this station.")
    Flag("--json", "One JSON object a line.")
    moment
  } run: { figure, unit, way, limit, stations, json, moment in
    let words: [String] = [
      figure, unit ?? "-", way?.rawValue ?? "-", "\(limit)", stations.map(\.rawValue).joined(separator: "+"),
      "\(json)", moment.year?.description ?? "-", moment.position?.description ?? "-",
    ]
    record.add(words.joined(separator: " "))
  }
  let copy = Command("copy", "Copies files into a folder.") {
    Option(required: "--into", of: String.self, placeholder: "FOLDER", "The folder.")
    Operand(repeating: "file", of: String.self, isRequired: true, "A file to copy.")
  } run: { folder, files in
    if files.contains("refused") { throw UsageError.refused("this file cannot be copied") }
    record.add("\(folder): \(files.joined(separator: "|"))")
  }
  let stop = Command("stop", "Stops the server.") {
  } run: {
    record.add("stop")
  }
  return Command(
    "sample", "Shows what a command line can say.",
    sections: [
      CommandSection("ASK", [show]),
      CommandSection(
        "CHANGE", [append, copy.guessed(as: "duplicate"), Command("server", "Runs the server.", subcommands: [stop])]),
    ])
}
