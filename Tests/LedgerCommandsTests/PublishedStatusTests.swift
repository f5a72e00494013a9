import OperatingSystem
import Testing

@testable import LedgerCommands

/// The status of three real targets, from the figures as they had been published at two dates.
@Suite("The status from published figures")
struct PublishedStatusTests {
  private static let made = Task { try await make { try await $0.tell("import", "measures", $1 + "measures.csv") } }

  /// The same targets, measured by an indicator that follows from the published one.
  private static let workedOut = Task {
    try await make { ledger, folder in
      let indicators = """
        code,title,unit,value_type,derivation
        online,Online,per 100 inhabitants,decimal,"ratio(sum(it_use_ii99@{area}@{period},0),1)"

        """
      try await ledger.tell("import", "indicators", try ledger.file(indicators, "online.csv"))
      let measures = String(decoding: try File.readWhole(folder + "measures.csv", byteLimit: 1 << 16), as: UTF8.self)
      let others = measures.replacing("it_use_ii99", with: "online")
      try await ledger.tell("import", "measures", try ledger.file(others, "measures.csv"))
    }
  }

  private static func make(
    _ measures: (CommandLedger, String) async throws -> Void
  ) async throws -> (ledger: CommandLedger, receipts: [String]) {
    let ledger = try CommandLedger()
    let folder = CommandLedger.root + "/Tests/Data/unsd-sdg-internet-users/"
    for kind in ["units", "areas", "indicators", "targets", "judgements"] {
      try await ledger.tell("import", kind, folder + kind + ".csv")
    }
    try await measures(ledger, folder)
    var receipts: [String] = []
    for (file, published, more) in [
      ("2018-10-04", "2018-10-04T20:36:53+08:00", ["--normalise", "whole-numbers"]),
      ("2019-03-31", "2019-03-31T03:14:48+00:00", []), ("2020-04-08", "2020-04-08T13:07:54+00:00", []),
      ("2020-05-17", "2020-05-17T07:50:39+00:00", ["--ignore", "nature", "--ignore", "units"]),
    ] {
      let run = await CommandRun(
        [
          "import", "measurements", "\(folder)vintages/\(file).csv", "--published-at", published, "--snapshot",
          "it_use_ii99", "--map", "area=geo_area:m49", "--map", "period=year", "--map", "value=it_use_ii99", "--set",
          "indicator=it_use_ii99", "--json",
        ] + more, environment: ledger.environment)
      try #require(run.code == 0, "\(file): \(run.errors)")
      receipts.append(run.output)
    }
    return (ledger: ledger, receipts: receipts)
  }

  /// What a method says of each target: `1.2 On track (1.026)`.
  private func answers(_ ledger: CommandLedger, _ method: String, published: String) async -> [String] {
    let run = await ledger.ask(["status", "--method", method, "--as-published", published], width: 220)
    return run.lines.filter { $0.hasPrefix("1.") || $0.hasPrefix("2.") }.map { line in
      let cells = line.split(separator: "  ", omittingEmptySubsequences: true).map { cell in
        String(cell.drop { $0 == " " })
      }
      return "\(cells[0]) \(cells[cells.count - 1])"
    }
  }

  @Test(
    "is the one of each method at each date, to the last digit that is printed",
    arguments: [
      ("eurostat-cagr-ratio", "2019-03-31", ["1.2 On track (1.026)", "2.3 Not yet measured", "2.4 On track (1.481)"]),
      (
        "eurostat-cagr-ratio", "2020-04-08",
        ["1.2 On track (1.088)", "2.3 On track (1.287)", "2.4 Off track (0.836, moderate)"]
      ),
      (
        "un-progress-chart-2023", "2019-03-31",
        ["1.2 On track (1.032)", "2.3 Not yet measured", "2.4 On track (1.790)"]
      ),
      (
        "un-progress-chart-2023", "2020-04-08",
        ["1.2 On track (1.111)", "2.3 On track (1.389)", "2.4 Off track (0.786, fair)"]
      ),
      (
        "linear-path", "2019-03-31",
        ["1.2 Off track (0.846, moderate)", "2.3 Not yet measured", "2.4 On track (1.087)"]
      ),
      (
        "linear-path", "2020-04-08",
        ["1.2 Off track (0.920, moderate)", "2.3 On track (1.089)", "2.4 Off track (0.630, moderate)"]
      ),
    ])
  func methods(_ method: String, _ published: String, _ answers: [String]) async throws {
    #expect(await self.answers(try await Self.made.value.ledger, method, published: published) == answers)
    #expect(await self.answers(try await Self.workedOut.value.ledger, method, published: published) == answers)
  }

  @Test("is the one that the Council's document printed, by growth; the straight line disagrees with one of three")
  func printed() async throws {
    let ledger = try await Self.made.value.ledger
    for (method, count) in [("eurostat-cagr-ratio", 0), ("un-progress-chart-2023", 0), ("linear-path", 1)] {
      let run = await ledger.ask("status", "--method", method, "--as-published", "2021-04-30", "--json")
      #expect(run.lines.count == 3)
      #expect(run.lines.count { $0.contains(#""disagrees":true"#) } == count, "\(method)")
    }
  }

  @Test("is another one where the method that was adopted begins in another year")
  func baseYear() async throws {
    let ledger = try CommandLedger()
    let folder = CommandLedger.root + "/Tests/Data/unsd-sdg-internet-users/"
    for kind in ["units", "areas", "indicators", "targets", "measures"] {
      try await ledger.tell("import", kind, folder + kind + ".csv")
    }
    try await ledger.tell(
      "import", "measurements", folder + "vintages/2020-04-08.csv", "--published-at", "2020-04-08", "--map",
      "area=geo_area:m49", "--map", "period=year", "--map", "value=it_use_ii99", "--set", "indicator=it_use_ii99")
    for method in ["eurostat-cagr-ratio", "un-progress-chart-2023", "linear-path"] {
      try await ledger.tell("append", "method", "--code", method, "--title", method, "--base-year", "2010")
    }
    func last(_ method: String) async -> String? { await answers(ledger, method, published: "2020-04-08").last }
    #expect(await last("eurostat-cagr-ratio") == "2.4 On track (1.206)")
    #expect(await last("un-progress-chart-2023") == "2.4 On track (1.528)")
    #expect(await last("linear-path") == "2.4 Off track (0.844, moderate)")
    let target = await ledger.ask("target", "2.4", "--method", "eurostat-cagr-ratio", "--as-published", "2020-04-08")
    #expect(target.output.contains("score 1.206 against a cut of 0.95"))
    #expect(target.output.contains("4.08 (2010)"))
  }

  @Test("rests on imports that read every area and year, whichever way they are written, and wrote what changed")
  func receipts() async throws {
    let receipts = try await Self.made.value.receipts
    #expect(receipts[0].contains(#""rows":3839,"new":3839"#), "\(receipts[0])")
    #expect(receipts[1].contains(#""rows":4271,"new":467,"changed":2499"#), "\(receipts[1])")
    #expect(receipts[1].contains(#""withdrawn":35"#), "\(receipts[1])")
    // Of the 167 keys that are new since the file before, 17 had been in the first one.
    #expect(receipts[2].contains(#""rows":4436,"new":150,"changed":2066"#), "\(receipts[2])")
    #expect(receipts[2].contains(#""returned":17,"withdrawn":2"#), "\(receipts[2])")
    #expect(
      receipts[3].contains(
        #""new":0,"changed":0,"unchanged":4013,"precision_only":423,"repeated":0,"returned":0,"withdrawn":0"#),
      "\(receipts[3])")
  }
}
