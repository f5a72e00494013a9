public import Ledger

extension Report {
  /// A publication with the state of the ledger that it shows.
  public struct Shown: Sendable {
    /// The publication's code.
    public var code: Code

    /// The publication.
    public var publication: Publication

    /// The state that it shows, with the figures that its statuses need; under the same release as the report.
    public var state: State

    /// A publication with its state.
    public init(code: Code, publication: Publication, state: State) {
      self.code = code
      self.publication = publication
      self.state = state
    }
  }

  /// What the ledger says, as a report.
  ///
  /// For the public every state here, the audit's too, must be folded with the same release instant.
  ///
  /// - Parameters:
  ///   - title: The title of the document.
  ///   - origin: The ledger, as it names itself.
  ///   - state: The state that the report describes, with the figures that its statuses need.
  ///   - recordedAt: When the last event that the state sees was recorded.
  ///   - previous: The earlier publication that it is compared with.
  ///   - audit: The claims that are checked.
  ///   - auditedAt: The position of the state that the audit's answers now come from.
  ///   - embargoed: For the public, the indicators that have values which may not be told yet.
  ///   - method: The method by which statuses are computed.
  /// - Throws: `Refusal` for a method that this program does not know, or whose parameters it cannot read.
  public init(
    title: String, origin: String, state: State, recordedAt: Instant, previous: Shown? = nil,
    audit: PublicationAudit? = nil, auditedAt: Int? = nil, embargoed: Set<Code> = [],
    method: Code = State.standardMethod
  ) throws(Refusal) {
    let position = state.asOf.position ?? 0
    self.init(
      title: title, origin: origin, asOf: ResolvedAsOf(state.asOf, position: position, recordedAt: recordedAt))
    let reader = StateReader(state: state)
    goals = try reader.goals(method: method, previous: previous)
    listedMembers = reader.listedMembership()
    if let previous {
      self.previous = Previous(
        code: previous.code.text, title: previous.publication.title ?? previous.code.text,
        position: previous.state.asOf.position ?? 0, issuedOn: previous.publication.issuedOn.map { "\($0)" })
    }
    self.audit = audit.map { reader.audit($0, nowAt: auditedAt, embargoed: embargoed) }
  }
}

extension ResolvedAsOf {
  /// The bounds of a question, with the position that they come to.
  public init(_ asOf: AsOf, position: Int, recordedAt: Instant) {
    self.init(
      position: position, recordedAt: recordedAt, on: asOf.on, published: asOf.published, release: asOf.release)
  }
}

extension DataExport {
  /// A figure with its value, as a row; nil where it has neither value nor reason for having none.
  ///
  /// - Parameter state: Says what the codes mean; it needs no figures.
  public static func row(_ figure: Figure, _ current: Current<Measurement>, of state: State) -> Report.FigureRow? {
    StateReader(state: state).row(figure, current)
  }
}
