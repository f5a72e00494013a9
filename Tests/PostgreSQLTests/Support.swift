import Dispatch
import LedgerTestSupport
import PostgreSQL
import Synchronization
import Testing

/// Numbers that are the same in each run.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// An error of a test's own.
struct Stop: Error, Equatable {
  var number = 1
}

/// Runs a piece of work on a thread of its own beside the body, and waits for both.
///
/// A thread and not a task, because both block: two blocked tasks stop a pool of two threads.
func beside<Value>(_ work: @escaping @Sendable () throws -> Void, _ body: () throws -> Value) throws -> Value {
  let outcome = Outcome()
  let group = DispatchGroup()
  DispatchQueue(label: "beside").async(group: group) {
    do { try work() } catch { outcome.error.withLock { $0 = error } }
  }
  let result = Result { try body() }
  group.wait()
  if let error = outcome.error.withLock({ $0 }) { throw error }
  return try result.get()
}

/// Tells a thread to end.
final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .relaxed) }

  func set() { value.store(true, ordering: .relaxed) }
}

private final class Outcome: Sendable {
  let error = Mutex<(any Error)?>(nil)
}

/// Asks the server until a condition holds; gives up after twenty seconds.
func waitUntil(_ cluster: TestCluster, _ condition: SQL) throws {
  var connection = try cluster.connect()
  let deadline = Deadline(after: .seconds(20))
  while try !connection.value(condition, as: Bool.self) { try deadline.check(condition.text) }
}

/// A backend that waits for something.
func isWaiting(_ process: Int32, for event: String) -> SQL {
  "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(process) AND wait_event = \(event))"
}

/// The error of the module that a body throws; anything else is an issue.
func failure(_ body: () throws -> Void) -> PostgreSQLError? {
  do {
    try body()
  } catch let error as PostgreSQLError {
    return error
  } catch {
    Issue.record(error)
    return nil
  }
  Issue.record("no error was thrown")
  return nil
}

/// The notices that a connection handed on.
final class Received: Sendable {
  private let notices = Mutex<[Notice]>([])

  var all: [Notice] { notices.withLock { $0 } }

  func append(_ notice: Notice) { notices.withLock { $0.append(notice) } }
}
