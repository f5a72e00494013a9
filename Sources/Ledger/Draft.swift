/// An event as a client submits it: all but what the ledger adds.
public struct Draft: Hashable, Sendable {
  /// What happened.
  public let kind: Kind

  /// What the event is about.
  public let subject: Subject

  /// The fact, as canonical JSON.
  public let data: [UInt8]

  /// Where the fact came from, as canonical JSON.
  public let basis: [UInt8]

  /// What login, origin, append, time, position, version and the envelope's names take at most.
  static let envelopeByteCount = 63 + 200 + 213

  /// A draft.
  ///
  /// - Throws: `Refusal` if the kind is unknown or is not about such a subject, a text is not one that the ledger may
  ///   hold, or the entry could become longer than 65,535 bytes.
  public init(kind: Kind, subject: Subject, data: JSONObject, basis: JSONObject) throws(Refusal) {
    try self.init(kind: kind, subject: subject, data: data.canonical, basis: basis.canonical)
  }

  /// A draft from bytes that are canonical JSON.
  ///
  /// - Throws: `Refusal` as the other initialiser does, and where the bytes are not canonical.
  public init(kind: Kind, subject: Subject, data: [UInt8], basis: [UInt8]) throws(Refusal) {
    guard let form = kind.subjectForm else {
      throw Refusal(.kindForm, "this program does not know the kind \(kind)", advice: "use a newer program")
    }
    guard subject.formName == form else {
      throw Refusal(
        .subjectForm, "an event \(kind) is not about \(subject)", advice: "its subject begins with \(form)/")
    }
    try Draft.checkObject(data)
    try Draft.checkObject(basis)
    let count =
      data.count + basis.count + subject.text.utf8.count + kind.text.utf8.count + Draft.envelopeByteCount
    guard count <= Entry.maximumByteCount else {
      throw Refusal(
        .entryTooLong, "the event takes \(count) bytes; an entry holds 65,535", advice: "shorten its texts")
    }
    self.kind = kind
    self.subject = subject
    self.data = data
    self.basis = basis
  }

  private static func checkObject(_ bytes: [UInt8]) throws(Refusal) {
    var index = 0
    try CanonicalJSON.skipObject(bytes.span, &index, depth: 0)
    guard index == bytes.count else { throw CanonicalJSON.refusal("more bytes follow the object", index) }
    // The signs between the texts combine with nothing, so the whole is composed where each text is.
    guard FreeText.isComposed(utf8: bytes.span) else {
      throw Refusal(
        .notComposed, "a text is not in composed form (NFC)", advice: "submit the composed form, as in U+00E9 for é")
    }
  }

  /// The fact.
  public var dataObject: JSONObject { Draft.object(data) }

  /// Where the fact came from.
  public var basisObject: JSONObject { Draft.object(basis) }

  private static func object(_ bytes: [UInt8]) -> JSONObject {
    var index = 0
    return CanonicalJSON.object(bytes.span, &index)
  }
}
