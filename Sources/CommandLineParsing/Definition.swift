/// The words that one parameter understands.
public struct Definition: Sendable {
  enum Kind: Sendable, Equatable {
    case flag
    case option(isRequired: Bool, repeats: Bool)
    case operand(isRequired: Bool, repeats: Bool)
  }

  let kind: Kind
  /// The long name of an option (`--output`), or the name of an operand as given (`file`).
  let name: String
  /// The one-letter name of an option (`-o`).
  let short: String?
  let placeholder: String
  let help: String
  let defaultText: String?
  let choices: [String]?
  let completion: Completion
  let allowsEmpty: Bool
  private(set) var title: String?

  init(
    _ kind: Kind, _ name: String, short: String? = nil, placeholder: String = "", help: String,
    defaultText: String? = nil, choices: [String]? = nil, completion: Completion = .nothing,
    allowsEmpty: Bool = false
  ) {
    self.kind = kind
    self.name = name
    self.short = short
    self.placeholder = placeholder
    self.help = help
    self.defaultText = defaultText
    self.choices = choices
    self.completion = completion
    self.allowsEmpty = allowsEmpty
  }

  /// The same under another title in the help.
  func titled(_ title: String) -> Definition {
    var copy = self
    copy.title = copy.title ?? title
    return copy
  }

  var isOperand: Bool {
    if case .operand = kind { true } else { false }
  }

  var isRequired: Bool {
    switch kind {
    case .flag: false
    case .option(let isRequired, _), .operand(let isRequired, _): isRequired
    }
  }

  var repeats: Bool {
    switch kind {
    case .flag: false
    case .option(_, let repeats), .operand(_, let repeats): repeats
    }
  }

  /// How a message names it: `option --output` or `FILE`.
  var subject: String { isOperand ? placeholder : name }

  /// The notation in a usage line: `--output PATH`, `[FILE ...]`.
  var usage: String {
    var text = kind == .flag ? name : isOperand ? placeholder : "\(name) \(placeholder)"
    if repeats { text += " ..." }
    return isRequired ? text : "[\(text)]"
  }

  /// What stands before the explanation: `-o, --output PATH`.
  var heading: String {
    var text = isOperand ? placeholder : kind == .flag ? name : "\(name) \(placeholder)"
    if let short { text = "\(short), \(text)" }
    return text
  }

  /// What it is for, with its choices, its default and how often it is given.
  var explanation: String {
    var text = help
    if let choices, !placeholder.contains("|") { text += " One of \(choices.joined(separator: ", "))." }
    var notes: [String] = []
    if let standard = defaultText { notes.append("default: \(standard)") }
    if isRequired, !isOperand { notes.append("required") }
    if repeats { notes.append("may be repeated") }
    if !notes.isEmpty { text += " (\(notes.joined(separator: "; ")))" }
    return text
  }
}
