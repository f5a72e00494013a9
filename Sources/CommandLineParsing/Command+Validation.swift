extension Command {
  /// Returns what is wrong with the definitions of this command and those below it; nothing if all is well.
  ///
  /// Meant for a test. Names must be spelt as they can be typed and be used once, operands must have one reading, texts
  /// must be sentences, and every example must parse.
  public func problems() -> [String] {
    problems(path: [name], root: self)
  }

  private func problems(path: [String], root: Command) -> [String] {
    let own = nameProblems() + operandProblems() + textProblems() + exampleProblems(path: path, root: root)
    let prefix = path.joined(separator: " ")
    return own.map { "\(prefix): \($0)" }
      + subcommands.flatMap { $0.problems(path: path + [$0.name], root: root) }
  }

  private func nameProblems() -> [String] {
    var problems: [String] = []
    if !Command.isName(name) { problems.append("'\(name)' is no command name") }
    if name == "help" { problems.append("'help' is built in") }
    var seen: Set<String> = ["--help", "-h"]
    for definition in definitions where !definition.isOperand {
      if !definition.name.hasPrefix("--") || !Command.isName(String(definition.name.dropFirst(2))) {
        problems.append("'\(definition.name)' is no option name")
      }
      if let short = definition.short, !Word.isShortName(short) {
        problems.append("'\(short)' is no short option name")
      }
      for name in [definition.name, definition.short].compactMap({ $0 }) where !seen.insert(name).inserted {
        problems.append("\(name) is defined twice")
      }
    }
    for word in Command.repeated(subcommands.map(\.name)) { problems.append("command '\(word)' is defined twice") }
    for word in Command.repeated(definitions.filter(\.isOperand).map(\.name)) {
      problems.append("operand '\(word)' is defined twice")
    }
    return problems
  }

  private func operandProblems() -> [String] {
    let operands = definitions.filter(\.isOperand)
    var problems: [String] = []
    for (operand, next) in zip(operands, operands.dropFirst()) {
      if operand.repeats { problems.append("\(operand.placeholder) takes every word, so none is left after it") }
      if !operand.isRequired, next.isRequired {
        problems.append("\(next.placeholder) is required but \(operand.placeholder) before it is not")
      }
    }
    return problems
  }

  private func textProblems() -> [String] {
    var problems: [String] = []
    for text in [abstract] + definitions.map(\.help) where !text.hasSuffix(".") && !text.hasSuffix("?") {
      problems.append("no sentence: '\(text)'")
    }
    if abstract.unicodeScalars.count > 80 { problems.append("the abstract is longer than 80 characters") }
    return problems
  }

  private func exampleProblems(path: [String], root: Command) -> [String] {
    var problems: [String] = []
    for example in examples {
      if example.line.unicodeScalars.count > 78 { problems.append("longer than a line: \(example.line)") }
      let words = ShellLine(example.line).words
      guard words.starts(with: path) else {
        problems.append("an example of something else: \(example.line)")
        continue
      }
      do throws(UsageFailure) {
        _ = try root.parse(PlacedWord.split(words.dropFirst())[...], path: [root.name], width: 80)
      } catch {
        problems.append("the example '\(example.line)' fails: \(error.error)")
      }
    }
    return problems
  }

  private static func repeated(_ words: [String]) -> [String] {
    words.enumerated().filter { index, word in words.firstIndex(of: word) != index }.map(\.element)
  }

  /// Small letters, digits and single hyphens between them.
  private static func isName(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty
        && part.allSatisfy {
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }
  }
}
