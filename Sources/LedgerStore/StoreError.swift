public import PostgreSQL

/// Why the log did not take an append, or cannot answer a question.
public enum StoreError: Error, Sendable {
  /// The subject has moved on since the caller looked: another append came first.
  case wrongExpectedVersion(subject: String, expected: Int, found: Int)
  /// Another append came into the scope of an import since it was compared.
  case scopeChanged
  /// The id has been used by another request.
  case idReused(UUIDValue)
  /// The clocks of the client, the server and the log are too far apart.
  case clock(String, advice: String?)
  /// The log refuses an event for its form.
  case refused(String, subject: String?)
  /// The ledger has no first entry yet.
  case notOpened
  /// Whether the append was recorded is not known. The same command with the same id finds out.
  case outcomeUnknown(id: UUIDValue, cause: String)
  /// The connection was lost and the append was not recorded.
  case notRecorded(cause: String)
  /// The program is to end: the append was not recorded, and nothing was written.
  case interrupted(id: UUIDValue)
  /// The proposal is the login's own, and another login is to confirm it.
  case ownProposal(String)
  /// Another writer held the ledger's gate for too long. Nothing was written.
  case busy
  /// The instant lies in the future; an answer as of it could change.
  case futureInstant
  /// A standby cannot settle an instant, so an answer as of it could change.
  case notSettled
  /// Nothing can be written here: a standby, or a session that may only read.
  case readOnly
  /// The position lies inside an append.
  case insideAppend(position: Int64, first: Int64, last: Int64)
  /// The position lies beyond the last.
  case beyondHead(position: Int64, head: Int64)
  /// Nothing had been recorded at the instant.
  case beforeFirst(recordedAt: TimestampTZ)
  /// The server's settings break the ledger's promises.
  case unsuitableServer([String])
  /// The login may not do this.
  case notPermitted(String)
}

extension StoreError: CustomStringConvertible {
  /// The text for people.
  public var description: String {
    switch self {
    case .wrongExpectedVersion(let subject, let expected, let found):
      "\(subject) is at version \(found), not at \(expected): another append came first. Look at it and try again"
    case .scopeChanged:
      "another append came into the scope since the comparison; nothing was written. Try again"
    case .idReused(let id):
      "the append \(id) was made by another request: leave --id out to make a new one"
    case .clock(let message, let advice):
      message + (advice.map { ": \($0)" } ?? "")
    case .refused(let reason, let subject):
      "the log \(reason)" + (subject.map { " (\($0))" } ?? "")
    case .notOpened:
      "this ledger has not been opened: run tally init"
    case .outcomeUnknown(let id, let cause):
      "it is not known whether append \(id) was recorded (\(cause)): "
        + "repeat the command with --id \(id), which records it at most once"
    case .notRecorded(let cause):
      "the connection was lost (\(cause)) and nothing was written: repeat the command"
    case .interrupted(let id):
      "interrupted: append \(id) was not recorded and nothing was written; repeat the command to record it"
    case .ownProposal(let message): message
    case .busy:
      "another writer holds the ledger; nothing was written. Try again"
    case .futureInstant:
      "the instant lies in the future: an answer as of it could still change"
    case .notSettled:
      "this server is a standby and cannot settle the instant: ask the primary, or ask for an earlier instant"
    case .readOnly:
      "this server is a standby, or the session may only read: do it at the primary"
    case .insideAppend(let position, let first, let last):
      "position \(position) lies inside the append of \(first) to \(last), which is all or nothing: "
        + "take position \(first - 1) or \(last)"
    case .beyondHead(let position, let head):
      "position \(position) does not exist yet: the last is \(head)"
    case .beforeFirst(let recordedAt):
      "nothing recorded before \(recordedAt); did you mean --as-published D or --on D?"
    case .unsuitableServer(let problems):
      "this server cannot keep a ledger's promises: " + problems.joined(separator: "; ")
    case .notPermitted(let message):
      "\(message): ask for the role that may (tally doctor shows the roles)"
    }
  }
}

extension StoreError {
  /// What a server's error means for an append or a question; nil where it has no meaning of its own.
  ///
  /// Errors are told apart by SQLSTATE alone. `LG…` are raised by the ledger's functions (`Schema/`).
  /// Four of them only a wrong program meets, and their text says all: LG001 (the log is never rewritten), LG006 (not
  /// in READ COMMITTED), LG007 (no stage is open), LG008 (the login's name).
  static func meaning(of error: PostgreSQLError, id: UUIDValue? = nil) -> StoreError? {
    if case .outcomeUnknown(let cause) = error, let id {
      switch cause {
      case .connectionLost(let message): return .outcomeUnknown(id: id, cause: message)
      case .warning(_, let message): return .outcomeUnknown(id: id, cause: message)
      }
    }
    // Lost before the server was asked to commit.
    if error.endsSession, id != nil { return .notRecorded(cause: "\(error)") }
    guard let server = error.serverError else { return nil }
    switch server.sqlState {
    case "LG002": return id.map(StoreError.idReused)
    case "LG003": return versionConflict(server.detail)
    case "LG004": return .refused(server.message, subject: server.detail.flatMap { $0.isEmpty ? nil : $0 })
    case "LG005": return .clock(server.message, advice: server.hint)
    case "LG009": return .notOpened
    case "LG010": return .futureInstant
    case "LG011": return .scopeChanged
    case "LG012": return .ownProposal(server.message)
    case "22P02", "22P05": return .refused("refuses an event whose data or basis is not JSON", subject: nil)
    case "22021": return .refused("refuses bytes that are not UTF-8", subject: nil)
    case "54001": return .refused("refuses JSON that is nested too deep", subject: nil)
    case "25006": return id == nil ? .notSettled : .readOnly
    case "42501": return .notPermitted(server.message)
    case "55P03": return .busy
    default: return nil
    }
  }

  /// Reads the detail of LG003, which the function writes for programs.
  private static func versionConflict(_ detail: String?) -> StoreError? {
    guard let detail else { return nil }
    let parts = detail.split(separator: "\"", omittingEmptySubsequences: true).map(String.init)
    func value(_ key: String) -> String? {
      parts.firstIndex(of: key).flatMap { $0 + 2 < parts.count ? parts[$0 + 2] : nil }
    }
    guard let subject = value("subject"), let expected = value("expected").flatMap({ Int($0) }),
      let found = value("found").flatMap({ Int($0) })
    else { return nil }
    return .wrongExpectedVersion(subject: subject, expected: expected, found: found)
  }
}
