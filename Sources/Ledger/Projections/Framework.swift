/// The framework: goals, targets, objectives and what is below them, plan by plan.
public struct Framework: Sendable {
  private var fold: Fold
  private var codes: [Code: Set<Code>] = [:]

  /// No nodes yet.
  public init(asOf: AsOf) { fold = Fold(asOf: asOf) }

  /// Takes in an event about a node; any other is left aside.
  public mutating func apply(_ event: Event) {
    if fold.apply(event) == .new { add(event.subject) }
  }

  /// Takes in an event about a node that cannot be read.
  public mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) {
    if fold.apply(unreadable, recordedAt: recordedAt) == .new { add(unreadable.subject) }
  }

  private mutating func add(_ subject: Subject) {
    guard case .node(let plan, let code) = subject.form else { return }
    codes[plan, default: []].insert(code)
  }

  /// A node of a plan.
  public struct Entry: Sendable {
    /// The plan.
    public let plan: Code

    /// The node's code.
    public let code: Code

    /// The node.
    public let current: Current<Node>
  }

  /// The plans that have nodes, in order.
  public var plans: [Code] { codes.keys.sorted() }

  /// The nodes in force on a date, of a period on its last day, by plan and code; one that cannot be read is among them.
  public func nodes(on: Period) -> [Entry] {
    plans.flatMap { plan in
      Targets.ordered(codes[plan] ?? []).compactMap { code in
        let current = self.current(plan: plan, code: code)
        switch current {
        case .value(let node, _) where !node.isInForce(on: on.last): return nil
        case .value, .unreadable: return Entry(plan: plan, code: code, current: current)
        case .withdrawn, .none: return nil
        }
      }
    }
  }

  /// A node, in force or not.
  public func current(plan: Code, code: Code) -> Current<Node> { fold.current(.node(plan: plan, code: code)) }

  /// Every event about a node.
  public func history(plan: Code, code: Code) -> History? { fold[.node(plan: plan, code: code)] }

  /// The order-free digest of all nodes.
  public var digest: StateDigest { fold.digest() }
}

extension Node {
  /// Whether the node is in force on a day; both ends of its validity are included.
  public func isInForce(on date: CalendarDate) -> Bool {
    (validFrom.map { $0.first <= date } ?? true) && (validTo.map { date <= $0.last } ?? true)
  }
}
