/// A type whose values can be written on the command line.
///
/// ```swift
/// extension Position: CommandLineValue {
///   static var placeholder: String { "POSITION" }
///   init(commandLine text: String) throws { … }
/// }
/// ```
public protocol CommandLineValue: Sendable {
  /// The word that stands for a value in usage lines, in capitals: `INSTANT`.
  static var placeholder: String { get }

  /// Every value there is, if they can be listed; nil if not. Used for help and for suggestions.
  static var choices: [String]? { get }

  /// What a shell can complete a value with. Without a word of one's own: the choices.
  static var completion: Completion { get }

  /// Reads a value, or throws what is wrong with the text: an ``InvalidValue``, or any error that describes itself.
  init(commandLine text: String) throws

  /// The value as a user would write it, for a default in a help text.
  var commandLineText: String { get }
}

extension CommandLineValue {
  /// No list of values.
  public static var choices: [String]? { nil }

  /// The choices, if there are any.
  public static var completion: Completion { choices.map { .words($0) } ?? .nothing }

  /// The value's own description.
  public var commandLineText: String { String(describing: self) }
}

/// What is wrong with a value, as the rest of a sentence that begins with the value.
public struct InvalidValue: Error, Equatable, CustomStringConvertible {
  /// For example `is no date: write YYYY-MM-DD`.
  public let description: String

  /// Makes the error from the rest of a sentence.
  public init(_ description: String) { self.description = description }
}

extension CommandLineValue where Self: CaseIterable & RawRepresentable, RawValue == String {
  /// The raw values, joined, or `NAME` where they would be too long for a usage line.
  public static var placeholder: String {
    let joined = allCases.map(\.rawValue).joined(separator: "|")
    return joined.utf8.count <= 40 ? joined : "NAME"
  }

  /// The raw values.
  public static var choices: [String]? { allCases.map(\.rawValue) }

  /// Reads one of the raw values, byte for byte.
  public init(commandLine text: String) throws {
    // Swift's own == would also take canonically equivalent text.
    guard let value = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else {
      throw InvalidValue("is none of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = value
  }

  /// The raw value.
  public var commandLineText: String { rawValue }
}

extension String: CommandLineValue {
  /// `TEXT`.
  public static var placeholder: String { "TEXT" }

  /// Takes any text.
  public init(commandLine text: String) { self = text }
}

extension Int: CommandLineValue {
  /// `NUMBER`.
  public static var placeholder: String { "NUMBER" }

  /// Reads decimal digits with an optional minus; `Int.init` would also take a plus and leading zeros.
  public init(commandLine text: String) throws {
    guard let number = Int(text), String(number).utf8.elementsEqual(text.utf8) else {
      throw InvalidValue("is no whole number: write digits only, such as 25")
    }
    self = number
  }
}
