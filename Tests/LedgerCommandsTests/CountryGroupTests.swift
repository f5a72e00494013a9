import Ledger
import LedgerStore
import OperatingSystem
import Testing

@testable import LedgerCommands

/// The members of four real groups, from published lists.
@Suite("The members of a group of countries")
struct CountryGroupTests {
  private static let folder = CommandLedger.root + "/Tests/Data/country-groups/"

  private static let made = Task {
    let ledger = try CommandLedger()
    try await ledger.tell("import", "areas", folder + "areas.csv")
    // Only lists know that a country left the LDCs until its year is told.
    for (day, published) in [
      ("2017-07-06", "2017-07-06T15:04:29+02:00"), ("2018-01-08", "2018-01-08T12:03:54+01:00"),
      ("2021-11-26", "2021-11-26T13:10:23+01:00"), ("2024-10-28", "2024-10-28T16:14:42+01:00"),
    ] {
      try await ledger.tell(list("ldc-\(day)", "LDC", "Year-Of-Inclusion", published))
    }
    let lists = try await ledger.heads("LDC")
    for (change, date, other) in [
      ("joins", "Year-Of-Inclusion", "Graduation"), ("leaves", "Graduation", "Year-Of-Inclusion"),
    ] {
      try await ledger.tell([
        "import", "memberships", folder + "lists/graduated-ldcs-2024-10-28.csv", "--set", "group=LDC", "--set",
        "change=\(change)", "--map", "member=Code", "--map", "effective=\(date)", "--ignore", "Name", "--ignore", other,
      ])
    }
    for (day, column) in [
      ("2017-07-12", "Member since"), ("2019-02-26", "Member-Since"), ("2020-12-09", "Member-Since"),
    ] {
      try await ledger.tell(list("european-union-\(day)", "EU", column, day))
    }
    try await ledger.tell([
      "import", "memberships", folder + "lists/eustates.csv", "--set", "group=EU", "--set", "change=joins", "--map",
      "member=iso2c", "--map", "effective=date", "--ignore", "rownames", "--ignore", "country",
    ])
    let union = try await ledger.heads("EU")
    try await ledger.tell(
      "append", "membership", "--group", "EU", "--member", "GBR", "--change", "leaves", "--effective", "2020-02-01")
    for (day, column) in [
      ("2017-07-07", "Ratification"), ("2019-02-26", "Ratification"), ("2020-12-12", "Accession"),
      ("2021-10-28", "Accession"),
    ] {
      try await ledger.tell(list("oecd-\(day)", "OECD", column, day))
    }
    try await ledger.tell([
      "import", "memberships", folder + "lists/gatt-members.csv", "--set", "group=GATT", "--set", "change=joins",
      "--map",
      "member=iso3c", "--map", "effective=date", "--ignore", "rownames", "--ignore", "country",
    ])
    return (ledger: ledger, lists: lists, union: union)
  }

  private static func list(_ file: String, _ group: String, _ column: String, _ published: String) -> [String] {
    [
      "import", "memberships", "\(folder)lists/\(file).csv", "--set", "group=\(group)", "--set", "change=joins",
      "--map",
      "member=Code", "--map", "effective=\(column)", "--ignore", "Name", "--snapshot", group, "--published-at",
      published,
    ]
  }

  /// What the program beside the files counts: `GROUP DAY CERTAIN UNCERTAIN JOINED LEFT`.
  private static func counted(_ days: String...) throws -> [[String]] {
    let outcome = try Program.run(
      "python3", [folder + "count.py"] + days, environment: Environment.current(), timeout: .seconds(60))
    try #require(outcome.status.isSuccess, "\(outcome.errorText)")
    return outcome.outputText.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }

  @Test("on 2017-07-06: 47 certain least developed countries, and one that may have left already")
  func historical() async throws {
    let ledger = try await Self.made.value.ledger
    let run = await ledger.ask("members", "LDC", "--on", "2017-07-06")
    #expect(run.output.contains("47 members listed on 2017-07-06, and 1 uncertain (?)"))
    #expect(run.lines.count { $0.hasPrefix("GNQ ?") } == 1)
    let line = try #require(try Self.counted("2017-07-06").first { $0[0] == "LDC" && $0[1] == "2017-07-06" })
    #expect(line[2...3] == ["47", "1"])
    let json = await ledger.ask("members", "LDC", "--on", "2017-07-06", "--json")
    #expect(json.lines.first?.contains(#""listed":\#(line[2]),"uncertain":\#(line[3])"#) == true)
  }

  @Test("at the end of each year, joined and left: as a program counts that reads the files alone")
  func years() async throws {
    let ledger = try await Self.made.value.ledger
    var lines: [String] = []
    for group in ["LDC", "EU", "OECD", "GATT"] {
      let run = await ledger.ask("members", group, "--by", "year", "--on", "2024-12-31", "--json")
      lines += run.lines.filter { $0.contains(#""row":"year""#) }
    }
    let counted = try Self.counted()
    #expect(lines.count == counted.count)
    for (line, count) in zip(lines, counted) {
      let words =
        #""group":"\#(count[0])","year":"\#(count[1].prefix(4))","listed":\#(count[2]),"uncertain":\#(count[3])"#
        + #","joined":\#(count[4]),"left":\#(count[5]),"#
      #expect(line.contains(words), "\(line)\n\(words)")
    }
  }

  @Test("left between two lists, until a dated exit says when")
  func betweenLists() async throws {
    let (ledger, lists, union) = try await Self.made.value
    // The lists of 2017 and 2018 are the same bytes: the second says that nobody had left by its day.
    #expect(lists["VUT"] == "1985 to 2018-01-09/2021-11-26")
    #expect(lists["BTN"] == "1971 to 2021-11-27/2024-10-28")
    #expect(lists.count == 47)
    #expect(union["GBR"] == "1973-01-01 to 2019-02-27/2020-12-09")
    #expect(union.values.count { $0.contains("to") } == 1)
    #expect(try await ledger.heads("LDC")["VUT"] == "1985 to 2020")
    #expect(try await ledger.heads("LDC")["BTN"] == "1971 to 2023")
    let kingdom = try await ledger.heads("EU")["GBR"]
    #expect(kingdom == "1973-01-01 to 2020-02-01")
    #expect(await ledger.ask("members", "EU", "--on", "2020-01-31").output.contains("28 members listed"))
    #expect(await ledger.ask("members", "EU", "--on", "2020-02-01").output.contains("27 members listed"))
    // As the lists had been published in 2019, the United Kingdom is a member.
    let before = await ledger.ask("members", "EU", "--as-published", "2019-12-31", "--on", "2020-06-30", "--json")
    #expect(before.lines.contains { $0.contains(#""member":"GBR""#) && $0.contains(#""certain":true"#) })
  }

  @Test("keep their day where a later list has the year alone")
  func precision() async throws {
    let members = try await Self.made.value.ledger.heads("OECD")
    #expect(members.count == 38)
    #expect(members["AUS"] == "1971-06-07")
    #expect(members["LTU"] == "2018-07-05")
    #expect(members["COL"] == "2020")
    #expect(members.values.allSatisfy { !$0.contains("to") })
  }

  @Test("stay where a file leaves them out that is not said to be a list; a list needs a date, and an order")
  func refusals() async throws {
    let ledger = try CommandLedger()
    try await ledger.tell("import", "areas", Self.folder + "areas.csv")
    let first = Self.list("ldc-2017-07-06", "LDC", "Year-Of-Inclusion", "2017-07-06")
    try await ledger.tell(first)
    let later = Self.list("ldc-2021-11-26", "LDC", "Year-Of-Inclusion", "2021-11-26")
    let plain = Array(later.prefix { $0 != "--snapshot" })
    try await ledger.tell(plain)
    #expect(try await ledger.heads("LDC")["VUT"] == "1985")
    func refused(_ words: [String]) async -> (Int32, String) {
      let run = await CommandRun(words, environment: ledger.environment)
      return (run.code, run.errors)
    }
    let undated = await refused(plain + ["--snapshot", "LDC"])
    #expect(undated.0 == 64 && undated.1.contains("a list of members needs its date"), "\(undated)")
    let older = await refused(Self.list("ldc-2018-01-08", "LDC", "Year-Of-Inclusion", "2016-01-08"))
    #expect(older.0 == 65 && older.1.contains("this one is older (2016-01-08)"), "\(older)")
    let short = try ledger.file("group,member,change,effective\nLDC,AFG,joins,1971\n", "short.csv")
    let words = ["import", "memberships", short, "--snapshot", "LDC", "--published-at", "2022-01-01"]
    let many = await refused(words)
    #expect(many.0 == 65 && many.1.contains("leaves out 46 of 47 members, more than 5 per cent"), "\(many)")
    let more = await refused(words + ["--withdraw-up-to", "45"])
    #expect(more.0 == 65 && more.1.contains("more than --withdraw-up-to 45"), "\(more)")
    let asked = await CommandRun(words + ["--withdraw-up-to", "46", "--json"], environment: ledger.environment)
    #expect(asked.code == 0 && asked.output.contains(#""withdrawn":46"#), "\(asked.errors)\(asked.output)")
    // Once more changes nothing, and the whole list brings all back.
    let again = await CommandRun(words + ["--json"], environment: ledger.environment)
    #expect(again.code == 0 && again.output.contains(#""new":0,"changed":0,"unchanged":1"#), "\(again.output)")
    try await ledger.tell(Self.list("ldc-2017-07-06", "LDC", "Year-Of-Inclusion", "2022-02-01"))
    #expect(try await ledger.heads("LDC").values.count { $0.contains("to") } == 0)
  }
}

extension CommandLedger {
  /// The members of a group at any time, each with its latest span: `1985 to 2020`.
  fileprivate func heads(_ group: String) async throws -> [String: String] {
    var heads: [String: String] = [:]
    var ledger = try open()
    for state in try ledger.currentStates(ofType: "membership") where state.subject.hasPrefix("membership/\(group)/") {
      let span = try JSON(canonical: Array(state.data.utf8))["timeline"]?.array?.last
      let words = [span?["from"]?.string, span?["to"]?.string].compactMap { $0 }
      heads[String(state.subject.split(separator: "/").last ?? "")] = words.joined(separator: " to ")
    }
    return heads
  }
}
