/// What is promised: one revision of a target.
public struct Target: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.targetRevised]

  /// How a target is read.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// A level is reached.
    case level
    /// A change from the baseline, in per cent.
    case relativeChange = "relative_change"
    /// A gap gets smaller, in per cent.
    case gapReduction = "gap_reduction"
    /// All of a number, such as all countries.
    case countAll = "count_all"
    /// Two groups become equal.
    case parity
    /// Something that no number tells.
    case qualitative
  }

  /// How several primary measures make one status.
  public enum Combination: String, Hashable, Sendable, CaseIterable {
    /// All must be met.
    case all
    /// The worst one counts.
    case worst
    /// A person judges.
    case judged
  }

  /// What a target starts from.
  public enum Baseline: Hashable, Sendable {
    /// A number that was fixed with the target.
    case fixed(Period, value: Decimal)

    /// The figure of that period at the same as-of.
    case floating(Period)

    /// The period.
    public var period: Period {
      switch self {
      case .fixed(let period, _), .floating(let period): period
      }
    }
  }

  /// An indicator that a target is measured by.
  public struct Measure: Hashable, Sendable {
    /// What an indicator is to a target.
    public enum Role: String, Hashable, Sendable, CaseIterable {
      /// The status follows from it.
      case primary
      /// A part of a primary measure.
      case component
      /// It stands for what is not measured.
      case proxy
      /// It helps to understand.
      case context
    }

    /// The indicator.
    public var indicator: Code

    /// The area.
    public var area: Code

    /// The breakdown.
    public var breakdown: Breakdown

    /// What it is to the target.
    public var role: Role

    /// A measure.
    public init(indicator: Code, area: Code, breakdown: Breakdown = .none, role: Role) {
      self.indicator = indicator
      self.area = area
      self.breakdown = breakdown
      self.role = role
    }

    /// The figure of the measure for a period.
    public func figure(_ period: Period) -> Figure {
      Figure(indicator: indicator, area: area, period: period, breakdown: breakdown)
    }
  }

  /// The promise in its own words.
  public var statement: String

  /// The framework node, if its code is not the target's own.
  public var node: Code?

  /// Which way the measure is meant to go.
  public var direction: Indicator.Direction?

  /// How the target is read.
  public var rule: Rule

  /// The number that is promised.
  public var value: Decimal?

  /// The unit of the number.
  public var unit: Code?

  /// When it is due.
  public var due: Period?

  /// The derivation of the whole that the promise is about, such as the number of all countries.
  public var denominator: String?

  /// What it starts from.
  public var baseline: Baseline?

  /// The decision that made the promise.
  public var instrument: String

  /// From when this revision holds.
  public var effectiveFrom: PartialDate?

  /// What it is measured by.
  public var measures: [Measure]

  /// How several primary measures make one status.
  public var combination: Combination

  /// A target revision.
  public init(
    statement: String, node: Code? = nil, direction: Indicator.Direction? = nil, rule: Rule, value: Decimal? = nil,
    unit: Code? = nil, due: Period? = nil, denominator: String? = nil, baseline: Baseline? = nil,
    instrument: String, effectiveFrom: PartialDate? = nil, measures: [Measure] = [], combination: Combination = .all
  ) {
    self.statement = statement
    self.node = node
    self.direction = direction
    self.rule = rule
    self.value = value
    self.unit = unit
    self.due = due
    self.denominator = denominator
    self.baseline = baseline
    self.instrument = instrument
    self.effectiveFrom = effectiveFrom
    self.measures = measures
    self.combination = combination
  }
}
