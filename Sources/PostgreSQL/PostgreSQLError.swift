/// Why an operation on a connection failed.
///
/// `description` never holds the value of a parameter, a row or a password; `debugDescription` may hold values.
public enum PostgreSQLError: Error, Sendable {
  /// The server refused the statement; if ``ServerError/endsSession`` it also ended the session.
  case server(ServerError)
  /// There is no connection: it could not be made, or it was lost, with libpq's message.
  case connection(String)
  /// A setting of the session is not what the connection asked for.
  case setting(name: String, expected: String, found: String?)
  /// Whether the transaction is in the database is not known: look before trying again.
  case outcomeUnknown(UnknownOutcome)
  /// The transaction could not be committed because a statement in it had failed; nothing of it is in the database.
  case transactionAborted
  /// A field is not the value that was asked for.
  case decoding(column: String, row: Int, type: String, reason: DecodingFailure)
  /// A value cannot be sent; parameters are counted from 1, and 0 is the text of the statement.
  case encoding(parameter: Int, reason: EncodingFailure)
  /// A statement that should return one row returned another number, or not all rows of a statement arrived.
  case rowCount(expected: Int, found: Int)
  /// The statement is of another kind than the call is for: a COPY where rows were expected, or the reverse.
  case unexpectedResult(String)
  /// A request to cancel could not be delivered.
  case cancellation(String)
  /// libpq had no memory.
  case outOfMemory

  /// Why nobody knows whether a transaction is in the database.
  public enum UnknownOutcome: Sendable, Hashable {
    /// The connection was lost after the server was asked to commit.
    case connectionLost(String)
    /// The server committed, but warned that the commit may not be on the standbys that it waits for.
    case warning(sqlState: String, message: String)
  }

  /// What the server said, if it is an error of the server.
  public var serverError: ServerError? {
    if case .server(let error) = self { error } else { nil }
  }

  /// The five characters of SQLSTATE, if it is an error of the server.
  public var sqlState: String? { serverError?.sqlState }

  /// Whether the connection is of no use any more.
  public var endsSession: Bool {
    switch self {
    case .server(let error): error.endsSession
    case .connection, .outcomeUnknown(.connectionLost): true
    default: false
    }
  }
}

extension PostgreSQLError: CustomStringConvertible, CustomDebugStringConvertible {
  /// One line without values of parameters or rows.
  public var description: String {
    switch self {
    case .server(let error): error.description
    case .connection(let message): message
    case .setting(let name, let expected, let found):
      "the setting \(name) should be '\(expected)', it is \(found.map { "'\($0)'" } ?? "refused")"
    case .outcomeUnknown(.connectionLost(let message)): "the connection was lost during the commit: \(message)"
    case .outcomeUnknown(.warning(let sqlState, let message)): "the commit is in doubt: WARNING \(sqlState): \(message)"
    case .transactionAborted: "the transaction was rolled back, because a statement in it had failed"
    case .decoding(let column, let row, let type, let reason):
      "column \(column) of row \(row) cannot be read as \(type): \(reason)"
    case .encoding(0, let reason): "the statement cannot be sent: \(reason)"
    case .encoding(let parameter, let reason): "parameter \(parameter) cannot be sent: \(reason)"
    case .rowCount(let expected, let found): "the statement returned \(found) rows, not \(expected)"
    case .unexpectedResult(let what): what
    case .cancellation(let message): "the request to cancel was not delivered: \(message)"
    case .outOfMemory: "out of memory"
    }
  }

  /// Everything known, with values that may be confidential.
  public var debugDescription: String {
    if case .server(let error) = self { error.debugDescription } else { description }
  }
}
