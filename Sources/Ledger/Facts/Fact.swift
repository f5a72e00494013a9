/// What the `data` of an event says: the whole state of its subject.
///
/// A fact is written with the keys that <doc:Kinds> lists and no others, and its defaults are absent, so that equal facts
/// are equal bytes.
public protocol Fact: Hashable, Sendable {
  /// The kinds of event whose data this is.
  static var kinds: [Kind] { get }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with the JSON pointer of what is unknown, missing, contradictory or of the wrong type.
  init(data: JSONObject) throws(Refusal)

  /// The fact as data of an event.
  var data: JSONObject { get }
}

extension Draft {
  /// The state of a subject that was taken back, `{"withdrawn":true}`.
  public static let withdrawn: JSONObject = ["withdrawn": true]

  /// A draft of a fact.
  ///
  /// - Throws: `Refusal` as the other initialisers do, and if the kind has other data.
  public init(kind: Kind, subject: Subject, _ fact: some Fact, basis: Basis) throws(Refusal) {
    guard type(of: fact).kinds.contains(kind) else {
      throw Refusal(.kindForm, "events \(kind) have other data than \(type(of: fact))")
    }
    try self.init(kind: kind, subject: subject, data: fact.data, basis: basis.data)
  }

  /// A draft that takes a subject's state back.
  ///
  /// - Throws: `Refusal` if states of this kind are not taken back.
  public init(withdrawing subject: Subject, kind: Kind, basis: Basis) throws(Refusal) {
    guard kind.isWithdrawable else {
      throw Refusal(.kindForm, "a state of the kind \(kind) is not taken back")
    }
    try self.init(kind: kind, subject: subject, data: Draft.withdrawn, basis: basis.data)
  }
}

extension Event {
  /// The fact that the event states, or nil if it takes the subject back.
  ///
  /// - Throws: `Refusal` if the data is not of this type; what was asked of the subject can then not be checked.
  public func fact<F: Fact>(_ type: F.Type = F.self) throws(Refusal) -> F? {
    guard F.kinds.contains(kind) || kind == .measurementWithdrawn && F.kinds.contains(.measurementRecorded) else {
      throw Refusal(.kindForm, "the event \(position) is \(kind), whose data is not \(type)")
    }
    if isWithdrawn {
      guard kind.isWithdrawable else { throw Refusal(.unknownKey, "no such key", at: .pointer("/withdrawn")) }
      return nil
    }
    return try F(data: data)
  }
}

/// Checks that data is what a kind of event may have, whatever the kind.
///
/// - Throws: `Refusal` with the JSON pointer of the first trouble.
public func checkData(_ data: JSONObject, of kind: Kind) throws(Refusal) {
  if kind.isWithdrawable, data == Draft.withdrawn { return }
  switch kind {
  case .ledgerOpened, .ledgerRestored, .schemaChanged: _ = try LedgerState(data: data)
  case .measurementRecorded: _ = try Measurement(data: data)
  case .measurementWithdrawn:
    throw Refusal(.missingKey, "a withdrawal is {\"withdrawn\":true} and nothing else", at: .pointer("/withdrawn"))
  case .indicatorDefined: _ = try Indicator(data: data)
  case .areaDefined: _ = try Area(data: data)
  case .unitDefined: _ = try Unit(data: data)
  case .codelistDefined: _ = try Codelist(data: data)
  case .nodeDefined: _ = try Node(data: data)
  case .targetRevised: _ = try Target(data: data)
  case .statusJudged: _ = try Judgement(data: data)
  case .membershipChanged: _ = try Membership(data: data)
  case .coverageStated: _ = try Coverage(data: data)
  case .methodAdopted: _ = try Method(data: data)
  case .publicationIssued, .publicationDecided: _ = try Publication(data: data)
  case .claimPrinted: _ = try Claim(data: data)
  case .importCompleted: _ = try ImportReceipt(data: data)
  case .unknown: throw Refusal(.kindForm, "this program does not know the kind \(kind)", advice: "use a newer program")
  }
}
