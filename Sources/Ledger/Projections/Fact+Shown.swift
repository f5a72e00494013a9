// What a state says in a few words, as it stands in the tree of an answer.

extension Measurement {
  /// The value as people write it, with its power of ten, or why there is none.
  public var shown: String {
    switch content {
    case .missing(let reason): "(\(reason))"
    case .value(let value): mult == 0 ? "\(value)" : "\(value) × 10^\(mult)"
    }
  }
}

extension Target {
  /// The promised number with its unit, or the promise itself.
  public var shown: String {
    guard let value else { return statement }
    return unit.map { "\(value) \($0)" } ?? "\(value)"
  }
}

extension Judgement {
  /// The words that were printed, or the status.
  public var shown: String { printed ?? status.words }
}

extension Membership {
  /// The times as member.
  public var shown: String {
    timeline.map { span in
      let category = span.category.map { " \($0)" } ?? ""
      return "\(span.from)..\(span.to.map(\.description) ?? "")\(category)"
    }.joined(separator: ", ")
  }
}
