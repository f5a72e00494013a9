/// Something a command takes from its command line: an option, a flag, an operand, or a group of them.
public protocol Parameter<Value>: Sendable {
  /// What the command's body gets.
  associatedtype Value: Sendable

  /// The words it understands, for matching and for help.
  var definitions: [Definition] { get }

  /// Makes the value from what was found on the line.
  func value(from matches: Matches) throws(UsageError) -> Value
}

/// A fixed list of parameters, whose values are a tuple.
public struct Parameters<each P: Parameter>: Sendable {
  let parameters: (repeat each P)

  init(_ parameters: repeat each P) { self.parameters = (repeat each parameters) }

  var definitions: [Definition] {
    var definitions: [Definition] = []
    for parameter in repeat each parameters { definitions += parameter.definitions }
    return definitions
  }
}

/// Collects parameters that are written one below the other.
@resultBuilder public enum ParameterBuilder {
  /// Joins any number of parameters.
  public static func buildBlock<each P: Parameter>(_ parameters: repeat each P) -> Parameters<repeat each P> {
    Parameters(repeat each parameters)
  }
}

/// Parameters that several commands share, under a title of their own in the help, as one value.
///
/// ```swift
/// static let asOf = Group("RECORDED TIME") {
///   Option("--as-of", of: Instant.self, "Answer as at this instant.")
///   Option("--at-position", of: Position.self, "Answer as at this position.")
/// } value: { instant, position in
///   if instant != nil, position != nil { throw UsageError.conflict("--as-of", "--at-position") }
///   …
/// }
/// ```
public struct Group<Value: Sendable>: Parameter {
  /// The words it understands.
  public let definitions: [Definition]
  private let make: @Sendable (Matches) throws(UsageError) -> Value

  /// Groups parameters and says how their values become one.
  ///
  /// An error of the closure that is no ``UsageError`` is shown as its description.
  public init<each P: Parameter>(
    _ title: String, @ParameterBuilder parameters: () -> Parameters<repeat each P>,
    value: @escaping @Sendable (repeat (each P).Value) throws -> Value
  ) {
    let parameters = parameters()
    definitions = parameters.definitions.map { $0.titled(title) }
    make = { matches throws(UsageError) in
      let values = (repeat try (each parameters.parameters).value(from: matches))
      do {
        return try value(repeat each values)
      } catch let error as UsageError {
        throw error
      } catch {
        throw .refused(String(describing: error))
      }
    }
  }

  /// Returns what was found on the line as the value.
  public func value(from matches: Matches) throws(UsageError) -> Value { try make(matches) }
}
