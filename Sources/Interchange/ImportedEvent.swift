public import Ledger

/// One event that a row became, as the bytes that the log takes.
public struct ImportedEvent: Sendable, Hashable {
  /// The kind with its version, such as `measurement.recorded/1`.
  public var kind: String
  /// The subject in its canonical form.
  public var subject: [UInt8]
  /// The fact, canonical JSON.
  public var data: [UInt8]
  /// Where the fact came from, canonical JSON.
  public var basis: [UInt8]
  /// The line of the file, or 0.
  public var line: Int

  /// Creates an event.
  public init(kind: String, subject: [UInt8], data: [UInt8], basis: [UInt8], line: Int) {
    self.kind = kind
    self.subject = subject
    self.data = data
    self.basis = basis
    self.line = line
  }
}

extension ImportedEvent {
  /// The event as a draft, checked once more by the domain.
  ///
  /// - Throws: `Refusal` if the event is too long for an entry.
  public func draft() throws(Refusal) -> Draft {
    try Draft(kind: try Kind(kind), subject: try Subject(bytes: subject.span), data: data, basis: basis)
  }
}
