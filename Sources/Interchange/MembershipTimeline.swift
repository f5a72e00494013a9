import Ledger

/// The spans of one member in one group, and what a change does to them.
///
/// A change that the timeline already shows is unchanged, so that a list can be read twice; so is one whose date is known
/// less exactly than the timeline's. A date that lies within the known one makes it more exact. What contradicts the
/// timeline is refused; with the reason `error` the latest span is restated instead.
struct MembershipTimeline {
  /// From when until when, and as what.
  struct Span: Equatable {
    var from: PartialDate
    var to: PartialDate?
    var category: String?
  }

  enum Change: String, CaseIterable {
    case joins, leaves, suspended, reinstated, reclassified

    /// The change of a word, in any of the forms people write.
    init?(word: String) {
      switch word {
      case "join", "joins", "joined": self = .joins
      case "leave", "leaves", "left": self = .leaves
      case "suspend", "suspends", "suspended": self = .suspended
      case "reinstate", "reinstates", "reinstated": self = .reinstated
      case "reclassify", "reclassifies", "reclassified": self = .reclassified
      default: return nil
      }
    }
  }

  enum Outcome: Equatable {
    case changed
    case unchanged
    case refused(String)
  }

  private(set) var spans: [Span] = []
  /// The change that the state was left by.
  private(set) var lastChange: Change?
  private var lastEffective: PartialDate?

  init() {}

  /// Reads a state; nil if it is not one.
  init?(_ state: JSON) {
    lastChange = state["change"]?.string.flatMap(Change.init(word:))
    lastEffective = state["effective"]?.string.flatMap { try? PartialDate(orInterval: $0) }
    for entry in state["timeline"]?.array ?? [] {
      guard let from = entry["from"]?.string, let start = try? PartialDate(orInterval: from) else { return nil }
      let end = entry["to"]?.string.flatMap { try? PartialDate(orInterval: $0) }
      spans.append(Span(from: start, to: end, category: entry["category"]?.string))
    }
  }

  /// The spans as the log has them.
  var json: JSON {
    .array(
      spans.map { span in
        var entry = JSONObject()
        entry.set("from", span.from.description)
        entry.set("to", span.to?.description)
        entry.set("category", span.category)
        return .object(entry)
      })
  }

  /// Applies a change.
  mutating func apply(_ change: Change, on date: PartialDate, category: String?, isCorrection: Bool) -> Outcome {
    if isCorrection, !spans.isEmpty { return correct(change, date, category) }
    let outcome =
      switch change {
      case .joins, .reinstated: join(change, date, category)
      case .leaves, .suspended: leave(change, date)
      case .reclassified: reclassify(date, category)
      }
    if outcome == .changed { (lastChange, lastEffective) = (change, date) }
    return outcome
  }

  private mutating func join(_ change: Change, _ date: PartialDate, _ category: String?) -> Outcome {
    // Who is reinstated without a category has the one from before.
    let keepsCategory = change == .reinstated && category == nil
    if spans.contains(where: { $0.from == date && (keepsCategory || $0.category == category) }) { return .unchanged }
    if let outcome = change == .joins ? sharpenJoin(date, category) : nil { return outcome }
    if let last = spans.last {
      guard let end = last.to else {
        return .refused("is a member since \(last.from); a change of category is \"reclassified\"")
      }
      if date.last < end.first { return .refused("\(date) overlaps the membership from \(last.from) to \(end)") }
      if change == .reinstated, lastChange != .suspended { return .refused("was not suspended, so it joins again") }
      if change == .joins, lastChange == .suspended {
        return .refused("is suspended since \(end), so it is reinstated")
      }
    } else if change == .reinstated {
      return .refused("was never a member")
    }
    spans.append(Span(from: date, to: nil, category: keepsCategory ? spans.last?.category : category))
    return .changed
  }

  /// What a join says that is known with another precision; nil where it is another join.
  private mutating func sharpenJoin(_ date: PartialDate, _ category: String?) -> Outcome? {
    // Who left and joins on a later date joins again.
    if let end = spans.last?.to, date.first >= end.last { return nil }
    for (index, span) in spans.enumerated() where span.category == category {
      if date.period.contains(span.from.period) { return .unchanged }
      guard span.from.period.contains(date.period) else { continue }
      // Where one span ends as the next begins, a change of category lies between them, and no join.
      guard index == 0 || spans[index - 1].to != span.from, span.to.map({ date.first <= $0.last }) ?? true else {
        return nil
      }
      spans[index].from = date
      return .changed
    }
    return nil
  }

  /// Whether a dated exit replaces the end of the latest span: it lies within it, or at least in the same interval.
  private func sharpens(_ end: PartialDate, _ date: PartialDate) -> Bool {
    if end.period.contains(date.period) { return true }
    return end.isInterval && date.first <= end.last && date.last >= end.first
  }

  /// Ends the membership of somebody whom a list does not show any more.
  ///
  /// - Parameters:
  ///   - previous: The day of the list before, if there is one; who was a member then left later.
  ///   - listed: The day of the list.
  /// - Returns: When the exit took effect; nil for nobody's exit: who is no member, or may have joined after the list.
  mutating func leaveUnseen(after previous: CalendarDate?, by listed: CalendarDate) -> PartialDate? {
    guard let last = spans.last, last.to == nil, last.from.last < listed else { return nil }
    let known = max(last.from.last, previous ?? last.from.last)
    guard let day = CalendarDate(dayNumber: known.dayNumber + 1),
      let date = try? PartialDate(between: day, and: listed)
    else { return nil }
    spans[spans.count - 1].to = date
    (lastChange, lastEffective) = (.leaves, date)
    return date
  }

  /// Takes an exit back that followed from lists alone, for somebody whom a later list shows again.
  ///
  /// - Returns: Whether there was one.
  mutating func returnSeen() -> Bool {
    guard spans.last?.to?.isInterval == true, lastChange == .leaves else { return false }
    spans[spans.count - 1].to = nil
    lastChange = nil
    return true
  }

  private mutating func leave(_ change: Change, _ date: PartialDate) -> Outcome {
    // The same end once more says nothing new, unless who was suspended then leaves for good.
    let endsThen = spans.contains { $0.to == date }
    if endsThen, change == .suspended || lastChange != .suspended || spans.last?.to != date { return .unchanged }
    if change == .leaves, lastChange == .leaves, lastEffective == date { return .unchanged }
    guard let last = spans.last else { return .refused("never joined") }
    if let end = last.to {
      // Who is suspended can still leave: the span stays closed where the suspension began.
      if change == .leaves, lastChange == .suspended, date.last >= end.first { return .changed }
      if change == .leaves, lastChange != .suspended {
        if date.period.contains(end.period) { return .unchanged }
        if sharpens(end, date), date.last >= last.from.first {
          spans[spans.count - 1].to = date
          return .changed
        }
      }
      return .refused("is no member since \(end)")
    }
    if date.last < last.from.first { return .refused("leaves before it joins (\(last.from))") }
    spans[spans.count - 1].to = date
    return .changed
  }

  private mutating func reclassify(_ date: PartialDate, _ category: String?) -> Outcome {
    guard let category else { return .refused("a reclassification needs the new category") }
    if spans.contains(where: { $0.from == date && $0.category == category }) { return .unchanged }
    guard let last = spans.last else { return .refused("never joined") }
    if let end = last.to { return .refused("is no member since \(end)") }
    if last.category == category { return .refused("has the category \(SafeText.quote(category)) since \(last.from)") }
    if date.last < last.from.first { return .refused("changes before it joins (\(last.from))") }
    spans[spans.count - 1].to = date
    spans.append(Span(from: date, to: nil, category: category))
    return .changed
  }

  /// Restates the latest span.
  private mutating func correct(_ change: Change, _ date: PartialDate, _ category: String?) -> Outcome {
    let before = spans
    let last = spans.count - 1
    switch change {
    case .joins, .reinstated:
      spans[last].from = date
      if let category { spans[last].category = category }
    case .leaves, .suspended: spans[last].to = date
    case .reclassified:
      spans[last].category = category ?? spans[last].category
      if last > 0, spans[last - 1].to == spans[last].from { spans[last - 1].to = date }
      spans[last].from = date
    }
    if let end = spans[last].to, end.last < spans[last].from.first {
      spans = before
      return .refused("would leave before it joins")
    }
    if last > 0, let end = spans[last - 1].to, spans[last].from.last < end.first {
      spans = before
      return .refused("would overlap the membership before it")
    }
    if spans == before { return .unchanged }
    (lastChange, lastEffective) = (change, date)
    return .changed
  }
}
