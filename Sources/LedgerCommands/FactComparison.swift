internal import Ledger

/// How a fact relates to the one that its subject has.
enum FactComparison {
  case same
  /// The same number, written with another precision.
  case precisionOnly
  case different

  /// Compares two facts as the ledger does: equal data is the same; measurements are compared by their numbers.
  init(kind: String, data: String, currentKind: String, currentData: String) {
    // Equal data is the same state, by whichever kind of event the subject came to it.
    if data.utf8.elementsEqual(currentData.utf8) {
      self = .same
    } else if kind == Kind.measurementRecorded.text, currentKind == kind, let current = Self.measurement(currentData),
      let later = Self.measurement(data), current.compared(with: later) == .precisionOnly
    {
      self = .precisionOnly
    } else {
      self = .different
    }
  }

  private static func measurement(_ text: String) -> Measurement? {
    (try? JSON(canonical: Array(text.utf8)))?.object.flatMap { try? Measurement(data: $0) }
  }
}
