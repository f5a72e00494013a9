public import Ledger

/// How all targets stand by the standard method, as of a position and on a date: a projection that a ledger may save.
///
/// It sees all that was recorded up to the position, whenever it was published and whatever is under embargo.
public struct StatusProjection: Sendable, Equatable {
  /// One target.
  struct Row: Sendable, Equatable {
    let standing: TargetStanding
    /// The figures that it follows from, as the beginnings of their subjects.
    let inputs: [String]
  }

  /// Goes up when the same events come to other statuses, or are saved in another way.
  static let version = 2

  /// The last position that is seen.
  public let position: Int

  /// The date on which things have to be in force.
  public let on: Period

  /// The targets by plan and code.
  let rows: [Row]

  init(position: Int, on: Period, rows: [Row]) {
    self.position = position
    self.on = on
    self.rows = rows.sorted { one, other in
      one.standing.plan == other.standing.plan
        ? Code.precedesNaturally(one.standing.code, other.standing.code) : one.standing.plan < other.standing.plan
    }
  }

  /// The targets by plan and code.
  public var standings: [TargetStanding] { rows.map(\.standing) }

  /// The order-free digest of all targets with how they stand and with what they follow from.
  public var digest: StateDigest {
    StateDigest(rows.map { ($0.standing.subject, [$0.standing.json.canonical] + $0.inputs.map { Array($0.utf8) }) })
  }

  /// The targets that stand otherwise in another projection, or are in one of both only.
  public func differing(from other: StatusProjection) -> [Subject] {
    let (mine, theirs) = (bySubject, other.bySubject)
    return Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }.sorted()
  }

  /// Of what somebody else has written a target may stand there twice.
  private var bySubject: [Subject: [Row]] { Dictionary(grouping: rows) { $0.standing.subject } }
}

/// What a ledger has saved of the statuses.
struct SavedStatuses {
  /// What another writer would have changed.
  struct Bookmark: Equatable {
    let position: Int64
    let digest: String
  }

  /// Whether the login may save.
  var isPermitted = false
  /// Whether nothing can be saved here: a standby, or a session that may only read.
  var isReadOnly = true
  /// Where the bookmark was; nil if nothing is saved.
  var bookmark: Bookmark?
  /// The statuses; nil if they are of another program, date or log, lie beyond the question, or do not have their digest.
  var projection: StatusProjection?
}
