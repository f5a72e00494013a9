import CouncilReport
import Ledger
import Testing

/// Events as a ledger would hold them, one a second from 2026-01-01T00:00:01Z on.
struct EventLog {
  private(set) var events: [Event] = []
  private var versions: [Subject: Int] = [:]

  @discardableResult
  mutating func append(_ kind: Kind, _ subject: Subject, _ data: JSONObject, _ basis: Basis = Basis()) throws -> Int {
    let position = events.count + 1
    versions[subject, default: 0] += 1
    let start = try Instant("2026-01-01T00:00:00Z").microseconds
    let envelope = Entry.Envelope(
      append: AppendID(high: 0x0199_0000_0000_7000, low: 0x8000_0000_0000_0000 | UInt64(position)),
      recordedAt: try #require(Instant(microseconds: start + Int64(position) * 1_000_000)), recordedBy: "officer",
      origin: "tally/test", position: position, version: versions[subject] ?? 1)
    events.append(
      Event(
        try Entry(
          envelope, kind: kind.text.utf8.span, subject: subject.text.utf8.span, data: data.canonical.span,
          basis: basis.data.canonical.span)))
    return position
  }

  @discardableResult
  mutating func append(_ kind: Kind, _ subject: Subject, _ fact: some Fact, _ basis: Basis = Basis()) throws -> Int {
    try append(kind, subject, fact.data, basis)
  }

  /// Records `figure = value`, the value as people write it, such as `>=900`.
  @discardableResult
  mutating func measure(
    _ figure: String, _ value: String, status: ObservationStatus = .normal, embargo: String? = nil,
    basis: Basis = Basis()
  ) throws -> Int {
    let measurement = try Measurement(
      .value(try Value(value, type: .decimal)), status: status, embargo: try embargo.map { try Instant($0) })
    return try append(.measurementRecorded, .figure(try Figure(figure)), measurement, basis)
  }

  mutating func indicator(_ code: String, unit: String, type: ValueType = .decimal, codelist: String? = nil) throws {
    let indicator = Indicator(
      title: "The \(code)", unit: try Code(unit), valueType: type, codelist: try codelist.map { try Code($0) })
    try append(.indicatorDefined, .indicator(try Code(code)), indicator)
  }

  mutating func target(_ code: String, _ target: Target) throws {
    try append(.targetRevised, .target(plan: try Code("P"), code: try Code(code)), target)
  }

  mutating func node(_ code: String, _ kind: NodeKind, parent: String? = nil) throws {
    let node = Node(kind: kind, title: "Node \(code)", parent: try parent.map { try Code($0) })
    try append(.nodeDefined, .node(plan: try Code("P"), code: try Code(code)), node)
  }

  mutating func judge(_ code: String, _ judgement: Judgement) throws {
    try append(.statusJudged, .judgement(plan: try Code("P"), code: try Code(code)), judgement)
  }

  /// The state after some of the events, or all.
  func state(at position: Int? = nil, release: String? = nil) throws -> State {
    let asOf = AsOf(
      position: position ?? events.count, release: try release.map { try Instant($0) }, on: try Period("2021-04-30"))
    return State(asOf: asOf, events)
  }

  /// The report of the state after all events, compared with an earlier one.
  func report(since earlier: Int? = nil, release: String? = nil, audit: PublicationAudit? = nil) throws -> WholeReport {
    let previous = try earlier.map { position in
      Report.Shown(
        code: try Code("OLD"), publication: Publication(title: "The old one"),
        state: try self.state(at: position, release: release))
    }
    let state = try self.state(release: release)
    let report = try Report(
      title: "A report", origin: "tally/test", state: state, recordedAt: try #require(events.last).recordedAt,
      previous: previous, audit: audit, embargoed: Set(state.figures.embargoed.map(\.indicator)))
    return WholeReport(report, of: state, since: previous?.state)
  }
}
