public import Ledger

/// Names are compared in `Ledger`, which suggests too; here they become the end of a message.
typealias NearestName = Ledger.NearestName

extension NearestName {
  /// The end of a message: `; did you mean "a" or "b"?`, or nothing.
  public static func hint(_ name: String, among names: some Sequence<String>) -> String {
    let found = find(name, among: names).map { SafeText.quote($0) }
    guard let last = found.last else { return "" }
    let rest = found.dropLast().joined(separator: ", ")
    return "; did you mean \(rest.isEmpty ? "" : rest + " or ")\(last)?"
  }
}
