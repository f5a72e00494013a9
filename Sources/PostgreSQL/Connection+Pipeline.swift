extension Connection {
  /// Sends many statements without waiting for each answer, and hands the answers on in order.
  ///
  /// All of them or none: outside a transaction they run in one of their own, inside one an error leaves it to be rolled
  /// back. After an error nothing more is sent and the rest of the answers is dropped. Memory is bounded by the window,
  /// whatever the number of statements, because no more than that is sent before its answer is read.
  ///
  /// - Parameters:
  ///   - statements: Asked for one by one, as there is room in the window.
  ///   - window: The most statements that have no answer yet.
  ///   - body: Called with each statement's number, from 0, and its rows.
  /// - Returns: How many statements were sent.
  /// - Throws: The first error: of a statement, as ``query(_:)``, or of the body; as ``transaction(isolation:readOnly:_:)``
  ///   if the pipeline is one.
  @discardableResult
  public mutating func pipeline(
    _ statements: some Sequence<SQL>, window: Int = 1000,
    _ body: (Int, borrowing Rows) throws -> Void = { _, _ in }
  ) throws -> Int {
    precondition(window > 0, "a window of \(window) statements")
    if transactionStatus == .idle {
      return try transaction { connection in try connection.sendPipeline(statements, window: window, body) }
    }
    return try sendPipeline(statements, window: window, body)
  }

  private mutating func sendPipeline(
    _ statements: some Sequence<SQL>, window: Int, _ body: (Int, borrowing Rows) throws -> Void
  ) throws -> Int {
    try channel.enterPipeline()
    var state = PipelineState(window: window)
    var iterator = statements.makeIterator()
    while !state.hasReachedSync, !channel.isBroken {
      do throws(PostgreSQLError) {
        let isBlocked = try sendMore(&iterator, &state)
        if try channel.waitForSocket(toWrite: isBlocked) { try channel.consumeInput() }
      } catch {
        state.fail(error)
      }
      readAnswers(&state, body)
    }
    // An answer is missing: nobody could tell afterwards which one belongs to which statement.
    if !channel.exitPipeline() { channel.giveUp() }
    if let error = state.error { throw error }
    guard state.hasReachedSync, !channel.isBroken else { throw channel.failure }
    return state.sent
  }

  /// Fills the window; true if the socket takes no more for now.
  private mutating func sendMore(
    _ iterator: inout some IteratorProtocol<SQL>, _ state: inout PipelineState
  ) throws(PostgreSQLError) -> Bool {
    while state.mayTakeMore {
      guard let sql = iterator.next() else {
        state.hasTakenAll = true
        break
      }
      do throws(PostgreSQLError) {
        try enqueue(sql, &state)
      } catch {
        state.fail(error)
        break
      }
      // libpq's buffer is bounded by looking from time to time whether the socket takes what is in it.
      if state.sent % PipelineState.flushInterval == 0, try channel.flush() { return true }
    }
    if state.isReadyForSync {
      state.hasSentSync = true
      try channel.sendSync()
    } else if state.shallAskForAnswers {
      try channel.sendFlushRequest()
      state.hasAskedForAnswers()
    }
    return try channel.flush()
  }

  private mutating func enqueue(_ sql: SQL, _ state: inout PipelineState) throws(PostgreSQLError) {
    try require(sendable: sql)
    switch cache.plan(for: sql, mayEvict: false) {
    case .direct:
      try channel.send(sql)
    case .prepared(let name):
      try channel.sendPrepared(name, sql.parameters)
    case .prepare(let name, _):
      do throws(PostgreSQLError) {
        try channel.sendPrepare(sql, name: name)
      } catch {
        cache.forget(sql)
        throw error
      }
      state.add(sql, isPreparation: true)
      try channel.sendPrepared(name, sql.parameters)
    }
    state.add(sql, isPreparation: false)
  }

  /// Reads the answers that are there.
  private mutating func readAnswers(_ state: inout PipelineState, _ body: (Int, borrowing Rows) throws -> Void) {
    while state.isExpectingAnswers, !channel.isBusy {
      guard let result = channel.nextResult() else {
        // Nil divides the answers of one statement from those of the next.
        // A lost connection has nothing else.
        if channel.isBroken { return }
        state.endAnswer()
        continue
      }
      let kind = result.kind
      if kind == .pipelineSync {
        state.hasReachedSync = true
        return
      }
      guard let flight = state.answered() else {
        state.fail(result.error(statement: nil))
        continue
      }
      switch kind {
      case .failure:
        if flight.isPreparation { cache.forget(flight.sql) }
        state.fail(failure(result.error(statement: flight.sql), of: flight.sql))
      case .pipelineAborted:
        if flight.isPreparation { cache.forget(flight.sql) }
      case .rows, .command, .empty:
        if flight.isPreparation || state.error != nil { continue }
        do {
          try require(result.announcedCount, arrived: result.count)
          try body(flight.number, Rows(result))
        } catch {
          state.fail(error)
        }
      default:
        state.fail(PostgreSQLError.unexpectedResult("a COPY cannot be in a pipeline"))
      }
    }
  }
}

/// What was sent in a pipeline and has no answer yet.
private struct PipelineState {
  struct Flight {
    let sql: SQL
    let number: Int
    let isPreparation: Bool
    var isAnswered = false
  }

  /// After how many statements to look whether the socket takes them.
  static let flushInterval = 64

  let window: Int
  private(set) var sent = 0
  private(set) var error: (any Error)?
  var hasTakenAll = false
  var hasSentSync = false
  var hasReachedSync = false
  private var flights: [Flight] = []
  private var head = 0
  /// How many had been sent when the server was last asked for its answers.
  private var sentWhenAsked = 0

  init(window: Int) { self.window = window }

  private var count: Int { flights.count - head }
  var isFull: Bool { count >= window }
  var mayTakeMore: Bool { !hasTakenAll && error == nil && !isFull && !hasSentSync }
  var isReadyForSync: Bool { (hasTakenAll || error != nil) && !hasSentSync }
  var isExpectingAnswers: Bool { count > 0 || hasSentSync && !hasReachedSync }

  /// The server keeps answers back until it is asked for them.
  ///
  /// Asking for a quarter of the window at a time is enough: if less than that was sent since, answers to the rest of a
  /// full window are on their way.
  var shallAskForAnswers: Bool { isFull && sent - sentWhenAsked >= max(1, window / 4) }

  mutating func hasAskedForAnswers() { sentWhenAsked = sent }

  /// Keeps the first error.
  mutating func fail(_ error: any Error) {
    if self.error == nil { self.error = error }
  }

  mutating func add(_ sql: SQL, isPreparation: Bool) {
    flights.append(Flight(sql: sql, number: sent, isPreparation: isPreparation))
    if !isPreparation { sent += 1 }
  }

  /// The statement whose answer has come.
  mutating func answered() -> Flight? {
    guard head < flights.count else { return nil }
    flights[head].isAnswered = true
    return flights[head]
  }

  /// Goes on to the next statement.
  mutating func endAnswer() {
    guard head < flights.count, flights[head].isAnswered else { return }
    head += 1
    // Half of the array may be behind; then the rest moves to the front.
    if head > window {
      flights.removeFirst(head)
      head = 0
    }
  }
}
