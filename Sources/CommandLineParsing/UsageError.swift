/// What is wrong with a command line: a closed list, so that every case has its message and its test.
public enum UsageError: Error, Equatable, Sendable {
  /// A command group without a command after it, with those there are if they are to be named.
  case missingCommand(among: [String])
  /// A word where a command was due.
  case unknownCommand(String, suggestion: String?, among: [String] = [])
  /// An option before the command it belongs to.
  case optionBeforeCommand(String)
  /// An option that the command does not have.
  case unknownOption(String, suggestion: String?)
  /// An option given twice that takes one value, with the places of both words.
  case repeatedOption(String, first: Int, second: Int)
  /// An option without its value, and the word that stands in the value's place.
  case missingValue(of: String, placeholder: String, next: String?)
  /// An option or operand with an empty value.
  case emptyValue(of: String)
  /// A flag with a value.
  case unexpectedValue(of: String, text: String)
  /// An option that must be given and is not.
  case missingOption(String)
  /// An operand that must be given and is not, with the words it may be if they can be listed.
  case missingOperand(String, choices: [String] = [])
  /// A word more than the command takes.
  case surplusOperand(String)
  /// A value that its type refuses, with the rest of the sentence.
  case invalidValue(of: String, text: String, reason: String, suggestion: String?)
  /// Two options that exclude each other.
  case conflict(String, String)
  /// Anything else that a command finds wrong with its line, as a whole sentence without a full stop.
  case refused(String)
}

extension UsageError: CustomStringConvertible {
  /// What is wrong and what to do about it, as one line.
  public var description: String {
    switch self {
    case .missingCommand(let names): "a command is missing\(list(names))"
    case .unknownCommand(let word, let suggestion, let names):
      "there is no command \(quoted(word))\(question(suggestion))\(list(names))"
    case .optionBeforeCommand(let name): "option \(quoted(name)) stands before the command; options follow it"
    case .unknownOption(let name, let suggestion):
      if let suggestion {
        "unknown option \(quoted(name))\(question(suggestion))"
      } else {
        "unknown option \(quoted(name)); a file or value that starts with '-' is written after --"
      }
    case .repeatedOption(let name, let first, let second):
      "option \(name) is given twice, as words \(first) and \(second) of the line"
    case .missingValue(let name, let placeholder, let next):
      if let next, next.utf8.first == UInt8(ascii: "-") {
        "option \(name) needs a value before \(quoted(next)); one that starts with '-' is written \(name)=\(placeholder)"
      } else {
        "option \(name) needs a value: \(name) \(placeholder)"
      }
    case .emptyValue(let name): "\(name) has an empty value; leave it out or give one"
    case .unexpectedValue(let name, let text): "option \(name) takes no value, so \(quoted(text)) is too much"
    case .missingOption(let name): "option \(name) is missing"
    case .missingOperand(let name, let choices): "\(name) is missing\(list(choices))"
    case .surplusOperand(let word): "\(quoted(word)) is one word too many; a value with blanks needs quotes"
    case .invalidValue(let name, let text, let reason, let suggestion):
      "\(name): \(quoted(text)) \(reason)\(question(suggestion))"
    case .conflict(let first, let second): "options \(first) and \(second) exclude each other; give one of them"
    case .refused(let sentence): sentence
    }
  }

  private func list(_ words: [String]) -> String {
    words.isEmpty ? "" : "; give one of \(words.joined(separator: ", "))"
  }

  private func question(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean '\($0)'?" } ?? ""
  }

  /// Shows a word from the line: at most 80 characters, and none that could write on a terminal by itself.
  private func quoted(_ text: String) -> String {
    var shown = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if index == 80 { return "'\(shown)…'" }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return "'\(shown)'"
  }
}

/// A usage error with the command it concerns.
public struct UsageFailure: Error, CustomStringConvertible {
  /// What is wrong.
  public let error: UsageError
  /// The command as far as it was understood: `["tally", "server"]`.
  public let path: [String]
  /// How the command is used, in one line or more.
  public let usage: String

  /// The whole message for standard error: what is wrong, the usage, and where to read on.
  public var description: String {
    "Error: \(error)\n\(usage)\nTry '\(path.joined(separator: " ")) --help'."
  }
}
