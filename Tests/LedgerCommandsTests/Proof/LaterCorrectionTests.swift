import Ledger
import LedgerStore
import LedgerTestSupport
import OperatingSystem
import Testing

@testable import LedgerCommands

/// The Council's document in a second ledger, where some states were others before C21 was issued, and where more are
/// corrected afterwards.
@Suite("A correction of what the Council's document rests on")
struct LaterCorrectionTests {
  /// What is another in the second ledger: file, words, words in their place.
  private static let alterations = [
    ("measurements.csv", "innovation,World,2020,,74,", "innovation,World,2020,,75,"),
    ("measurements.csv", "Member States,ITU,2021,,193,", "Member States,ITU,2021,,194,"),
    ("import/membership_facts.csv", "sector=ITU-R+ITU-T\",3975,", "sector=ITU-R+ITU-T\",4000,"),
    ("import/judgements.csv", "SP2020,1.1,on_track,", "SP2020,1.1,achieved,"),
  ]

  private static let altered = Task {
    let ledger = try CommandLedger()
    let project = try AlteredProject()
    for (file, words, others) in alterations { try project.edit(file) { $0.replacing(words, with: others) } }
    // What is not there at all: a figure of a total, and an outcome.
    for file in ["measurements.csv", "measurement_qualifiers.csv"] {
      try project.remove(from: file) { $0.hasPrefix("space-bss-plan-requests,") && $0.contains(",ITU,2018,,") }
    }
    try project.remove(from: "framework.csv") { $0.hasPrefix("R.1-a,") }
    try ledger.load("load-c21", of: project.folder)
    return ledger
  }

  private func audit(_ ledger: CommandLedger, _ words: String...) async throws -> [String: Reply] {
    let run = await ledger.ask(["audit", "C21", "--json"] + words)
    #expect(run.code == 2)
    return Dictionary(uniqueKeysWithValues: try run.replies.map { ($0["id"].words, $0) })
  }

  @Test("made before the issue changes what the document's numbers come to then")
  func before() async throws {
    let original = try await audit(try await CommandLedger.councilDocument)
    let claims = try await audit(try await Self.altered.value)
    for (id, answer, recomputed) in [
      ("innovation-policy-increase", "differs", "75"), ("innovation-policy-target", "differs", "194"),
      ("fee-developing-half", "differs", "2000.00"), ("status-achieved-share", "differs", "16.7"),
      ("status-on-track-share", "differs", "33.3"), ("outcomes-itu-r", "differs", "14"),
      ("outcome-indicators-total", "differs", "63"), ("total-space-bss-plan-requests", "cannot be checked", "-"),
    ] {
      #expect(claims[id]?["answer"].words == answer && claims[id]?["recomputed"].words == recomputed, "\(id)")
      #expect(original[id]?["recomputed"] != claims[id]?["recomputed"], "\(id)")
    }
    #expect(
      claims["total-space-bss-plan-requests"]?["missing"].list.map(\.words) == ["space-bss-plan-requests@ITU@2018"])
    // What does not rest on them is as it was.
    for id in ["goals-total", "giga-countries", "status-achieved-or-on-track-share", "total-space-fss-plan-requests"] {
      #expect(claims[id]?["recomputed"] == original[id]?["recomputed"], "\(id)")
    }
  }

  @Test("made after the issue changes what they come to now, and never what they came to then")
  func after() async throws {
    let ledger = try await Self.altered.value
    let issued = try await audit(ledger)
    let head = try ledger.head()
    try await ledger.tell("correct", "countries-with-innovation-policy@World@2020", "76", "--because", "counted again")
    try await ledger.tell("withdraw", "space-fss-plan-requests@ITU@2019", "--because", "never published")
    try await ledger.tell("record", "giga-countries-mapped@World@2020", "15", "--source", "Giga")
    try ledger.takeBack([
      (.node(plan: try Code("SP2020"), code: try Code("G.1")), .nodeDefined),
      (.target(plan: try Code("SP2020"), code: try Code("4.1")), .targetRevised),
      (.judgement(plan: try Code("SP2020"), code: try Code("1.3")), .statusJudged),
      (.coverage(try CoverageSet("figures/wireless-broadband-beneficiaries")), .coverageStated),
    ])
    let claims = try await audit(ledger)
    for (id, answer, recomputed) in [
      ("innovation-policy-increase", "differs", "76"), ("total-space-fss-plan-requests", "cannot be checked", "-"),
      ("giga-countries", "reproduced", "15"), ("goals-total", "differs", "4"),
      ("innovation-policy-target", "cannot be checked", "-"), ("status-achieved-share", "differs", "13.0"),
      ("djibouti-institutions", "cannot be checked", "116"),
    ] {
      let claim = try #require(claims[id])
      #expect(claim["now"].words == answer && claim["recomputed_now"].words == recomputed, "\(id)")
      #expect(claim["recomputed"] != claim["recomputed_now"] || claim["answer"] != claim["now"], "\(id)")
    }
    for (id, claim) in claims {
      for key in ["answer", "recomputed", "exact", "missing", "inputs", "evidence", "at_position", "on"] {
        #expect(claim[key] == issued[id]?[key], "\(id), \(key)")
      }
    }
    let change = try #require(claims["giga-countries"]?["changes"].list.first)
    #expect(change["subject"].text == "figure/giga-countries-mapped@World@2020")
    #expect(change["then"]["state"].text == "30" && change["now"]["state"].text == "15")
    // An as-of takes the place of what was frozen: at the old head all is as it was issued, at the new one as it is now.
    let old = try await audit(ledger, "--at-position", "\(head)")
    let new = try await audit(ledger, "--at-position", "\(try ledger.head())")
    for (id, claim) in claims {
      #expect(old[id]?["recomputed"] == claim["recomputed"], "\(id)")
      #expect(new[id]?["recomputed"] == claim["recomputed_now"] && new[id]?["answer"] == claim["now"], "\(id)")
    }
  }
}

/// A copy of what `scripts/load-c21` loads, to be altered.
private final class AlteredProject {
  let folder: String

  init() throws {
    folder = try Directory.createTemporary(prefix: "tally-test-", in: "/tmp")
    try run("mkdir", "-p", "\(folder)/Tests/Data")
    try run("cp", "-r", "\(CommandLedger.root)/scripts", folder)
    try run("cp", "-r", "\(CommandLedger.root)/Tests/Data/itu-c21", "\(folder)/Tests/Data")
  }

  deinit { try? Directory.removeTree(folder) }

  private func run(_ program: String, _ words: String...) throws {
    let outcome = try Program.run(program, words)
    try #require(outcome.status.isSuccess, "\(outcome.errorText)")
  }

  func edit(_ file: String, _ change: (String) -> String) throws {
    let path = "\(folder)/Tests/Data/itu-c21/\(file)"
    let text = String(decoding: try File.readWhole(path, byteLimit: 1 << 20), as: UTF8.self)
    let edited = change(text)
    try #require(edited != text, "\(file)")
    try File.writeWhole(path, Array(edited.utf8), replacing: true)
  }

  func remove(from file: String, where isGone: (Substring) -> Bool) throws {
    try edit(file) { text in
      // The lines end with CR and LF, which together are one character.
      text.split(whereSeparator: \.isNewline).filter { !isGone($0) }.map { $0 + "\n" }.joined()
    }
  }
}

extension CommandLedger {
  /// The last position.
  fileprivate func head() throws -> Int64 {
    var open = try open()
    return try open.head().position
  }

  /// Takes back states for which there is no command, as one append.
  fileprivate func takeBack(_ states: [(subject: Subject, kind: Kind)]) throws {
    var open = try open()
    let versions = try open.currentStates(of: states.map(\.subject.text))
    let events = try states.map { subject, kind in
      let version = try #require(versions.first { $0.subject == subject.text }).version
      return ExpectedEvent(
        try Draft(withdrawing: subject, kind: kind, basis: Basis(reason: .error)), expected: version)
    }
    _ = try open.append(events, TestLedger.request())
  }
}
