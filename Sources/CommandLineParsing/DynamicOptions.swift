/// Options that are known only when the program runs, such as one a column of a file format.
///
/// ```swift
/// DynamicOptions(columns.map { .init("--\($0.name)", isRequired: $0.isRequired, $0.help) })
/// ```
public struct DynamicOptions: Parameter {
  /// One option of the list.
  public struct Entry: Sendable {
    let definition: Definition

    /// Makes an option that takes any text which is not empty.
    public init(
      _ name: String, isRequired: Bool = false, placeholder: String = "TEXT", completing: Completion = .nothing,
      _ help: String
    ) {
      definition = Definition(
        .option(isRequired: isRequired, repeats: false), name, placeholder: placeholder, help: help,
        completion: completing)
    }
  }

  /// An option that was given, with its value.
  public struct Given: Equatable, Sendable {
    /// The name with its two hyphens.
    public let name: String
    /// The text as it was given.
    public let text: String
  }

  /// The words it understands.
  public let definitions: [Definition]

  /// Makes options of a list, under a title of their own in the help.
  public init(_ title: String = "OPTIONS", _ entries: [Entry]) {
    definitions = entries.map { $0.definition.titled(title) }
  }

  /// Returns what was given, in the order of the list.
  public func value(from matches: Matches) throws(UsageError) -> [Given] {
    var given: [Given] = []
    for definition in definitions {
      if let match = matches[definition.name].first {
        given.append(Given(name: definition.name, text: match.text))
      } else if definition.isRequired {
        throw .missingOption(definition.name)
      }
    }
    return given
  }
}
