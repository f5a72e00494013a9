/// What the Council's report says, as a value, but for the rows that are read while its page is written (`ReportRows`).
///
/// A report holds answers. It has no clock, no locale and no database, so the same report with the same rows is the same
/// page, byte for byte.
public struct Report: Hashable, Sendable {
  /// The title of the document.
  public var title: String

  /// The symbol of the document, such as `C21`; nil for a report that is no publication.
  public var symbol: String?

  /// The ledger that the answers come from, as it names itself.
  public var origin: String

  /// What the answers may see.
  public var asOf: ResolvedAsOf

  /// The publication that changes and earlier statuses are compared with.
  public var previous: Previous?

  /// The goals with their targets.
  public var goals: [Goal]

  /// How many members the ledger lists, by group and category.
  public var listedMembers: [ListedMembers]

  /// The printed claims with their answers; nil where no publication is audited.
  public var audit: Audit?

  /// The command that makes this report again.
  public var command: String?

  /// A report without content.
  public init(title: String, origin: String, asOf: ResolvedAsOf) {
    self.title = title
    self.origin = origin
    self.asOf = asOf
    goals = []
    listedMembers = []
  }

  /// An earlier publication.
  public struct Previous: Hashable, Sendable {
    /// Its code, such as `C20/35`.
    public var code: String

    /// Its title.
    public var title: String

    /// The position at which it froze the ledger.
    public var position: Int

    /// The day on which it was issued, as recorded.
    public var issuedOn: String?

    /// An earlier publication.
    public init(code: String, title: String, position: Int, issuedOn: String? = nil) {
      self.code = code
      self.title = title
      self.position = position
      self.issuedOn = issuedOn
    }
  }
}
