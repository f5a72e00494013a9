import Ledger
import LedgerStore
import Testing

@testable import LedgerCommands

@Suite("The changes")
struct ChangesTests {
  /// A ledger where something of every kind happened after a publication.
  private static let made = Task {
    let ledger = try await CommandLedger.small()
    func record(_ words: String...) async throws { try await ledger.tell(["record"] + words) }
    try await record("share@A@2000", "1.5")
    try await record("share@A@2001", "2")
    try await record("share@A@2002", "3.0", "--obs-status", "P")
    try await record("share@A@2003", "4")
    try await record("share@A@2004", "5")
    try await record("share@A@2005", "--missing-reason", "not collected")
    try await ledger.tell("withdraw", "share@A@2004", "--because", "Not ours.")
    try await ledger.tell("append", "area", "--code", "G", "--kind", "group")
    for member in ["A", "B"] {
      try await ledger.tell(
        "append", "membership", "--group", "G", "--member", member, "--change", "joins", "--effective", "1990")
    }
    try await ledger.tell(
      "append", "target", "--plan", "P", "--code", "1", "--statement", "More", "--rule", "level", "--direction",
      "increase", "--value", "50", "--unit", "percent", "--due", "2018", "--instrument", "Resolution 1")
    try await ledger.tell(
      "append", "judgement", "--plan", "P", "--target", "1", "--status", "on_track", "--printed", "On track")
    try await ledger.tell("append", "publication", "--code", "First", "--issued-on", "2020-01-01")
    try await ledger.tell(
      "correct", "share@A@2000", "1.75", "--because", "A wrong\nsum.", "--error")
    try await ledger.tell("withdraw", "share@A@2001", "--because", "Never published.")
    try await record("share@A@2004", "5.5")
    try await record("share@A@2005", "6")
    try await record("share@B@2000", ">=9")
    // Recorded and taken back, or changed and changed back: nothing to tell.
    try await record("share@B@2001", "1")
    try await ledger.tell("withdraw", "share@B@2001", "--because", "A slip.")
    try await record("share@A@2003", "40")
    try await record("share@A@2003", "4")
    let precise = try ledger.file(
      "indicator,area,period,value,obs_status\nshare,A,2002,3,P\n", "precise.csv")
    try await ledger.tell("import", "measurements", precise, "--keep-precision")
    try await ledger.tell(
      "append", "membership", "--group", "G", "--member", "B", "--change", "leaves", "--effective", "2020-06-30")
    try await ledger.tell(
      "append", "membership", "--group", "G", "--member", "C", "--change", "joins", "--effective", "2020")
    try await ledger.tell(
      "append", "target", "--plan", "P", "--code", "1", "--statement", "More", "--rule", "level", "--direction",
      "increase", "--value", "60", "--unit", "percent", "--due", "2020", "--instrument", "Resolution 1")
    try await ledger.tell(
      "append", "judgement", "--plan", "P", "--target", "1", "--status", "off_track", "--printed", "On track")
    return ledger
  }

  @Test("name each figure with what became of it, and each target, judgement and membership; new data is counted")
  func every() async throws {
    var transcript = Transcript(try await Self.made.value)
    await transcript.ask("changes", "--since", "First")
    await transcript.ask("changes", "--since", "First", "--all")
    await transcript.ask("changes", "--since", "First", "--json")
    await transcript.ask("changes", "--since", "First", "--json", "--all")
    await transcript.ask("changes", "--since", "First", "--as-reported", "First")
    await transcript.ask("changes", "--since", "9", "--as-reported", "First")
    await transcript.ask("changes", "--since", "Frist")
    await transcript.ask("changes", "--since", "999999")
    await transcript.ask("changes", "--since", "0")
    await transcript.ask("changes")
    try expectSnapshot(transcript.text, "changes")
  }

  @Test("stand by indicator, area and period, whatever the order of the log")
  func order() async throws {
    let ledger = try await CommandLedger.small()
    for figure in [
      "share@A@2017", "share@A@2017/2020", "share@A@2018", "share@A@2020", "share@A@2020-05", "share@A@2020-Q1",
      "share@A@2020-Q2", "share@B@2016",
    ] { try await ledger.tell("record", figure, "1") }
    for words in [["--json"], []] {
      let run = await ledger.ask(["changes", "--since", "1", "--all"] + words, width: 200)
      let figures = run.output.matches(of: /share@[^ "]+/).map { String($0.output) }
      #expect(
        figures == [
          "share@A@2017", "share@A@2018", "share@A@2020-Q1", "share@A@2020-05", "share@A@2020-Q2",
          "share@A@2017/2020", "share@A@2020", "share@B@2016",
        ])
    }
  }

  @Test("refuse to compare with what comes after the question")
  func later() async throws {
    let ledger = try await Self.made.value
    var log = try ledger.open()
    let head = try log.head().position
    let run = await ledger.ask(["changes", "--since", "\(head)", "--as-reported", "First"])
    #expect(run.code == 65)
    #expect(run.errors.contains("position \(head) comes after"), "\(run.errors)")
    let none = await ledger.ask(["changes", "--since", "\(head)"])
    #expect(none.code == 0)
    #expect(none.lines.first == "Nothing changed.")
  }

  @Test("since the document before are what the Council's document brought")
  func council() async throws {
    var transcript = Transcript(try await CommandLedger.councilDocument)
    await transcript.ask("changes", "--since", "C20/35")
    await transcript.ask("changes", "--since", "C20/35", "--as-reported", "C21", "--json")
    try expectSnapshot(transcript.text, "changes-council")
  }

  @Test("of a vintage are those that its file makes", arguments: [5, 6, 9, 13, 14, 16])
  func vintage(_ index: Int) async throws {
    let ledger = try await CommandLedger.internetUsers
    let expected = try PublishedFiles.internetUsers.get().counts[index]
    let positions = try ledger.receiptPositions()
    try #require(positions.count == 18)
    let run = await ledger.ask(
      [
        "changes", "--since", "\(positions[index - 1])", "--at-position", "\(positions[index])", "--json", "--all",
      ], clock: try Instant("2026-06-01T00:00Z"))
    #expect(run.code == 0, "\(run.errors)")
    let counts = try #require(run.lines.last)
    for (name, count) in [
      ("new_data", expected.new), ("correction", expected.changed), ("withdrawal", expected.withdrawn),
      ("return", expected.returned), ("precision_only", 0),
    ] { #expect(counts.contains("\"\(name)\":\(count),"), "\(name) \(count): \(counts)") }
    #expect(
      run.lines.count - 1 == expected.new + expected.changed + expected.withdrawn + expected.returned)
  }

  @Test("show nothing to the public of a figure under embargo")
  func embargo() async throws {
    let ledger = try await CommandLedger.small()
    try await ledger.tell("record", "share@A@2000", "1")
    var log = try ledger.open()
    let before = try log.head().position
    try await ledger.tell("record", "share@A@2000", "2", "--embargo", "2999-01-01T00:00Z")
    let inside = await ledger.ask(["changes", "--since", "\(before)"])
    #expect(inside.output.contains("correction"))
    let outside = await ledger.ask(["changes", "--since", "\(before)", "--public"])
    #expect(outside.lines.first == "Nothing changed.", "\(outside.output)")
    // Nor what it was before: the earlier state is told to the same public.
    let between = try log.head().position
    try await ledger.tell("record", "share@A@2000", "3", "--embargo", "2999-01-01T00:00Z")
    let again = await ledger.ask(["changes", "--since", "\(between)", "--public"])
    #expect(again.lines.first == "Nothing changed.", "\(again.output)")
  }
}

extension CommandLedger {
  /// The last position of each append that imported measurements.
  fileprivate func receiptPositions() throws -> [Int64] {
    var positions: [Int64] = []
    var ledger = try open()
    try ledger.read(.exceptFigures) { stored in
      let event = try stored.event()
      if event.kind == .importCompleted, try event.fact(ImportReceipt.self)?.kind == "measurements" {
        positions.append(stored.position)
      }
    }
    return positions
  }
}
