/// A statement: its text and the values of its parameters.
///
/// Write it as a string literal. A value in `\(…)` never becomes text: it is sent apart, in the binary format, and
/// `$1`, `$2`, … stand in its place.
///
/// ```swift
/// let sql: SQL = "SELECT title FROM \(identifier: table) WHERE id = \(id)"
/// ```
public struct SQL: ExpressibleByStringInterpolation, Sendable {
  /// The text in UTF-8, with `$n` for each parameter.
  ///
  /// Bytes and not a `String`, whose equality would take two texts that differ in their Unicode form for one.
  private(set) var utf8: [UInt8] = []
  private(set) var parameters = Parameters()
  /// Where in ``utf8`` a parameter stands, to number them anew when this becomes a part of another statement.
  private var placeholders: [Range<Int>] = []
  /// Why the statement cannot be sent: building it cannot throw, so sending it does.
  private(set) var failure: (parameter: Int, reason: EncodingFailure)?

  /// A statement without parameters.
  public init(stringLiteral value: String) { appendText(value) }

  /// A statement with the text and the values of an interpolated literal.
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

  /// A statement of text that somebody else wrote, without parameters: the file of a migration.
  public init(unchecked text: String) { appendText(text) }

  /// The text with `$n` for each parameter, which says nothing about the values.
  public var text: String { String(decoding: utf8, as: UTF8.self) }

  /// This statement with another after it; the parameters of the other are counted on.
  public static func + (left: SQL, right: SQL) -> SQL {
    var sum = left
    sum.append(right)
    return sum
  }

  private mutating func appendText(_ text: String) {
    // libpq takes C strings: what follows a NUL would silently be left out.
    if text.utf8.contains(0) { fail(.nulCharacter) }
    utf8.append(contentsOf: text.utf8)
  }

  private mutating func appendPlaceholder() {
    let start = utf8.count
    utf8.append(UInt8(ascii: "$"))
    utf8.append(contentsOf: String(placeholders.count + 1).utf8)
    placeholders.append(start..<utf8.count)
  }

  fileprivate mutating func appendParameter(
    _ type: DataType, isNull: Bool, _ encode: (inout [UInt8]) throws(EncodingFailure) -> Void
  ) {
    appendPlaceholder()
    guard parameters.count < Parameters.maximumCount else { return fail(.tooManyParameters) }
    do throws(EncodingFailure) {
      try parameters.append(type, isNull: isNull, encode)
    } catch {
      fail(error)
    }
  }

  private mutating func append(_ other: SQL) {
    var copied = 0
    for placeholder in other.placeholders {
      utf8.append(contentsOf: other.utf8[copied..<placeholder.lowerBound])
      appendPlaceholder()
      copied = placeholder.upperBound
    }
    utf8.append(contentsOf: other.utf8[copied...])
    parameters.append(contentsOf: other.parameters)
    if let failure = other.failure { fail(failure.reason) }
    if parameters.count > Parameters.maximumCount { fail(.tooManyParameters) }
  }

  private mutating func fail(_ reason: EncodingFailure) {
    if failure == nil { failure = (placeholders.count, reason) }
  }

  /// What the compiler fills in for an interpolated literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sql = SQL(unchecked: "")

    /// An empty statement.
    public init(literalCapacity: Int, interpolationCount: Int) {
      sql.utf8.reserveCapacity(literalCapacity + 4 * interpolationCount)
    }

    /// Appends text of the literal itself.
    public mutating func appendLiteral(_ literal: String) { sql.appendText(literal) }

    /// Appends a parameter; nil is NULL.
    @inlinable
    public mutating func appendInterpolation<Value: BinaryEncodable>(_ value: Value?) {
      append(Value.dataType, isNull: value == nil) { (bytes) throws(EncodingFailure) in
        try value?.encode(into: &bytes)
      }
    }

    @usableFromInline
    mutating func append(
      _ type: DataType, isNull: Bool, _ encode: (inout [UInt8]) throws(EncodingFailure) -> Void
    ) {
      sql.appendParameter(type, isNull: isNull, encode)
    }

    /// Appends another statement as a part of this one, with its parameters.
    public mutating func appendInterpolation(_ part: SQL) { sql.append(part) }

    /// Appends a name in double quotes, such as that of a schema or a table.
    public mutating func appendInterpolation(identifier name: String) {
      sql.appendText("\"")
      for character in name.unicodeScalars { sql.appendText(character == "\"" ? "\"\"" : String(character)) }
      sql.appendText("\"")
    }

    /// Appends text as it is: the caller answers for it.
    public mutating func appendInterpolation(unchecked text: String) { sql.appendText(text) }
  }
}

extension SQL: CustomStringConvertible, CustomDebugStringConvertible {
  /// The text with `$n` for each parameter.
  public var description: String { text }

  /// The text and the values, which may be confidential.
  public var debugDescription: String {
    let values = parameters.debugDescriptions
    return values.isEmpty ? text : "\(text) [\(values.joined(separator: ", "))]"
  }
}
