import CommandLineParsing
import Testing

@Suite("A help text") struct HelpTests {
  private func help(_ words: String..., width: Int = 80) throws -> String {
    guard case .show(let text) = try sampleTool().parse(words, width: width) else {
      Issue.record("this line shows no help")
      return ""
    }
    return text
  }

  @Test("of a group names its commands") func group() throws {
    #expect(
      try help("--help") == """
        Shows what a command line can say.

        USAGE
          sample COMMAND

        ASK
          show                    Shows a figure and its history.

        CHANGE
          append                  Appends one fact.
          copy                    Copies files into a folder.
          server                  Runs the server.

        'sample help COMMAND' explains a command.

        """)
  }

  @Test("explains operands, options, groups and examples") func command() throws {
    #expect(
      try help("show", "--help") == """
        Shows a figure and its history.

        USAGE
          sample show FIGURE [UNIT] [options]

        A figure is written as its indicator, its area and its period, joined by the
        character @, and after them what breaks it down.

          share@LDC@2019
          share@LDC@2019@sex=F

        Everything is read, nothing is written.

        OPERANDS
          FIGURE                  The figure.
          UNIT                    Convert to this unit.

        OPTIONS
          --by category|country|year
                                  What to count by.
          -n, --limit NUMBER      The most lines to print. (default: 25)
          --station NAME          Only what was measured at this station. One of
                                  edgehill, manchester, newton-junction, warrington,
                                  parkside, kenyon-junction. (may be repeated)
          --json                  One JSON object a line.

        RECORDED TIME
          --as-of YEAR            Answer as at the end of this year.
          --at-position NUMBER    Answer as at this position.

        EXAMPLES
          sample show share@LDC@2019
              What is known now.
          sample show 'share@LDC@2019' --as-of 2020 | head
              What was known at the end of 2020.

        """)
  }

  @Test("puts operands first and marks what is required") func required() throws {
    #expect(
      try help("copy", "-h") == """
        Copies files into a folder.

        USAGE
          sample copy FILE ... --into FOLDER

        OPERANDS
          FILE                    A file to copy. (may be repeated)

        OPTIONS
          --into FOLDER           The folder. (required)

        """)
  }

  @Test("lists options that come from a list at run time") func dynamic() throws {
    #expect(
      try help("append", "measurement", "--help") == """
        Appends one measurement.

        USAGE
          sample append measurement --indicator TEXT [options]

        COLUMNS
          --indicator TEXT        The column indicator of the file. (required)
          --value TEXT            The column value of the file.
          --obs-status TEXT       The column obs-status of the file.

        RECORDED TIME
          --as-of YEAR            Answer as at the end of this year.
          --at-position NUMBER    Answer as at this position.

        """)
  }

  @Test("fits a narrow terminal") func narrow() throws {
    #expect(
      try help("server", "stop", "-h", width: 40) == """
        Stops the server.

        USAGE
          sample server stop

        """)
    let text = try help("show", "-h", width: 50)
    for line in text.split(separator: "\n") where !line.hasPrefix("  sample") {
      #expect(line.unicodeScalars.count <= 50)
    }
  }

  @Test("has at most 80 columns on any terminal") func wide() throws {
    let text = try help("show", "-h", width: 200)
    #expect(try text == help("show", "-h"))
    for line in text.split(separator: "\n") { #expect(line.unicodeScalars.count <= 80) }
  }

  @Test(
    "comes before any error of the same command, and by the word help",
    arguments: [
      ["show", "--unknown", "--help"], ["show", "a", "b", "c", "-h"], ["show", "--by", "--help"], ["help", "show"],
      ["help", "show", "--help"],
    ])
  func precedence(words: [String]) throws {
    guard case .show(let text) = try sampleTool().parse(words) else {
      Issue.record("this line shows no help")
      return
    }
    #expect(try text == help("show", "-h"))
  }

  @Test("is not meant by a word after --, nor by a value") func notHelp() throws {
    for words in [["show", "--", "--help"], ["show", "f", "--by=--help"]] {
      let invocation = Result { try sampleTool().parse(words) }
      if case .success(.show) = invocation { Issue.record("\(words) shows a help text") }
    }
  }

  @Test("gives way to the version") func version() throws {
    guard case .show(let text) = try sampleTool().parse(["--version"], version: "sample 1.0") else {
      Issue.record("the version is not shown")
      return
    }
    #expect(text == "sample 1.0\n")
  }
}
