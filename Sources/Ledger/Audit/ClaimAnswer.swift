public import Arithmetic

/// Whether the ledger gives what a publication prints, and what that rests on.
public struct ClaimAnswer: Sendable {
  /// What became of a claim.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// The ledger gives the printed number.
    case reproduced
    /// The ledger gives another number.
    case differs
    /// Something is missing that the answer needs.
    case cannotBeChecked = "cannot be checked"
  }

  /// What an answer rests on.
  public enum Evidence: String, Hashable, Sendable, CaseIterable {
    /// Every state that was read comes from other documents.
    case independent
    /// Some states come from the document that prints the claim.
    case sameDocument = "same document"
    /// Every state comes from the very sentence that prints the claim.
    case sameSentence = "same sentence"
    /// Not every state names its source, and none names this document.
    case unstated = "source not stated"
    /// Constants alone.
    case none
  }

  /// One relation of a claim, worked out.
  public struct Part: Sendable {
    /// The relation, read as *printed REL derivation*.
    public let relation: Claim.Relation

    /// What the derivation came to.
    public let derived: Derived

    /// Whether the relation holds; nil if something is missing.
    let verdict: Quantity.Verdict?
  }

  /// What became of the claim.
  public internal(set) var verdict: Verdict

  /// The relations of the claim.
  public internal(set) var parts: [Part]

  /// The number that the ledger gives, in the claim's unit; not rounded.
  public internal(set) var recomputed: Rational?

  /// The same as text, rounded to the printed decimals, or a period.
  public internal(set) var recomputedText: String?

  /// What is missing.
  public internal(set) var missing: [Missing]

  /// Whether an approximate figure takes part.
  public internal(set) var isApproximate: Bool

  /// What the answer rests on; nil where nothing was read.
  public internal(set) var evidence: Evidence?

  /// The states that were read.
  public var inputs: [Derived.Input] {
    var seen: Set<Derived.Input> = []
    return parts.flatMap(\.derived.allInputs).filter { seen.insert($0).inserted }
  }
}
