internal import Ledger

/// How a fact relates to the subject's current one, by the rule of the ledger: numerically, with qualifier and status.
enum FactComparison {
  case same
  /// The same value, written with another precision.
  case precisionOnly
  case different

  init(kind: String, data: String, currentKind: String, currentData: String) {
    guard kind == currentKind else {
      self = .different
      return
    }
    if data.utf8.elementsEqual(currentData.utf8) {
      self = .same
    } else if kind == Kind.measurementRecorded.text, let one = try? JSON(canonical: Array(data.utf8)),
      let other = try? JSON(canonical: Array(currentData.utf8)), Self.isPrecisionOnly(one, other)
    {
      self = .precisionOnly
    } else {
      self = .different
    }
  }

  private static func isPrecisionOnly(_ one: JSON, _ other: JSON) -> Bool {
    false
  }
}
