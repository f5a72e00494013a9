import Cryptography
import LedgerStore
import Testing

@testable import LedgerCommands

@Suite("A question about what changed")
struct RevisionTests {
  /// A small ledger with a figure that was revised and withdrawn, a target that was, and members who came and went.
  private static let made = Task {
    let ledger = try CommandLedger()
    try await ledger.tell("append", "unit", "--code", "percent", "--kind", "percent")
    try await ledger.tell("append", "unit", "--code", "members", "--kind", "count")
    try await ledger.tell("append", "area", "--code", "LDC", "--kind", "group", "--title", "Least developed countries")
    try await ledger.tell("append", "area", "--code", "World", "--kind", "world", "--aliases", "WLD")
    for (code, title) in [
      ("AFG", "Afghanistan"), ("BWA", "Botswana"), ("GNQ", "Equatorial Guinea"), ("VUT", "Vanuatu"),
    ] {
      try await ledger.tell("append", "area", "--code", code, "--kind", "country", "--title", title)
    }
    try await ledger.tell(
      "append", "indicator", "--code", "share", "--title", "A share", "--unit", "percent", "--value-type", "decimal",
      "--dimensions", "sex=T")
    try await ledger.tell(
      "append", "indicator", "--code", "ldc-members", "--title", "Members of the group", "--unit", "members",
      "--value-type", "integer")
    let first = ["--source", "Edition 1", "--published-at", "2019-05-31"]
    try await ledger.tell(["record", "share@WLD@2017@sex=T", "40"] + first)
    try await ledger.tell(["record", "share@World@2018", "<42.5"] + first + ["--obs-status", "E"])
    try await ledger.tell(["record", "share@World@2018@sex=F", "39"] + first)
    try await ledger.tell("record", "ldc-members@LDC@2018", "47")
    try await ledger.tell(
      "record", "share@World@2018", "43.1", "--source", "Edition 2", "--locator", "page 7", "--published-at",
      "2020-05-31", "--reason", "method", "--comment", "The weights changed.")
    for (member, change, day) in [
      ("AFG", "joins", "1971"), ("BWA", "joins", "1971"), ("BWA", "leaves", "1994-12-19"), ("VUT", "joins", "1985"),
      ("GNQ", "joins", "1982"), ("GNQ", "leaves", "2017"),
    ] {
      try await ledger.tell(
        "append", "membership", "--group", "LDC", "--member", member, "--change", change, "--effective", day)
    }
    for (value, from) in [("45", "2018-01-01"), ("50", "2019-07-01")] {
      try await ledger.tell(
        "append", "target", "--plan", "P", "--code", "1", "--statement", "\(value) per cent", "--rule", "level",
        "--direction", "increase", "--value", value, "--unit", "percent", "--due", "2020", "--instrument", "Resolution",
        "--effective-from", from)
      try await ledger.tell(
        "append", "measure", "--plan", "P", "--target", "1", "--indicator", "share", "--area", "World", "--role",
        "primary")
    }
    try await ledger.tell("withdraw", "share@World@2018@sex=F", "--because", "Published by mistake.")
    return ledger
  }

  @Test("figure: every version with what was known when, under an alias and a default")
  func figure() async throws {
    var transcript = Transcript(try await Self.made.value)
    await transcript.ask("figure", "share@WLD@2018@sex=T")
    await transcript.ask("figure", "share@World@2018", "--as-published", "2019-12-31")
    await transcript.ask("figure", "share@World@2018", "--json")
    await transcript.ask("figure", "share@World@2018@sex=F")
    await transcript.ask("figure", "share@World@2018@sex=F", "--json")
    await transcript.ask("figure", "share@World@2018@sex=M")
    await transcript.ask("figure", "share@World@2016@sex=F")
    await transcript.ask("list", "figures", "share")
    try expectSnapshot(transcript.text, "figure-revised")
  }

  @Test("target: the revision in force on a day is the one judged")
  func target() async throws {
    var transcript = Transcript(try await Self.made.value)
    await transcript.ask("target", "1", "--on", "2019-06-30")
    await transcript.ask("target", "1", "--on", "2019-07-01", "--as-published", "2020-12-31")
    try expectSnapshot(transcript.text, "target-revised")
  }

  @Test("members: certain and uncertain ones, counted by country and by year beside what is reported")
  func members() async throws {
    var transcript = Transcript(try await Self.made.value)
    await transcript.ask("members")
    await transcript.ask("members", "LDC", "--on", "2017-07-06")
    await transcript.ask("members", "LDC", "--on", "2017-07-06", "--by", "country")
    await transcript.ask("members", "LDC", "--on", "2017-07-06", "--by", "category", "--json")
    await transcript.ask("members", "LDC", "--on", "2017-07-06", "--json")
    await transcript.ask("members", "LDC", "--by", "year")
    try expectSnapshot(transcript.text, "members")
  }

  @Test("members: by category and year, who changes the category joins and leaves no group")
  func categories() async throws {
    let ledger = try CommandLedger()
    try await ledger.tell("append", "area", "--code", "ITU-T", "--kind", "group")
    let file = try ledger.file(
      """
      group,member,change,category,effective
      ITU-T,Acme,joins,Associate,2015
      ITU-T,Acme,reclassified,Sector Member,2018
      ITU-T,Blue,joins,Associate,2016-05
      ITU-T,Blue,leaves,,2019-03-01
      ITU-T,Coda,joins,Academia,2018-06
      ITU-T,Coda,suspended,,2018-09
      ITU-T,Coda,reinstated,,2020
      """, "changes.csv")
    try await ledger.tell("import", "memberships", file)
    var transcript = Transcript(ledger)
    await transcript.ask("members", "ITU-T", "--by", "category-year")
    await transcript.ask("members", "ITU-T", "--by", "category-year", "--on", "2018-07-15", "--json")
    await transcript.ask("members", "ITU-T", "--by", "category", "--on", "2018-07-15")
    try expectSnapshot(transcript.text, "members-by-category")
  }

  @Test("one file may hold several changes of one member")
  func severalChanges() async throws {
    let ledger = try CommandLedger()
    try await ledger.tell("append", "area", "--code", "LDC", "--kind", "group")
    try await ledger.tell("append", "area", "--code", "BWA", "--kind", "country")
    let file = try ledger.file(
      "group,member,change,effective\nLDC,BWA,joins,1971\nLDC,BWA,leaves,1994-12-19\n", "changes.csv")
    try await ledger.tell("import", "memberships", file)
    let member = await ledger.ask("members", "LDC", "--on", "1990", "--json").lines.last
    #expect(member?.contains(#""timeline":[{"from":"1971","to":"1994-12-19"}]"#) == true)
  }

  @Test("what a later program wrote is named where it stands, and never left out in silence")
  func unreadable() async throws {
    let ledger = try CommandLedger()
    try await ledger.tell("append", "unit", "--code", "percent", "--kind", "percent")
    try await ledger.tell("append", "area", "--code", "Old", "--kind", "other")
    try await ledger.tell(
      "append", "indicator", "--code", "share", "--title", "A share", "--unit", "percent", "--value-type", "decimal")
    try await ledger.tell("record", "share@Old@2018", "40")
    try ledger.append([
      ("area.defined/2", "area/New", 0), ("measurement.recorded/2", "figure/share@Old@2018", 1),
      ("membership.changed/2", "membership/Old/New", 0), ("target.revised/2", "target/P/1", 0),
    ])
    var transcript = Transcript(ledger)
    await transcript.ask("list", "areas")
    await transcript.ask("list", "areas", "--json")
    await transcript.ask("list", "figures")
    await transcript.ask("figure", "share@Old@2018")
    await transcript.ask("figure", "share@Old@2018", "--json")
    await transcript.ask("members", "Old")
    await transcript.ask("target")
    await transcript.ask("target", "1")
    await transcript.ask("calc", "figure(share@Old@2018)")
    try expectSnapshot(transcript.text, "unreadable")
  }
}

extension CommandLedger {
  /// Appends events as another program might.
  fileprivate func append(_ events: [(kind: String, subject: String, expected: Int)]) throws {
    var ledger = try open()
    let request = AppendRequest(id: try newAppendID(), hash: SHA256.hash([1]), clientTime: nil)
    let expected = events.map { event in
      ExpectedEvent(
        kind: event.kind, subject: event.subject, expected: event.expected, data: #"{"key":"value"}"#, basis: "{}")
    }
    _ = try ledger.append(expected, request)
  }
}
