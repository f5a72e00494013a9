/// One place on the line where a parameter was found.
struct Match: Sendable {
  /// The value; empty for a flag.
  let text: String
  /// The word's place on the line.
  let origin: Int

  /// Reads the value as a type, and turns its complaint into a message that names the parameter.
  func read<Value: CommandLineValue>(as type: Value.Type, _ definition: Definition) throws(UsageError) -> Value {
    do {
      return try Value(commandLine: text)
    } catch {
      throw .invalidValue(
        of: definition.subject, text: text, reason: String(describing: error),
        suggestion: Suggestion.nearest(to: text, in: type.choices ?? []))
    }
  }
}

/// What a command's parameters found on the line: the second of the two phases of parsing.
public struct Matches: Sendable {
  private var found: [String: [Match]] = [:]

  subscript(name: String) -> [Match] { found[name] ?? [] }

  init(_ words: ArraySlice<PlacedWord>, _ definitions: [Definition]) throws(UsageError) {
    var names: [String: Definition] = [:]
    for definition in definitions where !definition.isOperand {
      names[definition.name] = definition
      if let short = definition.short { names[short] = definition }
    }
    var operands: [PlacedWord] = []
    var rest = words
    while let word = rest.popFirst() {
      switch word.word {
      case .plain: operands.append(word)
      case .option(let name, let value):
        guard let definition = names[name] else {
          throw .unknownOption(name, suggestion: Suggestion.nearest(to: name, in: Matches.spellings(definitions)))
        }
        try add(definition, value: value, at: word, &rest)
      }
    }
    try assign(operands, definitions.filter(\.isOperand))
  }

  static func spellings(_ definitions: [Definition]) -> [String] {
    definitions.filter { !$0.isOperand }.map(\.name) + ["--help"]
  }

  private mutating func add(
    _ definition: Definition, value: String?, at word: PlacedWord, _ rest: inout ArraySlice<PlacedWord>
  ) throws(UsageError) {
    if let first = found[definition.name]?.first, !definition.repeats {
      throw .repeatedOption(definition.name, first: first.origin, second: word.origin)
    }
    let text: String
    if definition.kind == .flag {
      if let value { throw .unexpectedValue(of: definition.name, text: value) }
      text = ""
    } else if let value {
      text = value
    } else {
      // The next word is the value unless it looks like an option or stands after `--`.
      guard case .plain(let next, isAfterTerminator: false) = rest.first?.word else {
        throw .missingValue(of: definition.name, placeholder: definition.placeholder, next: rest.first?.text)
      }
      rest.removeFirst()
      text = next
    }
    if definition.kind != .flag, text.isEmpty { throw .emptyValue(of: definition.name) }
    found[definition.name, default: []].append(Match(text: text, origin: word.origin))
  }

  private mutating func assign(_ operands: [PlacedWord], _ definitions: [Definition]) throws(UsageError) {
    var rest = operands[...]
    for definition in definitions {
      repeat {
        guard let word = rest.popFirst() else { break }
        guard !word.text.isEmpty || definition.allowsEmpty else { throw .emptyValue(of: definition.placeholder) }
        found[definition.name, default: []].append(Match(text: word.text, origin: word.origin))
      } while definition.repeats
    }
    if let word = rest.first { throw .surplusOperand(word.text) }
  }
}
