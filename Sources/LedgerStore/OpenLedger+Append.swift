internal import Cryptography
internal import LedgerSchema
public import PostgreSQL

extension OpenLedger {
  /// How often an append is sent whose connection is lost each time.
  private static var sendingLimit: Int { 3 }

  /// Appends some events, all or none, in the order given.
  ///
  /// A connection lost on the way is resolved by looking the id up.
  ///
  /// - Throws: `StoreError`; `.outcomeUnknown` only if the server cannot be asked any more.
  public mutating func append(_ events: [ExpectedEvent], _ request: AppendRequest) throws -> Receipt {
    precondition(!events.isEmpty, "an append has at least one event")
    do {
      let receipt = try appendResolving(events, request)
      interruption.end(request.id, .recorded)
      return receipt
    } catch {
      interruption.end(request.id, .init(of: error))
      throw error
    }
  }

  private mutating func appendResolving(_ events: [ExpectedEvent], _ request: AppendRequest) throws -> Receipt {
    try reconnectIfBroken()
    commitWarning = nil
    var sent = 0
    while true {
      try interruption.begin(request.id, connection.canceller(), commits: true)
      do {
        sent += 1
        return try appendOnce(events, request)
      } catch StoreError.outcomeUnknown(_, let cause) {
        if let receipt = try resolve(request.id, cause: cause) { return receipt }
        // What was not recorded is sent again with the same id: it is recorded at most once.
        guard sent < Self.sendingLimit else { throw StoreError.notRecorded(cause: cause) }
      }
    }
  }

  private mutating func appendOnce(_ events: [ExpectedEvent], _ request: AppendRequest) throws -> Receipt {
    try meaning(request.id) { ledger in
      let function = SQL("\(identifier: ledger.name.text).")
      let call: SQL
      if events.count == 1, let event = events.first {
        call = """
          SELECT * FROM \(function)append_event(\(request.id), \(request.hash.bytes), \(request.clientTime), \
          \(event.kind), \(event.subject), \(Int32(clamping: event.expected)), \(event.data), \(event.basis))
          """
      } else {
        call = """
          SELECT * FROM \(function)append_events(\(request.id), \(request.hash.bytes), \(request.clientTime), \
          \(events.map(\.kind)), \(events.map(\.subject)), \(events.map { Int32(clamping: $0.expected) }), \
          \(events.map(\.data)), \(events.map(\.basis)))
          """
      }
      let receipt = try Receipt(ledger.connection.queryCommitting(call), id: request.id)
      guard let receipt else { throw PostgreSQLError.unexpectedResult("the append has no positions") }
      return receipt
    }
  }

  /// Finds out what became of an append whose answer was lost: connects again and looks the id up once no append is
  /// under way any more.
  ///
  /// - Returns: The receipt, or nil if it was not recorded and never will be.
  mutating func resolve(_ id: UUIDValue, cause: String) throws -> Receipt? {
    do {
      try reconnect(patience: .seconds(10))
      return try meaning { ledger in
        let rows = try ledger.connection.query(
          "SELECT * FROM \(identifier: ledger.name.text).resolve_append(\(id))")
        guard !rows.isEmpty, var receipt = try Receipt(rows, id: id) else { return nil }
        receipt.warning = ledger.commitWarning
        return receipt
      }
    } catch StoreError.busy {
      throw StoreError.outcomeUnknown(id: id, cause: "\(cause); the first try may still be committing")
    } catch {
      throw StoreError.outcomeUnknown(id: id, cause: "\(cause); then: \(error)")
    }
  }

  /// The answer to the append with an id, or nil if there is none.
  ///
  /// - Throws: `PostgreSQLError`.
  public mutating func findAppend(_ id: UUIDValue) throws -> Receipt? {
    let rows = try connection.query("SELECT * FROM \(identifier: name.text).find_append(\(id))")
    return rows.isEmpty ? nil : try Receipt(rows, id: id)
  }

  /// The answer to an earlier call with the request's id, or nil if there was none.
  ///
  /// - Throws: `StoreError.idReused` if the id was used by another request.
  public mutating func replay(_ request: AppendRequest) throws -> Receipt? {
    let rows = try connection.query("SELECT * FROM \(identifier: name.text).find_append(\(request.id))")
    if rows.isEmpty { return nil }
    guard try rows.value(0, 7, as: [UInt8].self) == request.hash.bytes else { throw StoreError.idReused(request.id) }
    return try Receipt(rows, id: request.id)
  }

  /// Runs a body and gives the server's errors their meaning here.
  mutating func meaning<Value: ~Copyable>(
    _ id: UUIDValue? = nil, _ body: (inout OpenLedger) throws -> Value
  ) throws -> Value {
    do {
      return try body(&self)
    } catch let error as PostgreSQLError {
      // 57014 is the answer to a request to cancel: the transaction is undone.
      if let id, error.sqlState == "57014", interruption.wish != nil { throw StoreError.interrupted(id: id) }
      if case .outcomeUnknown(.warning(_, let message)) = error { commitWarning = message }
      throw StoreError.meaning(of: error, id: id) ?? error
    }
  }
}
