/// Something without which a question has no answer.
public enum Missing: Hashable, Sendable {
  /// A figure that is not there.
  case figure(Figure, Absence)

  /// Not one figure of a selection is there.
  case figures(Selection)

  /// A state that cannot be read.
  case unreadable(Unreadable)

  /// A target that is not in force, or whose code several plans have.
  case target(Derivation.TargetName, plans: [Code])

  /// A field that a target does not have.
  case field(Derivation.TargetName, Derivation.TargetField)

  /// A selection that leaves the indicator open.
  case indicator(Selection)

  /// Two units that neither has a factor to the other.
  case units(Code, Code)

  /// A divisor that is zero or may be.
  case divisor

  /// A growth needs a base above zero, and no number below it at its end.
  case positiveBase

  /// Periods between which no years can be counted.
  case time(Period, Period)

  /// A period that is not a year, where a number is due.
  case year(Period)

  /// A derivation that leads back to itself.
  case loop(Derivation)

  /// An indicator whose derivation leads back to it.
  case cycle(Code)

  /// A derivation that too many others lead to.
  case depth(Derivation)

  /// A stored derivation that cannot be read.
  case derivation(String, Refusal)

  /// Claims without a derivation have nothing to be checked against.
  case noDerivation

  /// A set that is not stated complete.
  case coverage(CoverageSet)

  /// A selection with an open end, which no statement can complete.
  case openEnd(Selection)

  /// A number that is known only from one side.
  case bound(String, Quantity.Certainty)

  /// The sentence that prints the claim is all that there is.
  case evidence

  /// A printed text that is not a number, although the derivation is one.
  case printedNumber(String)
}

extension Missing {
  /// Why a figure has no number.
  public enum Absence: Hashable, Sendable {
    /// Nobody recorded it.
    case notRecorded
    /// It was withdrawn.
    case withdrawn
    /// It may not be told yet.
    case embargoed
    /// It was recorded as missing, with a reason.
    case noValue(String)
    /// Its value is a code or a yes or no.
    case noNumber
  }
}

extension Missing: CustomStringConvertible {
  /// What is missing, in a few words.
  public var description: String {
    switch self {
    case .figure(let figure, .notRecorded): "\(figure)"
    case .figure(let figure, .withdrawn): "\(figure) (withdrawn)"
    case .figure(let figure, .embargoed): "\(figure) (embargoed)"
    case .figure(let figure, .noValue(let reason)): "\(figure) (no value: \(reason))"
    case .figure(let figure, .noNumber): "\(figure) has no number"
    case .figures(let selection): "\(selection)"
    case .unreadable(let unreadable): unreadable.description
    case .target(let name, let plans) where plans.count > 1:
      "target \(name): plans \(plans.map(\.text).joined(separator: ", ")) have one; write PLAN/CODE"
    case .target(let name, _): "target \(name)"
    case .field(let name, let field): "target(\(name),\(field.rawValue))"
    case .indicator(let selection): "an indicator in \(selection)"
    case .units(let one, let other): "units differ: \(one), \(other)"
    case .divisor: "division by zero"
    case .positiveBase: "no number: base <= 0"
    case .time(let one, let other): "years between \(one) and \(other)"
    case .year(let period): "a year: \(period)"
    case .loop(let derivation): "\(derivation) leads back to itself"
    case .cycle(let indicator): "an end of the derivation of \(indicator), which leads back to itself"
    case .depth(let derivation): "an end of the chain of derivations at \(derivation)"
    case .derivation(let text, let refusal): "the derivation '\(text)' cannot be read: \(refusal)"
    case .noDerivation: "a derivation"
    case .coverage(let set): "coverage of \(set)"
    case .openEnd(let selection): "an end of \(selection)"
    case .bound(let form, let certainty): "\(form) is only \(certainty.rawValue)"
    case .evidence: "evidence other than the sentence itself"
    case .printedNumber(let text): "a number in '\(text)'"
    }
  }
}

/// A subject whose state this program cannot read.
public struct Unreadable: Hashable, Sendable {
  /// What the event is about.
  public let subject: Subject

  /// Where the event stands in the log.
  public let position: Int

  /// The login that wrote it.
  public let login: String

  /// What is wrong with it.
  public let reason: String

  /// An event that cannot be read.
  public init(subject: Subject, position: Int, login: String, reason: String) {
    self.subject = subject
    self.position = position
    self.login = login
    self.reason = reason
  }
}

extension Unreadable: CustomStringConvertible {
  /// The subject, the place, the login and the reason.
  public var description: String { "\(subject) (position \(position) by \(login): \(reason))" }
}
