import CommandLineParsing
import Testing

@Suite("The definitions of commands") struct ValidationTests {
  @Test("of the sample are sound") func sound() {
    #expect(sampleTool().problems() == [])
  }

  @Test("must have names that can be typed, once each") func names() {
    let command = Command("Go", "Goes.") {
      Flag("--json", short: "-j", "A flag.")
      Flag("--json", "The same again.")
      Flag("--just", short: "-j", "The letter again.")
      Flag("json", "No hyphens.")
      Flag("--As_of", "Other letters.")
      Flag("--help", "Taken.")
      Flag("--x", short: "-xy", "Two letters.")
      Operand("a", of: String.self, "An operand.")
      Operand("a", of: String.self, "The same again.")
    } run: { _, _, _, _, _, _, _, _, _ in
    }
    #expect(
      command.problems() == [
        "Go: 'Go' is no command name", "Go: --json is defined twice", "Go: -j is defined twice",
        "Go: 'json' is no option name", "Go: '--As_of' is no option name", "Go: --help is defined twice",
        "Go: '-xy' is no short option name", "Go: operand 'a' is defined twice",
      ])
  }

  @Test("must give operands one reading") func operands() {
    let command = Command("go", "Goes.") {
      Operand(optional: "first", of: String.self, "May be there.")
      Operand("second", of: String.self, "Must be there.")
      Operand(repeating: "third", of: String.self, isRequired: true, "The rest.")
      Operand("fourth", of: String.self, "Never reached.")
    } run: { _, _, _, _ in
    }
    #expect(
      command.problems() == [
        "go: SECOND is required but FIRST before it is not", "go: THIRD takes every word, so none is left after it",
      ])
  }

  @Test("must explain themselves in sentences and by examples that parse") func texts() {
    let stop = Command(
      "stop", "Stops the server", examples: [Example("tool stop --now", "At once."), Example("other stop", "Else.")]
    ) {
      Flag("--force", "without a full stop")
    } run: { _ in
    }
    let command = Command("tool", "Does things.", subcommands: [stop, stop])
    #expect(
      command.problems().prefix(5) == [
        "tool: command 'stop' is defined twice", "tool stop: no sentence: 'Stops the server'",
        "tool stop: no sentence: 'without a full stop'",
        "tool stop: the example 'tool stop --now' fails: unknown option '--now'; a file or value that starts with '-' is "
          + "written after --", "tool stop: an example of something else: other stop",
      ])
  }

  @Test("are checked before anything is parsed") func checked() async {
    await #expect(processExitsWith: .failure) {
      _ = try Command("Go", "Goes.") {
      } run: {
      }.parse([])
    }
  }
}
