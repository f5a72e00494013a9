public import Ledger

/// Compares figures in the state of a report with those of the previous publication.
public struct FigureComparison: Sendable {
  private let before: StateReader
  private let now: StateReader

  /// A comparison of two states.
  ///
  /// - Parameters:
  ///   - earlier: The state that the previous publication shows; says what codes meant then.
  ///   - later: The state of the report.
  public init(_ earlier: State, with later: State) {
    before = StateReader(state: earlier)
    now = StateReader(state: later)
  }

  /// What became of a figure.
  public enum Result: Sendable {
    /// It says the same, or nothing still.
    case unchanged
    /// It has a value now and had none.
    case new
    /// It had a value and has another, or none.
    case revised(Report.Change)
  }

  /// What became of a figure.
  ///
  /// - Parameter last: The last event about it that the later state sees, if its state is not held by one.
  public func compare(
    _ figure: Figure, _ earlier: Current<Measurement>, _ later: Current<Measurement>, last: @autoclosure () -> Event?
  ) -> Result {
    guard let old = before.row(figure, earlier)?.value else { return later.value == nil ? .unchanged : .new }
    let new: PrintedValue?
    switch (earlier, later) {
    case (.value(let one, _), .value(let other, _)):
      guard one.compared(with: other) == .changed else { return .unchanged }
      new = now.value(of: figure, other)
    case (_, .value(let other, _)): new = now.value(of: figure, other)
    case (.unreadable, .unreadable), (_, .none): return .unchanged
    case (_, .unreadable): new = StateReader.unreadable
    case (_, .withdrawn): new = nil
    }
    guard let event = later.event ?? last() else { return .unchanged }
    let basis = now.basis(of: event)
    return .revised(
      Report.Change(
        figure: figure, title: now.title(ofIndicator: figure.indicator), area: now.area(figure.area), old: old,
        new: new, reason: basis.reason, comment: basis.comment, recordedAt: event.recordedAt, position: event.position))
  }
}
