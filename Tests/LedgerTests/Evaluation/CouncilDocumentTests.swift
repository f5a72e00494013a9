import Arithmetic
import Ledger
import Testing

@Suite("The Council's document C21")
struct CouncilDocumentTests {
  private static let words = [
    "yes": ClaimAnswer.Verdict.reproduced, "no": .differs, "cannot": .cannotBeChecked,
  ]

  /// Recomputed by hand in another way than by the derivation, or the number of another form.
  private static let otherWay = ["cirt-share-2020"]

  private func audit(_ events: [Event]) throws -> [String: AuditedClaim] {
    let state = State(asOf: AsOf(on: try Period("2021-04-30")), events)
    let audit = PublicationAudit(of: try Code("C21"), asked: state, then: state, now: state)
    return Dictionary(uniqueKeysWithValues: audit.claims.map { ($0.id.text, $0) })
  }

  @Test("answers each claim with a derivation as it was found by hand, with the same number")
  func answers() throws {
    let claims = try audit(try CouncilDocument.story().events)
    var counts: [ClaimAnswer.Verdict: Int] = [:]
    for row in try CouncilDocument.rows("reported_figures.csv") {
      let id = try #require(row["id"])
      let answer = try #require(claims[id]?.then)
      guard answer.missing != [.noDerivation] else { continue }
      counts[answer.verdict, default: 0] += 1
      #expect(answer.verdict == Self.words[row["agrees"] ?? ""], "\(id): \(answer.missing)")
      guard let number = row["recomputed_value"], !number.isEmpty, !Self.otherWay.contains(id) else { continue }
      let printed = try Decimal(number)
      #expect(answer.recomputed?.text(decimals: printed.decimals) == number, "\(id)")
    }
    #expect(counts == [.reproduced: 40, .differs: 6, .cannotBeChecked: 15])
  }

  @Test("says that two of the printed shares do not follow from the printed statuses, and one does")
  func shares() throws {
    let claims = try audit(try CouncilDocument.story().events)
    func said(_ id: String) -> String {
      "\(claims[id]?.then?.verdict.rawValue ?? "-") \(claims[id]?.then?.recomputedText ?? "-")"
    }
    #expect(said("status-achieved-share") == "differs 12.5")
    #expect(said("status-on-track-share") == "differs 37.5")
    #expect(said("status-achieved-or-on-track-share") == "reproduced 50.0")
    #expect(said("innovation-policy-target") == "differs 193")
    #expect(said("giga-countries") == "differs 30")
    #expect(claims["djibouti-institutions"]?.then?.evidence == .sameSentence)
    #expect(claims["total-space-bss-plan-requests"]?.then?.evidence == .sameDocument)
    #expect(
      claims["enabler-indicators-total"]?.missing.map(\.description) == [
        "coverage of nodes/SP2020/enabler_indicator"
      ])
    #expect(claims["bss-requests-resolution-559"]?.missing == [.evidence])
  }

  @Test("changes its answer when an input is altered or taken back: nothing is stored with a claim")
  func inputs() throws {
    let story = try CouncilDocument.story()
    let on = AsOf(on: try Period("2021-04-30"))
    var tried = 0
    for claim in try audit(story.events).values {
      guard case .value(let fact, let event) = claim.current, let before = claim.then,
        let form = fact.check?.derivation,
        before.recomputedText != nil
      else { continue }
      let subjects = Set(before.inputs.map(\.event.subject))
      // Codes, and what the claim rests on or counts, are enough, and quick to fold.
      let few = story.events.filter { event in
        switch event.kind {
        case .unitDefined, .indicatorDefined, .coverageStated: true
        case .nodeDefined, .targetRevised, .statusJudged: form.contains("count(") || subjects.contains(event.subject)
        default: subjects.contains(event.subject)
        }
      }
      let state = State(asOf: on, few)
      for input in before.inputs {
        for data in [altered(input.event, form), Draft.withdrawn].compactMap({ $0 }) {
          var next = Story(after: story.events.count)
          // The greatest of several stays, if one of the others goes.
          if form.hasPrefix("extreme("), data == Draft.withdrawn { continue }
          let isWithdrawal = data == Draft.withdrawn && input.event.kind == .measurementRecorded
          try next.append(isWithdrawal ? .measurementWithdrawn : input.event.kind, input.event.subject, data)
          var changed = state
          for event in next.events { changed.apply(event) }
          let after = changed.check(fact, printedBy: event, in: try Code("C21"))
          #expect(after.summary != before.summary, "\(claim.id): \(input.event.subject) \(data)")
          tried += 1
        }
      }
    }
    #expect(tried > 700)
  }

  /// The data of an event with another value, kind or status; nil where the form asks only whether there is one.
  private func altered(_ event: Event, _ form: String) -> JSONObject? {
    var data = event.data
    switch event.kind {
    case .measurementRecorded where form.hasPrefix("count(") || form.hasPrefix("period("): return nil
    case .measurementRecorded: data["value"] = "987654321"
    case .nodeDefined: data["kind"] = "thematic_priority"
    case .statusJudged:
      data["status"] = "missed"
      data["also"] = nil
    case .targetRevised where form.hasPrefix("target("): data["denominator"] = "7"
    default: return nil
    }
    return data
  }

  @Test("takes its headlines from the judgements and lets the method speak where there are figures")
  func statuses() throws {
    let state = State(asOf: AsOf(on: try Period("2021-04-30")), try CouncilDocument.story().events)
    let statuses = try state.statuses(plan: try Code("SP2020"))
    #expect(statuses.map(\.code.text).prefix(3) == ["1.1", "1.2", "1.3"])
    var said: [String: String] = [:]
    for status in statuses {
      let reason = status.result.reason.map { ": \($0)" } ?? ""
      said[status.code.text] = "\(status.words) | \(status.result.status.rawValue)\(reason)"
    }
    #expect(said["3.4"] == "Not yet measured, benchmarked | no_answer: no primary measure")
    #expect(said["1.2"] == "On track | benchmarked")
    #expect(said["3.2"] == "New, Off track | off_track")
    #expect(said["4.1"] == "Off track | off_track")
    #expect(said["2.8"] == "Off track | no_answer: rule")
    #expect(statuses.filter(\.disagrees).isEmpty)
    #expect(statuses.filter(\.isStale).isEmpty)
    #expect(statuses.filter { $0.result.status.isDefinite }.count == 2)
  }
}

extension ClaimAnswer {
  /// All that an answer says.
  fileprivate var summary: [String] {
    [verdict.rawValue, recomputedText ?? "-", missing.map(\.description).joined(separator: "; ")]
      + parts.map { $0.derived.words }
  }
}
