/// What happened, with the version of its data's meaning: `measurement.recorded/1`.
///
/// A new meaning is a new number, and old ones are read for ever. A kind that this program does not know is kept as it
/// is; an answer that touches a subject with one cannot be checked.
public enum Kind: Hashable, Sendable {
  /// The ledger begins.
  case ledgerOpened
  /// The ledger goes on as a copy, under a new origin.
  case ledgerRestored
  /// The schema was migrated.
  case schemaChanged
  /// A figure gets a value.
  case measurementRecorded
  /// A figure is taken back.
  case measurementWithdrawn
  /// An indicator is described.
  case indicatorDefined
  /// An area is described.
  case areaDefined
  /// A unit is described.
  case unitDefined
  /// A list of codes is given whole.
  case codelistDefined
  /// A framework node is described.
  case nodeDefined
  /// A target is promised or changed.
  case targetRevised
  /// A person gave a target a status.
  case statusJudged
  /// A member joined, left or changed category.
  case membershipChanged
  /// A set is stated complete or not.
  case coverageStated
  /// An assessment method gets its parameters.
  case methodAdopted
  /// A publication is issued.
  case publicationIssued
  /// A publication is decided upon.
  case publicationDecided
  /// A number was printed in a publication.
  case claimPrinted
  /// A file was imported.
  case importCompleted
  /// A kind of another program version.
  case unknown(String)

  private static let measurementBytes = Array(Kind.measurementRecorded.text.utf8)

  private static let texts: [(kind: Kind, text: String)] = [
    (.measurementRecorded, "measurement.recorded/1"), (.measurementWithdrawn, "measurement.withdrawn/1"),
    (.ledgerOpened, "ledger.opened/1"), (.ledgerRestored, "ledger.restored/1"),
    (.schemaChanged, "schema.changed/1"), (.indicatorDefined, "indicator.defined/1"),
    (.areaDefined, "area.defined/1"), (.unitDefined, "unit.defined/1"), (.codelistDefined, "codelist.defined/1"),
    (.nodeDefined, "node.defined/1"), (.targetRevised, "target.revised/1"), (.statusJudged, "status.judged/1"),
    (.membershipChanged, "membership.changed/1"), (.coverageStated, "coverage.stated/1"),
    (.methodAdopted, "method.adopted/1"), (.publicationIssued, "publication.issued/1"),
    (.publicationDecided, "publication.decided/1"), (.claimPrinted, "claim.printed/1"),
    (.importCompleted, "import.completed/1"),
  ]

  /// The kinds that this program knows.
  public static let known: [Kind] = texts.map(\.kind)

  /// The kind as text, such as `measurement.recorded/1`.
  public var text: String {
    if case .unknown(let text) = self { return text }
    for known in Kind.texts where known.kind == self { return known.text }
    preconditionFailure("Every known kind has its text.")
  }

  /// The word before the slash, such as `measurement.recorded`.
  public var name: String { String(text.prefix { $0 != "/" }) }

  /// The version of the data's meaning.
  public var dataVersion: Int { Int(text.drop { $0 != "/" }.dropFirst()) ?? 0 }

  /// Whether this program knows what the kind's data means.
  public var isKnown: Bool { if case .unknown = self { false } else { true } }

  /// Reads a kind; one that this program does not know is kept as it is.
  ///
  /// - Throws: `Refusal` unless it is written `name.verb/version`.
  public init(_ text: String) throws(Refusal) { try self.init(bytes: text.utf8.span) }

  /// Reads a kind; one that this program does not know is kept as it is.
  ///
  /// - Throws: `Refusal` unless it is written `name.verb/version`.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    // Nearly every event is a measurement; comparing bytes spares the strings.
    if sameBytes(bytes, Kind.measurementBytes) {
      self = .measurementRecorded
      return
    }
    for known in Kind.texts where known.text.utf8.count == bytes.count && CanonicalJSON.has(known.text, bytes, 0) {
      self = known.kind
      return
    }
    guard Kind.isWellFormed(bytes) else {
      throw Refusal(.kindForm, "'\(shown(bytes))' is not a kind", advice: "write name.verb/version")
    }
    self = .unknown(Ledger.text(bytes, 0..<bytes.count))
  }

  private static func isWellFormed(_ bytes: borrowing Span<UInt8>) -> Bool {
    var index = 0
    func word() -> Bool {
      let start = index
      while index < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] { index += 1 }
      return index > start
    }
    guard word(), index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return false }
    index += 1
    guard word(), index < bytes.count, bytes[index] == UInt8(ascii: "/") else { return false }
    guard let version = wholeNumber(bytes, index + 1..<bytes.count) else { return false }
    return 1...9999 ~= version && bytes.count <= 100
  }

  /// The form of the subjects that events of this kind are about, or nil for an unknown kind.
  public var subjectForm: String? {
    switch self {
    case .ledgerOpened, .ledgerRestored, .schemaChanged: "ledger"
    case .measurementRecorded, .measurementWithdrawn: "figure"
    case .indicatorDefined: "indicator"
    case .areaDefined: "area"
    case .unitDefined: "unit"
    case .codelistDefined: "codelist"
    case .nodeDefined: "node"
    case .targetRevised: "target"
    case .statusJudged: "judgement"
    case .membershipChanged: "membership"
    case .coverageStated: "coverage"
    case .methodAdopted: "method"
    case .publicationIssued, .publicationDecided: "publication"
    case .claimPrinted: "claim"
    case .importCompleted: "import"
    case .unknown: nil
    }
  }

  /// Whether a state of this kind can be taken back with `{"withdrawn":true}`.
  ///
  /// A ledger's own states are never taken back, and a measurement is withdrawn by a kind of its own.
  public var isWithdrawable: Bool {
    switch self {
    case .ledgerOpened, .ledgerRestored, .schemaChanged, .measurementRecorded, .unknown: false
    default: true
    }
  }
}

extension Kind: CustomStringConvertible {
  /// The kind as text.
  public var description: String { text }
}
