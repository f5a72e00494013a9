/// Some figures as they were published, by period and vintage.
///
/// A vintage is an instant from which something about one of the figures was known that changed it. Reassertions change
/// nothing, so they make no vintage.
public struct RevisionTriangle: Sendable {
  /// The figures, in order.
  public let figures: [Figure]

  /// The vintages, the oldest first.
  public private(set) var vintages: [Vintage] = []

  /// What had been published by one instant.
  public struct Vintage: Sendable {
    /// The instant; nil for what was always known.
    public let knownSince: Instant?

    /// What is known of each figure; one that was not known yet is not there.
    public let cells: [Figure: Cell]
  }

  /// One figure in one vintage.
  public struct Cell: Sendable {
    /// The state.
    public let current: Current<Measurement>

    /// What the vintage did to it; nil where it stands as before.
    public let revision: Revision?
  }

  /// Makes the triangle of some figures.
  ///
  /// - Parameter histories: The histories of figures under an as-of with a time of publication.
  /// - Complexity: O(*v* *f*) in the vintages and the figures.
  public init(_ histories: [Figure: History]) {
    figures = histories.keys.sorted()
    let knownSince = histories.mapValues(\.knownSince)
    let instants = Set(knownSince.values.joined())
    var cells: [Figure: Cell] = [:]
    var next: [Figure: Int] = [:]
    for instant in instants.sorted() {
      var isVintage = false
      for figure in figures {
        guard let history = histories[figure], let known = knownSince[figure] else { continue }
        let start = next[figure] ?? 0
        var end = start
        while end < known.count, known[end] <= instant { end += 1 }
        next[figure] = end
        let old = cells[figure]?.current ?? .none
        let new = end == start ? old : history.first(end).current(Measurement.self)
        let revision = Revision(from: old, to: new)
        if revision != nil { isVintage = true }
        // What was withdrawn before anybody knew it is not known.
        if case .none = old, revision == nil { continue }
        cells[figure] = Cell(current: new, revision: revision)
      }
      if isVintage { vintages.append(Vintage(knownSince: Instant(microseconds: instant), cells: cells)) }
    }
  }
}
