import Ledger

/// Turns rows of membership changes into events, each with the member's whole timeline after it.
struct MembershipBuilder {
  /// One row, read.
  struct Change {
    var group: String
    var member: String
    var change: MembershipTimeline.Change
    var effective: PartialDate
    var category: String?
    var attributes: JSONObject
    var isCorrection: Bool
    /// The position of the row in the file.
    var row: Int

    /// What the change says: a second row with the same key repeats it.
    var key: String {
      let attributes = String(decoding: attributes.canonical, as: UTF8.self)
      return [group, member, change.rawValue, effective.description, category ?? "", attributes]
        .joined(separator: "\u{0}")
    }
  }

  /// A change that does something, with the state after it.
  struct Event {
    /// The row that says so; nil for what the list as a whole says.
    var row: Int?
    var subject: [String]
    var data: JSONObject
  }

  private let catalogue: Catalogue
  private let areas: AreaIndex
  private let usesM49: Bool
  private let list: MembershipList?
  private var changes: [Change] = []
  private var timelines: [String: (timeline: MembershipTimeline, attributes: JSONObject)] = [:]
  private(set) var unchangedCount = 0

  init(_ context: ImportContext, _ options: ImportOptions, _ areas: AreaIndex) {
    catalogue = context.catalogue
    list = context.list
    usesM49 = options.isM49("member")
    self.areas = areas
  }

  /// Reads a row; the reader's faults say what is wrong.
  func read(_ fields: inout FieldReader, row: Int) -> Change? {
    let group = group(&fields)
    guard let given = fields.code("member") else { return nil }
    var member = given
    let bytes = Array(given.utf8)[...]
    let match = usesM49 ? areas.find(m49: bytes) : areas.find(bytes)
    switch match {
    case .area(let code): member = code
    // Companies and universities are members without being areas.
    case .unknown where !usesM49: break
    case .ambiguous, .unknown: fields.add(areas.fault(bytes, field: fields.field("member"), match: match))
    }
    let word = String(decoding: fields.bytes("change"), as: UTF8.self)
    let change = MembershipTimeline.Change(word: word)
    if change == nil {
      let allowed = MembershipTimeline.Change.allCases.map(\.rawValue)
      fields.add(RowFault(fields.bytes("change"), among: allowed, field: fields.field("change")))
    }
    let effective = fields.date("effective")
    let category = fields.code("category")
    let attributes = fields.pairs("attributes")
    guard let group, let change, let effective, fields.faults.isEmpty else { return nil }
    return Change(
      group: group, member: member, change: change, effective: effective, category: category, attributes: attributes,
      isCorrection: fields.bytes("reason").elementsEqual("error".utf8), row: row)
  }

  /// The group of a row, by its code or an alias: a group that was given another code is still the same.
  private func group(_ fields: inout FieldReader) -> String? {
    if case .area(let code) = areas.find(fields.bytes("group")) { return code }
    return fields.code("group", among: Set(catalogue.areas.keys).union(catalogue.memberships.keys), "group")
  }

  mutating func add(_ change: Change) { changes.append(change) }

  /// Applies all changes, those of a member by their dates.
  ///
  /// - Parameters:
  ///   - refuse: Called with a row and what is wrong with it.
  ///   - note: Called with a row and what the reader should know of its member.
  mutating func events(refuse: (Int, String) -> Void, note: (Int, String) -> Void) -> [Event] {
    var events: [Event] = []
    // A file lists its rows in any order; what happened earlier is applied earlier, ties as they stand.
    let sorted = changes.sorted { a, b in
      let (left, right) = (a.effective.first, b.effective.first)
      return left == right ? a.row < b.row : left < right
    }
    for change in sorted {
      let subject = ["membership", change.group, change.member]
      let key = subject.joined(separator: "\u{0}")
      if timelines[key] == nil {
        let state = catalogue.memberships[change.group]?[change.member]
        let timeline = state.map(MembershipTimeline.init) ?? MembershipTimeline()
        guard let timeline else {
          refuse(change.row, "\(SafeText.quote(change.member)) has a timeline that this program cannot read")
          continue
        }
        timelines[key] = (timeline, state?["attributes"]?.object ?? JSONObject())
        if state == nil, let hint = hint(change.member) { note(change.row, hint) }
      }
      guard var state = timelines[key] else { continue }
      if isShown(change, state.timeline) {
        unchangedCount += 1
        continue
      }
      let outcome = state.timeline.apply(
        change.change, on: change.effective, category: change.category, isCorrection: change.isCorrection)
      var attributes = state.attributes
      for member in change.attributes.members { attributes[member.key] = member.value }
      switch outcome {
      case .refused(let text):
        refuse(change.row, "\(SafeText.quote(change.member)) in \(SafeText.quote(change.group)) \(text)")
      case .unchanged where attributes == state.attributes: unchangedCount += 1
      case .unchanged, .changed:
        state.attributes = attributes
        timelines[key] = state
        let data = Self.data(state.timeline, attributes, change.change.rawValue, change.effective)
        events.append(Event(row: change.row, subject: subject, data: data))
      }
    }
    return events
  }

  /// What to ask of a member that is no area and has nearly the code of one; companies and universities are none.
  private func hint(_ member: String) -> String? {
    guard catalogue.areas[member] == nil else { return nil }
    let hint = NearestName.hint(member, among: catalogue.areas.keys)
    return hint.isEmpty ? nil : "\(SafeText.quote(member)) is a new member and no area\(hint)"
  }

  /// Whether a row says no more than that a member is on the list of the day: lists without dates give their own.
  private func isShown(_ change: Change, _ timeline: MembershipTimeline) -> Bool {
    guard let list, change.change == .joins, change.attributes.isEmpty, let last = timeline.spans.last,
      list.groups.contains(where: { $0.text == change.group })
    else { return false }
    let day = change.effective
    let isOpen = last.to == nil && last.from.first <= list.listed && last.category == change.category
    return isOpen && day.isExact && day.first == list.listed && last.from != day
  }

  private static func data(
    _ timeline: MembershipTimeline, _ attributes: JSONObject, _ change: String, _ effective: PartialDate
  ) -> JSONObject {
    var data = JSONObject()
    data["timeline"] = timeline.json
    if !attributes.isEmpty { data["attributes"] = .object(attributes) }
    data.set("change", change)
    data.set("effective", effective.description)
    return data
  }

  /// What follows from a list after its rows: the exits of members that it leaves out, and the return of others.
  ///
  /// - Parameter note: Called with what the reader should know.
  mutating func events(of list: MembershipList, _ outcome: inout MembershipList.Outcome, note: (String) -> Void)
    -> [Event]
  {
    var events: [Event] = []
    for group in list.groups.map(\.text) {
      let previous = list.previous.first { $0.key.text == group }?.value
      var shown: [String: Int] = [:]
      for change in changes where change.group == group { shown[change.member] = change.row }
      let members = Set(catalogue.memberships[group]?.keys.map { $0 } ?? []).union(shown.keys).sorted()
      for member in members {
        let subject = ["membership", group, member]
        let known = catalogue.memberships[group]?[member]
        let stored = known.flatMap { state in
          MembershipTimeline(state).map { ($0, state["attributes"]?.object ?? JSONObject()) }
        }
        guard let state = timelines[subject.joined(separator: "\u{0}")] ?? stored else {
          note("\(SafeText.quote(member)) has a timeline that this program cannot read")
          continue
        }
        var timeline = state.0
        let attributes = state.1
        if let last = stored?.0.spans.last, last.to == nil { outcome.memberCount += 1 }
        if let row = shown[member] {
          if timeline.returnSeen(), let listed = try? PartialDate(between: list.listed, and: list.listed) {
            outcome.returnCount += 1
            unchangedCount -= 1
            events.append(Event(row: row, subject: subject, data: Self.data(timeline, attributes, "restated", listed)))
          } else if let end = timeline.spans.last?.to, end.last < list.listed {
            note("\(SafeText.quote(member)) is on the list of \(SafeText.quote(group)), and left on \(end)")
          }
        } else if let date = timeline.leaveUnseen(after: previous, by: list.listed) {
          outcome.exitCount += 1
          events.append(Event(row: nil, subject: subject, data: Self.data(timeline, attributes, "leaves", date)))
        }
      }
    }
    return events
  }
}
