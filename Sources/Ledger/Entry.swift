public import Cryptography

/// An event's canonical form: one line of canonical JSON, the bytes that are hashed, proved and replayed.
///
/// An entry can only be had by checking it. Its keys are `append`, `at`, `basis`, `by`, `data`, `format`, `kind`,
/// `ledger`, `position`, `subject`, `version`, in this order and no others; `format` is `1` and fixes all of this for
/// ever.
public struct Entry: Sendable {
  /// The longest entry, in bytes.
  public static let maximumByteCount = 65_535

  /// The largest position and version: eighteen digits, which fit a 64-bit number of any language.
  public static let maximumCount = 999_999_999_999_999_999

  /// The line, without a line feed.
  public let line: [UInt8]

  let layout: Layout

  /// What is hashed before a line, so that no inner node of the tree has the hash of a leaf.
  static let leafPrefix: [UInt8] = [0]

  /// The places of an entry's parts in its line; texts without their quotes.
  struct Layout: Sendable {
    var basis = Place()
    var by = Place()
    var data = Place()
    var kind = Place()
    var ledger = Place()
    var position = Place()
    var subject = Place()
    var version = Place()
  }

  /// A place in a line; 65,535 bytes need two bytes for each end.
  struct Place: Sendable {
    var start: UInt16 = 0
    var end: UInt16 = 0

    init() {}

    init(_ range: Range<Int>) {
      start = UInt16(range.lowerBound)
      end = UInt16(range.upperBound)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
  }

  init(line: [UInt8], layout: Layout) {
    self.line = line
    self.layout = layout
  }

  /// The hash of the entry as a leaf of the ledger's tree: SHA-256 of a zero byte and the line (RFC 9162 2.1.1).
  public var leafHash: Digest { SHA256.hash(Entry.leafPrefix + line) }
}

extension Entry: Hashable {
  /// Whether both are the same line.
  public static func == (one: Entry, other: Entry) -> Bool { one.line == other.line }

  /// Feeds the line.
  public func hash(into hasher: inout Hasher) { hasher.combine(line) }
}

extension Entry: CustomStringConvertible {
  /// The line as text.
  public var description: String { String(decoding: line, as: UTF8.self) }
}

extension Entry {
  /// The id of the append that the event belongs to.
  public var append: AppendID {
    // The layout is fixed up to here: `{"append":"` is 11 bytes long, the id 36.
    let bytes = line.span
    guard let id = AppendID(bytes: bytes.extracting(11..<47)) else { preconditionFailure("The entry was checked.") }
    return id
  }

  /// When the ledger learned of the event.
  public var recordedAt: Instant {
    let bytes = line.span
    guard let instant = Instant(canonical: bytes.extracting(55..<82)) else {
      preconditionFailure("The entry was checked.")
    }
    return instant
  }

  /// Who recorded the event: the login.
  public var recordedBy: String { text(line.span, layout.by.range) }

  /// The origin of the ledger.
  public var origin: String { text(line.span, layout.ledger.range) }

  /// The event's place in its ledger, from 1.
  public var position: Int { wholeNumber(line.span, layout.position.range) ?? 0 }

  /// The event's place among those about its subject, from 1.
  public var version: Int { wholeNumber(line.span, layout.version.range) ?? 0 }

  /// What happened.
  public var kind: Kind {
    let bytes = line.span
    guard let kind = try? Kind(bytes: bytes.extracting(layout.kind.range)) else {
      preconditionFailure("The entry was checked.")
    }
    return kind
  }

  /// What the event is about.
  public var subject: Subject { Subject(unchecked: text(line.span, layout.subject.range)) }

  /// The fact: the subject's whole state after the event.
  public var data: JSONObject {
    var index = Int(layout.data.start)
    return CanonicalJSON.object(line.span, &index)
  }

  /// Where the fact came from.
  public var basis: JSONObject {
    var index = Int(layout.basis.start)
    return CanonicalJSON.object(line.span, &index)
  }

  /// The bytes of the fact as canonical JSON.
  public var dataBytes: ArraySlice<UInt8> { line[layout.data.range] }

  /// The bytes of the basis as canonical JSON.
  public var basisBytes: ArraySlice<UInt8> { line[layout.basis.range] }

  /// Whether the fact is `{"withdrawn":true}`, the state of a subject that was taken back.
  public var isWithdrawn: Bool {
    layout.data.range.count == 18 && CanonicalJSON.has("{\"withdrawn\":true}", line.span, Int(layout.data.start))
  }

  /// A text of the fact by its key, without building the whole object.
  public func dataText(_ key: StaticString) -> String? { member(key, Int(layout.data.start)) }

  /// A text of the basis by its key, without building the whole object.
  public func basisText(_ key: StaticString) -> String? { member(key, Int(layout.basis.start)) }

  private func member(_ key: StaticString, _ start: Int) -> String? {
    let bytes = line.span
    let wanted = key.description
    var index = start + 1
    while bytes[index] == UInt8(ascii: "\"") {
      let name = CanonicalJSON.passString(bytes, &index)
      index += 1
      if name.count == wanted.utf8.count, CanonicalJSON.has(wanted, bytes, name.lowerBound) {
        return bytes[index] == UInt8(ascii: "\"") ? CanonicalJSON.string(bytes, &index) : nil
      }
      CanonicalJSON.passValue(bytes, &index)
      if bytes[index] == UInt8(ascii: ",") { index += 1 }
    }
    return nil
  }
}
