public import Ledger
internal import LedgerSchema
internal import PostgreSQL

extension OpenLedger {
  /// How all targets stand, as of a position and on a date.
  ///
  /// What the ledger has saved is caught up: a target is worked out again where figures that it follows from were
  /// recorded since, all are where anything else was. Without anything saved all are worked out from the log.
  ///
  /// - Parameters:
  ///   - position: The last position that is seen, not beyond the end of the log.
  ///   - on: The date on which things have to be in force.
  ///   - program: The name and version of the program; what another one saved is not used.
  ///   - isKept: Whether to save the answer, if the login may; where another program is just saving, it is not.
  /// - Throws: `PostgreSQLError`; `Refusal` for parameters of the method that this program cannot read.
  public mutating func statuses(
    asOf position: Int, on: Period, program: String, isKept: Bool
  ) throws -> StatusProjection {
    let saved = try savedStatuses(asOf: position, on: on, program: program)
    let (projection, changed) = try caughtUp(saved.projection, to: position, on: on)
    // What was saved up to a later position meanwhile is the better of the two.
    if isKept, saved.isPermitted, !saved.isReadOnly, saved.bookmark?.position ?? 0 <= Int64(position),
      saved.projection?.position != position
    {
      try save(projection, changed: changed, over: saved.bookmark, program: program)
    }
    return projection
  }

  /// Works all statuses out from the log up to its end, and puts them in the place of what is saved.
  ///
  /// Readers see what was saved before until all is there.
  ///
  /// - Throws: `PostgreSQLError`; `StoreError.notPermitted`, `.readOnly`, `.busy`; `Refusal` for parameters of the method
  ///   that this program cannot read.
  public mutating func rebuildStatuses(on: Period, program: String) throws -> StatusProjection {
    let saved = try savedStatuses(asOf: 0, on: on, program: program)
    guard saved.isPermitted else {
      throw StoreError.notPermitted("this login may not save projections: it needs the ledger's projector role")
    }
    guard !saved.isReadOnly else { throw StoreError.readOnly }
    let position = Int(try head().position)
    let projection = StatusProjection(position: position, on: on, rows: try workedOut(position, on))
    try meaning { ledger in
      try ledger.write(projection, changed: nil, program: program, waiting: true) { _ in true }
    }
    return projection
  }

  /// The saved statuses, and the same worked out from the log anew; nil if this program has none.
  ///
  /// - Throws: `PostgreSQLError`; `Refusal` for parameters of the method that this program cannot read.
  public mutating func verifiedStatuses(
    program: String
  ) throws -> (saved: StatusProjection, digest: String, rebuilt: StatusProjection)? {
    let found = try savedStatuses(asOf: .max, on: nil, program: program, checkingDigest: false)
    guard let saved = found.projection, let digest = found.bookmark?.digest else { return nil }
    let rows = try workedOut(saved.position, saved.on)
    return (saved, digest, StatusProjection(position: saved.position, on: saved.on, rows: rows))
  }

  /// The leaf hash of an entry `e`.
  private static var leafHash: SQL { "pg_catalog.sha256('\\x00'::bytea || pg_catalog.convert_to(e.entry, 'UTF8'))" }

  private static func codeVersion(_ program: String) -> String { "\(program)/\(StatusProjection.version)" }

  /// What is saved, on whatever date if none is given; one statement reads it, so that bookmark and rows are of one
  /// moment.
  private mutating func savedStatuses(
    asOf position: Int, on: Period?, program: String, checkingDigest: Bool = true
  ) throws -> SavedStatuses {
    let schema = SQL("\(identifier: name.text)")
    let statement: SQL =
      """
      SELECT pg_catalog.has_table_privilege(\("\(name.text).statuses"), 'INSERT'),
        pg_catalog.current_setting('transaction_read_only') = 'on',
        b.position, b.digest, b.valid_on, b.is_usable, s.state, s.inputs
      FROM (SELECT) AS one
      LEFT JOIN LATERAL (
        SELECT k.position, k.digest, k.valid_on, k.code_version = \(Self.codeVersion(program))
          AND k.valid_on = coalesce(\(on.map { "\($0)" }), k.valid_on)
          AND k.position <= \(Int64(position)) AND k.entry_hash = (
            SELECT \(Self.leafHash)
            FROM \(schema).entries e WHERE e.position = k.position
          ) AS is_usable
        FROM \(schema).bookmarks k WHERE k.projection = 'statuses'
      ) b ON true
      LEFT JOIN \(schema).statuses s ON b.is_usable
      """
    let rows = try meaning { ledger in try ledger.connection.query(statement) }
    var saved = SavedStatuses(
      isPermitted: try rows.value(0, 0, as: Bool.self), isReadOnly: try rows.value(0, 1, as: Bool.self))
    guard let savedAt = try rows.value(0, 2, as: Int64?.self), let digest = try rows.value(0, 3, as: String?.self),
      let savedOn = try rows.value(0, 4, as: String?.self)
    else {
      return saved
    }
    saved.bookmark = .init(position: savedAt, digest: digest)
    guard try rows.value(0, 5, as: Bool?.self) == true, let on = try? Period(savedOn) else { return saved }
    let read = try rows.map { row -> StatusProjection.Row? in
      guard let text = try row.value(6, as: String?.self) else { return nil }
      let standing = try? JSON(canonical: Array(text.utf8)).object.map { try TargetStanding(json: $0) }
      return standing.flatMap { $0 }.map {
        StatusProjection.Row(standing: $0, inputs: (try? row.value(7, as: [String].self)) ?? [])
      }
    }
    let projection = StatusProjection(position: Int(savedAt), on: on, rows: read.compactMap { $0 })
    if !checkingDigest || "\(projection.digest)" == digest { saved.projection = projection }
    return saved
  }

  /// The statuses as of a later position, and which of them were worked out for it; nil for all.
  private mutating func caughtUp(
    _ saved: StatusProjection?, to position: Int, on: Period
  ) throws -> (StatusProjection, changed: Set<Subject>?) {
    guard let saved, try !hasChanged(after: saved.position, upTo: position) else {
      return (StatusProjection(position: position, on: on, rows: try workedOut(position, on)), nil)
    }
    let inputs = try changed(Set(saved.rows.flatMap(\.inputs)), after: saved.position, upTo: position)
    let changed = saved.rows.filter { !inputs.isDisjoint(with: $0.inputs) }.map(\.standing.subject)
    var rows = saved.rows
    if !changed.isEmpty {
      let targets = Set(changed)
      rows.removeAll { targets.contains($0.standing.subject) }
      rows += try workedOut(position, on, targets)
    }
    return (StatusProjection(position: position, on: on, rows: rows), Set(changed))
  }

  /// Whether anything but figures was recorded that a status can follow from.
  private mutating func hasChanged(after: Int, upTo: Int) throws -> Bool {
    guard after < upTo else { return false }
    // Counted, because for the first alone the server would go through millions of figures to find none.
    return try connection.value(
      """
      SELECT count(*) > 0 FROM \(identifier: name.text).events e
      WHERE e.position > \(Int64(after)) AND e.position <= \(Int64(upTo))
        AND \(SQL.isNoFigure)
        AND e.subject NOT LIKE 'import/%' AND e.subject NOT LIKE 'ledger/%'
      """, as: Bool.self)
  }

  /// Those of the inputs of which figures were recorded.
  private mutating func changed(_ inputs: Set<String>, after: Int, upTo: Int) throws -> Set<String> {
    guard after < upTo, !inputs.isEmpty else { return [] }
    let rows = try connection.query(
      """
      SELECT i.input FROM pg_catalog.unnest(\(inputs.sorted())) AS i (input)
      WHERE EXISTS (
        SELECT FROM \(identifier: name.text).events e
        WHERE e.subject >= (i.input || '@') COLLATE "C" AND e.subject < (i.input || 'A') COLLATE "C"
          AND e.position > \(Int64(after)) AND e.position <= \(Int64(upTo)))
      """)
    return Set(try rows.map { try $0.value(0, as: String.self) })
  }

  /// How targets stand, from the log.
  private mutating func workedOut(
    _ position: Int, _ on: Period, _ targets: Set<Subject>? = nil
  ) throws -> [StatusProjection.Row] {
    let state = try state(AsOf(position: position, on: on)) { state in
      state.targets.inForce(on: on).reduce(into: []) { scopes, entry in
        guard let target = entry.current.value,
          targets?.contains(.target(plan: entry.plan, code: entry.code)) ?? true
        else { return }
        scopes.formUnion(state.figures(neededBy: target))
      }
    }
    return try state.standings(of: targets).map { standing in
      let target = state.targets.inForce(plan: standing.plan, code: standing.code, on: on).value
      let scopes = target.map { state.operands(of: state.figures(neededBy: $0)) } ?? []
      return StatusProjection.Row(standing: standing, inputs: Set(scopes.map(\.prefix)).sorted())
    }
  }

  /// Saves statuses that caught up, unless somebody else has saved or is saving others meanwhile.
  private mutating func save(
    _ projection: StatusProjection, changed: Set<Subject>?, over bookmark: SavedStatuses.Bookmark?, program: String
  ) throws {
    do {
      try write(projection, changed: changed, program: program, waiting: false) { $0 == bookmark }
    } catch let error as PostgreSQLError where error.sqlState == "55P03" {
      // Locked by another program, whose statuses are as good.
    }
  }

  /// Puts statuses in the place of what is saved, in one transaction with their bookmark.
  ///
  /// A crash may take back the newest ones: what was saved before is as usable.
  private mutating func write(
    _ projection: StatusProjection, changed: Set<Subject>?, program: String, waiting: Bool,
    if isWanted: (SavedStatuses.Bookmark?) throws -> Bool
  ) throws {
    let schema = SQL("\(identifier: name.text)")
    let rows = projection.rows.filter { changed?.contains($0.standing.subject) ?? true }
    let (position, on, digest) = (Int64(projection.position), "\(projection.on)", "\(projection.digest)")
    try connection.transaction { connection in
      _ = try connection.execute("SET LOCAL synchronous_commit = off")
      let nowait = SQL("\(unchecked: waiting ? "" : " NOWAIT")")
      _ = try connection.execute("LOCK TABLE \(schema).bookmarks IN SHARE ROW EXCLUSIVE MODE\(nowait)")
      let found = try connection.query(
        "SELECT position, digest FROM \(schema).bookmarks WHERE projection = 'statuses'"
      ).map {
        SavedStatuses.Bookmark(position: try $0.value(0, as: Int64.self), digest: try $0.value(1, as: String.self))
      }
      guard try isWanted(found.first) else { return }
      if changed == nil {
        _ = try connection.execute("DELETE FROM \(schema).statuses")
      }
      if !rows.isEmpty {
        _ = try connection.execute(
          """
          INSERT INTO \(schema).statuses (plan, target, inputs, state)
          SELECT n.plan, n.target, pg_catalog.string_to_array(n.inputs, ' '), n.state
          FROM unnest(
            \(rows.map(\.standing.plan.text)), \(rows.map(\.standing.code.text)),
            \(rows.map { $0.inputs.joined(separator: " ") }),
            \(rows.map { String(decoding: $0.standing.json.canonical, as: UTF8.self) })) AS n (plan, target, inputs, state)
          ON CONFLICT (plan, target) DO UPDATE SET inputs = excluded.inputs, state = excluded.state
          """)
      }
      _ = try connection.execute(
        """
        INSERT INTO \(schema).bookmarks AS b (projection, position, entry_hash, code_version, valid_on, digest)
        SELECT 'statuses', e.position, \(Self.leafHash),
          \(Self.codeVersion(program)), \(on), \(digest)
        FROM \(schema).entries e WHERE e.position = \(position)
        ON CONFLICT (projection) DO UPDATE SET position = excluded.position, entry_hash = excluded.entry_hash,
          code_version = excluded.code_version, valid_on = excluded.valid_on, digest = excluded.digest
        """)
    }
  }
}
