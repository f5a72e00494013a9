internal import CouncilReport
internal import Interchange
internal import Ledger
internal import LedgerStore

extension FoundChanges {
  /// How many figures differ, by what became of them.
  struct Counts {
    private var counts: [Revision: Int] = [:]

    mutating func add(_ revision: Revision) { counts[revision, default: 0] += 1 }

    subscript(revision: Revision) -> Int { counts[revision] ?? 0 }

    var total: Int { counts.values.reduce(0, +) }

    /// The revisions that there are, in their order.
    var revisions: [Revision] { Revision.allCases.filter { self[$0] > 0 } }
  }

  // MARK: - Tables

  /// Says the changes as people read them.
  ///
  /// Figures are read twice, for the widths of the columns and for the lines, so that none has to be kept.
  func say(all: Bool, _ host: Host, _ ledger: inout OpenLedger) throws {
    var counts = Counts()
    var layout = TextTable.Layout([
      .init(title: "Figure", isFlexible: true), .init(title: "Before", alignsRight: true, isFlexible: true),
      .init(title: "After", alignsRight: true, isFlexible: true), .init(title: "Revision", isFlexible: true),
      .init(title: "Position", alignsRight: true), .init(title: "Recorded"),
    ])
    try readFigures(&ledger) { change in
      counts.add(change.revision)
      if all || change.revision != .newData { layout.add(change.cells) }
    }
    if !layout.isEmpty {
      let widths = layout.widths(total: host.width)
      for line in layout.head(widths) { try host.say(line) }
      try readFigures(&ledger) { change in
        guard all || change.revision != .newData else { return }
        for line in layout.lines(of: change.cells, widths) { try host.say(line) }
      }
      try host.say()
    }
    try host.sayWrapped(words(counts, all: all))
    try host.say()
    guard !others.isEmpty else { return }
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
    for line in table.lines(width: host.width) + [""] { try host.say(line) }
  }

  private func words(_ counts: Counts, all: Bool) -> String {
    let total = counts.total
    guard total > 0 || !others.isEmpty else { return "Nothing changed." }
    guard total > 0 else { return "No figure changed." }
    if counts.revisions == [.newData] {
      return "\(total == 1 ? "1 figure is" : "\(total) figures are") new\(all ? "" : "; --all lists new data")."
    }
    let parts = counts.revisions.map { "\(counts[$0]) \(counts[$0] == 1 ? $0.words : $0.manyWords)" }
    let more = !all && counts[.newData] > 0 ? "; --all lists new data too" : ""
    return
      "\(total == 1 ? "1 figure differs" : "\(total) figures differ"): \(parts.joined(separator: ", "))\(more)."
  }

  // MARK: - JSON

  /// Says the changes for a program: each, then the counts.
  func sayJSON(all: Bool, _ question: Question, _ host: Host, _ ledger: inout OpenLedger) throws {
    func say(_ line: JSONLine) throws {
      var line = line
      line.add("since_position", "\(earlier.asOf.position ?? 0)")
      question.add(to: &line)
      try host.say(line)
    }
    var counts = Counts()
    try readFigures(&ledger) { change in
      counts.add(change.revision)
      guard all || change.revision != .newData else { return }
      var line = JSONLine(["row": "figure", "figure": .text("\(change.figure)")])
      line.add("revision", change.revision.rawValue)
      line.add("before", change.before.json)
      line.add("after", change.after.json)
      change.event.map { Self.add($0, to: &line) }
      try say(line)
    }
    for change in others {
      var line = JSONLine(["row": .text(change.sort.rawValue), "subject": .text(change.subject.text)])
      line.add("before", change.before)
      line.add("after", change.after)
      change.event.map { Self.add($0, to: &line) }
      try say(line)
    }
    var last = JSONLine(["row": "counts"])
    for revision in Revision.allCases { last.add(revision.rawValue, .integer(counts[revision])) }
    for sort in [OtherChange.Sort.target, .judgement, .membership] {
      last.add(sort.rawValue, .integer(others.count { $0.sort == sort }))
    }
    try say(last)
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
  /// The change as a row of a table.
  fileprivate var cells: [String] {
    [
      "\(figure)", Self.words(before, beside: after), Self.words(after, beside: before), revisionWords,
      event.map { "\($0.position)" } ?? "..", event.map { "\($0.recordedAt.date)" } ?? "..",
    ]
  }

  /// A state in a few words, with its status and its unit where the other state has another.
  private static func words(_ current: Current<Measurement>, beside other: Current<Measurement>) -> String {
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

  /// What became of the figure, why, and what its author says.
  private var revisionWords: String {
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
