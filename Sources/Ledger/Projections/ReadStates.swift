internal import Synchronization

/// The states of some codes that were read so far: one that nobody asks for is never read.
///
/// Copies of a projection share it as long as they hold the same events.
final class ReadStates<F: Fact>: Sendable {
  private let states = Mutex<[Code: Current<F>]>([:])

  /// The state of a code; it is read when it is asked for the first time.
  func state(_ code: Code, read: () -> Current<F>) -> Current<F> {
    if let state = states.withLock({ $0[code] }) { return state }
    let state = read()
    states.withLock { $0[code] = state }
    return state
  }

  /// Makes a projection that took in an event forget what it has read; copies of it do not.
  static func forget(_ states: inout ReadStates) {
    if isKnownUniquelyReferenced(&states), states.states.withLock({ $0.isEmpty }) { return }
    states = ReadStates()
  }
}
