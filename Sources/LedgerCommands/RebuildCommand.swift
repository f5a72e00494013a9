internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally rebuild`: makes the saved statuses anew from the log, or looks whether they are right.
enum RebuildCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "rebuild", "Makes the saved statuses anew from the log.",
      discussion: """
        "tally status" keeps how the targets stand in two tables of the ledger, with the position that they were read up \
        to, and works out again only what later events touch. They are no part of the log, and no audit reads them. This \
        command works all of them out from the log and puts them in their place; who asks meanwhile sees the old ones. \
        It is never necessary, since what another version, another day or another log has saved is not used. With \
        --verify nothing is written: the saved statuses are compared with the log, as of their own position; ends with 2 \
        if they differ.
        """,
      examples: [
        Example("tally rebuild", "Make the saved statuses anew."),
        Example("tally rebuild --verify", "Look whether what is saved is what the log says."),
      ]
    ) {
      Flag("--verify", "Compare what is saved with the log, and write nothing.")
      Flag("--json", "What was made or found as one JSON object.")
      DatabaseOptions.group
    } run: { isVerified, json, database in
      if isVerified { return try verify(host, json, database) }
      try rebuild(host, json, database)
    }
  }

  private static func rebuild(_ host: Host, _ json: Bool, _ database: DatabaseOptions) throws {
    let now = try host.now()
    var ledger = try database.open(host)
    let projection = try ledger.rebuildStatuses(on: .day(now.date), program: Tally.nameAndVersion)
    if json { return try host.say(line(projection)) }
    try host.say("Saved \(words(projection)).")
    try host.say("digest  \(projection.digest)")
  }

  private static func verify(_ host: Host, _ json: Bool, _ database: DatabaseOptions) throws {
    var ledger = try database.open(host)
    guard let (saved, digest, rebuilt) = try ledger.verifiedStatuses(program: Tally.nameAndVersion) else {
      if json { return try host.say(JSONLine(["saved": false])) }
      return try host.say("Nothing is saved that this version would use: the next \"tally status\" works all out.")
    }
    let differing = saved.differing(from: rebuilt)
    let isRight = differing.isEmpty && digest == "\(rebuilt.digest)"
    if json {
      var line = line(saved)
      line.add("saved_digest", digest)
      line.add("rebuilt_digest", "\(rebuilt.digest)")
      line.add("differing", .list(differing.map { .text($0.text) }))
      line.add("agrees", .boolean(isRight))
      try host.say(line)
    } else {
      try host.say("Saved: \(words(saved)).")
      try host.say("saved   \(digest)")
      try host.say("rebuilt \(rebuilt.digest)")
      for subject in differing { try host.say("\(subject.text) is saved otherwise than the log says") }
      try host.say(
        isRight
          ? "What is saved is what the log says." : "What is saved is not what the log says: run \"tally rebuild\".")
    }
    if !isRight { throw Ending.disagrees }
  }

  private static func words(_ projection: StatusProjection) -> String {
    let count = projection.standings.count
    return "the statuses of \(count) target\(count == 1 ? "" : "s") as of position \(projection.position), "
      + "on \(projection.on)"
  }

  private static func line(_ projection: StatusProjection) -> JSONLine {
    JSONLine([
      "saved": true, "targets": .integer(projection.standings.count), "at_position": .text("\(projection.position)"),
      "on": .text("\(projection.on)"), "digest": .text("\(projection.digest)"),
    ])
  }
}
