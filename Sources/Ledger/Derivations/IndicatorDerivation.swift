/// How the figures of an indicator follow from others: a derivation in which `{area}` and `{period}` stand for the area
/// and the period of the figure that is asked for.
///
/// `ratio(figure(women@{area}@{period}),figure(persons@{area}@{period}),100)` gives a figure for each area and period
/// that has both numbers, `sum(reports@*@{period})` one for each period. The rules stand in <doc:Derivations>.
public struct IndicatorDerivation: Hashable, Sendable {
  /// The derivation as it was given.
  public let text: String

  /// Whether each area has figures of its own.
  public let followsArea: Bool

  /// Whether each period has figures of its own.
  public let followsPeriod: Bool

  /// The derivation with marks in place of area and period.
  let pattern: Derivation

  /// What stands for `{period}` in the pattern.
  let periodMark: Period

  /// What stands for `{area}` in the pattern.
  static let areaMark = Code(unchecked: "{area}")

  private static let area = "{area}"
  private static let period = "{period}"

  /// Reads the derivation of an indicator.
  ///
  /// - Throws: `Refusal` as a derivation does, and for a word in braces that stands for nothing.
  public init(_ text: String) throws(Refusal) {
    self.text = text
    followsArea = text.contains(Self.area)
    followsPeriod = text.contains(Self.period)
    (pattern, periodMark) = try Self.pattern(text)
    // Which figures are needed has to be known before any is.
    let mark = followsPeriod ? periodMark.description : Self.period
    if let name = pattern.names.first(where: { $0.contains(Self.area) || $0.contains(mark) }) {
      let word = name.contains(Self.area) ? Self.area : Self.period
      throw Refusal(
        .derivationForm, "\(word) stands for no indicator, target or plan", advice: "write the code of the one meant")
    }
  }

  private static func pattern(_ text: String) throws(Refusal) -> (Derivation, Period) {
    var firstRefusal: Refusal?
    // Beside a closed range or a growth the period has to be of the kind that stands there.
    for mark in ["9999", "9999-Q4", "9999-12", "9999-12-31"] {
      do throws(Refusal) {
        return (try derivation(text, area: areaMark.text, period: mark), try Period(mark))
      } catch {
        firstRefusal = firstRefusal ?? error
      }
    }
    throw firstRefusal ?? Refusal(.derivationForm, "'\(text)' is no derivation")
  }

  private static func derivation(_ text: String, area: String, period: String) throws(Refusal) -> Derivation {
    var rest = text.replacing(Self.period, with: period)
    let unknown = rest.replacing(Self.area, with: "")
    if let start = unknown.firstIndex(of: "{") {
      let word = unknown[start...].prefix { $0 != "}" && $0 != "@" }
      throw Refusal(.derivationForm, "'\(word)}' stands for nothing", advice: "write {area} or {period}")
    }
    rest = rest.replacing(Self.area, with: area)
    return try Derivation(rest)
  }

  /// The derivation of the figure of one area and period.
  ///
  /// - Throws: `Refusal` where the period is of another kind than those beside it.
  public func derivation(area: Code, period: Period) throws(Refusal) -> Derivation {
    try Self.derivation(text, area: area.encoded, period: period.description)
  }
}

extension IndicatorDerivation {
  /// Which figures or members it reads, with what follows the figure left open.
  struct Operand {
    enum What {
      case figures(Selection)
      case members(group: Code?)
    }

    var what: What
    var followsArea = false
    var followsPeriod = false
  }

  /// The indicators that it names.
  public var indicators: Set<Code> {
    Set(operands.compactMap { if case .figures(let selection) = $0.what { selection.indicator } else { nil } })
  }

  /// The areas that it names, and the groups whose members it counts; none of them is the figure's own.
  public var areas: Set<Code> {
    Set(
      operands.compactMap { operand in
        guard !operand.followsArea else { return nil }
        return switch operand.what {
        case .figures(let selection): selection.area
        case .members(let group): group
        }
      })
  }

  /// The periods that it names; none of them is the figure's own.
  public var periods: Set<Period> {
    var named: Set<Period> = []
    pattern.walk { derivation in
      switch derivation {
      case .growth(_, _, let to, _): named.insert(to)
      case .project(_, _, _, let at): named.insert(at)
      case .count(.members(_, _, .on(let period), _)), .count(.members(_, _, .joined(let period), _)):
        named.insert(period)
      default:
        for selection in derivation.selections { if case .one(let period) = selection.periods { named.insert(period) } }
      }
    }
    return named.subtracting([periodMark])
  }

  /// What it reads, in the order of the text.
  var operands: [Operand] {
    var operands: [Operand] = []
    pattern.walk { derivation in
      switch derivation {
      case .growth(let series, let from, let to, _): operands.append(operand(series, at: [from, to]))
      case .project(let series, let from, let to, let at): operands.append(operand(series, at: [from, to, at]))
      case .count(.members(let group, _, let when, _)):
        var operand = Operand(what: .members(group: group == Self.areaMark ? nil : group))
        operand.followsArea = group == Self.areaMark
        operand.followsPeriod = when == .on(periodMark) || when == .joined(periodMark)
        operands.append(operand)
      default: operands += derivation.selections.map { operand($0, at: nil) }
      }
    }
    return operands
  }

  /// A selection with what follows the figure left open.
  ///
  /// - Parameter periods: The periods at which a series is read, whatever its own say.
  private func operand(_ selection: Selection, at periods: [Period]?) -> Operand {
    let followsArea = selection.area == Self.areaMark
    let isOpen: Bool
    var open = Selection.Periods.any
    if let periods {
      isOpen = periods.contains(periodMark)
    } else {
      switch selection.periods {
      case .one(let period): isOpen = period == periodMark
      case .each(let from, let through):
        isOpen = from == periodMark || through == periodMark
        if from != periodMark { open = .each(from: from, through: nil) }
      case .any: isOpen = false
      }
    }
    let wanted = Selection(
      indicator: selection.indicator, area: followsArea ? nil : selection.area,
      periods: isOpen ? open : selection.periods, breakdowns: selection.breakdowns)
    return Operand(what: .figures(wanted), followsArea: followsArea, followsPeriod: isOpen)
  }
}

extension Derivation {
  /// Visits this form and those inside it.
  fileprivate func walk(_ visit: (Derivation) -> Void) {
    visit(self)
    switch self {
    case .sum(let terms):
      for case .derived(let derivation) in terms { derivation.walk(visit) }
    case .difference(let one, let other), .ratio(let one, let other, _):
      one.walk(visit)
      other.walk(visit)
    case .constant, .figure, .growth, .project, .extreme, .period, .target, .count: break
    }
  }

  /// The codes of the indicators and targets that are read, and of the plans whose targets are.
  fileprivate var names: [String] {
    var codes: [Code?] = []
    walk { derivation in
      switch derivation {
      case .target(let name, _): codes += [name.plan, name.code]
      case .count(.targets(let plan, _, _)): codes.append(plan)
      default: codes += derivation.selections.map(\.indicator)
      }
    }
    return codes.compactMap { $0?.text }
  }

  /// The selections of this form alone.
  fileprivate var selections: [Selection] {
    switch self {
    case .figure(let selection), .extreme(let selection, _), .period(let selection, _),
      .growth(let selection, _, _, _), .project(let selection, _, _, _), .count(.figures(let selection)):
      [selection]
    case .sum(let terms): terms.compactMap { if case .figures(let selection) = $0 { selection } else { nil } }
    case .constant, .difference, .ratio, .target, .count: []
    }
  }
}
