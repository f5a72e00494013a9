/// One thing that is wrong with the input, and where.
///
/// Printed as `file:line:column: code: text`, without the parts that do not apply. Nothing in it can move a cursor or
/// reorder a line: control characters, direction marks and invalid bytes are shown as escapes.
public struct Problem: Sendable, Hashable {
  /// The file's name as the user gave it.
  public var file: String
  /// The line, from 1.
  public var line: Int?
  /// The column, from 1, counted in characters (Unicode scalars) of the line.
  public var column: Int?
  /// What kind of problem it is.
  public var code: ProblemCode
  /// What is wrong and how to mend it, in one line.
  public var message: String
  /// The value that was refused, shown safely and cut if long.
  public var value: String?

  /// Creates a problem.
  public init(
    file: String, line: Int? = nil, column: Int? = nil, code: ProblemCode, message: String, value: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.code = code
    self.message = message
    self.value = value
  }

  /// Creates a problem at a place.
  public init(at place: Place, code: ProblemCode, message: String, value: String? = nil) {
    self.init(
      file: place.file, line: place.line, column: place.column, code: code, message: message, value: value)
  }

  /// How exactly the problem names its place: 2 line and column, 1 line, 0 the file.
  var specificity: Int { line == nil ? 0 : column == nil ? 1 : 2 }
}

extension Problem: CustomStringConvertible {
  /// The problem in one line.
  public var description: String {
    var text = SafeText.show(file)
    if let line { text += ":\(line)" }
    if let column { text += ":\(column)" }
    return "\(text): \(code.rawValue): \(message)"
  }
}

/// A place in a file: the file's name, the line, and the column where it is known.
public struct Place: Sendable, Hashable {
  /// The file's name as the user gave it.
  public var file: String
  /// The line, from 1; absent where the input is not a file.
  public var line: Int?
  /// The column, from 1.
  public var column: Int?

  /// Creates a place.
  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }
}
