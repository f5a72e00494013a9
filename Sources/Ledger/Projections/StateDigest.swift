internal import Cryptography

/// A digest of many states that does not depend on the order in which they are taken.
///
/// It is the sum of their SHA-256 hashes, word by word without carry, so that a state built event by event, one built
/// anew and one of another ledger can be compared. It finds accidents; it is no proof against a forger.
public struct StateDigest: Hashable, Sendable {
  private var words = SIMD4<UInt64>.zero

  /// Stands before each part of a state.
  ///
  /// It is in no text of the log, so that parts cannot run into each other.
  static let separator: UInt8 = 0

  /// The digest of nothing.
  public init() {}

  /// The digest of some subjects, each with its state.
  public init(_ states: some Sequence<(subject: Subject, state: [[UInt8]])>) {
    var hasher = SHA256()
    for (subject, state) in states { add(subject.text.utf8.span, state, using: &hasher) }
  }

  /// Adds the hash of a subject with its state.
  mutating func add(_ subject: borrowing Span<UInt8>, _ state: [[UInt8]], using hasher: inout SHA256) {
    hasher.update(subject)
    for part in state {
      hasher.update([StateDigest.separator].span)
      hasher.update(part.span)
    }
    add(hasher.finalizeAndRestart())
  }

  /// Adds a hash.
  mutating func add(_ hash: Digest) {
    words &+= SIMD4(hash.words[0], hash.words[1], hash.words[2], hash.words[3])
  }

  /// The digest of the states of both.
  public static func + (one: StateDigest, other: StateDigest) -> StateDigest {
    var sum = one
    sum.words &+= other.words
    return sum
  }
}

extension StateDigest: CustomStringConvertible {
  /// The digest as 64 hexadecimal digits.
  public var description: String {
    words.indices.map { index in
      let digits = String(words[index], radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }
}
