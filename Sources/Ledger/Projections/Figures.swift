/// The figures: their values, and the events behind them.
///
/// A question needs the figures of a few indicators only, so a store applies just their events.
public struct Figures: Sendable {
  private var fold: Fold
  private var byIndicator: [Code: [Code: [Figure]]] = [:]
  private var workedOut: [Code: [Figure: WorkedOut]] = [:]
  private var hidden: Set<Subject> = []

  /// No figures yet.
  public init(asOf: AsOf) { fold = Fold(asOf: asOf) }

  /// Takes in an event about a figure; any other is left aside.
  public mutating func apply(_ event: Event) {
    switch fold.apply(event) {
    case .new: add(event.subject)
    case .embargoed: hidden.insert(event.subject)
    case .another, .later: break
    }
  }

  /// Takes in an event about a figure that cannot be read.
  public mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) {
    if fold.apply(unreadable, recordedAt: recordedAt) == .new { add(unreadable.subject) }
  }

  private mutating func add(_ subject: Subject) {
    guard case .figure(let figure) = subject.form else { return }
    byIndicator[figure.indicator, default: [:]][figure.area, default: []].append(figure)
  }

  /// Puts what was worked out in the place of what was recorded for an indicator.
  mutating func replace(_ indicator: Code, by figures: [Figure: WorkedOut]) { workedOut[indicator] = figures }

  /// Whether the figures of an indicator stand here as they were worked out.
  func isWorkedOut(_ indicator: Code) -> Bool { workedOut[indicator] != nil }

  /// How a figure was worked out, if it was not recorded.
  public func workedOut(_ figure: Figure) -> WorkedOut? { workedOut[figure.indicator]?[figure] }

  /// The value of a figure, recorded or worked out.
  public subscript(figure: Figure) -> Current<Measurement> {
    guard let figures = workedOut[figure.indicator] else { return fold.current(.figure(figure)) }
    return figures[figure].map { .value($0.measurement, $0.event) } ?? .none
  }

  /// The recorded events behind a figure, the one that counts last.
  public func history(of figure: Figure) -> History? { fold[.figure(figure)] }

  /// Whether a value of a figure is held back, because it may not be told yet.
  public func isEmbargoed(_ figure: Figure) -> Bool { hidden.contains(.figure(figure)) }

  /// How many figures have a value that may not be told yet.
  public var embargoedCount: Int { hidden.count }

  /// The figures that have a value that may not be told yet, in order.
  public var embargoed: [Figure] {
    hidden.compactMap { if case .figure(let figure) = $0.form { figure } else { nil } }.sorted()
  }

  /// The indicators that have figures, in order.
  public var indicators: [Code] {
    Set(byIndicator.keys).union(workedOut.keys).filter { workedOut[$0]?.isEmpty != true }.sorted()
  }

  /// The figures of an indicator, withdrawn ones among them, in order.
  public func figures(of indicator: Code) -> [Figure] { candidates(indicator, nil).sorted() }

  private func candidates(_ indicator: Code, _ area: Code?) -> [Figure] {
    if let figures = workedOut[indicator] { return Array(figures.keys) }
    guard let areas = byIndicator[indicator] else { return [] }
    return area.map { areas[$0] ?? [] } ?? areas.values.flatMap { $0 }
  }

  /// The figures that a selection means, withdrawn ones among them, in order.
  ///
  /// - Complexity: O(*n* log *n*) in the figures of the indicator and area; one figure costs O(1).
  public func matching(_ selection: Selection) -> [(Figure, Current<Measurement>)] {
    if let figure = selection.figure {
      let current = self[figure]
      if case .none = current { return [] }
      return [(figure, current)]
    }
    let candidates =
      selection.indicator.map { self.candidates($0, selection.area) }
      ?? indicators.flatMap { self.candidates($0, selection.area) }
    return candidates.filter(selection.matches).sorted().map { ($0, self[$0]) }
  }

  /// The order-free digest of all figures.
  public var digest: StateDigest { fold.digest() }
}
