/// What an event is about, as text that is the key of its history: `figure/…`, `target/PLAN/CODE`.
///
/// In every component each byte outside `[A-Za-z0-9._+-]` is `%XX` in upper case, so that a subject is plain ASCII, has one
/// spelling, and sorts the same everywhere.
public struct Subject: Hashable, Sendable {
  /// The longest subject, in bytes; a key of PostgreSQL's index holds little more.
  public static let maximumByteCount = 2048

  /// The canonical text.
  public let text: String

  init(unchecked text: String) { self.text = text }

  /// Reads a subject, which must be in its canonical form.
  ///
  /// - Throws: `Refusal` with the byte where it is not.
  public init(_ text: String) throws(Refusal) {
    try Subject.check(text.utf8.span)
    self.text = text
  }

  /// Reads a subject, which must be in its canonical form.
  ///
  /// - Throws: `Refusal` with the byte where it is not.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    try Subject.check(bytes)
    text = Ledger.text(bytes, 0..<bytes.count)
  }

  private init(_ form: String, _ components: String...) {
    var bytes = Array(form.utf8)
    for component in components {
      bytes.append(UInt8(ascii: "/"))
      Code.encode(component.utf8.span, into: &bytes)
    }
    text = String(decoding: bytes, as: UTF8.self)
  }
}

extension Subject {
  /// A figure.
  public static func figure(_ figure: Figure) -> Subject {
    var bytes: [UInt8] = Array("figure/".utf8)
    figure.encode(into: &bytes)
    return Subject(unchecked: String(decoding: bytes, as: UTF8.self))
  }

  /// A framework node.
  public static func node(plan: Code, code: Code) -> Subject { Subject("node", plan.text, code.text) }

  /// A target.
  public static func target(plan: Code, code: Code) -> Subject { Subject("target", plan.text, code.text) }

  /// What was judged of a target.
  public static func judgement(plan: Code, code: Code) -> Subject { Subject("judgement", plan.text, code.text) }

  /// One member in one group.
  public static func membership(group: Code, member: Code) -> Subject {
    Subject("membership", group.text, member.text)
  }

  /// An indicator.
  public static func indicator(_ code: Code) -> Subject { Subject("indicator", code.text) }

  /// An area.
  public static func area(_ code: Code) -> Subject { Subject("area", code.text) }

  /// A unit.
  public static func unit(_ code: Code) -> Subject { Subject("unit", code.text) }

  /// A list of codes.
  public static func codelist(_ code: Code) -> Subject { Subject("codelist", code.text) }

  /// An assessment method.
  public static func method(_ code: Code) -> Subject { Subject("method", code.text) }

  /// The coverage of a set.
  public static func coverage(_ set: CoverageSet) -> Subject { Subject("coverage", set.name) }

  /// A publication.
  public static func publication(_ code: Code) -> Subject { Subject("publication", code.text) }

  /// A number printed in a publication.
  public static func claim(publication: Code, id: Code) -> Subject { Subject("claim", publication.text, id.text) }

  /// A file that was imported, by the SHA-256 of its bytes.
  ///
  /// - Throws: `Refusal` unless it is 64 lower-case hexadecimal digits.
  public static func `import`(sha256: String) throws(Refusal) -> Subject { try Subject("import/" + sha256) }

  /// The ledger itself.
  public static let ledger = Subject(unchecked: "ledger/self")
}

extension Subject {
  /// What a subject names, taken apart.
  public enum Form: Hashable, Sendable {
    /// A figure.
    case figure(Figure)
    /// A framework node.
    case node(plan: Code, code: Code)
    /// A target.
    case target(plan: Code, code: Code)
    /// What was judged of a target.
    case judgement(plan: Code, code: Code)
    /// One member in one group.
    case membership(group: Code, member: Code)
    /// An indicator.
    case indicator(Code)
    /// An area.
    case area(Code)
    /// A unit.
    case unit(Code)
    /// A list of codes.
    case codelist(Code)
    /// An assessment method.
    case method(Code)
    /// The coverage of a set.
    case coverage(CoverageSet)
    /// A publication.
    case publication(Code)
    /// A number printed in a publication.
    case claim(publication: Code, id: Code)
    /// A file that was imported.
    case `import`(sha256: String)
    /// The ledger itself.
    case ledger
    /// Something that this program does not know yet.
    case other
  }

  /// The word before the first slash, such as `figure`.
  public var formName: Substring { text[..<(text.utf8.firstIndex(of: UInt8(ascii: "/")) ?? text.endIndex)] }

  /// What the subject names, taken apart.
  ///
  /// - Complexity: O(*n*) in the length; the text is parsed each time.
  public var form: Form { (try? parsedForm()) ?? .other }

  private func parsedForm() throws(Refusal) -> Form {
    let bytes = text.utf8.span
    if CanonicalJSON.has("figure/", bytes, 0) {
      return .figure(try Figure(bytes: bytes.extracting(7..<bytes.count)))
    }
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var codes: [String] = []
    for part in parts.dropFirst() {
      let raw = Array(part)
      codes.append(String(decoding: try Code.decode(raw.span) ?? raw, as: UTF8.self))
    }
    switch (formName, codes.count) {
    case ("node", 2): return .node(plan: try Code(codes[0]), code: try Code(codes[1]))
    case ("target", 2): return .target(plan: try Code(codes[0]), code: try Code(codes[1]))
    case ("judgement", 2): return .judgement(plan: try Code(codes[0]), code: try Code(codes[1]))
    case ("membership", 2): return .membership(group: try Code(codes[0]), member: try Code(codes[1]))
    case ("claim", 2): return .claim(publication: try Code(codes[0]), id: try Code(codes[1]))
    case ("indicator", 1): return .indicator(try Code(codes[0]))
    case ("area", 1): return .area(try Code(codes[0]))
    case ("unit", 1): return .unit(try Code(codes[0]))
    case ("codelist", 1): return .codelist(try Code(codes[0]))
    case ("method", 1): return .method(try Code(codes[0]))
    case ("publication", 1): return .publication(try Code(codes[0]))
    case ("coverage", 1): return .coverage(try CoverageSet(codes[0]))
    case ("import", 1): return .import(sha256: codes[0])
    case ("ledger", 1): return .ledger
    default: return .other
    }
  }
}

extension Subject: Comparable, CustomStringConvertible {
  /// Orders subjects by their bytes, as the log does within an import.
  public static func < (one: Subject, other: Subject) -> Bool { precedes(one.text, other.text) }

  /// The canonical text.
  public var description: String { text }
}
