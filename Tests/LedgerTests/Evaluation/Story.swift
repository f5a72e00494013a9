import Arithmetic
import Ledger
import Testing

/// Events that tell a test's story, in the order in which they are told.
struct Story {
  private(set) var events: [Event] = []
  private var versions: [Subject: Int] = [:]

  /// Events before the first one of this story.
  private let earlier: Int

  init(after earlier: Int = 0) { self.earlier = earlier }

  /// The login of the next event.
  var login = "data_officer"

  /// What the next events come from.
  var basis = Basis()

  /// Appends an event; each is recorded a second after the one before it, from 2026-01-01T00:00:01Z on.
  @discardableResult
  mutating func append(_ kind: Kind, _ subject: Subject, _ data: JSONObject, basis: JSONObject? = nil) throws -> Int {
    let position = earlier + events.count + 1
    versions[subject, default: 0] += 1
    let start = try Instant("2026-01-01T00:00:00Z").microseconds
    let envelope = Entry.Envelope(
      append: AppendID(high: 0x0199_0000_0000_7000, low: 0x8000_0000_0000_0000 | UInt64(position)),
      recordedAt: try #require(Instant(microseconds: start + Int64(position) * 1_000_000)), recordedBy: login,
      origin: "test", position: position, version: versions[subject] ?? 1)
    let entry = try Entry(
      envelope, kind: kind.text.utf8.span, subject: subject.text.utf8.span, data: data.canonical.span,
      basis: (basis ?? self.basis.data).canonical.span)
    events.append(Event(entry))
    return position
  }

  @discardableResult
  mutating func append(_ kind: Kind, _ subject: Subject, _ fact: some Fact) throws -> Int {
    try append(kind, subject, fact.data)
  }

  /// Records `figure = value`, the value as people write it, such as `>=900`.
  @discardableResult
  mutating func measure(
    _ figure: String, _ value: String, status: ObservationStatus = .normal, unit: String? = nil, mult: Int = 0,
    precision: Int? = nil, embargo: String? = nil
  ) throws -> Int {
    let isNumber = value.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let content = try Measurement.Content.value(
      isNumber ? Value(value, type: .decimal, mult: mult) : Value(try Code(value)))
    let measurement = try Measurement(
      content, status: status, unit: try unit.map { try Code($0) }, mult: mult, precision: precision,
      embargo: try embargo.map { try Instant($0) })
    return try append(.measurementRecorded, .figure(try Figure(figure)), measurement)
  }

  /// Records that a figure has no value, for a reason.
  mutating func measureNothing(_ figure: String, reason: String) throws {
    try append(.measurementRecorded, .figure(try Figure(figure)), try Measurement(.missing(reason: reason)))
  }

  /// Takes a figure back.
  mutating func withdraw(_ figure: String) throws {
    try append(.measurementWithdrawn, .figure(try Figure(figure)), Draft.withdrawn)
  }

  mutating func indicator(_ code: String, unit: String, dimensions: [String: String] = [:]) throws {
    var codes: [Code: Code?] = [:]
    for (key, value) in dimensions { codes[try Code(key)] = value.isEmpty ? .some(nil) : try Code(value) }
    let indicator = Indicator(
      title: code, unit: try Code(unit), valueType: .decimal, dimensions: codes)
    try append(.indicatorDefined, .indicator(try Code(code)), indicator)
  }

  /// Defines an indicator whose figures follow from others.
  mutating func indicator(
    _ code: String, unit: String, from derivation: String, area: String? = nil, decimals: Int? = nil
  ) throws {
    let indicator = Indicator(
      title: code, unit: try Code(unit), valueType: .decimal, decimals: decimals, derivation: derivation,
      area: try area.map { try Code($0) })
    try append(.indicatorDefined, .indicator(try Code(code)), indicator)
  }

  mutating func unit(_ code: String, _ kind: UnitKind, factor: String? = nil, base: String? = nil) throws {
    let unit = Unit(kind: kind, factor: try factor.map { try Decimal($0) }, base: try base.map { try Code($0) })
    try append(.unitDefined, .unit(try Code(code)), unit)
  }

  mutating func cover(_ set: String, _ state: Coverage.State = .complete) throws {
    try append(.coverageStated, .coverage(try CoverageSet(set)), Coverage(state))
  }

  mutating func node(_ code: String, _ kind: NodeKind, sector: String? = nil, plan: String = "P") throws {
    let node = Node(kind: kind, title: code, sector: sector)
    try append(.nodeDefined, .node(plan: try Code(plan), code: try Code(code)), node)
  }

  mutating func judge(
    _ code: String, _ status: TargetStatus, also: [TargetStatus] = [], flags: [String] = [], printed: String? = nil,
    plan: String = "P"
  ) throws {
    let judgement = Judgement(status: status, also: also, flags: flags, printed: printed)
    try append(.statusJudged, .judgement(plan: try Code(plan), code: try Code(code)), judgement)
  }

  @discardableResult
  mutating func target(_ code: String, _ target: Target, plan: String = "P") throws -> Int {
    try append(.targetRevised, .target(plan: try Code(plan), code: try Code(code)), target)
  }

  /// The state that the events leave.
  func state(
    at position: Int? = nil, published: String? = nil, release: String? = nil, on: String = "2021-04-30"
  ) throws -> State {
    let asOf = AsOf(
      position: position, published: try published.map { try Instant($0, bareDate: .endOfDay) },
      release: try release.map { try Instant($0, bareDate: .endOfDay) }, on: try Period(on))
    return State(asOf: asOf, events)
  }

  /// What a derivation comes to, in words: `900 at_least`, `exact` left out, or what is missing.
  func answer(_ derivation: String, on: String = "2021-04-30") throws -> String {
    try state(on: on).evaluate(try Derivation(derivation)).words
  }
}

extension Derived {
  /// The value in words, or what is missing.
  var words: String {
    guard missing.isEmpty else { return "missing " + missing.map(\.description).joined(separator: "; ") }
    switch value {
    case .quantity(let quantity):
      let exact = quantity.value.exactText.flatMap { $0.utf8.count <= 12 ? $0 : nil }
      let number = exact ?? quantity.value.text(decimals: 4)
      let certainty = quantity.certainty == .exact ? "" : " \(quantity.certainty.rawValue)"
      return number + certainty + (quantity.unit.map { " \($0)" } ?? "")
    case .period(let period): return period.description
    case nil: return "nothing"
    }
  }
}

extension Target {
  /// A target of one primary measure.
  static func level(
    _ value: String, unit: String? = nil, due: String? = "2023", direction: Indicator.Direction = .increase,
    rule: Rule = .level, measure: String = "x@World", baseline: Baseline? = nil, denominator: String? = nil,
    effectiveFrom: String? = nil
  ) throws -> Target {
    let parts = measure.split(separator: "@").map(String.init)
    let measure = Measure(indicator: try Code(parts[0]), area: try Code(parts[1]), role: .primary)
    return Target(
      statement: "A promise", direction: direction, rule: rule, value: value.isEmpty ? nil : try Decimal(value),
      unit: try unit.map { try Code($0) }, due: try due.map { try Period($0) }, denominator: denominator,
      baseline: baseline, instrument: "Resolution 1", effectiveFrom: try effectiveFrom.map { try PartialDate($0) },
      measures: [measure])
  }
}
