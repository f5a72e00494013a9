/// The help text of one command, in plain text.
struct Help {
  private let command: Command
  private let path: String
  private let width: Int

  /// Where the explanations begin: far enough for most options, near enough to leave room.
  private static let explanationColumn = 26

  init(_ command: Command, path: [String], width: Int) {
    self.command = command
    self.path = path.joined(separator: " ")
    self.width = min(max(width, 40), 80)
  }

  /// The whole text, ended by a newline.
  var text: String {
    var parts = [TextLayout.wrap(command.abstract, width: width), section("USAGE", usageLines)]
    if !command.discussion.isEmpty { parts.append(discussion) }
    for commands in command.sections where !commands.isHidden {
      parts.append(section(commands.title, commands.commands.flatMap { entry($0.name, $0.abstract) }))
    }
    let definitions = command.definitions.filter(\.isOperand) + command.definitions.filter { !$0.isOperand }
    let titles = definitions.map(title)
    for (index, title) in titles.enumerated() where titles.firstIndex(of: title) == index {
      let definitions = definitions.filter { self.title($0) == title }
      parts.append(section(title, definitions.flatMap(entry)))
    }
    if !command.examples.isEmpty { parts.append(section("EXAMPLES", examples)) }
    if !command.sections.isEmpty {
      parts.append(TextLayout.wrap("'\(path) help COMMAND' explains a command.", width: width))
    }
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// The usage for an error message.
  var usage: String {
    usageLines.enumerated().map { ($0 == 0 ? "Usage: " : "       ") + $1 }.joined(separator: "\n")
  }

  private var usageLines: [String] {
    let operands = command.definitions.filter(\.isOperand).map(\.usage)
    let required = command.definitions.filter { !$0.isOperand && $0.isRequired }.map(\.usage)
    let hasOptions = command.definitions.contains { !$0.isOperand && !$0.isRequired }
    var words = command.sections.isEmpty ? operands + required : ["COMMAND"]
    if hasOptions { words.append("[options]") }
    return TextLayout.wrap(
      words.joined(separator: " "), after: path, gap: 1, indent: path.unicodeScalars.count + 1, width: width - 8)
  }

  private var discussion: [String] {
    var lines: [String] = []
    var paragraph = ""
    func end() {
      lines += TextLayout.wrap(paragraph, width: width)
      paragraph = ""
    }
    for line in command.discussion.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let line = String(Substring(line))
      if line.isEmpty || line.hasPrefix("  ") {
        end()
        lines.append(line)
      } else {
        paragraph += paragraph.isEmpty ? line : " \(line)"
      }
    }
    end()
    return lines
  }

  private var examples: [String] {
    command.examples.flatMap { example in
      ["  \(example.line)"] + TextLayout.wrap(example.meaning, after: "", indent: 6, width: width)
    }
  }

  private func title(_ definition: Definition) -> String {
    definition.isOperand ? "OPERANDS" : definition.title ?? "OPTIONS"
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    [title] + lines.map { $0.hasPrefix("  ") ? $0 : "  \($0)" }
  }

  private func entry(_ definition: Definition) -> [String] { entry(definition.heading, definition.explanation) }

  private func entry(_ lead: String, _ text: String) -> [String] {
    TextLayout.wrap(text, after: "  \(lead)", indent: Help.explanationColumn, width: width)
  }
}
