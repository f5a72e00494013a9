public import Ledger

extension Report {
  /// A goal with its targets.
  public struct Goal: Hashable, Sendable {
    /// The plan that it belongs to.
    public var plan: String
    /// Its code.
    public var code: String
    /// Its title.
    public var title: String
    /// Its targets, in the order of the plan.
    public var targets: [Target]

    /// A goal.
    public init(plan: String, code: String, title: String, targets: [Target]) {
      self.plan = plan
      self.code = code
      self.title = title
      self.targets = targets
    }
  }

  /// A target with all that is known about it.
  public struct Target: Hashable, Sendable {
    /// The plan that it belongs to.
    public var plan: String
    /// The goal that it serves.
    public var goal: String
    /// Its code.
    public var code: String
    /// What is promised.
    public var statement: String
    /// What has to be reached, in words: `70%`, `all countries (193)`.
    public var goalpost: String
    /// The rule by which it is judged.
    public var rule: String
    /// The value to be reached, if it is a number.
    public var value: PrintedValue?
    /// When it is due.
    public var due: String?
    /// What it is compared with.
    public var baseline: Baseline?
    /// What measures it, the primary measure first.
    public var measures: [Measure]
    /// How many figures about it a public answer withholds.
    public var embargoed: Int
    /// The status that a person set.
    public var judgement: Judgement?
    /// What the method says.
    public var method: MethodResult?
    /// Whether method and judgement are both definite and differ.
    public var isDisputed: Bool
    /// The status in the previous publication, if it had one.
    public var lastTime: LastTime?
    /// What decided it.
    public var instrument: String?
    /// The position of the revision in force.
    public var position: Int?

    /// A target without figures and statuses.
    public init(plan: String, goal: String, code: String, statement: String, goalpost: String, rule: String) {
      self.plan = plan
      self.goal = goal
      self.code = code
      self.statement = statement
      self.goalpost = goalpost
      self.rule = rule
      measures = []
      embargoed = 0
      isDisputed = false
    }

    /// The status that counts: the judgement if there is one, else the method's.
    public var status: TargetStatus { judgement?.status ?? method?.status ?? .noAnswer }
  }

  /// What a target is compared with.
  public struct Baseline: Hashable, Sendable {
    /// The period, if one is named.
    public var period: String?
    /// The value.
    public var value: PrintedValue
    /// Who chose it.
    public var kind: Kind

    /// A baseline.
    public init(period: String?, value: PrintedValue, kind: Kind) {
      self.period = period
      self.value = value
      self.kind = kind
    }

    /// Where a baseline comes from.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// The target fixes period and value.
      case fixed
      /// The target fixes the period; the value is the figure of that period.
      case floating
      /// The target names none, and the method takes a figure.
      case method
    }
  }

  /// An indicator that measures a target, with its latest figure.
  public struct Measure: Hashable, Sendable {
    /// What it is for the target: primary, component, proxy, context.
    public var role: String
    /// The code of the indicator.
    public var indicator: String
    /// The title of the indicator.
    public var title: String
    /// The latest figure, if there is one.
    public var latest: Latest?

    /// A measure.
    public init(role: String, indicator: String, title: String, latest: Latest?) {
      self.role = role
      self.indicator = indicator
      self.title = title
      self.latest = latest
    }
  }

  /// The latest figure of a measure.
  public struct Latest: Hashable, Sendable {
    /// The figure in its notation.
    public var figure: String
    /// The period that it is about.
    public var period: String
    /// Its value.
    public var value: PrintedValue
    /// Whether it has a row of its own in the list of figures.
    public var isListed: Bool

    /// A latest figure.
    public init(figure: String, period: String, value: PrintedValue, isListed: Bool = true) {
      self.figure = figure
      self.period = period
      self.value = value
      self.isListed = isListed
    }
  }

  /// A status that a person set.
  public struct Judgement: Hashable, Sendable {
    /// The status.
    public var status: TargetStatus
    /// Statuses that hold as well.
    public var also: [TargetStatus]
    /// Marks, such as `new`.
    public var flags: [String]
    /// The words of the document.
    public var printed: String?
    /// Who set it.
    public var author: String?
    /// The date of the judgement.
    public var on: String?
    /// Whether an input changed after it.
    public var isStale: Bool
    /// Where it stands in the log.
    public var position: Int?

    /// A judgement.
    public init(
      status: TargetStatus, also: [TargetStatus] = [], flags: [String] = [], printed: String? = nil,
      author: String? = nil,
      on: String? = nil, isStale: Bool = false, position: Int? = nil
    ) {
      self.status = status
      self.also = also
      self.flags = flags
      self.printed = printed
      self.author = author
      self.on = on
      self.isStale = isStale
      self.position = position
    }
  }

  /// What a method says about a target.
  public struct MethodResult: Hashable, Sendable {
    /// The method.
    public var method: String
    /// The status.
    public var status: TargetStatus
    /// The finer class, such as `moderate`.
    public var fineClass: String?
    /// Why there is no answer.
    public var reason: String?

    /// A result.
    public init(method: String, status: TargetStatus, fineClass: String? = nil, reason: String? = nil) {
      self.method = method
      self.status = status
      self.fineClass = fineClass
      self.reason = reason
    }
  }

  /// A status in the previous publication.
  public struct LastTime: Hashable, Sendable {
    /// The status.
    public var status: TargetStatus
    /// The words of that document.
    public var printed: String?

    /// A status in the previous publication.
    public init(status: TargetStatus, printed: String? = nil) {
      self.status = status
      self.printed = printed
    }
  }
}

extension Report {
  /// All targets, goal by goal.
  public var targets: [Target] { goals.flatMap(\.targets) }

  /// How many targets have each status; statuses that no target has are left out.
  public var statusCounts: [(status: TargetStatus, count: Int)] {
    TargetStatus.allCases.compactMap { status in
      let count = targets.count { $0.status == status }
      return count > 0 ? (status, count) : nil
    }
  }
}
