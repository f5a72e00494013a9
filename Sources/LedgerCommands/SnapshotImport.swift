internal import Interchange
internal import Ledger
internal import LedgerStore
internal import PostgreSQL

/// A file that says all there is about some indicators at one time: a vintage.
struct SnapshotImport {
  private let flags: ImportFlags
  private let published: Instant?
  /// The next vintage of the same scope, if this one is older than the newest.
  private let next: Instant?

  /// Prepares a snapshot; nil where the file is none.
  ///
  /// - Throws: `InputRefused` for a vintage older than the newest of its scope, unless it is a backfill.
  init?(_ flags: ImportFlags, _ ledger: inout OpenLedger) throws {
    guard !flags.snapshot.isEmpty else { return nil }
    self.flags = flags
    published = try flags.publishedAt
    let others = try Self.vintages(of: flags.snapshot, &ledger)
    guard let published, let newest = others.max(), published < newest else {
      next = nil
      return
    }
    guard flags.isBackfill else {
      throw InputRefused(
        "a snapshot of \(flags.snapshot.map(\.text).joined(separator: ", ")) published at \(newest) is in the ledger, and "
          + "this one is older (\(published)): use --backfill, which keeps the answer of every later date")
    }
    next = others.filter { $0 > published }.min()
  }

  /// When the vintages were published that speak for one of these indicators.
  private static func vintages(of scope: [Code], _ ledger: inout OpenLedger) throws -> [Instant] {
    try ledger.currentStates(ofType: "import").compactMap { state in
      guard let data = try? JSON(canonical: Array(state.data.utf8)).object,
        let receipt = try? ImportReceipt(data: data), let publishedAt = receipt.publishedAt,
        receipt.scope.contains(where: { code in scope.contains { $0.text == code } })
      else { return nil }
      return publishedAt
    }
  }

  /// Stages the withdrawals.
  ///
  /// - Returns: How many there are.
  /// - Throws: `InputRefused` if they are more than 5 per cent of the scope and not asked for by number.
  func scope(_ stage: inout Stage, _ connection: inout Connection) throws -> Int {
    let found = try stage.scope(
      flags.snapshot.map(\.encoded), published: published.map { "\($0)" }, basis: basis(published),
      over: &connection)
    let isFew = found.absent * 20 <= found.live
    if !isFew, found.absent > Int64(flags.withdrawUpTo ?? 0) {
      throw InputRefused(
        "the file leaves out \(found.absent) of the \(found.live) figures of its scope, more than 5 per cent: "
          + "nothing was written. If they are to be withdrawn, add --withdraw-up-to \(found.absent)")
    }
    if let limit = flags.withdrawUpTo, found.absent > Int64(limit) {
      throw InputRefused("the file leaves out \(found.absent) figures, more than --withdraw-up-to \(limit)")
    }
    return Int(found.absent)
  }

  /// Asserts again what later answers rest on.
  func reassert(_ stage: inout Stage, _ connection: inout Connection) throws -> Int {
    guard let next else { return 0 }
    return Int(try stage.reassert(next: "\(next)", basis: basis(next), over: &connection))
  }

  private func basis(_ published: Instant?) -> String {
    var basis = JSONObject()
    if let published { basis["published_at"] = .string("\(published)") }
    if let source = flags.options.constants.first(where: { $0.field == "document" })?.value {
      basis["source"] = .string(source)
    }
    return String(decoding: basis.canonical, as: UTF8.self)
  }
}
