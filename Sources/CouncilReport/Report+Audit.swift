public import Ledger

extension Report {
  /// The claims of a publication, recomputed.
  public struct Audit: Hashable, Sendable {
    /// The publication.
    public var publication: String
    /// Its title.
    public var title: String
    /// The position at which it froze the ledger.
    public var frozenAt: Int?
    /// The position of the state that the answers now come from.
    public var nowAt: Int?
    /// The claims, in the order of their ids.
    public var claims: [Claim]
    /// How many claims a public answer withholds, because a figure behind them may not be told yet.
    public var embargoed: Int

    /// An audit.
    public init(
      publication: String, title: String, frozenAt: Int? = nil, nowAt: Int? = nil, claims: [Claim], embargoed: Int = 0
    ) {
      self.publication = publication
      self.title = title
      self.frozenAt = frozenAt
      self.nowAt = nowAt
      self.claims = claims
      self.embargoed = embargoed
    }
  }

  /// A printed number and whether the history gives it.
  public struct Claim: Hashable, Sendable {
    /// Its code within the publication.
    public var id: String
    /// What the document says.
    public var text: String
    /// The printed number.
    public var printed: String
    /// Its unit.
    public var unit: PrintedValue.Unit?
    /// How the printed number compares with the derivation, if not by equality.
    public var relation: String?
    /// What it must follow from.
    public var derivation: String?
    /// The number that the derivation gave in the frozen state.
    public var recomputed: String?
    /// The answer in the frozen state.
    public var then: ClaimAnswer.Verdict
    /// The number that the derivation gives now.
    public var recomputedNow: String?
    /// The answer now.
    public var now: ClaimAnswer.Verdict
    /// Whether approximate figures take part.
    public var isApproximate: Bool
    /// What the answer rests on.
    public var evidence: String?
    /// What is missing.
    public var missing: [String]

    /// A claim.
    public init(
      id: String, text: String, printed: String, unit: PrintedValue.Unit? = nil, then: ClaimAnswer.Verdict,
      now: ClaimAnswer.Verdict
    ) {
      self.id = id
      self.text = text
      self.printed = printed
      self.unit = unit
      self.then = then
      self.now = now
      isApproximate = false
      missing = []
    }
  }
}

extension Report.Audit {
  /// How many claims have each answer in the frozen state.
  public var counts: [(answer: ClaimAnswer.Verdict, count: Int)] {
    ClaimAnswer.Verdict.allCases.map { answer in (answer, claims.count { $0.then == answer }) }
  }

  /// How many claims have another answer now.
  public var changedAnswers: Int { claims.count { $0.then != $0.now } }
}
