/// A number that was printed in a publication, with what it must follow from.
public struct Claim: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.claimPrinted]

  /// How a printed number relates to its derivation, read as *printed REL derivation*: "over 53" is `53 <`.
  public enum Relation: String, Hashable, Sendable, CaseIterable {
    /// They are equal, at the printed decimals.
    case equal = "="
    /// The printed number is less.
    case less = "<"
    /// The printed number is less or equal.
    case lessOrEqual = "<="
    /// The printed number is more.
    case more = ">"
    /// The printed number is more or equal.
    case moreOrEqual = ">="
  }

  /// A relation to a derivation.
  public struct Check: Hashable, Sendable {
    /// The relation.
    public var relation: Relation

    /// The derivation, as text.
    public var derivation: String

    /// A check.
    public init(_ relation: Relation = .equal, _ derivation: String) {
      self.relation = relation
      self.derivation = derivation
    }
  }

  /// The words around the number.
  public var text: String?

  /// The number as printed.
  public var printed: String

  /// Its unit.
  public var unit: Code?

  /// What it must follow from, if a form can say it.
  public var check: Check?

  /// A second relation that must hold too, as in "increased to 74".
  public var secondCheck: Check?

  /// A claim.
  public init(
    text: String? = nil, printed: String, unit: Code? = nil, check: Check? = nil, secondCheck: Check? = nil
  ) {
    self.text = text
    self.printed = printed
    self.unit = unit
    self.check = check
    self.secondCheck = secondCheck
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    text = try fields.words("text")
    printed = try fields.required("printed", try fields.words("printed"))
    unit = try fields.value("unit", Code.init(_:))
    check = try Claim.check(&fields)
    if var inner = try fields.fields("and") {
      secondCheck = try Claim.check(&inner)
      try inner.finish()
      if secondCheck == nil { throw Refusal(.missingKey, "the key is missing", at: .pointer("/and/derivation")) }
      if check == nil { throw fields.contradiction("and", "a second derivation stands without a first") }
    }
    try fields.finish()
  }

  private static func check(_ fields: inout FieldReader) throws(Refusal) -> Check? {
    let relation = try fields.word("relation", Relation.self)
    let derivation = try fields.words("derivation")
    if relation == .equal { throw fields.contradiction("relation", "the default is written out") }
    guard let derivation else {
      if relation != nil { throw fields.contradiction("relation", "a relation stands without a derivation") }
      return nil
    }
    return Check(relation ?? .equal, derivation)
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    var object = JSONObject(present: [
      ("text", text.map { .string($0) }), ("printed", .string(printed)), ("unit", unit.map { .text($0) }),
      ("and", secondCheck.map { .object(JSONObject(present: $0.members)) }),
    ])
    for (key, value) in check?.members ?? [] { object[key] = value }
    return object
  }
}

extension Claim.Check {
  fileprivate var members: [(String, JSON?)] {
    [("relation", relation == .equal ? nil : .word(relation)), ("derivation", .string(derivation))]
  }
}
