internal import Cryptography
public import Ledger
internal import LedgerSchema
public import PostgreSQL

/// What comparing staged events with the log found.
public struct StageComparison: Sendable, Equatable {
  /// The events staged.
  public let staged: Int64
  /// The subjects they are about.
  public let subjects: Int64
  /// How many of those are new to the log.
  public let newSubjects: Int64
  /// The events with the bytes of the current state, which will not be appended.
  public let unchanged: Int64
  /// The events that say something else, and were published before the newest state of their subject was.
  public let overtaken: Int64
}

/// A file that spoke for a whole indicator at one time.
public struct Vintage: Sendable, Hashable {
  /// The indicator, by its code.
  public let indicator: String
  /// When the file was published.
  public let published: Instant
  /// The SHA-256 of the file, in hexadecimal.
  public let sha256: String
}

/// A subject that was staged more than once.
public struct StageRepetition: Sendable, Equatable {
  /// The subject.
  public let subject: String
  /// The ordinal of its first event.
  public let firstOrdinal: Int64
  /// The ordinal of this one.
  public let ordinal: Int64
  /// The first event's data.
  public let firstData: String
  /// This one's data.
  public let data: String
}

/// A staged event whose subject is in the log with other bytes.
public struct StageDifference: Sendable, Equatable {
  /// The event's ordinal.
  public let ordinal: Int64
  /// The subject.
  public let subject: String
  /// The staged kind.
  public let kind: String
  /// The staged data.
  public let data: String
  /// The current kind.
  public let currentKind: String
  /// The current data.
  public let currentData: String
  /// Whether it was published before the newest state of its subject was.
  public let isOvertaken: Bool
}

/// The stage of one append: a temporary table of the ledger's owner, lent for one transaction.
///
/// Stage events, compare them, skip what says the same, append the rest: everything slow happens before the gate.
public struct Stage: ~Copyable {
  let schema: SQL

  fileprivate init(_ name: String) {
    schema = "\(identifier: name)"
  }

  /// Streams events into the stage.
  ///
  /// - Parameter body: Writes rows of ordinal, kind, subject, data and basis, in PostgreSQL's binary COPY format.
  /// - Throws: What the body throws; `PostgreSQLError`, where an event is malformed.
  public mutating func copy(
    over connection: inout Connection, _ body: (inout BinaryCopyWriter) throws -> Void
  ) throws {
    _ = try connection.copyInBinary(
      "COPY pg_temp.tally_stage (ordinal, kind, subject, data, basis) FROM STDIN (FORMAT binary)", body)
  }

  /// Says which figures the staged events speak for, and stages a withdrawal of each that is there and was not staged.
  ///
  /// - Parameters:
  ///   - indicators: The indicators, as they stand in subjects.
  ///   - published: The time of publication to compare at, as canonical text; nil for the newest states.
  ///   - basis: The basis of the withdrawals, canonical.
  ///   - since: The last position when the caller began to look at the scope; what comes later is a conflict.
  /// - Returns: How many figures there are, and how many are withdrawn. Withdrawals have ordinals below zero.
  /// - Throws: `PostgreSQLError`.
  public mutating func scope(
    _ indicators: [String], published: String?, basis: String, since: Int64, over connection: inout Connection
  ) throws -> (live: Int64, absent: Int64) {
    let prefixes = indicators.map { "figure/" + $0 }
    let rows = try connection.query(
      "SELECT * FROM \(schema).stage_scope(\(prefixes), \(published), \(basis), \(since))")
    return (try rows.value(0, 0, as: Int64.self), try rows.value(0, 1, as: Int64.self))
  }

  /// Keeps the answers of later dates, and the newest: asserts again the states that late events come before.
  ///
  /// - Parameters:
  ///   - indicators: The indicators, as they stand in subjects.
  ///   - next: When they were published next after the late events, as canonical text.
  /// - Returns: How many states were asserted.
  /// - Throws: `PostgreSQLError`.
  public mutating func reassert(
    _ indicators: [String], next: String, over connection: inout Connection
  ) throws -> Int64 {
    let prefixes = indicators.map { "figure/" + $0 }
    return try connection.value("SELECT \(schema).stage_reassert(\(prefixes), \(next))", as: Int64.self)
  }

  /// Compares the staged events with the log.
  ///
  /// - Parameter areDistinct: Whether the caller knows that no subject was staged twice; then nobody looks for it.
  /// - Throws: `PostgreSQLError`.
  public mutating func compare(areDistinct: Bool = false, over connection: inout Connection) throws -> StageComparison {
    let rows = try connection.query("SELECT * FROM \(schema).stage_compare(\(areDistinct))")
    return StageComparison(
      staged: try rows.value(0, 0, as: Int64.self), subjects: try rows.value(0, 1, as: Int64.self),
      newSubjects: try rows.value(0, 2, as: Int64.self), unchanged: try rows.value(0, 3, as: Int64.self),
      overtaken: try rows.value(0, 4, as: Int64.self))
  }

  /// Keeps every staged event, in the order of the ordinals, in place of a comparison: also what the log says already.
  ///
  /// - Parameter position: The last position when the caller read what the events answer. The append is refused with
  ///   `StoreError.wrongExpectedVersion` where somebody wrote one of the subjects since.
  /// - Throws: `PostgreSQLError`.
  public mutating func keep(after position: Int64, over connection: inout Connection) throws {
    try connection.execute("SELECT \(schema).stage_keep(\(position))")
  }

  /// Reads the events of subjects that were staged more than once.
  ///
  /// - Throws: `PostgreSQLError`; what the body throws.
  public mutating func repetitions(
    over connection: inout Connection, _ body: (StageRepetition) throws -> Void
  ) throws {
    try connection.stream("SELECT * FROM \(schema).stage_repetitions()") { row in
      try body(
        StageRepetition(
          subject: try row.value(0, as: String.self), firstOrdinal: try row.value(1, as: Int64.self),
          ordinal: try row.value(2, as: Int64.self), firstData: try row.value(3, as: String.self),
          data: try row.value(4, as: String.self)))
    }
  }

  /// Reads the events whose subject is in the log with other bytes.
  ///
  /// - Throws: `PostgreSQLError`; what the body throws.
  public mutating func differences(
    over connection: inout Connection, _ body: (StageDifference) throws -> Void
  ) throws {
    try connection.stream("SELECT * FROM \(schema).stage_differences()") { row in
      try body(
        StageDifference(
          ordinal: try row.value(0, as: Int64.self), subject: try row.value(1, as: String.self),
          kind: try row.value(2, as: String.self), data: try row.value(3, as: String.self),
          currentKind: try row.value(4, as: String.self), currentData: try row.value(5, as: String.self),
          isOvertaken: try row.value(6, as: Bool.self)))
    }
  }

  /// Leaves staged events out of the append.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func skip(_ ordinals: [Int64], over connection: inout Connection) throws {
    _ = try connection.copyInBinary("COPY pg_temp.tally_stage_skipped (ordinal) FROM STDIN (FORMAT binary)") { writer in
      for ordinal in ordinals { try writer.row(ordinal) }
    }
  }

  /// Appends what was staged, in the order of the subjects' bytes, then the further events.
  ///
  /// - Returns: The receipt, which holds once the transaction has ended; nil where nothing was left to append.
  /// - Throws: `PostgreSQLError`.
  public mutating func append(
    _ request: AppendRequest, then further: [ExpectedEvent], over connection: inout Connection
  ) throws -> Receipt? {
    let rows = try connection.query(
      """
      SELECT * FROM \(schema).append_staged(\(request.id), \(request.hash.bytes), \(request.clientTime), \
      \(further.map(\.kind)), \(further.map(\.subject)), \(further.map { Int32(clamping: $0.expected) }), \
      \(further.map(\.data)), \(further.map(\.basis)))
      """)
    return try Receipt(rows, id: request.id)
  }
}

extension OpenLedger {
  /// The files that spoke for one of these indicators as a whole.
  ///
  /// - Parameter indicators: The indicators, by their codes.
  /// - Throws: `PostgreSQLError`.
  public mutating func vintages(of indicators: [String]) throws -> [Vintage] {
    try meaning { ledger in
      let rows = try ledger.connection.query(
        "SELECT indicator, published, sha256 FROM \(identifier: ledger.name.text).vintages(\(indicators))")
      return try rows.map { row -> Vintage? in
        guard let published = try Instant(canonical: row.value(1, as: String.self).utf8.span) else { return nil }
        return Vintage(
          indicator: try row.value(0, as: String.self), published: published,
          sha256: try row.value(2, as: String.self))
      }.compactMap { $0 }
    }
  }

  /// Lends a stage for one transaction; what the body appended is durable when this returns.
  ///
  /// A commit whose answer is lost is resolved by looking the id up under the gate.
  ///
  /// - Parameter id: The id of the append that the body makes.
  /// - Throws: `StoreError`; what the body throws, with nothing written.
  public mutating func withStage<Value>(
    _ id: UUIDValue, _ body: (inout Stage, inout Connection) throws -> (Value, Receipt?)
  ) throws -> (Value, Receipt?) {
    do {
      let outcome = try withStageResolving(id, body)
      interruption.end(id, outcome.1 == nil ? .notRecorded : .recorded)
      return outcome
    } catch {
      interruption.end(id, .init(of: error))
      throw error
    }
  }

  private mutating func withStageResolving<Value>(
    _ id: UUIDValue, _ body: (inout Stage, inout Connection) throws -> (Value, Receipt?)
  ) throws -> (Value, Receipt?) {
    let (name, interruption) = (name.text, interruption)
    try reconnectIfBroken()
    commitWarning = nil
    try interruption.begin(id, connection.canceller(), commits: false)
    var prepared: (Value, Receipt?)?
    do {
      return try meaning(id) { ledger in
        try ledger.connection.transaction { connection in
          try connection.execute("SELECT \(identifier: name).stage_open()")
          var stage = Stage(name)
          let outcome = try body(&stage, &connection)
          try interruption.commit()
          prepared = outcome
          return outcome
        }
      }
    } catch StoreError.outcomeUnknown(let id, let cause) {
      guard let prepared else { throw StoreError.outcomeUnknown(id: id, cause: cause) }
      // Where nothing was left to append, nothing can have been lost.
      guard var answer = prepared.1 else { return prepared }
      guard let receipt = try resolve(id, cause: cause) else { throw StoreError.notRecorded(cause: cause) }
      answer.warning = receipt.warning
      return (prepared.0, receipt.number == answer.number ? answer : receipt)
    }
  }
}
