internal import Dispatch
internal import LedgerSchema
public import PostgreSQL
internal import Synchronization

/// Work on a thread of its own, beside the test.
///
/// A thread and not a task, because it blocks: two blocked tasks stop a pool of two threads.
public final class Background<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let group = DispatchGroup()

  /// Starts the work.
  public init(_ work: @escaping @Sendable () throws -> Value) {
    DispatchQueue(label: "background").async(group: group) { [self] in
      let result = Result { try work() }
      outcome.withLock { $0 = result }
    }
  }

  /// Whether the work is done.
  public var isDone: Bool { outcome.withLock { $0 != nil } }

  /// Waits for the end of the work, and for what came of it.
  ///
  /// - Throws: What the work throws.
  public func value() throws -> Value {
    group.wait()
    guard let result = outcome.withLock({ $0 }) else { preconditionFailure("the work is done") }
    return try result.get()
  }
}

/// A condition that did not come about in time.
public struct TimedOut: Error, CustomStringConvertible {
  /// The condition, in words or as SQL.
  public let condition: String
  /// How long it was waited for.
  public let duration: Duration

  /// A sentence for the report of the test.
  public var description: String { "this did not come about within \(duration): \(condition)" }
}

/// The time that a loop of a test has to come to its end: without it, a guard that is missing would be no failure but a
/// test that never ends.
public struct Deadline: Sendable {
  private let duration: Duration
  private let end: ContinuousClock.Instant

  /// Begins now.
  public init(after duration: Duration = .seconds(60)) {
    self.duration = duration
    end = .now + duration
  }

  /// Goes on while there is time.
  ///
  /// - Parameter condition: What the loop waits for, in words.
  /// - Throws: `TimedOut` afterwards.
  public func check(_ condition: @autoclosure () -> String) throws {
    guard ContinuousClock.now < end else { throw TimedOut(condition: condition(), duration: duration) }
  }
}

private struct Undone: Error {}

extension Connection {
  /// Runs the body in a transaction of which nothing stays.
  public mutating func undoing(_ body: (inout Connection) throws -> Void) throws {
    do {
      try transaction { connection in
        try body(&connection)
        throw Undone()
      }
    } catch is Undone {}
  }

  /// Asks the server until a condition holds, for at most 20 seconds.
  ///
  /// - Throws: `TimedOut`.
  public mutating func wait(until condition: SQL) throws {
    let deadline = Deadline(after: .seconds(20))
    while try !value(condition, as: Bool.self) { try deadline.check(condition.text) }
  }

  /// Waits until a backend waits for a lock.
  public mutating func wait(untilBlocked process: Int32) throws {
    try wait(
      until: "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = \(process) AND NOT granted)")
  }

  /// Waits until so many backends wait for the gate of a ledger.
  public mutating func wait(until count: Int, at ledger: TestLedger) throws {
    try wait(
      until: """
        SELECT count(*) = \(Int64(count)) FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
        WHERE n.nspname = \(ledger.name.text) AND c.relname = 'gate' AND NOT l.granted
        """)
  }
}
