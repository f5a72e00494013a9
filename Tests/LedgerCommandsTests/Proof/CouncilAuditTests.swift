import Arithmetic
import Ledger
import LedgerTestSupport
import Testing

@testable import LedgerCommands

@Suite("The audit of the Council's document")
struct CouncilAuditTests {
  /// `questions.md` 4: the ids by the form that covers them, 51 in all.
  static let derivable = [
    "targets-total", "goals-total", "outcome-indicators-total", "objectives-itu-r", "outcomes-itu-r",
    "objectives-itu-t", "outcomes-itu-t", "objectives-itu-d", "outcomes-itu-d", "objectives-intersectoral",
    "outcomes-intersectoral", "enabler-indicators-total", "targets-total-2", "status-achieved-or-on-track-share",
    "status-achieved-share", "status-on-track-share", "status-off-track-count", "status-off-track-share",
    "status-benchmarked-share", "status-not-measured-share", "total-space-coordination-notification-requests",
    "total-space-bss-plan-requests", "total-space-fss-plan-requests", "total-terrestrial-notices-mifr",
    "total-terrestrial-notices-plans", "total-terrestrial-findings-reviewed", "total-maritime-station-notifications",
    "total-hf-broadcasting-requirements", "total-monitoring-observations-hf",
    "total-monitoring-observations-406-mhz", "total-harmful-interference-reports", "figi-reports-total",
    "djibouti-institutions", "smes-joined", "survey-questions-objective-i1", "bss-requests-resolution-559",
    "ai-challenge-competitors", "giga-countries", "ai-compendium-agencies", "innovation-policy-increase",
    "e-waste-recycled-fall", "sdg-survey-strongly-agree", "internet-world-share", "fee-developing-half",
    "ai-challenge-open-problems", "internet-average-growth", "wsis-prizes-record", "iraq-events",
    "survey-questions-added-sdg", "innovation-policy-target", "innovation-policy-pace",
  ]

  /// What ten more claims lack.
  private static let lacking = [
    "membership-net": ["itu-membership-entities@ITU@2020@sector=*,type=*"],
    "membership-new": ["coverage of members/ITU"],
    "membership-new-high": (2010...2019).map { "itu-membership-entities@ITU@\($0)" },
    "sme-share": ["itu-membership-entities@ITU@2020@type=sme"],
    "new-associates-sme-share": ["itu-membership-new-entities@ITU@2020@category=associate,sector=ITU-T"],
    "survey-response": ["membership-survey-respondents@ITU@2020"],
    "internet-yearly-growth": ["internet-users@World@2018"],
    "cirt-share-2020": ["countries-with-cirt@World@2020", "itu-member-states@ITU@2020"],
    "cirt-share-2019": ["countries-with-cirt@World@2019", "itu-member-states@ITU@2019"],
    "ai-compendium-growth": ["ai-compendium-cases@World@2019"],
  ]

  private func audit(_ words: String...) async throws -> (code: Int32, claims: [String: Reply]) {
    let run = try await CommandLedger.councilDocument.ask(["audit"] + words + ["--json"])
    let replies = try run.replies
    return (run.code, Dictionary(uniqueKeysWithValues: replies.map { ($0["id"].words, $0) }))
  }

  @Test("answers 51 claims as a reader did by hand, with the same numbers")
  func answers() async throws {
    let claims = try await audit("C21").claims
    let words = ["yes": "reproduced", "no": "differs", "cannot": "cannot be checked"]
    var counts: [String: Int] = [:]
    #expect(Set(Self.derivable).count == 51)
    for row in try CouncilData.rows("reported_figures.csv") where Self.derivable.contains(row["id"] ?? "") {
      let id = row["id"] ?? ""
      let claim = try #require(claims[id])
      #expect(claim["answer"].text == words[row["agrees"] ?? ""], "\(id)")
      #expect(claim["printed"].text == row["value"] && claim["now"] == claim["answer"], "\(id)")
      counts[claim["answer"].words, default: 0] += 1
      guard let number = row["recomputed_value"], !number.isEmpty else { continue }
      // The reader rounded as the number is printed, and wrote more digits in one place.
      let printed = try Decimal(row["value"] ?? "").decimals
      #expect(try claim["recomputed"].text == Decimal(number).rational().text(decimals: printed), "\(id)")
    }
    #expect(counts == ["reproduced": 40, "differs": 6, "cannot be checked": 5])
  }

  @Test("names what ten more claims lack, and has no derivation for the other 23, of which a page gives the reasons")
  func rest() async throws {
    let claims = try await audit("C21").claims
    #expect(claims.count == 84)
    for (id, missing) in Self.lacking {
      #expect(claims[id]?["answer"].text == "cannot be checked", "\(id)")
      #expect(claims[id]?["missing"].list.map(\.words) == missing, "\(id)")
    }
    let page = try CouncilData.rows("import/not_derivable.csv")
    #expect(page.count == 23 && page.allSatisfy { $0["reason"]?.isEmpty == false })
    let others = Set(claims.keys).subtracting(Self.derivable).subtracting(Self.lacking.keys)
    #expect(others == Set(page.compactMap { $0["id"] }))
    for id in others {
      #expect(claims[id]?["answer"].text == "cannot be checked", "\(id)")
      #expect(claims[id]?["missing"].list.map(\.words) == ["a derivation"], "\(id)")
      #expect(claims[id]?["recomputed"] == .null, "\(id)")
    }
  }

  @Test("finds that 20.8 and 29.2 per cent do not follow from the printed statuses, and that 50.0 does")
  func shares() async throws {
    let claims = try await audit("C21").claims
    for (id, printed, answer, recomputed, judged) in [
      ("status-achieved-share", "20.8", "differs", "12.5", 3), ("status-on-track-share", "29.2", "differs", "37.5", 9),
      ("status-achieved-or-on-track-share", "50.0", "reproduced", "50.0", 12),
    ] {
      let claim = try #require(claims[id])
      #expect(claim["printed"].text == printed && claim["answer"].text == answer)
      #expect(claim["recomputed"].text == recomputed)
      // The targets in force, and the judgements that are counted.
      #expect(claim["inputs"].list.count == 24 + judged)
    }
  }

  @Test("finds that target 4.1 is restated as 100 countries, and that the 15 countries of Giga are 30 elsewhere")
  func restated() async throws {
    let claims = try await audit("C21").claims
    let target = try #require(claims["innovation-policy-target"])
    #expect(target["printed"].text == "100" && target["answer"].text == "differs")
    #expect(target["recomputed"].text == "193")
    #expect(
      target["inputs"].list.map { $0["subject"].words }
        == ["target/SP2020/4.1", "figure/itu-member-states@ITU@2021"])
    let giga = try #require(claims["giga-countries"])
    #expect(giga["printed"].text == "15" && giga["answer"].text == "differs" && giga["recomputed"].text == "30")
    #expect(giga["inputs"].list.map { $0["locator"].words } == ["685"])
  }

  @Test("ends with code 2 if a number differs, and with 0 if none does")
  func exitCodes() async throws {
    #expect(try await audit("C21").code == 2)
    #expect(try await audit("C21", "--only", "reproduced").code == 2)
    #expect(try await audit("C21#status-achieved-share").code == 2)
    #expect(try await audit("C21#giga-countries").code == 2)
    #expect(try await audit("C21#status-achieved-or-on-track-share").code == 0)
    #expect(try await audit("C21#membership-net").code == 0)
    #expect(try await audit("C20/35").code == 0)
    #expect(try await CommandLedger.councilDocument.ask("audit", "C21#no-such-number").code == 65)
  }

  @Test("follows each number down to events of the log, with their hashes")
  func tree() async throws {
    let events = try await CommandLedger.councilDocument.events()
    var count = 0
    for claim in try await audit("C21").claims.values {
      for input in claim["inputs"].list {
        let position = try #require(Int(input["position"].words))
        let event = events[position - 1]
        #expect(event.position == position && event.subject.text == input["subject"].text)
        #expect("\(event.entry.leafHash)" == input["leaf_hash"].text)
        #expect("\(event.recordedAt)" == input["recorded_at"].text)
        count += 1
      }
    }
    #expect(count == 480)
  }
}
