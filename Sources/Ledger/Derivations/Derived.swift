/// What a derivation came to, and everything that it rests on: a tree down to the events.
public struct Derived: Sendable {
  /// What a derivation comes to.
  public enum Value: Hashable, Sendable {
    /// A number.
    case quantity(Quantity)

    /// A period that is not a year. A year is a number.
    case period(Period)
  }

  /// The form, or the selection inside one, in its canonical notation.
  public let form: String

  /// What it came to; nil if something is missing.
  public internal(set) var value: Value?

  /// The derivations inside.
  public internal(set) var parts: [Derived]

  /// The states that it reads itself.
  public internal(set) var inputs: [Input]

  /// What is missing here, not in the parts.
  public internal(set) var ownMissing: [Missing]

  /// The sets here that are not stated complete, not in the parts.
  public internal(set) var ownGaps: [Missing]

  init(
    _ form: String, value: Value? = nil, parts: [Derived] = [], inputs: [Input] = [], missing: [Missing] = [],
    gaps: [Missing] = []
  ) {
    self.form = form
    self.value = value
    self.parts = parts
    self.inputs = inputs
    ownMissing = missing
    ownGaps = gaps
  }

  /// A state that a derivation reads, with the event that it comes from.
  public struct Input: Hashable, Sendable {
    /// The event that holds the state.
    public let event: Event

    /// What the state says, as a person would write it.
    public let shown: String

    /// A state and its event.
    public init(event: Event, shown: String) {
      self.event = event
      self.shown = shown
    }
  }
}

extension Derived {
  /// The number, if it came to one.
  public var quantity: Quantity? { if case .quantity(let quantity) = value { quantity } else { nil } }

  /// Everything that is missing, each once.
  public var missing: [Missing] { gathered(\.ownMissing) }

  /// Every set that is not stated complete, each once.
  public var gaps: [Missing] { gathered(\.ownGaps) }

  /// Every state that it rests on, each once.
  public var allInputs: [Input] { gathered(\.inputs) }

  private func gathered<Element: Hashable>(_ path: KeyPath<Derived, [Element]>) -> [Element] {
    var seen: Set<Element> = []
    var result: [Element] = []
    func visit(_ derived: Derived) {
      for element in derived[keyPath: path] where seen.insert(element).inserted { result.append(element) }
      for part in derived.parts { visit(part) }
    }
    visit(self)
    return result
  }
}
