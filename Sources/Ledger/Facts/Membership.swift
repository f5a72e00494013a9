/// One member's whole time in one group, with what changed last.
public struct Membership: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.membershipChanged]

  /// What happened to a membership.
  public enum Change: String, Hashable, Sendable, CaseIterable {
    /// The member joins.
    case joins
    /// The member leaves.
    case leaves
    /// The member is suspended.
    case suspended
    /// The member is taken back after a suspension.
    case reinstated
    /// The member's category changes.
    case reclassified
    /// The timeline is corrected.
    case restated
  }

  /// A time as member.
  public struct Span: Hashable, Sendable {
    /// The first day as member.
    public var from: PartialDate

    /// The first day no longer as member of this category, if there is one.
    public var to: PartialDate?

    /// The category, such as Sector Member.
    public var category: Code?

    /// A time as member.
    public init(from: PartialDate, to: PartialDate? = nil, category: Code? = nil) {
      self.from = from
      self.to = to
      self.category = category
    }
  }

  /// The times as member, in their order.
  public var timeline: [Span]

  /// What else is known of the member in this group, by name.
  public var attributes: [String: String]

  /// What happened last.
  public var change: Change

  /// From when the last change holds.
  public var effective: PartialDate

  /// A membership.
  public init(timeline: [Span], attributes: [String: String] = [:], change: Change, effective: PartialDate) {
    self.timeline = timeline
    self.attributes = attributes
    self.change = change
    self.effective = effective
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer; also for times that overlap or stand in another order.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    timeline = try fields.list("timeline") { json, pointer throws(Refusal) in
      var span = try FieldReader(json, at: pointer)
      let from = try span.required("from", try span.value("from", PartialDate.init(orInterval:)))
      let to = try span.value("to", PartialDate.init(orInterval:))
      let category = try span.value("category", Code.init(_:))
      try span.finish()
      guard to.map({ from.first <= $0.last }) ?? true else {
        throw span.contradiction("to", "the membership ends before it begins")
      }
      return Span(from: from, to: to, category: category)
    }
    attributes = try fields.map("attributes")
    change = try fields.required("change", try fields.word("change", Change.self))
    effective = try fields.required("effective", try fields.value("effective", PartialDate.init(orInterval:)))
    try fields.finish()
    guard !timeline.isEmpty else { throw Refusal(.missingKey, "the key is missing", at: .pointer("/timeline")) }
    for (index, span) in timeline.enumerated().dropFirst() {
      guard let end = timeline[index - 1].to, end.first <= span.from.last else {
        throw fields.contradiction("timeline/\(index)/from", "the times overlap or stand in another order")
      }
    }
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      (
        "timeline",
        .list(
          timeline.map { span in
            .object(
              JSONObject(present: [
                ("from", .text(span.from)), ("to", span.to.map { .text($0) }),
                ("category", span.category.map { .text($0) }),
              ]))
          })
      ), ("attributes", .map(attributes)), ("change", .word(change)), ("effective", .text(effective)),
    ])
  }
}

extension Membership {
  /// Whether somebody is a member.
  public enum Standing: Hashable, Sendable {
    /// Certainly, in a category.
    case member(category: Code?)

    /// Perhaps: the dates are not known exactly enough.
    case uncertain(category: Code?)

    /// Certainly not.
    case none
  }

  /// Whether the member is one on a day.
  public func standing(on day: CalendarDate) -> Standing {
    for span in timeline where span.from.last <= day && span.to.map({ day < $0.first }) ?? true {
      return .member(category: span.category)
    }
    for span in timeline where span.from.first <= day && span.to.map({ day < $0.last }) ?? true {
      return .uncertain(category: span.category)
    }
    return .none
  }
}
