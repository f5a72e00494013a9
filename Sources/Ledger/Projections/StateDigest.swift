internal import Cryptography

/// A digest of many states that does not depend on the order in which they are taken.
///
/// It is the sum of their SHA-256 hashes, word by word without carry, so that a state built event by event, one built
/// anew and one of another ledger can be compared. It finds accidents; it is no proof against a forger.
public struct StateDigest: Hashable, Sendable {
  private var words: [UInt64] = [0, 0, 0, 0]

  /// The digest of nothing.
  public init() {}

  /// Adds the hash of a subject with its state.
  mutating func add(_ subject: borrowing Span<UInt8>, _ state: [[UInt8]], using hasher: inout SHA256) {
    hasher.update(subject)
    for part in state {
      // A zero byte stands in no text of the log, so that parts cannot run into each other.
      hasher.update([0].span)
      hasher.update(part.span)
    }
    add(hasher.finalizeAndRestart())
  }

  /// Adds a hash.
  mutating func add(_ hash: Digest) {
    for index in words.indices { words[index] &+= hash.words[index] }
  }

  /// The digest of the states of both.
  public static func + (one: StateDigest, other: StateDigest) -> StateDigest {
    var sum = one
    for index in sum.words.indices { sum.words[index] &+= other.words[index] }
    return sum
  }
}

extension StateDigest: CustomStringConvertible {
  /// The digest as 64 hexadecimal digits.
  public var description: String {
    words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }
}
