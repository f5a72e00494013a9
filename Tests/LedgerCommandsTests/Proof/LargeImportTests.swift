import LedgerStore
import LedgerTestSupport
import OperatingSystem
import PostgreSQL
import Testing

@testable import LedgerCommands

/// The whole database of the Sustainable Development Goals as it stood on 2019-12-22, loaded as its README says.
@Suite("The whole UN database of the Sustainable Development Goals")
struct LargeImportTests {
  private static let data = CommandLedger.root + "/Tests/Data/unsd-sdg-full-2019-12-22"

  /// Runs the program as a process of its own; its peak memory comes after what it prints.
  private func program(
    _ words: [String], for ledger: CommandLedger
  ) throws -> (reply: Reply, notes: String, kibibytes: Int) {
    let measure = """
      import resource, subprocess, sys
      code = subprocess.call(sys.argv[1:])
      sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}\\n")
      sys.exit(code)
      """
    let variables = Environment.current().variables.merging(ledger.environment) { _, new in new }
    let outcome = try Program.run(
      "python3", ["-c", measure, try CommandLedger.program()] + words, environment: Environment(variables),
      timeout: .seconds(1200))
    try #require(outcome.status.isSuccess, "\(words): \(outcome.errorText)")
    let lines = outcome.outputText.split(separator: "\n")
    try #require(lines.count == 2)
    return (try Reply(String(lines[0])), outcome.errorText, try #require(Int(lines[1])))
  }

  private func count(_ condition: SQL, in ledger: CommandLedger) throws -> Int64 {
    var open = try ledger.open()
    return try open.connection.value("SELECT count(*) FROM tally.events e WHERE \(condition)", as: Int64.self)
  }

  @Test("goes through the stage whole, in little memory, and keeps what is no number; a figure's history is read back")
  func whole() async throws {
    let ledger = try CommandLedger()
    for kind in ["units", "areas", "indicators"] {
      try await ledger.tell("import", kind, "\(Self.data)/import/\(kind).csv")
    }
    let file = try ledger.file("", "observations.csv")
    let unpack = "gunzip -c \"$0\" > \"$1\""
    try #require(try Program.run("bash", ["-c", unpack, "\(Self.data)/observations.csv.gz", file]).status.isSuccess)
    let (receipt, notes, kibibytes) = try program(
      [
        "import", "measurements", file, "--map", "indicator=series", "--map", "area=geo_area", "--map", "period=year",
        "--map", "breakdown=dimensions", "--breakdown-separator", ";", "--ignore", "nature", "--ignore", "units",
        "--missing", "N=printed as N", "--missing", "NV=printed as NV", "--normalise", "comparisons", "--published-at",
        "2019-12-22", "--set", "document=UNSD", "--json",
      ], for: ledger)
    #expect(receipt["rows"].text == "843241" && receipt["new"].text == "843241")
    #expect(notes.contains(" rows/s"))
    #expect(kibibytes * 1024 < 150_000_000, "The program took \(kibibytes) KiB.")

    #expect(try count("e.kind = 'measurement.recorded/1'", in: ledger) == 843_241)
    for (data, expected) in [
      (#"{"missing_reason":"printed as N"}"#, Int64(900)), (#"{"missing_reason":"printed as NV"}"#, 308),
      (#"{"qualifier":"less_than","value":"2.5"}"#, 886), (#"{"qualifier":"less_than","value":"0.1"}"#, 635),
      (#"{"qualifier":"more_than","value":"95"}"#, 479), (#"{"value":"1000000000000000"}"#, 2),
    ] {
      #expect(try count("e.data = \(data)", in: ledger) == expected, "\(data)")
    }
    #expect(try count("e.data LIKE '{\"qualifier\":\"less_than\",%'", in: ledger) == 2_341)

    let figure = "sn_itk_defc@21@2000@age=notspec"
    try await ledger.tell("correct", figure, "2.4", "--because", "A later edition has the number.", "--new-data")
    let found = try program(["figure", figure, "--json"], for: ledger)
    let history = found.reply["history"].list
    #expect(history.map { $0["value"].words } == ["2.5", "2.4"])
    #expect(history.map { $0["qualifier"].words } == ["less_than", "exact"])
    #expect(history.map { $0["known_since"].words }.first == "2019-12-22T23:59:59.999999Z")
    #expect(history.map { $0["comment"].words }.last == "A later edition has the number.")
    #expect(found.kibibytes * 1024 < 150_000_000, "The program took \(found.kibibytes) KiB.")
  }
}
