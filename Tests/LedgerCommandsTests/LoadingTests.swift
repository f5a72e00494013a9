import Testing

@Suite("The Council's document")
struct LoadingTests {
  @Test("loads whole through the program, and can be asked about")
  func loads() async throws {
    let ledger = try await CommandLedger.councilDocument
    let status = await ledger.ask("status", "--json")
    #expect(status.code == 0, "\(status.errors)")
    #expect(status.lines.count == 24)
  }

  @Test("answers the same in any locale and time zone")
  func places() async throws {
    let ledger = try await CommandLedger.councilDocument
    let here = await ledger.ask("status", environment: ["LC_ALL": "C"])
    let there = await ledger.ask("status", environment: ["LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati"])
    #expect(here.output == there.output)
  }
}
