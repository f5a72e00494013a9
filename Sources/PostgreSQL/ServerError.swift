/// What the server said about an error.
public struct ServerError: Error, Sendable {
  /// `ERROR`, `FATAL` or `PANIC`, in English whatever the server's language.
  public internal(set) var severity: String
  /// The five characters of SQLSTATE.
  public internal(set) var sqlState: String
  /// The primary message, which may quote a value: `description` leaves quotations out where it does.
  public internal(set) var message: String
  /// More about the error; for a violated constraint the values of the row.
  public internal(set) var detail: String?
  /// What to do about it.
  public internal(set) var hint: String?
  /// Where in the statement's text the error is, counted in characters from 1.
  public internal(set) var position: Int?
  /// The calls that led to it, which may quote a row of a COPY.
  public internal(set) var context: String?
  /// The schema of the table, type or constraint concerned.
  public internal(set) var schema: String?
  /// The table concerned.
  public internal(set) var table: String?
  /// The column concerned.
  public internal(set) var column: String?
  /// The data type concerned.
  public internal(set) var dataType: String?
  /// The constraint that was violated.
  public internal(set) var constraint: String?
  /// The statement, whose text is safe to show and whose values are not.
  public internal(set) var statement: SQL?

  /// Whether the server ended the session with this error.
  public var endsSession: Bool { severity == "FATAL" || severity == "PANIC" }
}

extension ServerError: CustomStringConvertible, CustomDebugStringConvertible {
  /// One line without values of parameters or rows.
  public var description: String {
    var text = "\(severity) \(sqlState): \(safeMessage)"
    if let hint { text += " (\(hint))" }
    return text
  }

  /// Everything the server said, and the statement with its values.
  public var debugDescription: String {
    var lines = ["\(severity) \(sqlState): \(message)"]
    let details: [(String, String?)] = [
      ("detail", detail), ("hint", hint), ("position", position.map { "\($0)" }), ("schema", schema),
      ("table", table), ("column", column), ("type", dataType), ("constraint", constraint), ("context", context),
      ("statement", statement?.debugDescription),
    ]
    for case (let name, let value?) in details { lines.append("\(name): \(value)") }
    return lines.joined(separator: "\n")
  }

  /// The message without what stands between its outer quotation marks, where that may be a value.
  ///
  /// Class 22 ("data exception") quotes the value that it refuses.
  private var safeMessage: String { sqlState.hasPrefix("22") ? withoutQuotations(message) : message }
}

/// The text with `"…"` in place of everything from the first quotation mark to the last.
func withoutQuotations(_ text: String) -> String {
  guard let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\""), first < last else { return text }
  return "\(text[..<first])\"…\(text[last...])"
}

/// A message from the server that is not an error: a notice, or a warning.
public struct Notice: Sendable, CustomStringConvertible {
  /// `WARNING`, `NOTICE`, `INFO`, `LOG` or `DEBUG`, in English whatever the server's language.
  public internal(set) var severity: String
  /// The five characters of SQLSTATE.
  public internal(set) var sqlState: String
  /// The primary message.
  public internal(set) var message: String
  /// More about it.
  public internal(set) var detail: String?
  /// What to do about it.
  public internal(set) var hint: String?

  /// One line without the detail.
  public var description: String { "\(severity) \(sqlState): \(message)" }
}
