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
        end a replay, also one inside an append.
        """,
      examples: [
        Example("tally replay", "Print the whole ledger."),
        Example("tally replay --kind target.revised", "Print every revision of every target."),
        Example("tally replay --subject target/SP2020/2.4", "Print the history of one target."),
      ]
    ) {
      Option(
        "--kind", of: String.self, placeholder: "KIND", completing: .words(Kind.known.map(\.name)),
        "Only this kind, for example measurement.recorded.")
      Option(
        "--subject", of: String.self, placeholder: "SUBJECT", completing: LedgerWord.subject.completion,
        "Only this subject, as it stands in an entry.")
      Option("--after", of: Int.self, default: 0, placeholder: "POSITION", "Only entries after this position.")
      AsOfOptions.recordedTime
      DatabaseOptions.group
    } run: { kind, subject, after, asOf, database in
      try run(host, kind, subject, after, asOf, database)
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
}
