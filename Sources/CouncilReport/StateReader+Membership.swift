internal import Ledger

extension StateReader {
  /// The members that the ledger lists, group by group and by category.
  func listedMembership() -> [Report.ListedMembers] {
    state.memberships.groups.flatMap { group -> [Report.ListedMembers] in
      var counts: [Code?: Report.ListedMembers] = [:]
      var total = Report.ListedMembers(group: area(group), category: nil, certain: 0)
      for entry in state.memberships.entries(of: group) {
        let category: Code?
        let isCertain: Bool
        switch entry.current {
        case .none, .withdrawn: continue
        case .unreadable: (category, isCertain) = (nil, false)
        case .value(let membership, _):
          switch membership.standing(on: state.asOf.on.last) {
          case .none: continue
          case .member(let own): (category, isCertain) = (own, true)
          case .uncertain(let own): (category, isCertain) = (own, false)
          }
        }
        let name = category?.text ?? "no category"
        counts[category, default: .init(group: area(group), category: name, certain: 0)].add(isCertain)
        total.add(isCertain)
      }
      guard !counts.isEmpty else { return [] }
      // Where nobody has a category, the total says it all.
      guard counts.count > 1 || counts[nil] == nil else { return [total] }
      let sorted = counts.sorted { one, other in
        guard let first = one.key else { return false }
        return other.key.map { first < $0 } ?? true
      }
      return sorted.map(\.value) + [total]
    }
  }
}

extension Report.ListedMembers {
  fileprivate mutating func add(_ isCertain: Bool) {
    if isCertain { certain += 1 } else { uncertain += 1 }
  }
}
