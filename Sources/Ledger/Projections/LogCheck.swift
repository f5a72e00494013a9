public import Cryptography

/// A replay of a whole log that keeps nothing but counts, digests and faults, so that it takes the same memory for any log.
///
/// The events come one subject after another, each subject's in the order of their versions. Every entry is put
/// together, checked and hashed; the state of every subject is the last event about it. Two ledgers with equal digests
/// hold the same entries and the same states.
public struct LogCheck: Sendable {
  /// Something that is wrong with the log.
  public struct Fault: Hashable, Sendable {
    /// Where.
    public let position: Int
    /// What, in words.
    public let reason: String
  }

  /// So many faults are kept; all are counted.
  public static let faultLimit = 100

  /// The entries replayed.
  public private(set) var eventCount = 0
  /// The subjects that they are about.
  public private(set) var subjectCount = 0
  /// The largest position.
  public private(set) var lastPosition = 0
  /// What is wrong, as far as it is kept.
  public private(set) var faults: [Fault] = []
  /// How many faults there are.
  public private(set) var faultCount = 0
  /// The order-free digest of the leaf hashes of all entries.
  public private(set) var entries = StateDigest()
  /// The order-free digest of all subjects with their states.
  public private(set) var states = StateDigest()

  private var assembler = EntryAssembler()
  /// The leaf of the current entry: the prefix and the line.
  private var leaf: [UInt8] = []
  /// The current subject with its state, as it is hashed; the first `subjectByteCount` bytes are the subject.
  private var state: [UInt8] = []
  private var subjectByteCount = 0
  private var version = 0

  /// A check that has seen nothing.
  public init() {}

  /// Takes in an event, from its parts as the store keeps them.
  public mutating func apply(
    _ envelope: Entry.Envelope, kind: borrowing Span<UInt8>, subject: borrowing Span<UInt8>,
    data: borrowing Span<UInt8>, basis: borrowing Span<UInt8>, using hasher: inout SHA256
  ) {
    if eventCount == 0 || !isCurrent(subject) {
      endSubject(using: &hasher)
      subjectCount += 1
      version = 0
      state.removeAll(keepingCapacity: true)
      state.append(subject)
      subjectByteCount = subject.count
    }
    eventCount += 1
    lastPosition = max(lastPosition, envelope.position)
    version += 1
    if envelope.version != version {
      report(envelope.position, "is version \(envelope.version) of its subject, and \(version) is due")
      version = envelope.version
    }
    leaf.removeAll(keepingCapacity: true)
    leaf.append(contentsOf: Entry.leafPrefix)
    do throws(Refusal) {
      _ = try assembler.assemble(envelope, kind: kind, subject: subject, data: data, basis: basis, into: &leaf)
    } catch {
      // What is malformed is hashed and proved like any other.
      report(envelope.position, "recorded by \(envelope.recordedBy), is malformed: \(error)")
      leaf.append(contentsOf: Entry.line(envelope, kind: kind, subject: subject, data: data, basis: basis))
    }
    hasher.update(leaf.span)
    entries.add(hasher.finalizeAndRestart())
    state.removeSubrange(subjectByteCount...)
    state.append(StateDigest.separator)
    state.append(kind)
    state.append(StateDigest.separator)
    state.append(data)
  }

  /// Ends the check.
  ///
  /// - Parameter expected: The last position that there should be; positions have no gaps.
  public mutating func finish(expecting expected: Int, using hasher: inout SHA256) {
    endSubject(using: &hasher)
    if eventCount != expected || lastPosition != expected {
      report(lastPosition, "is the last of \(eventCount) entries, and \(expected) are due")
    }
  }

  private func isCurrent(_ other: borrowing Span<UInt8>) -> Bool {
    guard subjectByteCount == other.count else { return false }
    // Neighbouring subjects differ at the end.
    var index = other.count - 1
    while index >= 0, state[index] == other[index] { index -= 1 }
    return index < 0
  }

  private mutating func endSubject(using hasher: inout SHA256) {
    guard eventCount > 0 else { return }
    hasher.update(state.span)
    states.add(hasher.finalizeAndRestart())
  }

  private mutating func report(_ position: Int, _ reason: String) {
    faultCount += 1
    if faults.count < LogCheck.faultLimit { faults.append(Fault(position: position, reason: reason)) }
  }
}
