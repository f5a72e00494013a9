import Ledger

/// Which indicators follow from which.
struct IndicatorGraph {
  private let operands: [String: Set<String>]
  private let known: Set<String>

  /// - Parameter derivations: The derivation of each indicator, nil where it is measured.
  init(_ derivations: [String: String?]) {
    known = Set(derivations.keys)
    operands = derivations.compactMapValues { text in
      guard let text, let derivation = try? IndicatorDerivation(text) else { return nil }
      return Set(derivation.indicators.map(\.text))
    }
  }

  /// What is wrong with what an indicator follows from.
  func fault(of code: String, field: Int?) -> RowFault? {
    for operand in (operands[code] ?? []).sorted() where !known.contains(operand) {
      let hint = NearestName.hint(operand, among: known)
      let text = "there is no indicator \(SafeText.quote(operand))\(hint)"
      return RowFault(field: field, code: .unknownCode, message: text, value: SafeText.quote(operand))
    }
    guard let way = way(back: code) else { return nil }
    let text = "the derivation leads back to the indicator itself: \(way.joined(separator: " → "))"
    return RowFault(field: field, code: .inconsistent, message: text)
  }

  /// The way from an indicator over what it follows from back to itself, if there is one.
  private func way(back code: String) -> [String]? {
    var ways = [[code]]
    var seen: Set<String> = []
    while let way = ways.popLast() {
      for operand in (operands[way[way.count - 1]] ?? []).sorted().reversed() {
        if operand == code { return way + [operand] }
        if seen.insert(operand).inserted { ways.append(way + [operand]) }
      }
    }
    return nil
  }
}
