public import Ledger

extension OpenLedger {
  /// Folds the log into a state: everything but figures, then the figures that a question needs.
  ///
  /// - Parameters:
  ///   - asOf: What the question may see. Its position should be given: then both readings see the same log.
  ///   - needs: Says, from the state without figures, which figures are needed. What figures that are worked out follow
  ///     from is read as well.
  /// - Throws: `PostgreSQLError`; what `needs` throws.
  public mutating func state(_ asOf: AsOf, needs: (State) throws -> Set<FigureScope>) throws -> State {
    var state = State(asOf: asOf)
    try fold(.exceptFigures, upTo: asOf.position.map { Int64($0) }, into: &state)
    let wanted = try needs(state)
    try foldFigures(wanted, into: &state)
    return state
  }

  /// Folds everything but figures into two states, one of which may see less of the log; it is read once.
  ///
  /// Both questions should give their positions.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func statesWithoutFigures(_ one: AsOf, _ other: AsOf) throws -> (State, State) {
    var states = (State(asOf: one), State(asOf: other))
    // Each state leaves aside what lies beyond its own bound.
    let bound = one.position.flatMap { one in other.position.map { Int64(max(one, $0)) } }
    try readEvents(.exceptFigures, upTo: bound) {
      states.0.apply($0)
      states.1.apply($0)
    } unreadable: {
      states.0.apply($0, recordedAt: $1)
      states.1.apply($0, recordedAt: $1)
    }
    return states
  }

  /// Folds some figures, and what they follow from, into a state that holds everything else, and works out those of
  /// indicators that are defined by a derivation.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func foldFigures(_ wanted: Set<FigureScope>, into state: inout State) throws {
    let scopes = state.operands(of: wanted)
    guard !scopes.isEmpty else { return }
    try fold(.figures(scopes), upTo: state.asOf.position.map { Int64($0) }, into: &state)
    state.workOut(Set(scopes.map(\.indicator)))
  }

  /// Folds the events about some subjects into a state.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func fold(_ filter: EventFilter, upTo: Int64?, into state: inout State) throws {
    // What is unreadable is hashed and proved like any other, but no answer is built on it.
    try readEvents(filter, upTo: upTo) {
      state.apply($0)
    } unreadable: {
      state.apply($0, recordedAt: $1)
    }
  }
}
