internal import CommandLineParsing
internal import Ledger
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// `tally replay`: the entries, one canonical line each.
enum ReplayCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "replay", "Prints the entries as they were recorded, one canonical JSON line each.",
      discussion: """
        A line is byte for byte what is hashed: its leaf hash is SHA-256 of a zero byte and the line. Any position may \
        end a replay, also one inside an append. With --check nothing is printed but what was found: every entry is put \
        together, checked and hashed, every subject's versions and the positions must have no gap. Two ledgers with \
        equal digests hold the same entries and the same states; ends with 2 if something is wrong.
        """,
      examples: [
        Example("tally replay", "Print the whole ledger."),
        Example("tally replay --kind target.revised", "Print every revision of every target."),
        Example("tally replay --subject target/SP2020/2.4", "Print the history of one target."),
        Example("tally replay --check", "Check the whole ledger."),
      ]
    ) {
      Option(
        "--kind", of: String.self, placeholder: "KIND", completing: .words(Kind.known.map(\.name)),
        "Only this kind, for example measurement.recorded.")
      Option(
        "--subject", of: String.self, placeholder: "SUBJECT", completing: LedgerWord.subject.completion,
        "Only this subject, as it stands in an entry.")
      Option("--after", of: Int.self, default: 0, placeholder: "POSITION", "Only entries after this position.")
      Flag("--check", "Check every entry instead of printing it.")
      Flag("--json", "With --check: what was found as one JSON object.")
      AsOfOptions.recordedTime
      DatabaseOptions.group
    } run: { kind, subject, after, isCheck, json, asOf, database in
      guard isCheck else { return try run(host, kind, subject, after, asOf, database) }
      if kind != nil { throw UsageError.conflict("--check", "--kind") }
      if subject != nil { throw UsageError.conflict("--check", "--subject") }
      if after != 0 { throw UsageError.conflict("--check", "--after") }
      try check(host, json, asOf, database)
    }
  }

  private static func run(
    _ host: Host, _ kind: String?, _ subject: String?, _ after: Int, _ asOf: RecordedTimeOptions,
    _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let bound = try asOf.position(&ledger, insideAppend: true)
    let filter = subject.map { EventFilter.subjects([$0]) } ?? .all
    try ledger.read(filter, after: Int64(after), upTo: bound) { event in
      if let kind, event.kind != kind, !event.kind.hasPrefix(kind + "/") { return }
      try host.output.write(event.entry)
      try host.output.write([UInt8(ascii: "\n")])
    }
  }

  private static func check(
    _ host: Host, _ json: Bool, _ asOf: RecordedTimeOptions, _ database: DatabaseOptions
  ) throws {
    var ledger = try database.open(host)
    let position = try asOf.position(&ledger, insideAppend: true) ?? ledger.head().position
    let started = host.clock()
    var nextReport = started + 500_000
    let check = try ledger.check(upTo: position) { count in
      guard host.showsProgress, host.clock() >= nextReport else { return }
      nextReport = host.clock() + 250_000
      host.showProgress("\(count) of \(position) entries")
    }
    let microseconds = max(1, host.clock() - started)
    host.note("\(check.eventCount) entries, \(Int64(check.eventCount) * 1_000_000 / microseconds) a second")
    if json {
      var object = JSONObject()
      object["at_position"] = .string("\(position)")
      object["events"] = .string("\(check.eventCount)")
      object["subjects"] = .string("\(check.subjectCount)")
      object["entries_digest"] = .string("\(check.entries)")
      object["states_digest"] = .string("\(check.states)")
      object["fault_count"] = .string("\(check.faultCount)")
      object["faults"] = .array(
        check.faults.map { fault in
          var object = JSONObject()
          object["position"] = .string("\(fault.position)")
          object["reason"] = .string(fault.reason)
          return .object(object)
        })
      try host.say(String(decoding: object.canonical, as: UTF8.self))
    } else {
      try host.say("Positions 1 to \(position): \(check.eventCount) entries about \(check.subjectCount) subjects.")
      try host.say("entries  \(check.entries)")
      try host.say("states   \(check.states)")
      for fault in check.faults { try host.say("position \(fault.position) \(fault.reason)") }
      if check.faultCount > check.faults.count {
        try host.say("… and \(check.faultCount - check.faults.count) more")
      }
      try host.say(check.faultCount == 0 ? "Nothing is wrong." : "\(check.faultCount) faults.")
    }
    if check.faultCount > 0 { throw Ending.disagrees }
  }
}
