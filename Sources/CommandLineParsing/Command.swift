/// A command with what it takes and what it does, or a group of commands.
///
/// ```swift
/// let read = Command("read", "Prints the entries of a subject.") {
///   Option("--after", of: Int.self, default: 0, "Start after this position.")
///   Flag("--json", "One JSON object a line.")
///   Operand("subject", of: String.self, "The subject to read.")
/// } run: { after, json, subject in
///   …
/// }
/// ```
public struct Command: Sendable {
  /// The word that calls it.
  public let name: String
  /// One sentence that says what it does.
  public let abstract: String
  /// Paragraphs for the help, with an empty line between them; lines that begin with two blanks are kept as they are.
  public let discussion: String
  /// Lines to learn from; each must parse.
  public let examples: [Example]
  /// The commands of a group, in sections; empty for a command that does something itself.
  public let sections: [CommandSection]

  /// Other words by which people look for it; a message suggests the command for them.
  private(set) var guesses: [String] = []

  let definitions: [Definition]
  /// What to do; nil for a group that does nothing without a command.
  let prepare: (@Sendable (Matches) throws(UsageError) -> Body)?

  typealias Body = @Sendable () async throws -> Void

  /// A command that does something.
  ///
  /// The body leaves the caller's actor (`@concurrent`): Swift 6.3.1 cannot compile a closure over a pack that stays on it.
  public init<each P: Parameter>(
    _ name: String, _ abstract: String, discussion: String = "", examples: [Example] = [],
    @ParameterBuilder parameters: () -> Parameters<repeat each P>,
    run: @escaping @Sendable @concurrent (repeat (each P).Value) async throws -> Void
  ) {
    let parameters = parameters()
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.examples = examples
    sections = []
    definitions = parameters.definitions
    prepare = { matches throws(UsageError) in
      let values = (repeat try (each parameters.parameters).value(from: matches))
      return { try await run(repeat each values) }
    }
  }

  /// A group of commands in sections, with what to do if none of them follows; nil makes that an error.
  public init(
    _ name: String, _ abstract: String, discussion: String = "", examples: [Example] = [],
    sections: [CommandSection], whenAlone: (@Sendable () async throws -> Void)? = nil
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.examples = examples
    self.sections = sections
    definitions = []
    if let whenAlone { prepare = { _ throws(UsageError) in whenAlone } } else { prepare = nil }
  }

  /// A group of commands.
  public init(
    _ name: String, _ abstract: String, discussion: String = "", examples: [Example] = [], subcommands: [Command]
  ) {
    self.init(
      name, abstract, discussion: discussion, examples: examples,
      sections: [CommandSection("COMMANDS", subcommands)])
  }

  /// The same command, suggested to those who type one of these words in its place.
  public func guessed(as words: String...) -> Command {
    var command = self
    command.guesses += words
    return command
  }

  /// The commands of a group.
  public var subcommands: [Command] { sections.flatMap(\.commands) }
}

/// Commands that belong together under one title in the help.
public struct CommandSection: Sendable {
  let title: String
  let commands: [Command]
  /// Whether the commands are for programs alone and stand in no help.
  let isHidden: Bool

  /// Makes a section.
  public init(_ title: String, _ commands: [Command]) {
    self.title = title
    self.commands = commands
    isHidden = false
  }

  /// Makes a section of commands that other programs call, and no help names.
  public init(hidden commands: [Command]) {
    title = ""
    self.commands = commands
    isHidden = true
  }
}

/// A line to learn from, with what it does.
public struct Example: Sendable {
  let line: String
  let meaning: String

  /// Makes an example from the line as one types it, the program's name first.
  public init(_ line: String, _ meaning: String) {
    self.line = line
    self.meaning = meaning
  }
}
