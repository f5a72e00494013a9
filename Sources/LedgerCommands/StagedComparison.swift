internal import Interchange
internal import Ledger
internal import LedgerStore
internal import PostgreSQL

/// Numbers the events of a file so that each has its own number and the line can be told from it.
struct Ordinals {
  /// A line becomes at most as many events as a file may have columns.
  static let perLine: Int64 = 1024
  private var line = 0
  private var place: Int64 = 0

  mutating func next(line: Int) -> Int64 {
    place = line == self.line ? place + 1 : 0
    self.line = line
    return Int64(line) * Self.perLine + place
  }

  static func line(of ordinal: Int64) -> Int { Int(ordinal / perLine) }
}

/// What staged measurements say that the ledger does not: repetitions and values that differ in precision are skipped.
struct StagedComparison {
  let keepsPrecision: Bool
  let file: String
  private(set) var counts = RecordingCounts()
  /// How many events will be appended that were published before the newest state of their figure.
  private(set) var overtakenCount = 0

  init(keepsPrecision: Bool, file: String) {
    self.keepsPrecision = keepsPrecision
    self.file = file
  }

  mutating func run(
    _ stage: inout Stage, areDistinct: Bool, _ connection: inout Connection, _ report: inout ImportReport
  ) throws {
    let compared = try stage.compare(areDistinct: areDistinct, over: &connection)
    overtakenCount = Int(compared.overtaken)
    var skipped: [Int64] = []
    if compared.staged > compared.subjects {
      try stage.repetitions(over: &connection) { repetition in
        let kind = "measurement.recorded/1"
        switch FactComparison(
          kind: kind, data: repetition.data, currentKind: kind, currentData: repetition.firstData)
        {
        case .same, .precisionOnly:
          counts.repeated += 1
          skipped.append(repetition.ordinal)
        case .different:
          let line = Ordinals.line(of: repetition.firstOrdinal)
          report.problems.add(
            Problem(
              file: file, line: Ordinals.line(of: repetition.ordinal), code: .conflict,
              message: "gives \(SafeText.show(repetition.subject)) another value than line \(line)"))
        }
      }
    }
    let repeated = Set(skipped)
    var differing = 0
    try stage.differences(over: &connection) { difference in
      if repeated.contains(difference.ordinal) { return }
      let comparison = FactComparison(
        kind: difference.kind, data: difference.data, currentKind: difference.currentKind,
        currentData: difference.currentData)
      if comparison == .precisionOnly && !keepsPrecision {
        counts.precisionOnly += 1
        skipped.append(difference.ordinal)
        if difference.isOvertaken { overtakenCount -= 1 }
      } else {
        differing += 1
        if difference.currentKind == Kind.measurementWithdrawn.text { counts.returned += 1 }
      }
    }
    counts.new = Int(compared.newSubjects)
    counts.changed = differing - counts.returned
    counts.unchanged = Int(compared.subjects - compared.newSubjects) - differing - counts.precisionOnly
    if !skipped.isEmpty { try stage.skip(skipped, over: &connection) }
  }
}
