internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// How many events did what to the ledger.
struct RecordingCounts: Equatable {
  var rows = 0
  var new = 0
  var changed = 0
  var unchanged = 0
  /// Values that differ in precision alone, which are not written unless asked for.
  var precisionOnly = 0
  var repeated = 0
  /// Figures that come back after they were withdrawn.
  var returned = 0
  /// Figures that a snapshot leaves out, and what a command withdraws.
  private(set) var withdrawn = 0
  /// Subjects whose state before an append stands again.
  private(set) var restored = 0
  /// States asserted again, so that an older file changes no later answer.
  var reasserted = 0

  /// What the rows are of, with its number, where that is another: `4 codelists`, whose codes they are.
  var gathered: String?

  var written: Int { new + changed + returned + withdrawn + restored + reasserted }

  /// What the counts are of.
  fileprivate var subjects: String {
    guard rows > 0 else { return SafeText.counted(written, "event", "events") }
    return SafeText.counted(rows, "row", "rows") + (gathered.map { " of \($0)" } ?? "")
  }

  /// Counts a subject that is taken back: its state before an append stands again, or none does.
  mutating func count(takenBack isRestored: Bool) {
    if isRestored { restored += 1 } else { withdrawn += 1 }
  }

  /// Counts the members that a list leaves out, and those that it shows again.
  mutating func count(withdrawn: Int, returned: Int) {
    count(withdrawn: withdrawn)
    self.returned = returned
    changed -= returned
  }

  /// Counts withdrawals, which were compared like any other event.
  mutating func count(withdrawn: Int) {
    self.withdrawn = withdrawn
    changed -= withdrawn
  }
}

/// From the events that a command wants to the events that the ledger does not say already.
struct Recording {
  var keepsPrecision = false
  private(set) var counts = RecordingCounts()
  private(set) var events: [ExpectedEvent] = []

  init(keepsPrecision: Bool = false) { self.keepsPrecision = keepsPrecision }

  /// Compares events with the current states of their subjects and keeps those that change something.
  ///
  /// An event about a subject that has one before it here is compared with that one.
  mutating func compare(_ wanted: [ImportedEvent], with ledger: inout OpenLedger) throws {
    let subjects = wanted.map { String(decoding: $0.subject, as: UTF8.self) }
    var current: [String: CurrentState] = [:]
    for state in try ledger.currentStates(of: subjects) { current[state.subject] = state }
    for (event, subject) in zip(wanted, subjects) {
      counts.rows += 1
      let data = String(decoding: event.data, as: UTF8.self)
      let state = current[subject]
      if let state {
        switch FactComparison(kind: event.kind, data: data, currentKind: state.kind, currentData: state.data) {
        case .same:
          counts.unchanged += 1
          continue
        case .precisionOnly where !keepsPrecision:
          counts.precisionOnly += 1
          continue
        case .precisionOnly, .different:
          counts.changed += 1
        }
      } else {
        counts.new += 1
      }
      let expected = ExpectedEvent(
        kind: event.kind, subject: subject, expected: state?.version ?? 0, data: data,
        basis: String(decoding: event.basis, as: UTF8.self))
      events.append(expected)
      current[subject] = CurrentState(expected, position: state?.position ?? 0)
    }
  }
}

extension OpenLedger {
  /// The first answer to a repeated request, if there is one.
  mutating func replayed(_ options: AppendOptions, _ request: AppendRequest) throws -> Receipt? {
    options.id == nil ? nil : try replay(request)
  }
}

extension Host {
  /// Refuses an input with its problems, one a line.
  func refuse(_ report: ImportReport) throws {
    guard !report.isGood else { return }
    for line in report.problems.lines { note(line) }
    throw InputRefused(
      "nothing was written: \(SafeText.counted(report.problems.count, "problem", "problems"))")
  }

  /// Says what was accepted and should be known.
  func showNotes(_ report: ImportReport) {
    for problem in report.problems.notes { note("\(problem)") }
    let more = report.problems.noteCount - report.problems.notes.count
    if more > 0 { note("and \(SafeText.counted(more, "more note", "more notes"))") }
  }

  /// Says what an append did.
  func report(_ receipt: Receipt?, _ counts: RecordingCounts, json: Bool, isDryRun: Bool = false) throws {
    if let warning = receipt?.warning {
      note("recorded on this server; it may not be on its standby yet (the server warned: \(warning))")
    }
    if json {
      var line = JSONLine()
      if let receipt {
        line.add("append", "\(receipt.id)")
        line.add("first_position", .integer(Int(receipt.firstPosition)))
        line.add("last_position", .integer(Int(receipt.lastPosition)))
        line.add("recorded_at", "\(receipt.recordedAt)")
        line.add("recorded_by", receipt.recordedBy)
        line.add("replayed", .boolean(receipt.isReplay))
      }
      for (name, count) in counts.named { line.add(name, .integer(count)) }
      return try say(line)
    }
    if let receipt {
      let positions =
        receipt.count == 1
        ? "position \(receipt.lastPosition)" : "positions \(receipt.firstPosition) to \(receipt.lastPosition)"
      let verb = receipt.isReplay ? "Was recorded already" : "Recorded"
      try say("\(verb) at \(positions), \(receipt.recordedAt), by \(receipt.recordedBy).")
      if receipt.isReplay { return }
    } else if isDryRun {
      switch counts.written {
      case 0: try say("Nothing new.")
      case 1: try say("Would record 1 event.")
      default: try say("Would record \(counts.written) events.")
      }
    } else {
      try say("Nothing new: nothing was written.")
    }
    let parts = counts.named.dropFirst().filter { $0.count > 0 }.map {
      "\($0.count) \($0.name.replacing("_", with: " "))"
    }
    guard counts.rows > 1 || counts.restored > 0 || counts.rows == 0 && counts.written > 1 else { return }
    try say("\(counts.subjects): \(parts.isEmpty ? "none" : parts.joined(separator: ", ")).")
  }
}

extension RecordingCounts {
  /// The counts with their names, as they stand in receipts.
  var named: [(name: String, count: Int)] {
    [
      ("rows", rows), ("new", new), ("changed", changed), ("unchanged", unchanged), ("precision_only", precisionOnly),
      ("repeated", repeated), ("returned", returned), ("withdrawn", withdrawn), ("restored", restored),
      ("reasserted", reasserted),
    ]
  }
}
