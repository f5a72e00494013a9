/// What may stand in a value, so that a shell can complete it.
public enum Completion: Sendable, Equatable {
  /// Nothing that could be listed.
  case nothing
  /// One of these words.
  case words([String])
  /// The name of a file.
  case file
  /// Something that the program itself looks up under this name.
  case known(String)
}

/// What may stand next on a command line that is not finished.
public struct Continuation: Sendable, Equatable {
  /// A word that may stand there, and what it means in a few words.
  public struct Candidate: Sendable, Equatable {
    /// The whole word.
    public let word: String
    /// What it means; empty where that says nothing.
    public let meaning: String

    /// Makes a candidate.
    public init(_ word: String, _ meaning: String = "") {
      self.word = word
      self.meaning = meaning
    }
  }

  /// The words of the declarations that begin with what was typed.
  public var candidates: [Candidate] = []
  /// The value that is wanted and is no word of the declarations.
  public var value = Completion.nothing
  /// How much of the value was typed.
  public var typed = ""
  /// What stands before the value in the same word: `--ledger=`, or nothing.
  public var lead = ""
  /// The options given before, by their long names, with their values.
  public var given: [String: String] = [:]
}

extension Command {
  /// Says what may stand as the last word of a line.
  ///
  /// A line that is wrong before its last word is followed as far as it can be understood.
  ///
  /// - Parameter words: The words after the program's name; the last, which may be empty, is the one to complete.
  public func continuation(of words: [String]) -> Continuation {
    guard let typed = words.last else { return Continuation() }
    var command = self
    var rest = words.dropLast()
    while !command.sections.isEmpty, let word = rest.popFirst() {
      if word == "help" { continue }
      guard let next = command.subcommands.first(where: { $0.name == word }) else { return Continuation() }
      command = next
    }
    guard command.sections.isEmpty else { return command.commands(beginning: typed) }
    return command.parameters(after: Array(rest), typed)
  }

  private func commands(beginning typed: String) -> Continuation {
    let commands = sections.filter { !$0.isHidden }.flatMap(\.commands)
    var continuation = Continuation()
    continuation.offer(commands.map { ($0.name, $0.abstract) }, typed)
    if typed.utf8.first == UInt8(ascii: "-") { continuation.offer([("--help", "")], typed) }
    return continuation
  }

  private func parameters(after words: [String], _ typed: String) -> Continuation {
    var continuation = Continuation()
    var operandCount = 0
    var pending: Definition?
    var isTerminated = false
    for text in words {
      if let option = pending {
        continuation.given[option.name] = text
        pending = nil
      } else if !isTerminated, text == "--" {
        isTerminated = true
      } else if !isTerminated, case .option(let name, let value) = Word(text) {
        guard let option = option(named: name) else { continue }
        if value == nil, option.kind != .flag {
          pending = option
        } else {
          continuation.given[option.name] = value ?? ""
        }
      } else {
        operandCount += 1
      }
    }
    if let pending {
      continuation.offer(pending, typed)
    } else if !isTerminated, case .option(let name, let value?) = Word(typed), let option = option(named: name) {
      continuation.lead = "\(name)="
      continuation.offer(option, value)
    } else if !isTerminated, typed.utf8.first == UInt8(ascii: "-") {
      continuation.offerOptions(of: self, typed)
    } else if let operand = operand(at: operandCount), operand.completion != .nothing {
      continuation.offer(operand, typed)
    } else if !isTerminated, typed.isEmpty {
      continuation.offerOptions(of: self, typed)
    }
    return continuation
  }

  private func option(named name: String) -> Definition? {
    definitions.first { !$0.isOperand && ($0.name == name || $0.short == name) }
  }

  private func operand(at index: Int) -> Definition? {
    let operands = definitions.filter(\.isOperand)
    return index < operands.count ? operands[index] : operands.last.flatMap { $0.repeats ? $0 : nil }
  }
}

extension Continuation {
  fileprivate mutating func offer(_ words: [(word: String, meaning: String)], _ typed: String) {
    for (word, meaning) in words where word.utf8.starts(with: typed.utf8) {
      candidates.append(Candidate(lead + word, meaning))
    }
  }

  fileprivate mutating func offer(_ definition: Definition, _ typed: String) {
    self.typed = typed
    value = definition.completion
    if case .words(let words) = value { offer(words.map { ($0, "") }, typed) }
  }

  fileprivate mutating func offerOptions(of command: Command, _ typed: String) {
    let options = command.definitions.filter { !$0.isOperand && ($0.repeats || given[$0.name] == nil) }
    offer(options.map { ($0.name, $0.help) } + [("--help", "")], typed)
  }
}
