import CommandLineParsing
import Testing

@Suite("The continuation of a line")
struct CompletionTests {
  private func words(_ words: String...) -> [String] {
    sampleTool().continuation(of: words).candidates.map(\.word)
  }

  @Test("is a command, with what it does")
  func commands() {
    let all = sampleTool().continuation(of: [""])
    #expect(all.candidates.map(\.word) == ["show", "append", "copy", "server"])
    #expect(all.candidates.first?.meaning == "Shows a figure and its history.")
    #expect(words("s") == ["show", "server"])
    #expect(words("server", "") == ["stop"])
    #expect(words("help", "server", "") == ["stop"])
    #expect(words("nonsense", "") == [])
    #expect(words("-") == ["--help"])
  }

  @Test("is an option that is not there yet, or one that may be repeated")
  func options() {
    #expect(words("show", "x", "--b") == ["--by"])
    #expect(words("show", "x", "--json", "--j") == [])
    #expect(words("show", "x", "--station", "kenyon-junction", "--st") == ["--station"])
    #expect(words("show", "--", "--b") == [])
  }

  @Test("is a value of a closed list, beside its option or in one word with it")
  func values() {
    #expect(words("show", "x", "--by", "c") == ["category", "country"])
    #expect(words("show", "x", "--by=c") == ["--by=category", "--by=country"])
    #expect(words("show", "x", "-n", "") == [])
  }

  @Test("is every option where no operand is left")
  func nothingLeft() {
    #expect(words("server", "stop", "") == ["--help"])
    #expect(words("show", "x", "y", "").contains("--by"))
  }

  @Test("knows what was given before, under its long name")
  func given() {
    let continuation = sampleTool().continuation(of: ["show", "x", "-n", "3", "--by=year", "--json", "--station", ""])
    #expect(continuation.given == ["--limit": "3", "--by": "year", "--json": ""])
    #expect(continuation.typed == "")
  }

  @Test("leaves to the program what the program declared as known to it")
  func known() {
    let tool = Command("tool", "Does something.") {
      Option("--plan", of: String.self, completing: .known("plan"), "The plan.")
      Operand("file", of: String.self, completing: .file, "The file.")
    } run: { _, _ in
    }
    let option = tool.continuation(of: ["--plan=SP"])
    #expect(option.value == .known("plan"))
    #expect(option.lead == "--plan=")
    #expect(option.typed == "SP")
    #expect(tool.continuation(of: ["a.c"]).value == .file)
    #expect(tool.continuation(of: ["a.csv", "b"]).value == .nothing)
  }
}

@Suite("A line of the shell")
struct ShellLineTests {
  @Test(
    "is taken apart at blanks, but for those in quotes and after a backslash",
    arguments: [
      ("", []), ("a", ["a"]), ("a ", ["a", ""]), ("a b", ["a", "b"]), ("a  'b c' \"d e\"", ["a", "b c", "d e"]),
      (#"a b\ c"#, ["a", "b c"]), (#"a 'b\c'"#, ["a", #"b\c"#]), ("a ''", ["a", ""]), ("a 'b c", ["a", "b c"]),
      ("a | b", ["a"]), ("a '|' > b", ["a", "|"]), ("a >b ", ["a"]), ("a \"b 'c\"d", ["a", "b 'cd"]),
      (#"--x="y z""#, ["--x=y z"]), ("a C21#b", ["a", "C21#b"]),
    ])
  func words(line: String, words: [String]) {
    #expect(ShellLine(line).words == words)
  }

  @Test("says whether its last word stands in quotes that are still open")
  func quotes() {
    #expect(ShellLine("a 'b").isQuoted)
    #expect(ShellLine("a \"b'").isQuoted)
    #expect(!ShellLine("a 'b'").isQuoted)
  }
}
