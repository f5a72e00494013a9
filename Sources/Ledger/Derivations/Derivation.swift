/// How a number follows from the ledger: the closed set of forms that a claim, a denominator or a question may use.
///
/// `DerivationParser` reads the notation and holds its grammar; `description` writes it in its canonical form.
public indirect enum Derivation: Hashable, Sendable {
  /// A number that stands for itself.
  case constant(Decimal)

  /// The value of one figure.
  case figure(Selection)

  /// Everything added up.
  case sum([Term])

  /// The first less the second.
  case difference(Derivation, Derivation)

  /// The first over the second, times a scale.
  case ratio(Derivation, Derivation, scale: Decimal?)

  /// By how many per cent a series grew from one period to another; the selection's own periods do not matter.
  case growth(Selection, from: Period, to: Period, Growth)

  /// What a series reaches at a period on the straight line through two others.
  case project(Selection, from: Period, to: Period, at: Period)

  /// The greatest or the least value.
  case extreme(Selection, Extreme)

  /// The first or the last period that has a value.
  case period(Selection, End)

  /// What a target promises.
  case target(TargetName, TargetField)

  /// How many there are.
  case count(Counted)
}

extension Derivation {
  /// What a sum adds up: the figures of a selection, or one derived number.
  public enum Term: Hashable, Sendable {
    /// The figures of a selection, but for totals that the source printed.
    case figures(Selection)

    /// One number.
    case derived(Derivation)
  }

  /// Over the whole time, or for each year of it.
  public enum Growth: String, Hashable, Sendable, CaseIterable {
    /// Over the whole time.
    case total
    /// The constant yearly rate that comes to the same.
    case perYear = "per-year"
  }

  /// The greatest or the least.
  public enum Extreme: String, Hashable, Sendable, CaseIterable {
    /// The greatest.
    case max
    /// The least.
    case min
  }

  /// The first or the last.
  public enum End: String, Hashable, Sendable, CaseIterable {
    /// The first.
    case first
    /// The last.
    case last
  }

  /// A target, by its code alone where only one plan has that code.
  public struct TargetName: Hashable, Sendable {
    /// The plan, if named.
    public let plan: Code?

    /// The target's code.
    public let code: Code

    /// A target of a plan.
    public init(plan: Code?, code: Code) {
      self.plan = plan
      self.code = code
    }
  }

  /// What is asked of a target.
  public enum TargetField: String, Hashable, Sendable, CaseIterable {
    /// The value to reach; for a target of all countries, its denominator.
    case value
    /// The value that it starts from.
    case baseline
    /// The period in which it is due.
    case due
  }

  /// What is counted.
  public enum Counted: Hashable, Sendable {
    /// The figures of a selection that have a value.
    case figures(Selection)

    /// The framework's nodes in force.
    case nodes(kind: Code?, sector: Code?, plan: Code?)

    /// The targets in force, or those of one status.
    case targets(plan: Code?, status: TargetStatus?, basis: Basis)

    /// The members of a group on a date, or those who joined in a period.
    case members(group: Code?, category: Code?, when: When, isDistinct: Bool)
  }

  /// Whose statuses are counted.
  public enum Basis: String, Hashable, Sendable, CaseIterable {
    /// Those that a person set.
    case judged
    /// Those that the assessment method gives.
    case method
  }

  /// The time at which members are counted.
  public enum When: Hashable, Sendable {
    /// On the date of the question.
    case atQuestion

    /// On a date, or throughout a period.
    case on(Period)

    /// Those whose membership began within a period.
    case joined(Period)
  }

  /// The names of the forms.
  static let formNames = [
    "figure", "sum", "difference", "ratio", "growth", "project", "extreme", "period", "target", "count",
  ]
}

extension Derivation: CustomStringConvertible {
  /// The canonical notation: no blanks but those inside `count`, and each code as in a subject.
  public var description: String {
    switch self {
    case .constant(let number): "\(number)"
    case .figure(let selection): "figure(\(selection))"
    case .sum(let terms): "sum(\(terms.map(\.description).joined(separator: ",")))"
    case .difference(let one, let other): "difference(\(one),\(other))"
    case .ratio(let one, let other, let scale):
      scale.map { "ratio(\(one),\(other),\($0))" } ?? "ratio(\(one),\(other))"
    case .growth(let series, let from, let to, let mode): "growth(\(series),\(from),\(to),\(mode.rawValue))"
    case .project(let series, let from, let to, let at): "project(\(series),\(from),\(to),\(at))"
    case .extreme(let selection, let which): "extreme(\(selection),\(which.rawValue))"
    case .period(let selection, let end): "period(\(selection),\(end.rawValue))"
    case .target(let name, let field): "target(\(name),\(field.rawValue))"
    case .count(let counted): "count(\(counted))"
    }
  }
}

extension Derivation.Term: CustomStringConvertible {
  /// The term in the notation.
  public var description: String {
    switch self {
    case .figures(let selection): selection.description
    case .derived(let derivation): derivation.description
    }
  }
}

extension Derivation.TargetName: CustomStringConvertible {
  /// `PLAN/CODE`, or the code alone.
  public var description: String { plan.map { "\($0.encoded)/\(code.encoded)" } ?? code.encoded }
}

extension Derivation.Counted: CustomStringConvertible {
  /// The words inside `count(…)`.
  public var description: String {
    var words: [String]
    switch self {
    case .figures(let selection): return "figures \(selection)"
    case .nodes(let kind, let sector, let plan):
      words = ["nodes"] + Self.pairs([("kind", kind), ("sector", sector), ("plan", plan)])
    case .targets(let plan, let status, let basis):
      words = ["targets"] + Self.pairs([("plan", plan)])
      if let status { words += ["status=\(status.rawValue)", "basis=\(basis.rawValue)"] }
    case .members(let group, let category, let when, let isDistinct):
      words = ["members"] + Self.pairs([("group", group), ("category", category)])
      switch when {
      case .atQuestion: break
      case .on(let period): words.append("on=\(period)")
      case .joined(let period): words.append("joined=\(period)")
      }
      if isDistinct { words.append("distinct=yes") }
    }
    return words.joined(separator: " ")
  }

  private static func pairs(_ pairs: [(String, Code?)]) -> [String] {
    pairs.compactMap { key, code in code.map { "\(key)=\($0.encoded)" } }
  }
}
