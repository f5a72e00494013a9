import OperatingSystem
import Testing

@testable import LedgerCommands

/// Countries with their names and codes, from published files.
@Suite("The codes of countries")
struct CountryCodeTests {
  private static let folder = CommandLedger.root + "/Tests/Data/country-codes/"

  private static func areas(_ file: String, m49: String) -> [String] {
    var words = [
      "import", "areas", folder + file, "--map", "code=ISO3166-1-Alpha-3", "--map", "m49=\(m49)", "--map",
      "aliases=ISO3166-1-Alpha-2", "--set", "kind=country", "--ignore", "*", "--json",
    ]
    for (language, column) in [("ar", "ar"), ("en", "en"), ("es", "es"), ("fr", "fr"), ("ru", "ru"), ("zh", "cn")] {
      words += ["--map", "title_\(language)=official_name_\(column)"]
    }
    return words
  }

  private func run(_ words: [String], _ ledger: CommandLedger) async -> CommandRun {
    await CommandRun(words, environment: ledger.environment)
  }

  @Test("come with names in six languages, and with the zeros that their file lost")
  func names() async throws {
    let ledger = try CommandLedger()
    let rejects = try ledger.file("", "empty.csv") + ".rejects"
    let first = await run(
      Self.areas("2018-08-06.csv", m49: "M49") + ["--rejects", rejects, "--normalise", "byte-order-marks"], ledger)
    try #require(first.code == 0, "\(first.errors)")
    #expect(first.output.contains(#""rows":250,"new":249,"changed":0"#), "\(first.output)")
    // Sark has no code there.
    #expect(first.errors.contains("1 row was set aside"), "\(first.errors)")
    let plain = await run(Self.areas("2026-05-15.csv", m49: "M49"), ledger)
    #expect(plain.code == 65 && plain.errors.contains("is not an M49 code of three digits"), "\(plain.errors)")
    let second = await run(Self.areas("2026-05-15.csv", m49: "M49:m49"), ledger)
    let outcome = try Program.run(
      "python3", [Self.folder + "count.py"], environment: Environment.current(), timeout: .seconds(60))
    try #require(outcome.status.isSuccess, "\(outcome.errorText)")
    let count = outcome.outputText.split(separator: " ")
    #expect(
      second.output.contains(#""rows":249,"new":\#(count[0]),"changed":\#(count[1]),"unchanged":\#(count[2])"#),
      "\(second.output)\(second.errors)")
    let lines = await ledger.ask("list", "areas", "Афганистан", "--json").lines
    #expect(
      lines.first?.hasPrefix(
        #"{"area":"AFG","kind":"country","title":"Afghanistan","titles":{"ar":"أفغانستان","en":"Afghanistan","#
          + #""es":"Afganistán","fr":"Afghanistan","ru":"Афганистан","zh":"阿富汗"},"m49":"004","aliases":["AF"]"#)
        == true,
      "\(lines)")
    let all = await ledger.ask("list", "areas", "--json").lines
    #expect(all.count { $0.components(of: #"":""#) >= 9 && $0.contains(#""zh":"#) } == 249)
    #expect(count[3] == "0\n")
    #expect(await ledger.ask("list", "areas", "Namibie", "--json").lines.first?.contains(#""aliases":["NA"]"#) == true)
  }

  @Test("change where a group is renamed, and nobody leaves it")
  func renamedGroup() async throws {
    let ledger = try CommandLedger()
    _ = await run(Self.areas("2026-05-15.csv", m49: "M49:m49"), ledger)
    let (conflict, fragility) = ("Conflict", "Institutional and Social Fragility")
    try await ledger.tell("append", "area", "--code", "CON", "--kind", "group", "--title", conflict)
    try await ledger.tell("append", "area", "--code", "ISF", "--kind", "group", "--title", fragility)
    func list(_ names: [String], _ day: String, _ time: String) -> [String] {
      [
        "import", "memberships", Self.folder + "fragile-situations-2026-03-05.csv", "--map", "group=group_code",
        "--map",
        "member=m49:m49", "--set", "change=joins", "--set", "effective=\(day)", "--ignore", "*", "--published-at",
        day + time, "--json",
      ] + names.flatMap { ["--snapshot", $0] }
    }
    let recodes = ["--recode", "group:\(conflict)=CON", "--recode", "group:\(fragility)=ISF"]
    let first = await run(list(["CON", "ISF"], "2026-03-05", "T05:37:16Z") + recodes, ledger)
    try #require(first.code == 0, "\(first.errors)")
    #expect(first.output.contains(#""rows":38,"new":38"#))
    // Hours later the source has other codes for the same groups.
    let renamed = list([conflict, fragility], "2026-03-05", "T11:00:00Z")
    let unknown = await run(renamed, ledger)
    #expect(unknown.code == 65 && unknown.errors.contains(#"there is no group "Conflict""#), "\(unknown.errors)")
    for (code, name) in [("CON", conflict), ("ISF", fragility)] {
      try await ledger.tell(
        "append", "area", "--code", code, "--kind", "group", "--title", name, "--aliases", name)
    }
    let second = await run(renamed, ledger)
    #expect(second.output.contains(#""new":0,"changed":0,"unchanged":38"#), "\(second.output)\(second.errors)")
    #expect(second.output.contains(#""withdrawn":0"#))
    // The list of the next day has no dates of its own: whoever is on it is a member still.
    let third = await run(list([conflict, fragility], "2026-03-06", "T05:00:00Z"), ledger)
    #expect(third.output.contains(#""new":0,"changed":0,"unchanged":38"#), "\(third.output)\(third.errors)")
    #expect(await ledger.ask("members", conflict, "--on", "2026-03-07").output.contains("21 members listed"))
    #expect(await ledger.ask("members", "ISF", "--on", "2026-03-05").output.contains("17 members listed"))
  }
}

extension String {
  /// How many times a text occurs.
  fileprivate func components(of text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}
