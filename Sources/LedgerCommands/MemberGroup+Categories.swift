internal import Interchange
internal import Ledger

extension MemberGroup {
  /// The years in which something happened, with the categories in order and then all of them, where each member counts
  /// once.
  ///
  /// Who changes the category leaves the one and joins the other, and neither leaves nor joins the group.
  var categoryYears: [(year: Year, category: String?)] {
    let memberships = state.memberships.entries(of: code).compactMap(\.current.value)
    let all = years(of: memberships)
    let categories = Set(memberships.flatMap(\.timeline).map(\.category))
    let parts = categories.map { category in
      (category?.text ?? "(none)", years(of: memberships.compactMap { $0.part(in: category) }))
    }.sorted { $0.0 < $1.0 }
    let last = state.asOf.on.last.year
    var rows: [(year: Year, category: String?)] = []
    for (number, total) in all.sorted(by: { $0.key < $1.key }) {
      let own = parts.compactMap { name, years in years[number].map { (year: $0, category: String?.some(name)) } }
      let isQuiet = own.allSatisfy { $0.year.joined == 0 && $0.year.left == 0 }
      if isQuiet, number != last, all[number - 1]?.atEnd == total.atEnd { continue }
      rows += own + [(total, nil)]
    }
    return rows
  }

  func yearlyByCategory(width: Int) -> [String] {
    guard !state.memberships.entries(of: code).isEmpty else { return noList(width: width) }
    var table = TextTable([
      .init(title: "Year"), .init(title: "Category", isFlexible: true), .init(title: "Listed", alignsRight: true),
      .init(title: "Joined", alignsRight: true), .init(title: "Left", alignsRight: true),
    ])
    var shown: Int?
    for (year, category) in categoryYears {
      table.add([
        shown == year.year ? "" : "\(year.year)", category ?? "all, each once", year.atEnd.words, "\(year.joined)",
        "\(year.left)",
      ])
      shown = year.year
    }
    return table.lines(width: width) + [""] + summary(width: width)
  }
}

extension Membership {
  /// The time in one category; nil where there is none.
  fileprivate func part(in category: Code?) -> Membership? {
    var part = self
    part.timeline = timeline.filter { $0.category == category }
    return part.timeline.isEmpty ? nil : part
  }
}
