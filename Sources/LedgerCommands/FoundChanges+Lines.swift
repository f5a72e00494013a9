internal import CouncilReport
internal import Interchange
internal import Ledger

extension FoundChanges {
  // MARK: - Tables

  /// The changes as people read them.
  func tables(all: Bool, width: Int) -> [String] {
    var lines: [String] = []
    let shown = figures.filter { all || $0.revision != .newData }
    if !shown.isEmpty {
      var table = TextTable([
        .init(title: "Figure", isFlexible: true), .init(title: "Before", alignsRight: true, isFlexible: true),
        .init(title: "After", alignsRight: true, isFlexible: true), .init(title: "Revision", isFlexible: true),
        .init(title: "Position", alignsRight: true), .init(title: "Recorded"),
      ])
      for change in shown {
        table.add([
          "\(change.figure)", words(change.before, beside: change.after), words(change.after, beside: change.before),
          change.revisionWords, change.event.map { "\($0.position)" } ?? "..",
          change.event.map { "\($0.recordedAt.date)" } ?? "..",
        ])
      }
      lines += table.lines(width: width) + [""]
    }
    lines += TextTable.wrap(countWords(all: all), width: width) + [""]
    if !others.isEmpty {
      var table = TextTable([
        .init(title: "What", isFlexible: true), .init(title: "Before", isFlexible: true),
        .init(title: "After", isFlexible: true), .init(title: "Position", alignsRight: true),
        .init(title: "Recorded"),
      ])
      for change in others {
        table.add([
          "\(change.sort.rawValue) \(change.name)", change.before?.onOneLine ?? "..", change.after?.onOneLine ?? "..",
          change.event.map { "\($0.position)" } ?? "..", change.event.map { "\($0.recordedAt.date)" } ?? "..",
        ])
      }
      lines += table.lines(width: width) + [""]
    }
    return lines
  }

  /// How many figures there are of each revision.
  var counts: [(revision: Revision, count: Int)] {
    Revision.allCases.map { revision in (revision, figures.count { $0.revision == revision }) }.filter { $0.count > 0 }
  }

  private func countWords(all: Bool) -> String {
    guard !figures.isEmpty || !others.isEmpty else { return "Nothing changed." }
    guard !figures.isEmpty else { return "No figure changed." }
    if counts.map(\.revision) == [.newData] {
      return
        "\(figures.count == 1 ? "1 figure is" : "\(figures.count) figures are") new\(all ? "" : "; --all lists new data")."
    }
    let parts = counts.map { "\($0.count) \($0.count == 1 ? $0.revision.words : $0.revision.manyWords)" }
    let more = !all && counts.contains { $0.revision == .newData } ? "; --all lists new data too" : ""
    return
      "\(figures.count == 1 ? "1 figure differs" : "\(figures.count) figures differ"): \(parts.joined(separator: ", "))\(more)."
  }

  /// A state in a few words, with its status and its unit where the other state has another.
  private func words(_ current: Current<Measurement>, beside other: Current<Measurement>) -> String {
    switch current {
    case .none: return ".."
    case .withdrawn: return "withdrawn"
    case .unreadable: return "cannot be read"
    case .value(let measurement, _):
      var words = measurement.shown.onOneLine
      if measurement.status != (other.value?.status ?? .normal) { words += " (\(measurement.status.meaning))" }
      if let value = other.value, value.unit != measurement.unit { words += " \(measurement.unit?.text ?? "own unit")" }
      if let value = other.value, value.embargo != measurement.embargo {
        words += measurement.embargo.map { ", not to be told before \($0)" } ?? ", free"
      }
      return words
    }
  }

  // MARK: - JSON

  /// The changes for a program: each, then the counts.
  func lines(all: Bool) -> [JSONLine] {
    var lines: [JSONLine] = figures.filter { all || $0.revision != .newData }.map { change in
      var line = JSONLine(["row": "figure", "figure": .text("\(change.figure)")])
      line.add("revision", change.revision.rawValue)
      line.add("before", change.before.json)
      line.add("after", change.after.json)
      change.event.map { Self.add($0, to: &line) }
      return line
    }
    lines += others.map { change in
      var line = JSONLine(["row": .text(change.sort.rawValue), "subject": .text(change.subject.text)])
      line.add("before", change.before)
      line.add("after", change.after)
      change.event.map { Self.add($0, to: &line) }
      return line
    }
    var last = JSONLine(["row": "counts"])
    for revision in Revision.allCases {
      last.add(revision.rawValue, .integer(figures.count { $0.revision == revision }))
    }
    for sort in [OtherChange.Sort.target, .judgement, .membership] {
      last.add(sort.rawValue, .integer(others.count { $0.sort == sort }))
    }
    return lines + [last]
  }

  private static func add(_ event: Event, to line: inout JSONLine) {
    for (name, text) in event.origins { line.add(name, text) }
    line.add("position", "\(event.position)")
    line.add("recorded_at", "\(event.recordedAt)")
    line.add("recorded_by", event.recordedBy)
    line.add("known_since", event.knownSince.map { "\($0)" })
  }
}

extension FoundChanges.FigureChange {
  /// What became of the figure, why, and what its author says.
  fileprivate var revisionWords: String {
    var words = revision.words
    if let reason = event?.entry.basisText("reason") { words += " (\(reason))" }
    if let comment = event?.entry.basisText("comment") { words += ": \(comment.onOneLine)" }
    return words
  }
}

extension Current<Measurement> {
  /// A state for a program; nil where there is none.
  var json: JSONLine.Value? {
    var line = JSONLine()
    switch self {
    case .none: return nil
    case .withdrawn: line.add("withdrawn", .boolean(true))
    case .unreadable(let unreadable): line.add("unreadable", unreadable.reason)
    case .value(let measurement, _): line.add(measurement)
    }
    return line.value
  }
}

extension JSONLine {
  /// Adds what a measurement says, without what is as usual.
  mutating func add(_ measurement: Measurement) {
    switch measurement.content {
    case .missing(let reason): add("missing_reason", reason)
    case .value(let value):
      add("value", value.text)
      if value.qualifier != .exact { add("qualifier", value.qualifier.rawValue) }
      if measurement.mult != 0 { add("mult", "\(measurement.mult)") }
      add("unit", measurement.unit?.text)
    }
    if measurement.status != .normal { add("obs_status", measurement.status.rawValue) }
    add("embargo", measurement.embargo.map { "\($0)" })
  }
}

extension Revision {
  /// The words for more than one.
  fileprivate var manyWords: String {
    switch self {
    case .newData, .precisionOnly, .unreadable: words
    case .correction: "corrections"
    case .withdrawal: "withdrawals"
    case .returned: "returns"
    }
  }
}
