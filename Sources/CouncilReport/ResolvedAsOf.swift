public import Ledger

/// The state that an answer describes, resolved to a position of the log.
public struct ResolvedAsOf: Hashable, Sendable {
  /// The last position that was seen.
  public var position: Int

  /// When that event was recorded.
  public var recordedAt: Instant

  /// The date or period on which targets and memberships are in force.
  public var on: Period

  /// The instant by which events had to be known, if the question asked for one.
  public var published: Instant?

  /// The instant at which a public answer may be told; nil for an answer inside the house.
  public var release: Instant?

  /// A resolved state.
  public init(
    position: Int, recordedAt: Instant, on: Period, published: Instant? = nil, release: Instant? = nil
  ) {
    self.position = position
    self.recordedAt = recordedAt
    self.on = on
    self.published = published
    self.release = release
  }
}
