/// Puts the entries of a log together one after another, for replays of millions.
///
/// The events of an append share its id, time, login and origin, so their bytes are written once an append. Only what
/// differs from event to event is checked for each.
public struct EntryAssembler: Sendable {
  private var current: Shared?
  private var prefix: [UInt8] = []
  private var login: [UInt8] = []
  private var origin: [UInt8] = []

  private struct Shared {
    let append: AppendID
    let recordedAt: Instant
    let recordedBy: String
    let origin: String
  }

  /// An assembler that has seen no append yet.
  public init() {}

  /// The entry of an event, from its parts as the store keeps them.
  ///
  /// It is what `Entry(_:kind:subject:data:basis:)` gives for the same parts.
  ///
  /// - Throws: `Refusal` if a part is not in its canonical form.
  public mutating func entry(
    _ envelope: Entry.Envelope, kind: borrowing Span<UInt8>, subject: borrowing Span<UInt8>,
    data: borrowing Span<UInt8>, basis: borrowing Span<UInt8>
  ) throws(Refusal) -> Entry {
    var line: [UInt8] = []
    let layout = try assemble(envelope, kind: kind, subject: subject, data: data, basis: basis, into: &line)
    return Entry(line: line, layout: layout)
  }

  /// Appends the entry's line to some bytes, which are as they were where it throws.
  ///
  /// - Returns: The places of its parts, counted from the first of those bytes.
  /// - Throws: `Refusal` if a part is not in its canonical form.
  mutating func assemble(
    _ envelope: Entry.Envelope, kind: borrowing Span<UInt8>, subject: borrowing Span<UInt8>,
    data: borrowing Span<UInt8>, basis: borrowing Span<UInt8>, into line: inout [UInt8]
  ) throws(Refusal) -> Entry.Layout {
    try begin(envelope)
    _ = try Kind(bytes: kind)
    try Subject.check(subject)
    try EntryAssembler.checkObject(data)
    try EntryAssembler.checkObject(basis)
    guard 1...Entry.maximumCount ~= envelope.position, 1...Entry.maximumCount ~= envelope.version else {
      throw Entry.refusal("position and version are whole numbers from 1", 0)
    }
    let count =
      prefix.count + basis.count + login.count + data.count + kind.count + origin.count + subject.count + 124
    let start = line.count
    line.reserveCapacity(start + count)
    var layout = Entry.Layout()
    line.append(contentsOf: prefix)
    let basisStart = line.count
    line.append(basis)
    let basisEnd = line.count
    line.append(contentsOf: ",\"by\":\"".utf8)
    let loginStart = line.count
    line.append(contentsOf: login)
    let loginEnd = line.count
    line.append(contentsOf: "\",\"data\":".utf8)
    let dataStart = line.count
    line.append(data)
    let dataEnd = line.count
    line.append(contentsOf: ",\"format\":\"1\",\"kind\":\"".utf8)
    let kindStart = line.count
    line.append(kind)
    let kindEnd = line.count
    line.append(contentsOf: "\",\"ledger\":\"".utf8)
    let originStart = line.count
    line.append(contentsOf: origin)
    let originEnd = line.count
    line.append(contentsOf: "\",\"position\":\"".utf8)
    let positionStart = line.count
    appendNumber(envelope.position, to: &line)
    let positionEnd = line.count
    line.append(contentsOf: "\",\"subject\":\"".utf8)
    let subjectStart = line.count
    line.append(subject)
    let subjectEnd = line.count
    line.append(contentsOf: "\",\"version\":\"".utf8)
    let versionStart = line.count
    appendNumber(envelope.version, to: &line)
    let versionEnd = line.count
    line.append(contentsOf: "\"}".utf8)
    guard line.count - start <= Entry.maximumByteCount else {
      let count = line.count - start
      line.removeSubrange(start...)
      throw Refusal(.entryTooLong, "the entry is \(count) bytes long; no entry is longer than 65,535")
    }
    layout.basis = Entry.Place(basisStart..<basisEnd)
    layout.by = Entry.Place(loginStart..<loginEnd)
    layout.data = Entry.Place(dataStart..<dataEnd)
    layout.kind = Entry.Place(kindStart..<kindEnd)
    layout.ledger = Entry.Place(originStart..<originEnd)
    layout.position = Entry.Place(positionStart..<positionEnd)
    layout.subject = Entry.Place(subjectStart..<subjectEnd)
    layout.version = Entry.Place(versionStart..<versionEnd)
    return layout
  }

  /// Writes what an append's entries share, unless it is that of the entry before.
  private mutating func begin(_ envelope: Entry.Envelope) throws(Refusal) {
    if let current, current.append == envelope.append, current.recordedAt == envelope.recordedAt,
      current.recordedBy == envelope.recordedBy, current.origin == envelope.origin
    {
      return
    }
    let login = Array(envelope.recordedBy.utf8)
    let origin = Array(envelope.origin.utf8)
    guard Entry.isLogin(login.span, login.indices) else {
      throw Entry.refusal("the login has other characters than letters, digits and _ . @ -", 0)
    }
    guard Entry.isOrigin(origin.span, origin.indices) else {
      throw Entry.refusal("the origin has other characters than letters, digits and . _ / -", 0)
    }
    (self.login, self.origin) = (login, origin)
    prefix.removeAll(keepingCapacity: true)
    prefix.append(contentsOf: "{\"append\":\"".utf8)
    envelope.append.encode(into: &prefix)
    prefix.append(contentsOf: "\",\"at\":\"".utf8)
    envelope.recordedAt.encode(into: &prefix)
    prefix.append(contentsOf: "\",\"basis\":".utf8)
    current = Shared(
      append: envelope.append, recordedAt: envelope.recordedAt, recordedBy: envelope.recordedBy,
      origin: envelope.origin)
  }

  private static func checkObject(_ bytes: borrowing Span<UInt8>) throws(Refusal) {
    var index = 0
    try CanonicalJSON.skipObject(bytes, &index, depth: 0)
    guard index == bytes.count else { throw CanonicalJSON.refusal("more bytes follow the object", index) }
  }
}
