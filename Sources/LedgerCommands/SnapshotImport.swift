internal import Interchange
internal import Ledger
internal import LedgerStore
internal import PostgreSQL

/// A file that says all there is about some indicators at one time: a vintage.
struct SnapshotImport {
  private let flags: ImportFlags
  private let published: Instant?
  /// The files that spoke for one of the indicators before.
  private let vintages: [Vintage]
  /// The last position when the ledger was asked for them.
  private let since: Int64

  /// Prepares a snapshot; nil where the file is none.
  init?(_ flags: ImportFlags, _ ledger: inout OpenLedger) throws {
    guard !flags.snapshot.isEmpty else { return nil }
    self.flags = flags
    published = try flags.publishedAt
    since = try ledger.head().position
    vintages = try ledger.vintages(of: flags.snapshot.map(\.text))
  }

  /// Whether this very file has spoken for all of the scope as published at the same time.
  func isKnown(sha256: String) -> Bool {
    guard let published else { return false }
    return flags.snapshot.allSatisfy { indicator in
      vintages.contains { $0.sha256 == sha256 && $0.published == published && $0.indicator == indicator.text }
    }
  }

  /// Stages the withdrawals.
  ///
  /// - Returns: How many there are.
  /// - Throws: `InputRefused` if they are more than 5 per cent of the scope and not asked for by number.
  func scope(_ stage: inout Stage, _ connection: inout Connection) throws -> Int {
    let found = try stage.scope(
      flags.snapshot.map(\.encoded), published: published.map { "\($0)" }, basis: basis, since: since,
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

  /// Asserts again what later answers rest on, where the file is older than one that spoke for its scope.
  ///
  /// - Parameter changes: How many events would be appended for the file itself.
  /// - Returns: How many states are asserted.
  /// - Throws: `InputRefused` for an older file, unless it is a backfill or the ledger has it already.
  func reassert(
    _ changes: Int, sha256: String, _ stage: inout Stage, _ connection: inout Connection
  ) throws -> Int {
    guard let published, let newest = vintages.map(\.published).max(), published < newest else { return 0 }
    guard flags.isBackfill || changes == 0 && isKnown(sha256: sha256) else {
      throw InputRefused(
        "a snapshot of \(flags.snapshot.map(\.text).joined(separator: ", ")) published at \(newest) is in the ledger, "
          + "and this one is older (\(published)): nothing was written. "
          + "Use --backfill, which keeps the answer of every later date")
    }
    guard changes > 0 else { return 0 }
    // Each indicator has dates of its own: what another one published next is no answer about this one.
    var indicators: [Instant: [String]] = [:]
    for indicator in flags.snapshot {
      let later = vintages.filter { $0.indicator == indicator.text && $0.published > published }.map(\.published)
      if let next = later.min() { indicators[next, default: []].append(indicator.encoded) }
    }
    return try indicators.sorted { $0.key < $1.key }.reduce(0) { sum, group in
      sum + Int(try stage.reassert(group.value, next: "\(group.key)", over: &connection))
    }
  }

  /// Where a withdrawal comes from: the file does not say it, it only leaves the figure out.
  private var basis: String {
    var basis = JSONObject()
    if let published { basis["published_at"] = .string("\(published)") }
    if let source = flags.options.constants.first(where: { $0.field == "document" })?.value {
      basis["source"] = .string(source)
    }
    return String(decoding: basis.canonical, as: UTF8.self)
  }
}
