public import PostgreSQL
internal import Synchronization

/// A wish that the program end, made on another thread while an append may be under way.
///
/// The append says how far it is. Before the server is asked to commit, nothing can have been recorded. From then on what
/// runs is cancelled on the server, and the append itself finds out what became of it.
public final class Interruption: Sendable {
  /// What became of an append.
  public enum Outcome: Hashable, Sendable {
    /// It is in the log.
    case recorded
    /// It is not in the log and never will be.
    case notRecorded
    /// Only the server knows.
    case unknown

    init(of error: any Error) {
      if case StoreError.outcomeUnknown = error { self = .unknown } else { self = .notRecorded }
    }
  }

  /// What is to be done about the wish.
  public enum Answer: Hashable, Sendable {
    /// Nothing is at stake: the program may end.
    case end
    /// Say what became of the append, then ``Interruption/cancel()``, and end.
    case tell(UUIDValue, Outcome)
    /// The append will say what became of it: ``Interruption/cancel()``.
    case wait
  }

  private enum Phase {
    case idle
    case preparing(UUIDValue, Canceller)
    case committing(UUIDValue, Canceller)
    case ended(UUIDValue, Outcome)
  }

  private struct State {
    var phase = Phase.idle
    var wish: Int32?
    var isTold = false
  }

  private let state = Mutex(State())

  /// Nobody has wished anything yet.
  public init() {}

  /// The number of the first wish, once there is one.
  public var wish: Int32? { state.withLock(\.wish) }

  /// Whether what became of the append was told, or is being told, by the one who wished.
  public var isTold: Bool { state.withLock(\.isTold) }

  /// The append that was recorded although the wish came before its end.
  public var recordedAppend: UUIDValue? {
    state.withLock { state in
      guard state.wish != nil, case .ended(let id, .recorded) = state.phase else { return nil }
      return id
    }
  }

  /// Wishes that the program end.
  ///
  /// Who wishes again does not want to wait.
  ///
  /// - Parameter number: What the caller knows the wish by, such as a signal.
  public func request(_ number: Int32) -> Answer {
    state.withLock { state in
      let isFirst = state.wish == nil
      if isFirst { state.wish = number }
      switch state.phase {
      case .idle: return .end
      case .committing, .ended:
        if isFirst { return .wait }
      case .preparing: break
      }
      state.isTold = true
      switch state.phase {
      case .idle: return .end
      case .preparing(let id, _): return .tell(id, .notRecorded)
      case .committing(let id, _): return .tell(id, .unknown)
      case .ended(let id, let outcome): return .tell(id, outcome)
      }
    }
  }

  /// Cancels on the server what runs for the append, if there is one.
  public func cancel() {
    let running: Canceller? = state.withLock { state in
      switch state.phase {
      case .preparing(_, let canceller), .committing(_, let canceller): canceller
      case .idle, .ended: nil
      }
    }
    running?.cancel { [self] in
      state.withLock { state in
        switch state.phase {
        case .preparing(_, let canceller), .committing(_, let canceller): canceller === running
        case .idle, .ended: false
        }
      }
    }
  }

  // MARK: - The append's side

  /// An append begins, or is sent again over another connection.
  ///
  /// - Parameter commits: Whether the next statement may commit.
  /// - Throws: `StoreError.interrupted` if the program is to end.
  func begin(_ id: UUIDValue, _ canceller: Canceller, commits: Bool) throws {
    try state.withLock { state in
      guard state.wish == nil else { throw StoreError.interrupted(id: id) }
      state.phase = commits ? .committing(id, canceller) : .preparing(id, canceller)
    }
  }

  /// The next statement commits.
  ///
  /// - Throws: `StoreError.interrupted` if the program is to end: it must not be sent then.
  func commit() throws {
    try state.withLock { state in
      guard case .preparing(let id, let canceller) = state.phase else { return }
      guard state.wish == nil else { throw StoreError.interrupted(id: id) }
      state.phase = .committing(id, canceller)
    }
  }

  /// The append has ended.
  func end(_ id: UUIDValue, _ outcome: Outcome) {
    state.withLock { $0.phase = .ended(id, outcome) }
  }
}
