/// Where a connection stands with its transaction.
public enum TransactionStatus: Sendable {
  /// Not in a transaction.
  case idle
  /// A statement is running.
  case active
  /// In a transaction that can go on.
  case inTransaction
  /// In a transaction that can only be rolled back.
  case failed
  /// The connection is broken.
  case unknown
}
