internal import Arithmetic

/// How exactly a value is known.
public enum Qualifier: String, Hashable, Sendable, CaseIterable {
  /// It is the value.
  case exact
  /// The value or more, written `>=900`.
  case atLeast = "at_least"
  /// The value or less, written `<=900`.
  case atMost = "at_most"
  /// Less than the value, written `<2.5`.
  case lessThan = "less_than"
  /// More than the value, written `>95`.
  case moreThan = "more_than"
  /// About the value, written `~160`.
  case approximately

  /// The sign before a number.
  public var sign: String {
    switch self {
    case .exact: ""
    case .atLeast: ">="
    case .atMost: "<="
    case .lessThan: "<"
    case .moreThan: ">"
    case .approximately: "~"
    }
  }
}

/// Of what kind an indicator's values are.
public enum ValueType: String, Hashable, Sendable, CaseIterable {
  /// A decimal number.
  case decimal
  /// A whole number.
  case integer
  /// A code of the indicator's codelist.
  case code
  /// `true` or `false`.
  case boolean
}

/// A value with its qualifier: a number, a code or a yes or no, as text.
///
/// Which of these it is follows from the indicator; in the log all are texts.
public struct Value: Hashable, Sendable {
  /// The value as text.
  public let text: String

  /// How exactly it is known.
  public let qualifier: Qualifier

  /// A value that is known to be one.
  init(unchecked text: String, _ qualifier: Qualifier) {
    self.text = text
    self.qualifier = qualifier
  }

  /// A number.
  public init(_ number: Decimal, _ qualifier: Qualifier = .exact) {
    text = number.text
    self.qualifier = qualifier
  }

  /// A code.
  public init(_ code: Code) {
    text = code.text
    qualifier = .exact
  }

  /// A yes or no.
  public init(_ isTrue: Bool) {
    text = isTrue ? "true" : "false"
    qualifier = .exact
  }

  /// The number, if the text is one.
  public var decimal: Decimal? { Decimal.isPlain(text.utf8.span) ? Decimal(unchecked: text) : nil }

  /// Reads a value as people write it, such as `53.6`, `>=900` or `~160`.
  ///
  /// - Throws: `Refusal` unless it is of the indicator's type.
  public init(_ notation: String, type: ValueType, mult: Int = 0) throws(Refusal) {
    try self.init(bytes: notation.utf8.span, type: type, mult: mult)
  }

  /// Reads a value as people write it, such as `53.6`, `>=900` or `~160`.
  ///
  /// - Throws: `Refusal` unless it is of the indicator's type.
  public init(bytes: borrowing Span<UInt8>, type: ValueType, mult: Int = 0) throws(Refusal) {
    var start = 0
    var qualifier = Qualifier.exact
    for candidate in [Qualifier.atLeast, .atMost, .lessThan, .moreThan, .approximately]
    where qualifier == .exact && CanonicalJSON.has(candidate.sign, bytes, 0) {
      qualifier = candidate
      start = candidate.sign.utf8.count
    }
    try self.init(bytes: bytes.extracting(start..<bytes.count), qualifier: qualifier, type: type, mult: mult)
  }

  /// Reads a value whose qualifier stands apart.
  ///
  /// - Throws: `Refusal` unless it is of the indicator's type, or a qualifier stands beside what is not a number.
  public init(
    bytes: borrowing Span<UInt8>, qualifier: Qualifier, type: ValueType, mult: Int = 0
  ) throws(Refusal) {
    switch type {
    case .decimal, .integer:
      let number = try Decimal(bytes: bytes)
      if type == .integer, !number.isWhole(mult: mult) {
        throw Refusal(
          .outOfRange, "\(number) is not a whole number, which the indicator asks for",
          advice: number.rational(mult: mult).isWhole ? "write \(number.rational(mult: mult))" : nil)
      }
      text = number.text
    case .code:
      text = try Code(bytes: bytes).text
    case .boolean:
      guard
        bytes.count == 4 && CanonicalJSON.has("true", bytes, 0)
          || bytes.count == 5 && CanonicalJSON.has("false", bytes, 0)
      else { throw Refusal(.unknownWord, "'\(shown(bytes))' is neither true nor false", advice: "write true or false") }
      text = Ledger.text(bytes, bytes.indices)
    }
    guard qualifier == .exact || type == .decimal || type == .integer else {
      throw Refusal(.contradiction, "a sign of comparison stands before what is not a number", advice: "remove it")
    }
    self.qualifier = qualifier
  }
}

extension Value: CustomStringConvertible {
  /// The value as people write it.
  public var description: String { qualifier.sign + text }
}

extension Decimal {
  /// Whether the number times a power of ten is whole, and written so: `3.0` is not, `4.1` with `mult` 9 is.
  func isWhole(mult: Int) -> Bool { mult >= 0 ? decimals <= mult : rational(mult: mult).isWhole }
}
