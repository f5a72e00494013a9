/// What became of a figure from one state to a later one.
public enum Revision: String, Hashable, Sendable, CaseIterable {
  /// It had no value, or only the reason why there was none, and has one.
  case newData = "new_data"

  /// It had another value, or has lost the one that it had.
  case correction

  /// The same number stands there with another precision.
  case precisionOnly = "precision_only"

  /// It was taken back.
  case withdrawal

  /// It had been taken back and has a value again.
  case returned = "return"

  /// It cannot be read any more, or can be read again.
  case unreadable

  /// What became of a figure; nil where nothing did that a later state can tell of.
  ///
  /// What was recorded and withdrawn again in between leaves nothing to tell.
  public init?(from old: Current<Measurement>, to new: Current<Measurement>) {
    switch (old, new) {
    case (_, .none), (.none, .withdrawn), (.withdrawn, .withdrawn), (.unreadable, .unreadable): return nil
    case (_, .unreadable), (.unreadable, .value): self = .unreadable
    case (_, .withdrawn): self = .withdrawal
    case (.none, .value): self = .newData
    case (.withdrawn, .value): self = .returned
    case (.value(let one, _), .value(let other, _)):
      switch one.compared(with: other) {
      case .same: return nil
      case .precisionOnly: self = .precisionOnly
      case .changed: self = one.value == nil && other.value != nil ? .newData : .correction
      }
    }
  }

  /// The words for it.
  public var words: String {
    switch self {
    case .newData: "new data"
    case .correction: "correction"
    case .precisionOnly: "precision only"
    case .withdrawal: "withdrawal"
    case .returned: "return"
    case .unreadable: "unreadable"
    }
  }
}
