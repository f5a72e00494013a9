/// A word that stands for itself, told by its place: a file, a figure, a code.
public struct Operand<Value: Sendable>: Parameter {
  /// The words it understands.
  public let definitions: [Definition]
  private let read: @Sendable ([Match], Definition) throws(UsageError) -> Value

  /// An operand that must be given.
  ///
  /// Its name in capitals stands for it in the help.
  public init(
    _ name: String, of type: Value.Type, completing: Completion? = nil, _ help: String
  ) where Value: CommandLineValue {
    self.init(name, type, completing, help, isRequired: true) { matches, definition throws(UsageError) in
      guard let match = matches.first else {
        throw .missingOperand(definition.placeholder, choices: definition.choices ?? [])
      }
      return try match.read(as: type, definition)
    }
  }

  /// An operand that may be left out, if those after it are.
  public init<Single: CommandLineValue>(
    optional name: String, of type: Single.Type, completing: Completion? = nil, _ help: String
  ) where Value == Single? {
    self.init(name, type, completing, help) { matches, definition throws(UsageError) in
      guard let match = matches.first else { return nil }
      return try match.read(as: type, definition)
    }
  }

  /// All operands that are left, at least one if required.
  public init<Single: CommandLineValue>(
    repeating name: String, of type: Single.Type, isRequired: Bool, completing: Completion? = nil,
    _ help: String
  ) where Value == [Single] {
    self.init(name, type, completing, help, isRequired: isRequired, repeats: true) {
      matches, definition throws(UsageError) in
      if isRequired, matches.isEmpty {
        throw .missingOperand(definition.placeholder, choices: definition.choices ?? [])
      }
      var values: [Single] = []
      for match in matches { values.append(try match.read(as: type, definition)) }
      return values
    }
  }

  /// All words that are left as they stand, empty ones too.
  public init(words name: String, _ help: String) where Value == [String] {
    self.init(name, String.self, nil, help, repeats: true, allowsEmpty: true) { matches, _ in matches.map(\.text) }
  }

  private init<Single: CommandLineValue>(
    _ name: String, _ type: Single.Type, _ completing: Completion?, _ help: String, isRequired: Bool = false,
    repeats: Bool = false,
    allowsEmpty: Bool = false,
    read: @escaping @Sendable ([Match], Definition) throws(UsageError) -> Value
  ) {
    self.read = read
    definitions = [
      Definition(
        .operand(isRequired: isRequired, repeats: repeats), name, placeholder: name.uppercased(), help: help,
        choices: type.choices, completion: completing ?? type.completion, allowsEmpty: allowsEmpty)
    ]
  }

  /// Returns what was found on the line as the value.
  public func value(from matches: Matches) throws(UsageError) -> Value {
    try read(matches[definitions[0].name], definitions[0])
  }
}
