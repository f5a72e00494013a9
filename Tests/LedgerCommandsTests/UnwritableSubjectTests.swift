import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

@testable import LedgerCommands

@Suite("A subject that the program would never write")
struct UnwritableSubjectTests {
  @Test("stops no answer when somebody appends it by hand, and is named by a check of the ledger")
  func quarantined() async throws {
    let ledger = try CommandLedger()
    var open = try ledger.open()
    for (subject, kind) in [
      ("figure/a@b@2019-99", "measurement.recorded/1"), ("area/%zz", "area.defined/1"),
      ("target/P", "target.revised/1"),
    ] {
      try open.connection.execute(
        """
        SELECT tally.append_event(pg_catalog.gen_random_uuid(), pg_catalog.sha256(''), NULL, \(kind), \(subject), 0, \
        '{"value":"1"}', '{}')
        """)
    }
    for words in [
      ["status"], ["list", "areas"], ["list", "figures"], ["list", "figures", "a"], ["list", "targets"], ["members"],
      ["changes", "--since", "1"], ["append", "area", "--code", "X", "--title", "X", "--kind", "country"],
    ] {
      try await ledger.tell(words)
    }
    let check = await ledger.ask("replay", "--check", "--json")
    #expect(check.code == ExitCode.disagrees)
    #expect(check.output.contains("\"fault_count\":\"3\""), "\(check.output)")
  }
}
