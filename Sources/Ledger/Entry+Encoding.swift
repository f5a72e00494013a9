extension Entry {
  /// What the ledger adds to a draft: who, when and where in the log.
  public struct Envelope: Hashable, Sendable {
    /// The id of the append.
    public var append: AppendID

    /// When the ledger learned of the event.
    public var recordedAt: Instant

    /// The login.
    public var recordedBy: String

    /// The origin of the ledger.
    public var origin: String

    /// The place in the ledger, from 1.
    public var position: Int

    /// The place among the events about the subject, from 1.
    public var version: Int

    /// An envelope.
    public init(
      append: AppendID, recordedAt: Instant, recordedBy: String, origin: String, position: Int, version: Int
    ) {
      self.append = append
      self.recordedAt = recordedAt
      self.recordedBy = recordedBy
      self.origin = origin
      self.position = position
      self.version = version
    }
  }

  /// Puts an entry together from its parts as the store keeps them, and checks the result.
  ///
  /// - Throws: `Refusal` if a part is not in its canonical form. The line is then still what the ledger holds:
  ///   `line(_:kind:subject:data:basis:)` gives it for hashing.
  public init(
    _ envelope: Envelope, kind: borrowing Span<UInt8>, subject: borrowing Span<UInt8>, data: borrowing Span<UInt8>,
    basis: borrowing Span<UInt8>
  ) throws(Refusal) {
    try self.init(
      decoding: Entry.line(envelope, kind: kind, subject: subject, data: data, basis: basis))
  }

  /// The entry of a draft that the ledger accepted.
  ///
  /// - Throws: `Refusal` if login or origin have other characters than they may, or position or version are below 1.
  public init(_ envelope: Envelope, _ draft: Draft) throws(Refusal) {
    try self.init(
      envelope, kind: draft.kind.text.utf8.span, subject: draft.subject.text.utf8.span, data: draft.data.span,
      basis: draft.basis.span)
  }

  /// The line of an entry, unchecked: what a ledger holds is hashed even where it is malformed.
  public static func line(
    _ envelope: Envelope, kind: borrowing Span<UInt8>, subject: borrowing Span<UInt8>, data: borrowing Span<UInt8>,
    basis: borrowing Span<UInt8>
  ) -> [UInt8] {
    var line: [UInt8] = []
    let texts = envelope.recordedBy.utf8.count + envelope.origin.utf8.count + kind.count + subject.count
    line.reserveCapacity(texts + data.count + basis.count + 213)
    line.append(contentsOf: "{\"append\":\"".utf8)
    envelope.append.encode(into: &line)
    line.append(contentsOf: "\",\"at\":\"".utf8)
    envelope.recordedAt.encode(into: &line)
    line.append(contentsOf: "\",\"basis\":".utf8)
    line.append(basis)
    line.append(contentsOf: ",\"by\":\"".utf8)
    line.append(contentsOf: envelope.recordedBy.utf8)
    line.append(contentsOf: "\",\"data\":".utf8)
    line.append(data)
    line.append(contentsOf: ",\"format\":\"1\",\"kind\":\"".utf8)
    line.append(kind)
    line.append(contentsOf: "\",\"ledger\":\"".utf8)
    line.append(contentsOf: envelope.origin.utf8)
    line.append(contentsOf: "\",\"position\":\"".utf8)
    appendNumber(envelope.position, to: &line)
    line.append(contentsOf: "\",\"subject\":\"".utf8)
    line.append(subject)
    line.append(contentsOf: "\",\"version\":\"".utf8)
    appendNumber(envelope.version, to: &line)
    line.append(contentsOf: "\"}".utf8)
    return line
  }
}

/// Appends a whole number in decimal digits.
func appendNumber(_ value: Int, to bytes: inout [UInt8]) {
  if value < 0 { bytes.append(UInt8(ascii: "-")) }
  var rest = value.magnitude
  let start = bytes.count
  repeat {
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
    rest /= 10
  } while rest > 0
  var (first, last) = (start, bytes.count - 1)
  while first < last {
    bytes.swapAt(first, last)
    (first, last) = (first + 1, last - 1)
  }
}
