/// An entry that was read: what folds, answers and proofs work with.
///
/// What every fold asks for is read once; subject, data and basis are read from the entry each time they are asked for.
public struct Event: Sendable {
  /// The canonical form.
  public let entry: Entry

  /// The place in the ledger, from 1.
  public let position: Int

  /// The place among the events about the subject, from 1.
  public let version: Int

  /// What happened.
  public let kind: Kind

  /// When the ledger learned of it.
  public let recordedAt: Instant

  /// The event of an entry.
  public init(_ entry: Entry) {
    self.entry = entry
    position = entry.position
    version = entry.version
    kind = entry.kind
    recordedAt = entry.recordedAt
  }

  /// Reads the event of a canonical line.
  ///
  /// - Throws: `Refusal` where the line is not canonical.
  public init(decoding line: [UInt8]) throws(Refusal) { self.init(try Entry(decoding: line)) }

  /// The event of a draft that the ledger accepted.
  ///
  /// - Throws: `Refusal` if the envelope has what no entry may have.
  public init(_ envelope: Entry.Envelope, _ draft: Draft) throws(Refusal) {
    self.init(try Entry(envelope, draft))
  }

  /// The id of the append.
  public var append: AppendID { entry.append }

  /// The login that recorded it.
  public var recordedBy: String { entry.recordedBy }

  /// The origin of the ledger.
  public var origin: String { entry.origin }

  /// What it is about.
  public var subject: Subject { entry.subject }

  /// The fact: the subject's whole state after the event.
  public var data: JSONObject { entry.data }

  /// Where the fact came from.
  public var basis: JSONObject { entry.basis }

  /// Whether the subject's state is that it was taken back.
  public var isWithdrawn: Bool { entry.isWithdrawn }
}

extension Event: Hashable {
  /// Whether both are the same entry.
  public static func == (one: Event, other: Event) -> Bool { one.entry == other.entry }

  /// Feeds the entry.
  public func hash(into hasher: inout Hasher) { hasher.combine(entry) }
}
