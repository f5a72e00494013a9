import CommandLineParsing
import Testing

/// A line and what the sample tool makes of it.
private struct Line: CustomTestStringConvertible, Sendable {
  let words: [String]
  let result: String
  var testDescription: String { words.joined(separator: " ") }

  init(_ words: String..., result: String) {
    self.words = words
    self.result = result
  }
}

@Suite("A command line") struct ParsingTests {
  @Test(
    "gives the command its values",
    arguments: [
      Line("show", "f", result: "f - - 25  false - -"),
      Line("show", "f", "percent", result: "f percent - 25  false - -"),
      Line("show", "--json", "f", "--limit", "5", result: "f - - 5  true - -"),
      Line("show", "--limit=5", "f", "-n", "-", result: "refused"),
      Line("show", "-n", "7", "f", result: "f - - 7  false - -"),
      Line("show", "-n", "-7", "f", result: "f - - -7  false - -"),
      Line("show", "f", "--by=country", result: "f - country 25  false - -"),
      Line("show", "f", "--as-of=2019", result: "f - - 25  false 2019 -"),
      Line("show", "f", "--at-position", "12", result: "f - - 25  false - 12"),
      Line(
        "show", "--station", "edgehill", "f", "--station=kenyon-junction",
        result: "f - - 25 edgehill+kenyon-junction false - -"),
      Line("show", "-", result: "- - - 25  false - -"),
      Line("show", "-3.5", result: "-3.5 - - 25  false - -"),
      Line("show", "--", "-f", "--json", result: "-f --json - 25  false - -"),
      Line("show", "--json", "--", "f", "--", result: "f -- - 25  true - -"),
      Line("copy", "--into=a=b", "x", "y z", "é", result: "a=b: x|y z|é"),
      Line("append", "measurement", "--value", "~160", "--indicator=i", result: "append --indicator=i --value=~160"),
      Line("server", "stop", result: "stop"),
    ])
  fileprivate func good(line: Line) async throws {
    let record = Record()
    guard line.result != "refused" else {
      #expect(throws: UsageFailure.self) { try sampleTool().parse(line.words) }
      return
    }
    guard case .run(let run) = try sampleTool(record).parse(line.words) else {
      Issue.record("this line runs nothing")
      return
    }
    try await run()
    #expect(record.all == [line.result])
  }

  @Test("runs a group's own body when no command follows") func alone() async throws {
    let record = Record()
    let tool = Command("tool", "Does things.", sections: []) { record.add("alone") }
    let group = Command(
      "tool", "Does things.",
      sections: [
        CommandSection(
          "COMMANDS",
          [
            Command("go", "Goes.") {
            } run: {
              record.add("go")
            }
          ])
      ]
    ) { record.add("alone") }
    for command in [tool, group] {
      guard case .run(let run) = try command.parse([]) else {
        Issue.record("this line runs nothing")
        return
      }
      try await run()
    }
    #expect(record.all == ["alone", "alone"])
  }

  @Test("takes the path of the command with it") func path() throws {
    guard case .run(let run) = try sampleTool().parse(["server", "stop"]) else {
      Issue.record("this line runs nothing")
      return
    }
    #expect(run.path == ["sample", "server", "stop"])
  }
}
