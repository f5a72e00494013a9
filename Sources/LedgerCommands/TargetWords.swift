internal import Arithmetic
internal import Ledger

extension Target {
  /// The primary measures in a few words.
  var primaryWords: String? {
    let primary = measures.filter { $0.role == .primary }
    return primary.isEmpty ? nil : primary.map(\.words).joined(separator: ", ")
  }

  /// What feeds the target: the primary measures, and how many others there are.
  var feedWords: String? {
    let others = measures.count { $0.role != .primary }
    let more = others == 0 ? nil : primaryWords == nil ? "\(others) not primary" : "and \(others) not primary"
    return measures.isEmpty ? nil : [primaryWords, more].compactMap { $0 }.joined(separator: " ")
  }

  /// The rule as a sentence would say it.
  var ruleWords: String {
    switch rule {
    case .level: "a level to reach"
    case .relativeChange: "a change relative to the baseline"
    case .gapReduction: "a gap to close by a share of the baseline"
    case .countAll: "all of those that the denominator counts"
    case .parity: "parity"
    case .qualitative: "a promise in words"
    }
  }

  /// Which way the measure is meant to go.
  var directionWords: String? {
    switch direction {
    case .increase: "meant to rise"
    case .decrease: "meant to fall"
    case .reach, nil: nil
    }
  }

  /// What the target starts from.
  var baselineWords: String? {
    switch baseline {
    case .fixed(let period, let value): "\(value) in \(period)"
    case .floating(let period): "the figure for \(period), as the question sees it"
    case nil: nil
    }
  }
}

extension Target.Measure {
  /// `INDICATOR@AREA`; with a breakdown, the selection of all its figures.
  var words: String { "\(indicator)@\(area)" + (breakdown.isEmpty ? "" : "@*@\(breakdown)") }

  /// Every figure of the measure, as they are kept: the area by its code, no dimension at its default.
  func selection(in state: State) -> Selection {
    var dimensions: [Code: Code?] = [:]
    for member in breakdown.members { dimensions[member.dimension] = .some(member.value) }
    return Selection(
      indicator: indicator, area: state.codes.area(for: area), periods: .any, breakdowns: .exactly(dimensions)
    ).without(defaults: state.codes.indicator(indicator).value?.defaults ?? [:])
  }
}

extension NoAnswer {
  /// The reason as a sentence.
  var sentence: String {
    switch self {
    case .rule: "a rule of this kind leaves the status to a person"
    case .judged: "the target leaves the status to a person"
    case .noPrimaryMeasure: "the target has no primary measure; tally append measure links one"
    case .noNumber: "the target has no number to reach"
    case .noBase: "there is no figure where the course begins"
    case .baseNotPositive: "a change is a share of the base, and the base is not more than zero"
    case .latestNegative: "growth leads from a positive base to no negative figure"
    case .goalNotPositive: "growth leads to no target of zero or less"
    case .unitsDiffer: "the figures and the target have units without a factor between them"
    case .boundUndecided: "a figure is known from one side only, and that leaves the status open"
    case .noDueDate: "the target has no due date"
    case .noTime: "the target is due before the course begins, or no month lies between its figures"
    case .missing: "something that is needed is missing"
    case .method: "the method's parameters cannot be read"
    }
  }
}

extension FoundTarget {
  /// Why the method says what it says.
  var reasonWords: String {
    let result = assessment.result
    if let reason = result.reason { return reason.sentence }
    let goal = result.goal.map { "the goal of \($0.value.shortText)" } ?? "the goal"
    switch result.status {
    case .achieved: return "the latest figure is at \(goal), or beyond it"
    case .missed: return "the figure for the due period falls short of \(goal)"
    case .benchmarked: return "the latest figure is also where the course begins: a later one is needed"
    case .notMeasured: return "the primary measure has no figure"
    case .noAnswer: return "there is no answer"
    case .onTrack, .offTrack:
      guard let score = result.score else { return "the base is at \(goal) already, and the latest figure is not" }
      return "score \(score.text(decimals: 3)) against \(cut): \(formula)"
    }
  }

  /// The score from which a target is on track.
  private var cut: String {
    let method = try? state.method(assessment.method.code)
    return method?.parameters.first { $0.name == "cut" }.map { "a cut of \($0.value)" } ?? "the cut"
  }

  /// How the score comes about.
  private var formula: String {
    let result = assessment.result
    guard let base = result.base, let latest = result.latest, let goal = result.goal, let due = target.due else {
      return ""
    }
    let (from, to, promised) = (base.quantity.value, latest.quantity.value, goal.value)
    return """
      from \(from.shortText) in \(base.period) it went to \(to.shortText) in \(latest.period), and has to go to \
      \(promised.shortText) in \(due)
      """
  }
}

extension Rational {
  /// The number with at most six decimals, and without those that are zero.
  var shortText: String {
    if let exact = exactText, exact.utf8.count <= 20 { return exact }
    return rounded(decimals: 6).exactText ?? "\(self)"
  }
}
