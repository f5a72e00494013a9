/// What became of each number that a publication prints, when it was issued and now.
public struct PublicationAudit: Sendable {
  /// The publication.
  public let publication: Code

  /// Its state and event, or why it cannot be read.
  public let current: Current<Publication>

  /// Each claim with its answers, in the order of the ids.
  public let claims: [AuditedClaim]
}

/// One printed number with both of its answers.
public struct AuditedClaim: Sendable {
  /// The publication.
  public let publication: Code

  /// The claim's id.
  public let id: Code

  /// The claim and its event, or why it cannot be read.
  public let current: Current<Claim>

  /// The answer in the state that the publication shows; nil if the claim cannot be read.
  public let then: ClaimAnswer?

  /// The answer in the newest state; nil if the claim cannot be read.
  public let now: ClaimAnswer?

  /// What changed under the answer since.
  public let changes: [Change]

  /// A state that an answer rests on, and that is another one now.
  public struct Change: Hashable, Sendable {
    /// What changed.
    public let subject: Subject

    /// What was read then, if anything.
    public let before: Derived.Input?

    /// What is read now, if anything.
    public let after: Derived.Input?
  }
}

extension AuditedClaim {
  /// What counts for the exit of an audit: the answer then.
  public var verdict: ClaimAnswer.Verdict { then?.verdict ?? .cannotBeChecked }

  /// What is missing for the answer then.
  public var missing: [Missing] {
    if case .unreadable(let unreadable) = current { [.unreadable(unreadable)] } else { then?.missing ?? [] }
  }
}

extension PublicationAudit {
  /// Audits a publication.
  ///
  /// - Parameters:
  ///   - publication: The publication's code.
  ///   - id: One claim, or nil for all.
  ///   - asked: The state that knows the publication and its claims, usually the newest.
  ///   - then: The state that the publication shows, or that an as-of puts in its place.
  ///   - now: The newest state.
  public init(of publication: Code, claim id: Code? = nil, asked: State, then: State, now: State) {
    self.publication = publication
    current = asked.publications.publication(publication)
    let ids = asked.publications.claims(of: publication).filter { id == nil || id == $0 }
    claims = ids.compactMap { AuditedClaim(publication, $0, asked: asked, then: then, now: now) }
  }
}

extension AuditedClaim {
  /// Audits one claim; nil if it was withdrawn.
  fileprivate init?(_ publication: Code, _ id: Code, asked: State, then: State, now: State) {
    self.publication = publication
    self.id = id
    current = asked.publications.claim(id, of: publication)
    switch current {
    case .none, .withdrawn: return nil
    case .unreadable:
      self.then = nil
      self.now = nil
      changes = []
    case .value(let claim, let event):
      let before = then.check(claim, printedBy: event, in: publication)
      let after = now.check(claim, printedBy: event, in: publication)
      self.then = before
      self.now = after
      changes = Self.changes(before.inputs, after.inputs)
    }
  }

  private static func changes(_ before: [Derived.Input], _ after: [Derived.Input]) -> [Change] {
    func bySubject(_ inputs: [Derived.Input]) -> [Subject: Derived.Input] {
      Dictionary(inputs.map { ($0.event.subject, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let (old, new) = (bySubject(before), bySubject(after))
    return Set(old.keys).union(new.keys).sorted().compactMap { subject in
      let (one, other) = (old[subject], new[subject])
      return one?.event == other?.event ? nil : Change(subject: subject, before: one, after: other)
    }
  }
}

extension Publication.Frozen {
  /// What the publication sees; for the public, without what may not be told at a release.
  public func asOf(release: Instant? = nil) -> AsOf {
    AsOf(position: position, published: published, release: release, on: on)
  }
}
