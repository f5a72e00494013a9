internal import Arithmetic
internal import CouncilReport
internal import Interchange
internal import Ledger
internal import LedgerStore

extension FoundFigure {
  // MARK: - Lines

  /// The figure as people read it.
  func lines(width: Int) -> [String] {
    var facts = LabelledLines()
    facts.add("figure", "\(figure)")
    facts.add("area", state.codes.area(figure.area).value?.title.flatMap { $0 == figure.area.text ? nil : $0 })
    let event: Event?
    switch state.figures[figure] {
    case .value(let measurement, let found):
      add(measurement, to: &facts)
      event = found
    case .withdrawn(let found):
      facts.add("value", "withdrawn")
      event = found
    case .unreadable(let unreadable):
      facts.add("value", "cannot be read: \(unreadable)")
      event = nil
    case .none: event = nil
    }
    if let event { Self.addOrigin(of: event, to: &facts) }
    if state.figures.isEmbargoed(figure) { facts.add("embargo", "a later value is held back") }
    var lines = TextTable.wrap(indicator?.title.onOneLine ?? figure.indicator.text, width: width)
    lines += facts.lines(width: width)
    guard history.versions.count > 1 else { return lines }
    lines += ["", "\(history.versions.count) versions, the newest first"]
    return lines + history.versions.reversed().flatMap { versionLines($0, width: width) }
  }

  private func add(_ measurement: Measurement, to facts: inout LabelledLines) {
    switch measurement.content {
    case .missing(let reason): facts.add("value", "none: \(reason)")
    case .value(let value):
      let words = value.qualifier == .exact ? nil : value.qualifier.rawValue.replacing("_", with: " ")
      let notes = [words, title(of: value), plainNumber(measurement)].compactMap { $0 }
      facts.add("value", measurement.shown + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"))
      facts.add("unit", unit(of: measurement).map { "\($0)" })
    }
    facts.add("status", "\(measurement.status.rawValue), \(measurement.status.meaning)")
    facts.add("embargo", measurement.embargo.map { "not to be told before \($0)" })
  }

  /// The number without a power of ten, where one is printed.
  private func plainNumber(_ measurement: Measurement) -> String? {
    guard measurement.mult != 0 else { return nil }
    return measurement.value?.decimal?.rational(mult: measurement.mult).exactText
  }

  private static func addOrigin(of event: Event, to facts: inout LabelledLines) {
    for (name, text) in event.origins { facts.add(name, text) }
    facts.add("known since", event.knownSince.map { "\($0)" })
    facts.add("recorded", "position \(event.position), \(event.recordedAt), by \(event.recordedBy)")
    facts.add("leaf hash", "\(event.entry.leafHash)")
  }

  private func versionLines(_ version: History.Version, width: Int) -> [String] {
    var facts = LabelledLines()
    switch version {
    case .broken(let unreadable): facts.add("?", "cannot be read: \(unreadable)")
    case .event(let event):
      var text: String
      switch Current<Measurement>(event) {
      case .value(let measurement, _):
        text = measurement.shown
        if measurement.status != .normal { text += " (\(measurement.status.meaning))" }
        if let unit = measurement.unit { text += " \(unit)" }
        if let embargo = measurement.embargo { text += ", not to be told before \(embargo)" }
      case .withdrawn, .none: text = "withdrawn"
      case .unreadable(let unreadable): text = "cannot be read: \(unreadable.reason)"
      }
      facts.add("\(event.version)", text)
      facts.add("", "position \(event.position), \(event.recordedAt), by \(event.recordedBy)")
      let origins = event.origins.map { "\($0.name) \($0.text)" }
      let known = event.knownSince.map { ["known since \($0)"] } ?? []
      if !(known + origins).isEmpty { facts.add("", (known + origins).joined(separator: "; ")) }
    }
    return facts.lines(width: width)
  }

  // MARK: - JSON

  /// The figure for a program.
  func line(_ question: Question) -> JSONLine {
    var line = JSONLine()
    line.add("figure", "\(figure)")
    line.add("indicator", figure.indicator.text)
    line.add("title", indicator?.title)
    line.add("area", figure.area.text)
    line.add("area_title", state.codes.area(figure.area).value?.title)
    line.add("period", "\(figure.period)")
    if !figure.breakdown.isEmpty {
      line.add("breakdown", .object(figure.breakdown.members.map { ($0.dimension.text, .text($0.value.text)) }))
    }
    if let last = history.versions.last { add(last, to: &line) }
    line.add("embargoed", .boolean(state.figures.isEmbargoed(figure)))
    line.add(
      "history",
      .list(
        history.versions.map { version in
          var one = JSONLine()
          add(version, to: &one)
          return one.value
        }))
    question.add(to: &line)
    return line
  }

  private func add(_ version: History.Version, to line: inout JSONLine) {
    switch version {
    case .broken(let unreadable):
      line.add("unreadable", unreadable.reason)
      line.add("position", "\(unreadable.position)")
      line.add("recorded_by", unreadable.login)
    case .event(let event):
      switch Current<Measurement>(event) {
      case .value(let measurement, _): add(measurement, to: &line)
      case .withdrawn, .none: line.add("withdrawn", .boolean(true))
      case .unreadable(let unreadable): line.add("unreadable", unreadable.reason)
      }
      line.add("version", .integer(event.version))
      line.add("position", "\(event.position)")
      line.add("recorded_at", "\(event.recordedAt)")
      line.add("recorded_by", event.recordedBy)
      line.add("known_since", event.knownSince.map { "\($0)" })
      for (name, text) in event.origins { line.add(name, text) }
      line.add("import", event.entry.basisText("import"))
      line.add("line", event.entry.basisText("line"))
      line.add("append", "\(event.append)")
      line.add("leaf_hash", "\(event.entry.leafHash)")
    }
  }

  private func add(_ measurement: Measurement, to line: inout JSONLine) {
    switch measurement.content {
    case .missing(let reason): line.add("missing_reason", reason)
    case .value(let value):
      line.add("value", value.text)
      line.add("qualifier", value.qualifier.rawValue)
      if measurement.mult != 0 { line.add("mult", "\(measurement.mult)") }
      line.add("precision", measurement.precision.map { "\($0)" })
      line.add("number", value.decimal?.rational(mult: measurement.mult).exactText)
      line.add("unit", unit(of: measurement)?.text)
    }
    line.add("obs_status", measurement.status.rawValue)
    line.add("embargo", measurement.embargo.map { "\($0)" })
  }
}

extension Event {
  /// Where the fact came from, by the names of the basis.
  var origins: [(name: String, text: String)] {
    let keys: [(String, StaticString)] = [
      ("source", "source"), ("locator", "locator"), ("quote", "quote"), ("author", "author"), ("reason", "reason"),
      ("comment", "comment"),
    ]
    return keys.compactMap { name, key in entry.basisText(key).map { (name, $0) } }
  }
}
