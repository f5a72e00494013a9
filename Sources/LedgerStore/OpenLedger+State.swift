public import Ledger

extension OpenLedger {
  /// Folds the log into a state: everything but figures, then the figures of the indicators that a question needs.
  ///
  /// - Parameters:
  ///   - asOf: What the question may see. Its position should be given: then both readings see the same log.
  ///   - needs: Says, from the state without figures, whose figures are needed. What figures that are worked out follow
  ///     from is read as well.
  /// - Throws: `PostgreSQLError`; what `needs` throws.
  public mutating func state(_ asOf: AsOf, needs: (State) throws -> Set<Code>) throws -> State {
    var state = State(asOf: asOf)
    let bound = asOf.position.map { Int64($0) }
    try fold(.exceptFigures, upTo: bound, into: &state)
    let wanted = try needs(state)
    try foldFigures(of: state.operands(of: wanted), upTo: bound, into: &state)
    return state
  }

  /// Folds the figures of some indicators into a state that holds everything else, and works out those that are defined
  /// by a derivation.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func foldFigures(of indicators: Set<Code>, upTo: Int64?, into state: inout State) throws {
    guard !indicators.isEmpty else { return }
    try fold(.figures(indicators: indicators.map(\.encoded).sorted()), upTo: upTo, into: &state)
    state.workOut(indicators)
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
