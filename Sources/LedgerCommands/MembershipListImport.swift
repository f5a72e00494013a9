internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore

/// A file that shows every member of some groups on one day.
struct MembershipListImport {
  /// What the list is, for the importer.
  let list: MembershipList

  private let flags: ImportFlags
  private let published: Instant
  /// The lists of one of the groups that the ledger has.
  private let others: [Vintage]

  /// Prepares a list; nil where the file is none.
  ///
  /// - Throws: `UsageError` for a list without a date; `InputRefused` for one that is older than another in the ledger.
  init?(_ kind: ImportKind, _ flags: ImportFlags, _ catalogue: Catalogue, _ ledger: inout OpenLedger) throws {
    guard kind == .memberships, !flags.snapshot.isEmpty else { return nil }
    self.flags = flags
    guard let published = try flags.publishedAt else {
      throw UsageError.refused("a list of members needs its date: add --published-at")
    }
    if flags.isBackfill {
      throw UsageError.refused("--backfill is for measurements; say when who joined and left instead")
    }
    self.published = published
    let groups = try flags.snapshot.map { try Code(catalogue.area(of: $0.text) ?? $0.text) }
    others = try ledger.vintages(of: groups.map(Self.scope))
    var list = MembershipList(groups: groups, listed: published.date)
    for group in groups {
      let lists = others.filter { $0.indicator == Self.scope(group) }.map(\.published)
      if let newest = lists.max(), newest > published {
        throw InputRefused(
          "a list of \(group) of \(newest.date) is in the ledger, and this one is older (\(published.date)): nothing was "
            + "written. Import it without --snapshot, or say when who joined and left")
      }
      // The same list once more says what it said before.
      list.previous[group] = lists.map(\.date).filter { $0 < list.listed }.max()
    }
    self.list = list
  }

  /// How a receipt names the members of a group, which may have the code of an indicator.
  private static func scope(_ group: Code) -> String { "members/\(group)" }

  /// How the receipt names what the file speaks for.
  var scope: [String] { list.groups.map(Self.scope) }

  /// Whether this very file has been a list of the groups on the same day.
  func isKnown(sha256: String) -> Bool {
    list.groups.allSatisfy { group in
      others.contains { $0.sha256 == sha256 && $0.published == published && $0.indicator == Self.scope(group) }
    }
  }

  /// Refuses a list that leaves out more than 5 per cent of the members, unless it was asked for by number.
  func check(_ outcome: MembershipList.Outcome) throws {
    let (exits, members) = (outcome.exitCount, outcome.memberCount)
    if let limit = flags.withdrawUpTo, exits > limit {
      throw InputRefused("the list leaves out \(exits) members, more than --withdraw-up-to \(limit)")
    }
    guard exits * 20 > members, flags.withdrawUpTo == nil else { return }
    throw InputRefused(
      "the list leaves out \(exits) of \(members) members, more than 5 per cent: nothing was written. "
        + "If they have left, add --withdraw-up-to \(exits)")
  }
}
