/// A set of things whose completeness a ledger states.
///
/// A count over a set that is not stated complete can be too low, and an answer built on it says so.
public enum CoverageSet: Hashable, Sendable {
  /// The framework nodes of one kind in a plan.
  case nodes(plan: Code, kind: Code)

  /// The targets of a plan.
  case targets(plan: Code)

  /// The judgements of a plan's targets.
  case judgements(plan: Code)

  /// The figures of an indicator.
  case figures(indicator: Code)

  /// The members of a group.
  case members(group: Code)

  /// The longest name of a set, in bytes.
  public static let maximumByteCount = 420

  /// The set's name, such as `nodes/SP2020/goal`; a code in it that is not plain is percent-encoded.
  public var name: String {
    switch self {
    case .nodes(let plan, let kind): "nodes/\(plan.encoded)/\(kind.encoded)"
    case .targets(let plan): "targets/\(plan.encoded)"
    case .judgements(let plan): "judgements/\(plan.encoded)"
    case .figures(let indicator): "figures/\(indicator.encoded)"
    case .members(let group): "members/\(group.encoded)"
    }
  }

  /// Reads a set's name.
  ///
  /// - Throws: `Refusal` for a name of no known form.
  public init(_ name: String) throws(Refusal) {
    var codes: [Code] = []
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for part in parts.dropFirst() {
      let bytes = Array(part)
      codes.append(try Code(encoded: bytes.span))
    }
    let word = parts.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    switch (word, codes.count) {
    case ("nodes", 2): self = .nodes(plan: codes[0], kind: codes[1])
    case ("targets", 1): self = .targets(plan: codes[0])
    case ("judgements", 1): self = .judgements(plan: codes[0])
    case ("figures", 1): self = .figures(indicator: codes[0])
    case ("members", 1): self = .members(group: codes[0])
    default:
      throw Refusal(
        .unknownWord, "'\(shown(name))' names no set",
        advice: "write nodes/PLAN/KIND, targets/PLAN, judgements/PLAN, figures/INDICATOR or members/GROUP")
    }
    guard self.name.utf8.count <= CoverageSet.maximumByteCount else {
      throw Refusal(.tooLong, "the set's name is too long", advice: "use shorter codes")
    }
  }
}

extension CoverageSet: CustomStringConvertible {
  /// The set's name.
  public var description: String { name }
}
