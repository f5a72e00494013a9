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
