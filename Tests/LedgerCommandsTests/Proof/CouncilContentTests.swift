import Ledger
import LedgerTestSupport
import Testing

@testable import LedgerCommands

/// What stands in the log after `scripts/load-c21`, seen through `tally replay`.
@Suite("The log of the Council's document")
struct CouncilContentTests {
  /// The events of one kind, by subject.
  private func events(_ kind: Kind) async throws -> [String: Event] {
    let all = try await CommandLedger.councilDocument.events().filter { $0.kind == kind }
    return Dictionary(all.map { ($0.subject.text, $0) }) { $1 }
  }

  /// How often each value occurs.
  private func counts<T: Hashable>(_ values: some Sequence<T>) -> [T: Int] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private func code(_ event: Event) throws -> String {
    let last = try #require(event.subject.text.split(separator: "/").last)
    return try Code(encoded: String(last).utf8.span).text
  }

  @Test("holds the codes: 107 units, 4 lists of 58 codes, 21 areas, 221 indicators and the ten that were coined")
  func codes() async throws {
    #expect(try await events(.unitDefined).count == 107)
    let lists = try await events(.codelistDefined).values.map { try #require(try $0.fact(Codelist.self)) }
    #expect(lists.count == 4)
    #expect(lists.map(\.codes.count).reduce(0, +) == 58)
    #expect(try await events(.areaDefined).count == 21)
    let indicators = Set(try await events(.indicatorDefined).values.map(code))
    let series = Set(try CouncilData.rows("measurements.csv").compactMap { $0["series"] })
    #expect(indicators.count == 231 && series.count == 221 && series.isSubset(of: indicators))
    #expect(
      indicators.subtracting(series) == [
        "associate-yearly-fee", "countries-with-cirt", "itu-academia-joined", "itu-industry-membership-growth",
        "itu-membership-growth", "membership-survey-respondents", "resolution-state", "sme-associates-admitted",
        "sme-criterion-employees", "sme-criterion-revenue",
      ])
  }

  @Test("holds the 130 nodes of plan SP2020, by kind")
  func framework() async throws {
    let nodes = try await events(.nodeDefined)
    #expect(nodes.keys.allSatisfy { $0.hasPrefix("node/SP2020/") })
    let kinds = counts(try nodes.values.map { try #require(try $0.fact(Node.self)).kind.rawValue })
    #expect(
      kinds == [
        "goal": 5, "target": 24, "objective": 18, "outcome": 64, "enabler": 5, "enabler_indicator": 4,
        "thematic_priority": 10,
      ])
    #expect(kinds.values.reduce(0, +) == 130)
  }

  @Test("holds 24 targets with their 20 measures, four denominators and four floating baselines")
  func targets() async throws {
    var targets: [String: Target] = [:]
    for event in try await events(.targetRevised).values { targets[try code(event)] = try event.fact(Target.self) }
    #expect(targets.count == 24)
    let roles = counts(targets.values.flatMap { $0.measures.map(\.role) })
    #expect(roles == [.primary: 5, .component: 4, .proxy: 2, .context: 9])
    #expect(
      targets.filter { $0.value.denominator == "figure(itu-member-states@ITU@2021)" }.keys.sorted()
        == ["1.4", "2.9", "3.5", "4.1"])
    let floating = targets.compactMapValues { target -> String? in
      if case .floating(let period) = target.baseline { "\(period)" } else { nil }
    }
    #expect(floating == ["1.3": "2017", "2.5": "2017", "3.2": "2016", "3.4": "2015"])
    #expect(targets.filter { $0.value.combination == .judged }.keys.sorted() == ["3.1", "5.1"])
  }

  @Test("holds each of the 348 measurements with its value, status and qualifier")
  func measurements() async throws {
    let figures = try await events(.measurementRecorded)
    let key = ["series", "area", "period", "breakdown"]
    var qualifiers: [[String?]: String] = [:]
    for row in try CouncilData.rows("measurement_qualifiers.csv") {
      qualifiers[key.map { row[$0] }] = row["qualifier"]
    }
    let names = ["exact": Qualifier.exact, "at_least": .atLeast, "approx": .approximately]
    let statuses = ["A": ObservationStatus.normal, "E": .normal, "P": .forecast]
    let rows = try CouncilData.rows("measurements.csv")
    #expect(rows.count == 348)
    var found: [Qualifier: Int] = [:]
    for row in rows {
      let pairs = (row["breakdown"] ?? "").split(separator: ";").joined(separator: ",")
      let name = "\(row["series"] ?? "")@\(row["area"] ?? "")@\(row["period"] ?? "")\(pairs.isEmpty ? "" : "@")\(pairs)"
      let event = try #require(figures[Subject.figure(try Figure(name)).text], "\(name)")
      let measurement = try #require(try event.fact(Measurement.self))
      let value = try #require(measurement.value, "\(name)")
      #expect(value.text == row["value"], "\(name)")
      #expect(value.qualifier == names[qualifiers[key.map { row[$0] }] ?? ""], "\(name)")
      #expect(measurement.status == statuses[row["obs_status"] ?? ""], "\(name)")
      #expect(event.entry.basisText("source") == "C21" && event.entry.basisText("locator") == row["source_line"])
      found[value.qualifier, default: 0] += 1
    }
    #expect(found == [.exact: 271, .atLeast: 52, .approximately: 25])
  }

  @Test("holds the membership facts as figures, none twice: 17 were measured already, 5 are new, 5 have no number")
  func memberships() async throws {
    let figures = try await events(.measurementRecorded)
    // 348 measurements, 10 facts that were not among them, 40 resolutions.
    #expect(figures.count == 398)
    #expect(figures.values.allSatisfy { $0.version == 1 })
    let measured = Set(try CouncilData.rows("measurements.csv").compactMap { $0["series"] })
    var treatments: [String: Int] = [:]
    for row in try CouncilData.rows("import/membership_mapping.csv") {
      let name = row["figure"] ?? ""
      let event = try #require(figures[Subject.figure(try Figure(name)).text], "\(name)")
      let measurement = try #require(try event.fact(Measurement.self))
      #expect((measurement.missingReason == "not_quantified") == (row["treatment"] == "no value"), "\(name)")
      let isOld = measured.contains(String(name.prefix { $0 != "@" }))
      #expect(isOld == (row["treatment"] == "already measured"), "\(name)")
      treatments[row["treatment"] ?? "", default: 0] += 1
    }
    #expect(treatments == ["already measured": 17, "new": 5, "no value": 5])
  }

  @Test("holds the resolutions of Annex 1 as coded figures")
  func resolutions() async throws {
    let all = try await events(.measurementRecorded).values
      .filter { $0.subject.text.hasPrefix("figure/resolution-state@ITU@2021@resolution=") }
    let states = counts(try all.map { try #require(try $0.fact(Measurement.self)?.value).text })
    #expect(
      states == [
        "implemented": 5, "ongoing": 12, "partly": 2, "waiting": 1, "closed": 1, "no_status": 9, "narrative_only": 10,
      ])
    #expect(all.allSatisfy { $0.entry.basisText("author") == "c21-coder" })
  }

  @Test("holds the printed statuses as judgements, 3.4 with what it also is")
  func judgements() async throws {
    var judgements: [String: Judgement] = [:]
    for event in try await events(.statusJudged).values {
      judgements[try code(event)] = try event.fact(Judgement.self)
      #expect(event.entry.basisText("author") == "itu-secretariat")
    }
    #expect(judgements.count == 24)
    #expect(
      counts(judgements.values.map(\.status.rawValue)) == [
        "achieved": 3, "on_track": 9, "off_track": 8, "benchmarked": 2, "not_measured": 2,
      ])
    #expect(judgements["3.4"]?.status == .notMeasured && judgements["3.4"]?.also == [.benchmarked])
    #expect(judgements["3.4"]?.printed == "Not yet measured, benchmarked")
    #expect(judgements.filter { !$0.value.also.isEmpty }.count == 1)
    #expect(judgements.filter { $0.value.flags == ["new"] }.keys.sorted() == ["1.7", "2.10", "3.2"])
  }

  @Test("says of 16 sets whether they are whole")
  func coverage() async throws {
    let stated = try await events(.coverageStated).values.map { try #require(try $0.fact(Coverage.self)) }
    #expect(counts(stated.map(\.state)) == [.complete: 12, .incomplete: 3, .unknown: 1])
    #expect(stated.allSatisfy { $0.reason != nil })
  }

  @Test("holds both publications, whose days are ours and say so, and that C20/35 was not reviewed")
  func publications() async throws {
    let issued = try await events(.publicationIssued)
    let decided = try await events(.publicationDecided)
    let council = try #require(issued["publication/C21"])
    let before = try #require(issued["publication/C20%2F35"])
    #expect(issued.count == 2 && decided.count == 1)
    let (c21, c20) = (try #require(try council.fact(Publication.self)), try #require(try before.fact(Publication.self)))
    #expect(c20.issuedOn?.description == "2020-06-09" && c21.issuedOn?.description == "2021-04-30")
    #expect(before.entry.basisText("comment") == "The day is ours; the source has only the month of June 2020.")
    #expect(council.entry.basisText("comment")?.hasPrefix("The day is ours:") == true)
    #expect(c21.supersedes?.text == "C20/35")
    // What C21 shows ends before its own append, and on its own day.
    #expect(c21.frozen?.position == council.position - 1)
    #expect(c21.frozen.map { "\($0.on)" } == "2021-04-30")
    let decision = try #require(try decided["publication/C20%2F35"]?.fact(Publication.self))
    #expect(decision.decision?.outcome == .notReviewed && decision.frozen == c20.frozen)
  }

  @Test("holds the 84 claims as they are printed, and no answer with them")
  func claims() async throws {
    let claims = try await events(.claimPrinted)
    let rows = try CouncilData.rows("reported_figures.csv")
    #expect(claims.count == 84 && rows.count == 84)
    for row in rows {
      let subject = Subject.claim(publication: try Code("C21"), id: try Code(row["id"] ?? ""))
      let event = try #require(claims[subject.text], "\(subject)")
      let data = event.data
      #expect(data["printed"]?.string == row["value"] && data["text"]?.string == row["claim"], "\(subject)")
      #expect(data["unit"]?.string == row["unit"], "\(subject)")
      #expect(event.entry.basisText("locator") == row["source_line"], "\(subject)")
      let others = Set(data.keys).subtracting(["printed", "text", "unit", "relation", "derivation", "and"])
      #expect(others == [], "\(subject)")
    }
    #expect(claims.values.filter { $0.data["derivation"] != nil }.count == 61)
    let replay = await CommandRun.replay(try await CommandLedger.councilDocument)
    for word in ["agrees", "recomputed", "reproduced"] { #expect(!replay.contains(word)) }
  }

  @Test("keeps the figures of target 3.2 from the public until July 2020, and nothing else")
  func embargo() async throws {
    let ledger = try await CommandLedger.councilDocument
    let held = try await events(.measurementRecorded).filter { $0.value.embargo != nil }
    let names = [
      "generated@World@2016", "generated@World@2019", "recycled-share@World@2016", "recycled-share@World@2019",
    ]
    #expect(held.keys.sorted() == names.map { "figure/e-waste-\($0)" })
    for event in held.values {
      #expect(event.data["embargo"]?.string == "2020-07-01T00:00:00.000000Z")
      #expect(event.entry.basisText("salt") != nil)
    }
    func status(_ release: String) async throws -> Reply {
      let run = await ledger.ask("status", "--json", "--public", "--release", release)
      return try #require(try run.replies.first { $0["target"].text == "3.2" })
    }
    #expect(try await status("2020-06-30T23:59:59Z")["by_method"].text == "not_measured")
    #expect(try await status("2020-06-30T23:59:59Z")["latest"] == .null)
    #expect(try await status("2020-07-01T00:00Z")["by_method"].text == "off_track")
    #expect(try await status("2020-07-01T00:00Z")["latest"]["value"].text == "17.4")
    for (release, code) in [("2020-06-30T23:59:59Z", Int32(65)), ("2020-07-01T00:00Z", 0)] {
      for name in names {
        let run = await ledger.ask("figure", "e-waste-\(name)", "--public", "--release", release)
        #expect(run.code == code, "\(name), \(release)")
      }
    }
  }

  @Test("is loaded a second time without an event")
  func again() async throws {
    let ledger = try await CommandLedger.councilDocument
    let before = await CommandRun.replay(ledger)
    let printed = try ledger.load("load-c21")
    #expect(printed.components("Nothing new: nothing was written.") == 17)
    #expect(await CommandRun.replay(ledger) == before)
  }
}

extension CommandRun {
  /// The whole log, as text.
  fileprivate static func replay(_ ledger: CommandLedger) async -> String { await ledger.ask("replay").output }
}

extension String {
  /// How often a text occurs, without overlaps.
  fileprivate func components(_ text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}
