/// Takes what the server says beside its answers, and remembers what puts a commit in doubt.
final class NoticeSink {
  private let handler: @Sendable (Notice) -> Void
  private var isWatchingCommit = false
  private var doubt: Notice?

  init(_ handler: @escaping @Sendable (Notice) -> Void) { self.handler = handler }

  func receive(_ notice: Notice) {
    // "canceling wait for synchronous replication" is a warning with 01000, or with 57P01 where the server also ends
    // the session; the transaction is then in this server's log, and perhaps in no other.
    if isWatchingCommit, doubt == nil, notice.severity == "WARNING", ["01000", "57P01"].contains(notice.sqlState) {
      doubt = notice
    }
    handler(notice)
  }

  /// Begins to look for warnings that put a commit in doubt.
  func watchCommit() {
    doubt = nil
    isWatchingCommit = true
  }

  /// The first such warning since ``watchCommit()``.
  func endCommit() -> Notice? {
    isWatchingCommit = false
    return doubt
  }
}
