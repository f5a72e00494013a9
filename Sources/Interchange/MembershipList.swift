public import Ledger

/// What makes a file of memberships a list: the groups of which it shows every member, and the day on which it did.
///
/// A member that such a list leaves out has left, on some day after the list before it.
public struct MembershipList: Sendable, Hashable {
  /// The groups.
  public var groups: [Code]

  /// The day of the list.
  public var listed: CalendarDate

  /// The day of the list before, by group.
  public var previous: [Code: CalendarDate]

  /// Describes a list.
  public init(groups: [Code], listed: CalendarDate, previous: [Code: CalendarDate] = [:]) {
    self.groups = groups
    self.listed = listed
    self.previous = previous
  }

  /// What a list came to.
  public struct Outcome: Sendable, Hashable {
    /// How many members the groups had before.
    public var memberCount = 0
    /// How many of them the list leaves out.
    public var exitCount = 0
    /// How many it shows again whom an earlier list had left out.
    public var returnCount = 0
  }
}
