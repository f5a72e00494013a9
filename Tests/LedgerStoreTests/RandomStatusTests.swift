import Ledger
import LedgerStore
import LedgerTestSupport
import PostgreSQL
import Testing

/// Random events about targets and what they may follow from, with the versions that they expect.
private struct RandomFacts {
  private var random: SeededGenerator
  private var versions: [String: Int] = [:]
  private let indicators = ["x", "y", "z", "x%20y", "xA"]
  private let areas = ["L", "M", "LDC", "LL"]
  private let derivations = [
    "d1": "sum(x@*@{period})", "d2": "ratio(figure(d1@W@{period}),figure(y@{area}@{period}),100)",
    "d3": "difference(figure(z@{area}@{period}),figure(d2@{area}@{period}))",
    "d4": "growth(x@{area}@*,2019,{period},total)", "d5": "count(figures x%20y@{area}@{period})",
    "d6": "target(1,value)", "d7": "sum(x@{area}@2018..{period})",
    "d8": "count(members group={area} on={period})",
  ]
  private let denominators = [
    "figure(x@L@2020)", "sum(x@*@2020)", "count(figures xA@*@*)", "count(targets status=on_track basis=method)",
    "target(1,value)", "target(P/3,baseline)", "extreme(y@M@*,max)", "sum(figure(d1@W@2020),figure(d3@L@2020))",
    "count(targets status=achieved basis=judged)", "project(z@LL@*,2019,2020,2023)", "count(nodes kind=goal)",
  ]

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private mutating func one<T>(of values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

  private mutating func event(_ kind: String, _ subject: String, _ data: String) -> ExpectedEvent {
    let version = versions[subject, default: 0]
    versions[subject] = version + 1
    return ExpectedEvent(kind: "\(kind)/1", subject: subject, expected: version, data: data, basis: "{}")
  }

  /// What the facts are about.
  mutating func definitions() -> [ExpectedEvent] {
    let measured = indicators.map { event("indicator.defined", "indicator/\($0)", definition()) }
    let workedOut = derivations.sorted { $0.key < $1.key }.map { code, text in
      event("indicator.defined", "indicator/\(code)", definition(text))
    }
    let area = event("area.defined", "area/L", #"{"aliases":["LL"],"kind":"group","title":"L"}"#)
    return measured + workedOut + [area] + (1...8).map { target($0) }
  }

  private func definition(_ derivation: String? = nil) -> String {
    let area = derivation.map { $0.contains("{area}") ? "" : #""area":"W","# } ?? ""
    let text = derivation.map { "\"derivation\":\"\($0)\"," } ?? ""
    return "{\(area)\(text)\"title\":\"T\",\"unit\":\"count\",\"value_type\":\"decimal\"}"
  }

  private mutating func target(_ number: Int) -> ExpectedEvent {
    let indicator = one(of: indicators + derivations.keys.sorted())
    let area = indicator == "d1" || indicator == "d6" ? "W" : one(of: areas)
    let baseline = one(of: ["", "", #""baseline":{"floating":true,"period":"2019"},"#])
    let denominator = one(of: ["", "\"denominator\":\"\(one(of: denominators))\","])
    let measures = "[{\"area\":\"\(area)\",\"indicator\":\"\(indicator)\",\"role\":\"primary\"}]"
    let rest = "\"rule\":\"\(denominator.isEmpty ? "level" : "count_all")\",\"statement\":\"S\""
    return event(
      "target.revised", "target/\(one(of: ["P", "P", "Q"]))/\(number)",
      """
      {\(baseline)\(denominator)"direction":"increase","due":"2023","instrument":"I","measures":\(measures),\(rest),\
      "value":"\(one(of: ["5", "50", "100"]))"}
      """)
  }

  /// Something that may change how a target stands, most often a figure.
  mutating func next() -> ExpectedEvent {
    let figure =
      "figure/\(one(of: indicators + ["d1"]))@\(one(of: areas))@\(Int.random(in: 2018...2023, using: &random))"
    let number = Int.random(in: 1...8, using: &random)
    switch Int.random(in: 0..<30, using: &random) {
    case 0: return target(number)
    case 1: return event("target.revised", "target/P/\(number)", #"{"withdrawn":true}"#)
    case 2: return event("status.judged", "judgement/P/\(number)", #"{"status":"on_track"}"#)
    case 3: return event("measurement.withdrawn", figure, #"{"withdrawn":true}"#)
    // Not canonical: the figure cannot be read.
    case 4: return event("measurement.recorded", figure, #"{"value": "7"}"#)
    case 5: return event("measurement.recorded", figure, #"{"embargo":"2099-01-01T00:00:00.000000Z","value":"9"}"#)
    case 6: return event("measurement.recorded", figure, #"{"value":">=9"}"#)
    case 7: return event("measurement.recorded", figure, #"{"value":"~9"}"#)
    case 8: return event("coverage.stated", "coverage/figures%3Ax", #"{"state":"complete"}"#)
    case 9: return event("import.completed", "import/" + String(repeating: "\(number)", count: 64), "{}")
    default:
      return event("measurement.recorded", figure, "{\"value\":\"\(Int.random(in: 1...120, using: &random))\"}")
    }
  }
}

@Suite("The saved statuses of random targets") struct RandomStatusTests {
  @Test("are those that the log gives, whatever is recorded and however targets are derived", arguments: 0..<4)
  func property(_ seed: UInt64) throws {
    var facts = RandomFacts(seed: seed)
    var log = try TestLedger().open(as: .officer)
    _ = try log.append(facts.definitions(), TestLedger.request())
    for step in 0..<50 {
      _ = try log.append([facts.next()], TestLedger.request())
      let position = Int(try log.head().position)
      let saved = try log.statuses(asOf: position, on: .year(2022), program: "tests", isKept: true)
      let fromLog = try log.statuses(asOf: position, on: .year(2022), program: "another", isKept: false)
      #expect(saved.differing(from: fromLog) == [], "seed \(seed), step \(step)")
      let kept = try #require(try log.verifiedStatuses(program: "tests"))
      #expect(kept.saved == kept.rebuilt && kept.digest == "\(kept.rebuilt.digest)", "seed \(seed), step \(step)")
      #expect(kept.saved.position == position)
    }
  }

  @Test("are right while several programs catch them up and rebuild them")
  func writers() throws {
    var facts = RandomFacts(seed: 99)
    let ledger = try TestLedger()
    var log = try ledger.open(as: .officer)
    _ = try log.append(facts.definitions(), TestLedger.request())
    let events = (0..<60).map { _ in facts.next() }
    let writer = Background {
      var log = try ledger.open(as: .officer)
      for event in events { _ = try log.append([event], TestLedger.request()) }
    }
    let projectors = (0..<3).map { number in
      Background {
        var log = try ledger.open(as: .officer)
        for round in 0..<40 {
          if number == 2 {
            _ = try log.rebuildStatuses(on: .year(2022), program: "tests")
            continue
          }
          let position = Int(try log.head().position)
          let on = Period.year(number == 1 && round % 10 == 9 ? 2021 : 2022)
          let saved = try log.statuses(asOf: position, on: on, program: "tests", isKept: true)
          #expect(try saved == log.statuses(asOf: position, on: on, program: "another", isKept: false))
        }
      }
    }
    try writer.value()
    for projector in projectors { try projector.value() }
    let kept = try #require(try log.verifiedStatuses(program: "tests"))
    #expect(kept.saved == kept.rebuilt && kept.digest == "\(kept.rebuilt.digest)")
  }
}
