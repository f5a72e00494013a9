internal import Ledger
internal import LedgerStore

/// What differs between two states: targets, judgements and memberships; figures are read from the log.
struct FoundChanges {
  /// The states, without figures.
  let earlier: State
  let later: State
  private(set) var others: [OtherChange] = []

  /// A figure that differs.
  struct FigureChange {
    let figure: Figure
    let revision: Revision
    let before: Current<Measurement>
    let after: Current<Measurement>
    /// The event that made the later state, where it can be read.
    let event: Event?
  }

  /// A target, a judgement or a membership that differs.
  struct OtherChange {
    enum Sort: String {
      case target, judgement, membership
    }

    let sort: Sort
    /// What it is about, as people write it.
    let name: String
    let subject: Subject
    /// What it said, in a few words; nil where it was not there.
    let before: String?
    let after: String?
    let event: Event?
  }

  /// Reads both states and compares them.
  init(since asOf: AsOf, _ question: Question, _ ledger: inout OpenLedger) throws {
    (earlier, later) = try ledger.statesWithoutFigures(asOf, question.asOf)
    compareTargets()
    compareMemberships()
  }

  /// So many changes of one indicator in one area are put in order; of more, each part is in order by itself.
  static let seriesLimit = 10_000

  /// Reads the figures that differ, one after the other, those of an indicator in an area by their periods.
  ///
  /// The log has them by the bytes of their subjects, where 2017/2020 stands between 2017 and 2018. Where both states see
  /// the same times of publication, only figures are read about which something was recorded in between.
  func readFigures(_ ledger: inout OpenLedger, _ body: (FigureChange) throws -> Void) throws {
    var series: [FigureChange] = []
    func sayInOrder() throws {
      for change in series.sorted(by: { $0.figure < $1.figure }) { try body(change) }
      series.removeAll(keepingCapacity: true)
    }
    var search = FigureSearch()
    search.touchedAfter = later.touched(since: earlier)
    // Both read up to the later bound: what lies beyond the earlier one is not seen by the earlier state.
    try ledger.search(search, upTo: later.asOf.position) { events in
      let (before, after) = (events.seen(under: earlier.asOf).current, events.seen(under: later.asOf).current)
      guard let revision = Revision(from: before, to: after) else { return true }
      if let last = series.last?.figure, !last.isInSeries(of: events.figure) || series.count == Self.seriesLimit {
        try sayInOrder()
      }
      series.append(
        FigureChange(figure: events.figure, revision: revision, before: before, after: after, event: after.event))
      return true
    }
    try sayInOrder()
  }

  private mutating func compareTargets() {
    // A target that was there stays among the names, whatever became of it.
    for name in later.targets.names {
      let before = earlier.targets.inForce(plan: name.plan, code: name.code, on: earlier.asOf.on)
      let after = later.targets.inForce(plan: name.plan, code: name.code, on: later.asOf.on)
      add(
        .target, "\(name.plan)/\(name.code)", .target(plan: name.plan, code: name.code), before, after,
        brief: \.shown, words: \.differenceWords)
      add(
        .judgement, "\(name.plan)/\(name.code)", .judgement(plan: name.plan, code: name.code),
        earlier.judgements.current(plan: name.plan, code: name.code),
        later.judgements.current(plan: name.plan, code: name.code), brief: \.shown, words: \.differenceWords)
    }
  }

  private mutating func compareMemberships() {
    for group in Set(later.memberships.groups).union(earlier.memberships.groups).sorted() {
      let (before, after) = (earlier.memberships.entries(of: group), later.memberships.entries(of: group))
      for member in Set((before + after).map(\.member)).sorted() {
        add(
          .membership, "\(group)/\(member)", .membership(group: group, member: member),
          earlier.memberships.current(group: group, member: member),
          later.memberships.current(group: group, member: member), brief: \.shown, words: \.differenceWords)
      }
    }
  }

  /// Adds a state that differs: of its parts those that do, in words.
  private mutating func add<F: Fact>(
    _ sort: OtherChange.Sort, _ name: String, _ subject: Subject, _ before: Current<F>, _ after: Current<F>,
    brief: (F) -> String, words: (F) -> [(name: String, text: String)]
  ) {
    let (old, new) = (before.words(words), after.words(words))
    guard before.value != nil, after.value != nil else {
      // What is new or gone stands in its shortest form.
      guard (old == nil) != (new == nil) || old?.map(\.text) != new?.map(\.text) else { return }
      others.append(
        OtherChange(
          sort: sort, name: name, subject: subject, before: before.briefWords(brief),
          after: after.briefWords(brief), event: after.event))
      return
    }
    let isShown = { (name: String) in old?.first { $0.name == name }?.text != new?.first { $0.name == name }?.text }
    func shown(_ parts: [(name: String, text: String)]?) -> String? {
      parts.map { $0.filter { isShown($0.name) }.map(\.text).joined(separator: "; ") }
    }
    guard old?.map(\.text) != new?.map(\.text) else { return }
    others.append(
      OtherChange(
        sort: sort, name: name, subject: subject, before: shown(old), after: shown(new), event: after.event))
  }
}

extension Figure {
  /// Whether another figure is of the same indicator and area.
  fileprivate func isInSeries(of other: Figure) -> Bool { indicator == other.indicator && area == other.area }
}

extension Current {
  /// The state in parts; nil where there is none.
  fileprivate func words(_ words: (Value) -> [(name: String, text: String)]) -> [(name: String, text: String)]? {
    switch self {
    case .none, .withdrawn: nil
    case .value(let value, _): words(value)
    case .unreadable(let unreadable): [("state", "cannot be read: \(unreadable)")]
    }
  }
}

extension Current {
  /// The state in its shortest form; nil where there is none.
  fileprivate func briefWords(_ words: (Value) -> String) -> String? {
    switch self {
    case .none: nil
    case .withdrawn: "withdrawn"
    case .value(let value, _): words(value)
    case .unreadable(let unreadable): "cannot be read: \(unreadable)"
    }
  }
}

extension Target {
  fileprivate var differenceWords: [(name: String, text: String)] {
    let parts: [(String, String?)] = [
      ("value", value == nil ? nil : shown), ("due", due.map { "due \($0)" }), ("rule", ruleWords),
      ("direction", directionWords), ("baseline", baselineWords.map { "from \($0)" }),
      ("denominator", denominator.map { "of \($0)" }), ("statement", statement),
      (
        "measures",
        measures.isEmpty
          ? nil
          : "fed by "
            + measures.map { "\($0.words) (\($0.role.rawValue))" }
            .joined(separator: ", ")
      ),
      ("combination", measures.count < 2 ? nil : "combined by \(combination.rawValue)"), ("instrument", instrument),
      ("effective", effectiveFrom.map { "in force from \($0)" }), ("node", node.map { "node \($0)" }),
    ]
    return parts.compactMap { name, text in text.map { (name, $0) } }
  }
}

extension Judgement {
  fileprivate var differenceWords: [(name: String, text: String)] {
    let parts: [(String, String?)] = [
      ("status", ([status] + also).map(\.words).joined(separator: ", ")), ("printed", printed.map { "\"\($0)\"" }),
      ("flags", flags.isEmpty ? nil : flags.joined(separator: ", ")), ("on", on.map { "on \($0)" }),
      ("publication", publication.map { "in \($0)" }),
    ]
    return parts.compactMap { name, text in text.map { (name, $0) } }
  }
}

extension Membership {
  fileprivate var differenceWords: [(name: String, text: String)] {
    let attributes = attributes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [("timeline", shown)] + (attributes.isEmpty ? [] : [("attributes", attributes.joined(separator: ", "))])
  }
}
