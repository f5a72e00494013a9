/// The events about one figure, which several questions may look at.
///
/// A ledger can hold more figures than the memory does: they go by one after the other, each with its events.
public struct FigureEvents: Sendable {
  /// The figure.
  public let figure: Figure

  private let subject: Subject
  private var events: [Recorded] = []

  private enum Recorded {
    case event(Event)
    case unreadable(Unreadable, recordedAt: Instant)
  }

  /// The events about a subject, none yet; nil if it is no figure.
  public init?(_ subject: Subject) {
    guard case .figure(let figure) = subject.form else { return nil }
    self.figure = figure
    self.subject = subject
  }

  /// Takes in an event about the figure.
  public mutating func append(_ event: Event) { events.append(.event(event)) }

  /// Takes in an event about the figure that cannot be read.
  public mutating func append(_ unreadable: Unreadable, recordedAt: Instant) {
    events.append(.unreadable(unreadable, recordedAt: recordedAt))
  }

  /// What a question sees of the figure.
  public func seen(under asOf: AsOf) -> Seen {
    var seen = Seen(history: History(subject: subject))
    for event in events {
      switch event {
      case .event(let event):
        switch asOf.admit(event) {
        case .seen(let rank): seen.history.insert(.event(event), rank)
        case .embargoed: seen.isEmbargoed = true
        case .later: break
        }
      case .unreadable(let unreadable, let recordedAt):
        guard case .seen(let rank) = asOf.admit(unreadable, recordedAt: recordedAt) else { continue }
        seen.history.insert(.broken(unreadable), rank)
      }
    }
    return seen
  }

  /// What a question sees of one figure.
  public struct Seen: Sendable {
    /// The events that it may see.
    public fileprivate(set) var history: History

    /// Whether a value is held back, because it may not be told yet.
    public fileprivate(set) var isEmbargoed = false

    /// The value.
    public var current: Current<Measurement> { history.current() }
  }
}
