internal import Ledger
internal import PostgreSQL

/// Reads rows of the log as events, one after the other.
///
/// What the events of one append share is decoded and checked once.
struct EventReader {
  private var assembler = EntryAssembler()
  private var append = UUIDValue(high: 0, low: 0)
  private var shared: Entry.Envelope?

  /// Hands over the event of a row, or what makes its subject unreadable where the entry is malformed.
  ///
  /// The row has the columns that `OpenLedger.read` selects.
  ///
  /// - Throws: `PostgreSQLError`.
  mutating func read(
    _ row: borrowing Row, _ event: (Event) -> Void, unreadable: (Unreadable, _ recordedAt: Instant) -> Void
  ) throws {
    let envelope = try envelope(of: row)
    let entry = try row.withBytes(5) { kind in
      try row.withBytes(6) { subject in
        try row.withBytes(8) { data in
          try row.withBytes(9) { basis -> Entry? in
            guard let kind, let subject, let data, let basis else { return nil }
            return try? assembler.entry(envelope, kind: kind, subject: subject, data: data, basis: basis)
          }
        }
      }
    }
    if let entry { return event(Event(entry)) }
    // What is wrong, and where in the line, is said by reading all of it.
    try StoredEvent(row).read(event) { unreadable($0, envelope.recordedAt) }
  }

  private mutating func envelope(of row: borrowing Row) throws -> Entry.Envelope {
    let id = try row.value(1, as: UUIDValue.self)
    if shared == nil || id != append {
      let stamp = try row.value(2, as: TimestampTZ.self)
      guard let instant = Instant(microseconds: stamp.microsecondsSinceUnixEpoch) else {
        throw PostgreSQLError.decoding(column: "recorded_at", row: row.index, type: "Instant", reason: .outOfRange)
      }
      shared = Entry.Envelope(
        append: AppendID(high: id.high, low: id.low), recordedAt: instant,
        recordedBy: try row.value(3, as: String.self), origin: try row.value(4, as: String.self), position: 0,
        version: 0)
      append = id
    }
    guard var envelope = shared else { preconditionFailure("an envelope was read") }
    envelope.position = Int(try row.value(0, as: Int64.self))
    envelope.version = Int(try row.value(7, as: Int32.self))
    return envelope
  }
}
