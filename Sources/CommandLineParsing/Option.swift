/// An option with a value: `--name VALUE` or `--name=VALUE`.
public struct Option<Value: Sendable>: Parameter {
  /// The words it understands.
  public let definitions: [Definition]
  private let read: @Sendable ([Match], Definition) throws(UsageError) -> Value

  /// An option that may be left out.
  public init<Single: CommandLineValue>(
    _ name: String, short: String? = nil, of type: Single.Type, placeholder: String? = nil,
    completing: Completion? = nil, _ help: String
  ) where Value == Single? {
    self.init(name, short, type, placeholder, completing, help) { matches, definition throws(UsageError) in
      guard let match = matches.first else { return nil }
      return try match.read(as: type, definition)
    }
  }

  /// An option with a value of its own where it is left out, which the help names.
  public init(
    _ name: String, short: String? = nil, of type: Value.Type, default standard: Value, placeholder: String? = nil,
    completing: Completion? = nil, _ help: String
  ) where Value: CommandLineValue {
    self.init(name, short, type, placeholder, completing, help, defaultText: standard.commandLineText) {
      matches, definition throws(UsageError) in
      guard let match = matches.first else { return standard }
      return try match.read(as: type, definition)
    }
  }

  /// An option that must be given.
  public init(
    required name: String, short: String? = nil, of type: Value.Type, placeholder: String? = nil,
    completing: Completion? = nil, _ help: String
  ) where Value: CommandLineValue {
    self.init(name, short, type, placeholder, completing, help, isRequired: true) {
      matches, definition throws(UsageError) in
      guard let match = matches.first else { throw .missingOption(definition.name) }
      return try match.read(as: type, definition)
    }
  }

  /// An option that may be given any number of times; its values come in the order of the line.
  public init<Single: CommandLineValue>(
    repeating name: String, short: String? = nil, of type: Single.Type, placeholder: String? = nil,
    completing: Completion? = nil, _ help: String
  ) where Value == [Single] {
    self.init(name, short, type, placeholder, completing, help, repeats: true) {
      matches, definition throws(UsageError) in
      var values: [Single] = []
      for match in matches { values.append(try match.read(as: type, definition)) }
      return values
    }
  }

  private init<Single: CommandLineValue>(
    _ name: String, _ short: String?, _ type: Single.Type, _ placeholder: String?,
    _ completing: Completion?, _ help: String,
    isRequired: Bool = false, repeats: Bool = false, defaultText: String? = nil,
    read: @escaping @Sendable ([Match], Definition) throws(UsageError) -> Value
  ) {
    self.read = read
    definitions = [
      Definition(
        .option(isRequired: isRequired, repeats: repeats), name, short: short,
        placeholder: placeholder ?? type.placeholder, help: help, defaultText: defaultText, choices: type.choices,
        completion: completing ?? type.completion)
    ]
  }

  /// Returns what was found on the line as the value.
  public func value(from matches: Matches) throws(UsageError) -> Value {
    try read(matches[definitions[0].name], definitions[0])
  }
}

/// An option without a value: given or not.
public struct Flag: Parameter {
  /// The words it understands.
  public let definitions: [Definition]

  /// Makes a flag.
  public init(_ name: String, short: String? = nil, _ help: String) {
    definitions = [Definition(.flag, name, short: short, help: help)]
  }

  /// Returns what was found on the line as the value.
  public func value(from matches: Matches) throws(UsageError) -> Bool {
    !matches[definitions[0].name].isEmpty
  }
}
