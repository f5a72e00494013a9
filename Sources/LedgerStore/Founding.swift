internal import Cryptography
internal import Ledger
public import LedgerSchema
public import PostgreSQL

/// Makes ledgers, migrates them and gives restored copies a new origin: what a database administrator does.
public struct Founding: Sendable {
  private let installation: Installation
  private let program: String

  /// Prepares to found a ledger.
  ///
  /// - Parameter program: What this program calls itself, kept with each change of the schema.
  public init(_ installation: Installation, program: String) {
    self.installation = installation
    self.program = program
  }

  /// Makes the ledger with `ledger.opened` at position 1, or migrates it and records `schema.changed`.
  ///
  /// - Parameters:
  ///   - origin: Which ledger this is, for ever: 1 to 200 letters, digits and `. _ / -`. Used when it is made.
  ///   - migrations: All migrations there are, in order.
  ///   - lockTimeout: How long to wait for a lock.
  /// - Throws: `SchemaError`, `StoreError`, `PostgreSQLError`.
  public func migrate(
    _ connection: inout Connection, origin: String, to migrations: [Migration] = Migration.released,
    lockTimeout: Duration = .seconds(10), request: AppendRequest
  ) throws -> Installation.Outcome {
    try installation.migrate(&connection, to: migrations, program: program, lockTimeout: lockTimeout) {
      connection, isNew in
      let kind = isNew ? "ledger.opened/1" : "schema.changed/1"
      let receipt = try record(kind, origin: isNew ? origin : nil, previous: nil, request, &connection)
      // An id that was used before would let the change pass without an event.
      if receipt.isReplay { throw StoreError.idReused(request.id) }
    }
  }

  /// Refuses a server that cannot keep a ledger's promises.
  ///
  /// - Throws: `StoreError.unsuitableServer`, `PostgreSQLError`.
  public static func requireSuitableServer(
    _ connection: inout Connection, for installation: Installation
  ) throws {
    let problems = try Inspection(installation).server(&connection).filter { $0.severity == .error }
    if !problems.isEmpty { throw StoreError.unsuitableServer(problems.map { "\($0.problem) (\($0.remedy))" }) }
  }

  /// Gives a copy of a ledger an origin of its own, so that its entries cannot be taken for the original's.
  ///
  /// - Throws: `SchemaError.noLedger`, `StoreError`, `PostgreSQLError`.
  public func fork(_ connection: inout Connection, origin: String, request: AppendRequest) throws -> Receipt {
    try installation.requireCurrent(installation.applied(&connection))
    return try connection.transaction { connection in
      let previous = try connection.value(
        "SELECT origin FROM \(identifier: installation.ledger.text).head()", as: String.self)
      return try record("ledger.restored/1", origin: origin, previous: previous, request, &connection)
    }
  }

  private func record(
    _ kind: String, origin: String?, previous: String?, _ request: AppendRequest, _ connection: inout Connection
  ) throws -> Receipt {
    let schema = SQL("\(identifier: installation.ledger.text)")
    let version = try connection.value(
      "SELECT coalesce(max(version), 0) FROM \(schema).events WHERE subject = 'ledger/self'", as: Int32.self)
    let held = try connection.value("SELECT origin FROM \(schema).head()", as: String?.self)
    let migrations = try connection.query("SELECT name, sha256 FROM \(schema).migrations ORDER BY version").map { row in
      let digest = try row.value(1, as: [UInt8].self)
      return JSON.object([
        "name": .string(try row.value(0, as: String.self)), "sha256": .string(Self.hexadecimal(digest)),
      ])
    }
    var data: JSONObject = [
      "functions": .string(Self.hexadecimal(try Inspection(installation).functionsDigest(&connection))),
      "migrations": .array(migrations),
      "name": .string(installation.ledger.text),
      "origin": .string(origin ?? held ?? ""),
    ]
    if let previous { data["previous_origin"] = .string(previous) }
    let basis: JSONObject = ["program": .string(program)]
    do {
      let rows = try connection.query(
        """
        SELECT * FROM \(schema).append_ledger_state(\(request.id), \(request.hash.bytes), \(request.clientTime), \
        \(kind), \(version), \(String(decoding: data.canonical, as: UTF8.self)), \
        \(String(decoding: basis.canonical, as: UTF8.self)))
        """)
      guard let receipt = try Receipt(rows, id: request.id) else {
        throw PostgreSQLError.unexpectedResult("the append has no positions")
      }
      return receipt
    } catch let error as PostgreSQLError {
      throw StoreError.meaning(of: error, id: request.id) ?? error
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    Digest(bytes: bytes.span)?.description ?? ""
  }
}
