internal import Interchange
internal import Ledger

/// One group under one question: its listed members and its reported numbers.
struct MemberGroup {
  let code: Code
  let state: State
  /// The members on the date of the question, certain or not.
  let members: [Member]
  /// The figures that report numbers, with a value.
  let reported: [(figure: Figure, measurement: Measurement, event: Event)]
  /// Memberships that cannot be read.
  let unreadable: [Unreadable]

  /// A listed member.
  struct Member {
    let code: Code
    let membership: Membership
    let event: Event
    let isCertain: Bool
    let category: Code?
  }

  /// Finds a group.
  ///
  /// - Parameter named: The indicators whose figures are reported; none for those that the words of the codes tell.
  /// - Throws: `InputRefused` for a code that is no group and no area.
  init(_ name: Code, _ state: State, _ named: [Code]) throws {
    let code = state.codes.area(for: name)
    self.code = code
    self.state = state
    let on = state.asOf.on
    var members: [Member] = []
    var unreadable: [Unreadable] = []
    for entry in state.memberships.entries(of: code) {
      switch entry.current {
      case .unreadable(let one): unreadable.append(one)
      case .value(let membership, let event):
        let certainty = Memberships.isMember(membership, throughout: on)
        if certainty == .no { continue }
        members.append(
          Member(
            code: entry.member, membership: membership, event: event, isCertain: certainty == .yes,
            category: membership.category(on: on.last)))
      case .withdrawn, .none: continue
      }
    }
    self.members = members
    self.unreadable = unreadable
    reported = try state.indicatorsOfMembers(named).sorted().flatMap { indicator in
      state.figures.figures(of: indicator).filter { $0.area == code }.compactMap { figure in
        if case .value(let measurement, let event) = state.figures[figure] { (figure, measurement, event) } else { nil }
      }
    }
    guard state.memberships.entries(of: code).isEmpty, reported.isEmpty, !state.groupsOfMembers.contains(code) else {
      return
    }
    if case .value = state.codes.area(code) { return }
    let known = Set(state.groupsOfMembers + state.codes.areas).map(\.text)
    throw InputRefused("there is no group \"\(name)\"\(NearestName.hint(name.text, among: known))")
  }

  var title: String? { state.codes.area(code).value?.title }

  /// Certain and uncertain members.
  struct Counts: Equatable {
    var certain = 0
    var uncertain = 0

    mutating func add(isCertain: Bool) { if isCertain { certain += 1 } else { uncertain += 1 } }

    /// `47`, or `47 (+1 ?)` where one is uncertain.
    var words: String { uncertain == 0 ? "\(certain)" : "\(certain) (+\(uncertain) ?)" }
  }

  var counts: Counts { count(members) }

  private func count(_ members: [Member]) -> Counts {
    var counts = Counts()
    for member in members { counts.add(isCertain: member.isCertain) }
    return counts
  }

  /// What is stated of the list of members.
  var coverageWords: String {
    guard let coverage = state.codes.coverage(of: .members(group: code)).value else { return "not stated complete" }
    return coverage.state.rawValue + (coverage.reason.map { ": \($0)" } ?? "")
  }

  // MARK: - Counting

  /// How many there are of each kind, in order; a member of several kinds counts in each.
  func counts(by: MembersBy) -> [(name: String, counts: Counts)] {
    var found: [String: Counts] = [:]
    for member in members {
      for (name, isCertain) in kinds(of: member, by) { found[name, default: Counts()].add(isCertain: isCertain) }
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func kinds(of member: Member, _ by: MembersBy) -> [(String, Bool)] {
    switch by {
    case .year, .categoryYear: return []
    case .country: return [(country(of: member), member.isCertain)]
    case .category:
      let categories = Set(member.membership.timeline.map(\.category))
      return categories.compactMap { category in
        var part = member.membership
        part.timeline = part.timeline.filter { $0.category == category }
        let certainty = Memberships.isMember(part, throughout: state.asOf.on)
        return certainty == .no ? nil : (category?.text ?? "(none)", certainty == .yes)
      }
    }
  }

  /// The attribute `country`, or the member itself if it is one.
  private func country(of member: Member) -> String {
    if let country = member.membership.attributes["country"] { return country }
    return state.codes.area(member.code).value?.kind == .country ? member.code.text : "(not known)"
  }

  /// A year of a group.
  struct Year {
    let year: Int
    /// The members at its end, or on the date of the question if that comes first.
    var atEnd = Counts()
    var joined = 0
    var left = 0
    /// The reported figures for the year, or for a part of it.
    var reported: [(figure: Figure, measurement: Measurement)] = []
  }

  /// The years in which something is known, up to the date of the question.
  var years: [Year] {
    var years = years(of: state.memberships.entries(of: code).compactMap(\.current.value))
    for (figure, measurement, _) in reported where figure.breakdown.isEmpty {
      let year = figure.period.last.year
      years[year, default: Year(year: year)].reported.append((figure, measurement))
    }
    return years.values.sorted { $0.year < $1.year }
  }

  /// The years from the first join of some memberships to the date of the question.
  func years(of memberships: [Membership]) -> [Int: Year] {
    let last = state.asOf.on.last
    let starts = memberships.flatMap(\.timeline).map(\.from.first.year)
    var years: [Int: Year] = [:]
    if let first = starts.min(), first <= last.year {
      for year in first...last.year { years[year] = Year(year: year) }
    }
    for membership in memberships {
      for day in membership.joins where day <= last { years[day.year]?.joined += 1 }
      for day in membership.departures where day <= last { years[day.year]?.left += 1 }
      for year in years.keys {
        let end = min(Period.year(year).last, last)
        switch Memberships.isMember(membership, throughout: .day(end)) {
        case .yes: years[year]?.atEnd.certain += 1
        case .perhaps: years[year]?.atEnd.uncertain += 1
        case .no: break
        }
      }
    }
    return years
  }
}

extension Membership {
  /// The category on a day, certain or not.
  func category(on day: CalendarDate) -> Code? {
    switch standing(on: day) {
    case .member(let category), .uncertain(let category): category
    case .none: nil
    }
  }

  /// The last day on which each stay can have begun; a change of category does not end one.
  var joins: [CalendarDate] {
    timeline.indices.compactMap { index in
      index > 0 && timeline[index - 1].to == timeline[index].from ? nil : timeline[index].from.last
    }
  }

  /// The last day on which each stay can have ended.
  var departures: [CalendarDate] {
    timeline.indices.compactMap { index in
      guard let end = timeline[index].to else { return nil }
      return index + 1 < timeline.count && timeline[index + 1].from == end ? nil : end.last
    }
  }
}
