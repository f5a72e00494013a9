import Testing

@testable import LedgerCommands

@Suite("Members of several groups")
struct DistinctMembersTests {
  @Test("count once under the table of all groups; a single group needs no such line")
  func distinct() async throws {
    let ledger = try CommandLedger()
    for group in ["ITU-D", "ITU-T"] {
      try await ledger.tell("append", "area", "--code", group, "--title", group, "--kind", "organization")
    }
    let file = try ledger.file(
      """
      group,member,change,effective
      ITU-D,acme,joins,2015-01-01
      ITU-D,shared,joins,2015-01-01
      ITU-D,perhaps,joins,2021

      """, "first.csv")
    try await ledger.tell("import", "memberships", file)
    #expect(await ledger.ask("members", "--on", "2021-06-30").output.contains("distinct") == false)
    let second = try ledger.file("group,member,change,effective\nITU-T,shared,joins,2016-01-01\n", "second.csv")
    try await ledger.tell("import", "memberships", second)
    let run = await ledger.ask("members", "--on", "2021-06-30")
    #expect(
      run.output.contains("\n2 (+1 ?) distinct members: who is in several groups counts once.\n"), "\(run.output)")
  }
}
