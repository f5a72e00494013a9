/// What an import came to, before anything is written.
public struct ImportReport: Sendable {
  /// What was refused, and what was accepted and should be known.
  public var problems = Problems()
  /// How many rows there were.
  public var rowCount = 0
  /// How many events the rows became.
  public var eventCount = 0
  /// How many rows said again what another row had said.
  public var repeatedCount = 0
  /// How many rows said what the ledger says already; only memberships are compared before the ledger is asked.
  public var unchangedCount = 0
  /// What a list of members came to.
  public var list = MembershipList.Outcome()
  /// How many rows were set aside.
  public var rejectedCount = 0
  /// How many lines were skipped as comments.
  public var commentCount = 0

  /// Whether everything may be written.
  public var isGood: Bool { problems.isEmpty }
}

/// A row that was set aside.
public struct RejectedRow: Sendable {
  /// What is wrong with it; the first problem is the reason.
  public var problems: [Problem]
  /// The row as it stands in the file, without its line end; empty if it could not be read as a row.
  public var bytes: [UInt8]
}
