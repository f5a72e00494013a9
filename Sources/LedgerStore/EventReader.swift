internal import Ledger
internal import PostgreSQL

/// Reads rows of the log as events, one after the other.
///
/// What the events of one append share is decoded and checked once.
struct EventReader {
  private var assembler = EntryAssembler()
  private var envelopes = EnvelopeReader()

  /// Hands over the event of a row, or what makes its subject unreadable where the entry is malformed.
  ///
  /// The row has the columns that `OpenLedger.read` selects.
  ///
  /// - Throws: `PostgreSQLError`.
  mutating func read(
    _ row: borrowing Row, _ event: (Event) -> Void, unreadable: (Unreadable, _ recordedAt: Instant) -> Void
  ) throws {
    let envelope = try envelopes.envelope(
      row.value(1, as: UUIDValue.self), position: row.value(0, as: Int64.self), version: row.value(7, as: Int32.self),
      row: row.index
    ) {
      (try row.value(2, as: TimestampTZ.self), try row.value(3, as: String.self), try row.value(4, as: String.self))
    }
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
}

/// Makes the envelopes of entries, one after the other.
struct EnvelopeReader {
  private var append = UUIDValue(high: 0, low: 0)
  private var shared: Entry.Envelope?

  /// The envelope of an event.
  ///
  /// - Parameters:
  ///   - id: The append's id.
  ///   - row: The place of the row, for an error.
  ///   - rest: Reads when the append was recorded, by whom, and of which ledger; for the first of its events alone.
  /// - Throws: `PostgreSQLError` for a time that is none of the ledger; what `rest` throws.
  mutating func envelope(
    _ id: UUIDValue, position: Int64, version: Int32, row: Int, _ rest: () throws -> (TimestampTZ, String, String)
  ) throws -> Entry.Envelope {
    if shared == nil || id != append {
      let (stamp, login, origin) = try rest()
      guard let instant = Instant(microseconds: stamp.microsecondsSinceUnixEpoch) else {
        throw PostgreSQLError.decoding(column: "recorded_at", row: row, type: "Instant", reason: .outOfRange)
      }
      shared = Entry.Envelope(
        append: AppendID(high: id.high, low: id.low), recordedAt: instant, recordedBy: login, origin: origin,
        position: 0, version: 0)
      append = id
    }
    shared?.position = Int(position)
    shared?.version = Int(version)
    guard let shared else { preconditionFailure("an envelope was read") }
    return shared
  }
}
