public import Ledger

/// What an import needs to know beside the file: the ledger's codes, and what no file can say.
public struct ImportContext {
  /// What the ledger knows.
  public var catalogue: Catalogue
  /// The name and version of the program.
  public var program: String?
  /// The client's clock, for notes about dates in the future; nothing that is recorded depends on it.
  public var now: Instant
  /// The position of the newest event, where a publication is frozen.
  public var head: UInt64
  /// What makes a file of memberships a list of all members of a group; nil for one of changes.
  public var list: MembershipList?
  /// 32 random hexadecimal digits, new at each call.
  public var salt: () -> String
  /// The position that an instant selects, or nil before the first; for publications with `as_of`.
  public var position: (Instant) throws -> UInt64?

  /// Creates a context.
  public init(
    catalogue: Catalogue, program: String? = nil, now: Instant, head: UInt64,
    salt: @escaping () -> String, position: @escaping (Instant) throws -> UInt64?
  ) {
    self.catalogue = catalogue
    self.program = program
    self.now = now
    self.head = head
    self.salt = salt
    self.position = position
  }
}
