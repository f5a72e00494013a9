/// What the ledger says under one as-of: all projections together.
///
/// A store applies every event but those about figures, asks `figures(neededBy:)`, and then applies the events about
/// those figures. Within one subject events may come in any order; what is later than the bound is
/// left aside. At the end `workOut(_:)` adds the figures that are defined by a derivation.
public struct State: Sendable {
  /// What the state may see.
  public let asOf: AsOf

  /// Indicators, areas, units, codelists, methods and coverage.
  public private(set) var codes: Codes

  /// The nodes of each plan.
  public private(set) var framework: Framework

  /// The targets with their revisions.
  public private(set) var targets: Targets

  /// The statuses that persons set.
  public private(set) var judgements: Judgements

  /// Who is a member of what.
  public private(set) var memberships: Memberships

  /// The figures.
  public internal(set) var figures: Figures

  /// The indicators whose derivations lead back to themselves, among those that were worked out.
  var cycles: Set<Code> = []

  /// The publications with their claims.
  public private(set) var publications: Publications

  /// A state without events.
  public init(asOf: AsOf) {
    self.asOf = asOf
    codes = Codes(asOf: asOf)
    framework = Framework(asOf: asOf)
    targets = Targets(asOf: asOf)
    judgements = Judgements(asOf: asOf)
    memberships = Memberships(asOf: asOf)
    figures = Figures(asOf: asOf)
    publications = Publications(asOf: asOf)
  }

  /// The state that some events leave, with all figures that follow from them.
  public init(asOf: AsOf, _ events: some Sequence<Event>) {
    self.init(asOf: asOf)
    for event in events { apply(event) }
    workOut()
  }

  /// Takes in an event.
  ///
  /// Where it belongs follows from its subject, so that an event of an unknown kind reaches the subject that it makes
  /// unreadable. Imports and the ledger's own events change no state here.
  public mutating func apply(_ event: Event) {
    switch event.subject.formName {
    case "figure": figures.apply(event)
    case "indicator", "area", "unit", "codelist", "method", "coverage": codes.apply(event)
    case "node": framework.apply(event)
    case "target": targets.apply(event)
    case "judgement": judgements.apply(event)
    case "membership": memberships.apply(event)
    case "publication", "claim": publications.apply(event)
    default: break
    }
  }

  /// Takes in an entry that is not canonical: its subject cannot be read any more.
  public mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) {
    switch unreadable.subject.formName {
    case "figure": figures.apply(unreadable, recordedAt: recordedAt)
    case "indicator", "area", "unit", "codelist", "method", "coverage":
      codes.apply(unreadable, recordedAt: recordedAt)
    case "node": framework.apply(unreadable, recordedAt: recordedAt)
    case "target": targets.apply(unreadable, recordedAt: recordedAt)
    case "judgement": judgements.apply(unreadable, recordedAt: recordedAt)
    case "membership": memberships.apply(unreadable, recordedAt: recordedAt)
    case "publication", "claim": publications.apply(unreadable, recordedAt: recordedAt)
    default: break
    }
  }

  /// The order-free digest of all projections.
  public var digest: StateDigest {
    codes.digest + framework.digest + targets.digest + judgements.digest + memberships.digest + figures.digest
      + publications.digest
  }
}
