public import Ledger

extension Report {
  /// The figures of one indicator.
  public struct IndicatorFigures: Hashable, Sendable {
    /// The code of the indicator.
    public var code: String
    /// Its title.
    public var title: String
    /// Its unit.
    public var unit: PrintedValue.Unit?
    /// The figures, in the order of their keys.
    public var figures: [FigureRow]

    /// The figures of one indicator.
    public init(code: String, title: String, unit: PrintedValue.Unit?, figures: [FigureRow]) {
      self.code = code
      self.title = title
      self.unit = unit
      self.figures = figures
    }
  }

  /// A figure with its value and where it comes from.
  public struct FigureRow: Hashable, Sendable {
    /// The figure.
    public var figure: Figure
    /// The name of the area.
    public var area: String
    /// The value.
    public var value: PrintedValue
    /// The document that says so.
    public var document: String?
    /// The place in the document.
    public var locator: String?
    /// When the source published it.
    public var publishedAt: Instant?
    /// The instant before which it must not leave the ledger.
    public var embargo: Instant?
    /// The event's place in the log.
    public var position: Int
    /// When it was recorded.
    public var recordedAt: Instant?

    /// A figure.
    public init(
      figure: Figure, area: String, value: PrintedValue, document: String? = nil, locator: String? = nil,
      publishedAt: Instant? = nil, embargo: Instant? = nil, position: Int, recordedAt: Instant? = nil
    ) {
      self.figure = figure
      self.area = area
      self.value = value
      self.document = document
      self.locator = locator
      self.publishedAt = publishedAt
      self.embargo = embargo
      self.position = position
      self.recordedAt = recordedAt
    }
  }

  /// The members of a group in one category, or in all of them, as the ledger lists them one by one.
  public struct ListedMembers: Hashable, Sendable {
    /// The group.
    public var group: String
    /// The category; nil for the distinct members of the group in all categories.
    public var category: String?
    /// The members that certainly belong to it on the date.
    public var certain: Int
    /// The members of which the dates leave it open.
    public var uncertain: Int

    /// A count.
    public init(group: String, category: String?, certain: Int, uncertain: Int = 0) {
      self.group = group
      self.category = category
      self.certain = certain
      self.uncertain = uncertain
    }
  }

  /// A figure that changed.
  public struct Change: Hashable, Sendable {
    /// The figure.
    public var figure: Figure
    /// The title of its indicator.
    public var title: String
    /// The name of its area.
    public var area: String
    /// What it was.
    public var old: PrintedValue
    /// What it is; nil if it was withdrawn.
    public var new: PrintedValue?
    /// Why it changed; nil for routine.
    public var reason: Basis.Reason?
    /// What the author says about it.
    public var comment: String?
    /// When the change was recorded.
    public var recordedAt: Instant
    /// Where it stands in the log.
    public var position: Int

    /// A change.
    public init(
      figure: Figure, title: String, area: String, old: PrintedValue, new: PrintedValue?, reason: Basis.Reason? = nil,
      comment: String? = nil, recordedAt: Instant, position: Int
    ) {
      self.figure = figure
      self.title = title
      self.area = area
      self.old = old
      self.new = new
      self.reason = reason
      self.comment = comment
      self.recordedAt = recordedAt
      self.position = position
    }
  }
}
