import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

extension ExpectedEvent {
  /// A measurement.
  static func figure(_ figure: String, _ value: String, expected: Int = 0) -> ExpectedEvent {
    ExpectedEvent(
      kind: "measurement.recorded/1", subject: "figure/\(figure)", expected: expected,
      data: "{\"value\":\"\(value)\"}", basis: "{\"source\":\"tests\"}")
  }
}

/// The error of the store that a body throws; anything else is an issue.
func refusal(_ body: () throws -> Void) -> StoreError? {
  do {
    try body()
  } catch let error as StoreError {
    return error
  } catch {
    Issue.record(error)
    return nil
  }
  Issue.record("no error was thrown")
  return nil
}

/// The SQLSTATE of the error that a body throws; anything else is an issue.
func sqlState(_ body: () throws -> Void) -> String? {
  do {
    try body()
  } catch let error as PostgreSQLError {
    return error.sqlState
  } catch {
    Issue.record(error)
    return nil
  }
  Issue.record("no error was thrown")
  return nil
}

/// How events reach the log.
enum Path: CaseIterable {
  case scalar
  case arrays
  case staged
}

extension OpenLedger {
  /// Appends events by a way of the test's choice; the scalar way makes an append of each, under the first's request.
  mutating func append(_ events: [ExpectedEvent], _ request: AppendRequest, by path: Path) throws -> Receipt? {
    switch path {
    case .scalar: try append(Array(events.prefix(1)), request)
    case .arrays:
      try append(events.count == 1 ? events + [.figure("companion-of-\(request.id)@ITU@2020", "1")] : events, request)
    case .staged: try stage(events, request)
    }
  }

  /// Appends events by the stage.
  mutating func stage(
    _ events: [ExpectedEvent], _ request: AppendRequest, then further: [ExpectedEvent] = []
  ) throws -> Receipt? {
    try withStage(request.id) { stage, connection in
      try stage.copy(over: &connection) { writer in
        for (index, event) in events.enumerated() {
          try writer.row(Int64(index + 1), event.kind, event.subject, event.data, event.basis)
        }
      }
      _ = try stage.compare(over: &connection)
      return ((), try stage.append(request, then: further, over: &connection))
    }.1
  }

  /// Every event, in order.
  mutating func events(_ filter: EventFilter = .all, after: Int64 = 0, upTo: Int64? = nil) throws -> [StoredEvent] {
    var events: [StoredEvent] = []
    try read(filter, after: after, upTo: upTo) { events.append($0) }
    return events
  }
}

/// A writer that appends in a transaction and ends it when told to.
struct HeldWriter: ~Copyable {
  private var connection: Connection

  /// Appends; waits at the gate if another is before it.
  init(_ ledger: TestLedger, _ event: ExpectedEvent, _ request: AppendRequest? = nil) throws {
    var connection = try ledger.connect(as: .recorder)
    try connection.executeScript("BEGIN")
    _ = try connection.query(ledger.append(event, request ?? TestLedger.request()))
    self.connection = connection
  }

  /// The server's process.
  var process: Int32 { connection.backendProcessID }

  /// Makes the append visible.
  mutating func commit() throws { try connection.executeScript("COMMIT") }

  /// Takes the append back.
  mutating func rollBack() throws { try connection.executeScript("ROLLBACK") }
}

/// A reader that asks for what comes after the last that it has seen, as every follower does.
final class Follower {
  private let ledger: TestLedger
  private var connection: Connection
  /// The positions, in the order in which they were seen.
  private(set) var seen: [Int64] = []

  init(_ ledger: TestLedger) throws {
    self.ledger = ledger
    connection = try ledger.connect(as: .reader)
  }

  /// Reads what is new; says how much that was.
  @discardableResult
  func read() throws -> Int {
    let last = seen.last ?? 0
    let new = try connection.query(
      "SELECT position FROM \(ledger.schema).events WHERE position > \(last) ORDER BY position"
    ).map { row in try row.value(0, as: Int64.self) }
    seen += new
    return new.count
  }

  /// Whether nothing was skipped and nothing came twice.
  var isPrefix: Bool { seen.elementsEqual(seen.indices.map { Int64($0 + 1) }) }
}

extension Connection {
  /// How many events there are, or nil if their positions are no prefix, or no whole number of appends.
  mutating func prefix(of ledger: TestLedger) throws -> Int64? {
    let rows = try query(
      """
      SELECT count(*), coalesce(max(e.position), 0),
        (SELECT coalesce(max(a.last_position), 0) FROM \(ledger.schema).appends a)
      FROM \(ledger.schema).events e
      """)
    let count = try rows.value(0, 0, as: Int64.self)
    let (last, whole) = (try rows.value(0, 1, as: Int64.self), try rows.value(0, 2, as: Int64.self))
    return count == last && last == whole ? count : nil
  }
}

/// Numbers that are the same in each run with the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  // SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension TestLedger {
  /// The server's clock.
  func now() throws -> TimestampTZ {
    var connection = try connect(as: .reader)
    return try connection.value("SELECT pg_catalog.clock_timestamp()", as: TimestampTZ.self)
  }
}
