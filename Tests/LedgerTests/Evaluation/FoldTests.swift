import Ledger
import Testing

@Suite("A fold of events")
struct FoldTests {
  @Test(
    "at any position equals the fold of the events up to it, for every projection",
    arguments: 1...4 as ClosedRange<UInt64>)
  func asOf(_ seed: UInt64) throws {
    var story = RandomStory(seed: seed)
    let events = try story.events(count: 80)
    for position in 0...events.count {
      let asOf = AsOf(position: position, on: try Period("2021-04-30"))
      let whole = State(asOf: asOf, events)
      let prefix = State(asOf: AsOf(on: asOf.on), events.prefix(position))
      #expect(whole.digest == prefix.digest)
      #expect(try whole.account() == prefix.account(), "Seed \(seed), position \(position).")
    }
  }

  @Test(
    "built event by event equals one built anew, in whatever order events of other subjects come",
    arguments: 1...4 as ClosedRange<UInt64>)
  func incremental(_ seed: UInt64) throws {
    var story = RandomStory(seed: seed)
    let events = try story.events(count: 150)
    for asOf in try [
      AsOf(on: Period("2021")), AsOf(published: Instant("2020-06-30T00:00:00Z"), on: Period("2021")),
      AsOf(release: Instant("2020-06-30T00:00:00Z"), on: Period("2021")),
    ] {
      var incremental = State(asOf: asOf)
      for event in events { incremental.apply(event) }
      let rebuilt = State(asOf: asOf, events.sorted { ($0.subject, $0.version) < ($1.subject, $1.version) })
      let backwards = State(asOf: asOf, events.reversed())
      #expect(incremental.digest == rebuilt.digest)
      #expect(incremental.digest == backwards.digest)
      #expect(try incremental.account() == backwards.account())
    }
  }

  @Test("has another digest as soon as one state is another")
  func digests() throws {
    var story = Story()
    try story.measure("x@W@2019", "1")
    try story.measure("y@W@2019", "2")
    let one = try story.state().digest
    var swapped = Story()
    try swapped.measure("x@W@2019", "2")
    try swapped.measure("y@W@2019", "1")
    #expect(try swapped.state().digest != one)
    try story.measure("y@W@2019", "3")
    #expect(try story.state().digest != one)
    try story.measure("y@W@2019", "2")
    #expect(try story.state().digest == one)
  }

  @Test("takes the last version by publication time, then by position")
  func published() throws {
    var story = Story()
    func publish(_ value: String, _ day: String) throws {
      story.basis = Basis(publishedAt: try Instant(day, bareDate: .endOfDay))
      try story.measure("x@W@2017", value)
    }
    try publish("10", "2018-03-31")
    try publish("10", "2021-03-31")
    try publish("12", "2019-03-31")
    func value(_ published: String?) throws -> String? {
      try story.state(published: published).figures[try Figure("x@W@2017")].value?.shown
    }
    #expect(try value(nil) == "12")
    #expect(try value("2018-03-30") == nil)
    #expect(try value("2018-03-31") == "10")
    #expect(try value("2020-01-01") == "12")
    #expect(try value("2022-01-01") == "10")
    // Without a publication time a measurement is known from when it was recorded.
    story.basis = Basis()
    try story.measure("y@W@2017", "1")
    #expect(try story.state(published: "2022-01-01").figures[try Figure("y@W@2017")].value == nil)
    #expect(try story.state(published: "2026-01-01").figures[try Figure("y@W@2017")].value?.shown == "1")
    // Codes are always known.
    try story.indicator("x", unit: "persons")
    #expect(try story.state(published: "1990-01-01").codes.indicator(try Code("x")).value != nil)
  }

  @Test("knows targets, memberships and judgements from their effective dates")
  func effective() throws {
    var story = Story()
    try story.target("1.1", .level("70", effectiveFrom: "2018-11-16"))
    let span = Membership.Span(from: try PartialDate("2004-12-20"))
    try story.append(
      .membershipChanged, .membership(group: try Code("LDC"), member: try Code("X")),
      Membership(timeline: [span], change: .joins, effective: try PartialDate("2004-12-20")))
    let judgement = Judgement(status: .onTrack, on: try PartialDate("2021-04"))
    try story.append(.statusJudged, .judgement(plan: try Code("P"), code: try Code("1.1")), judgement)
    func known(_ published: String) throws -> [Bool] {
      let state = try story.state(published: published, on: "2024")
      return [
        state.targets.inForce(plan: try Code("P"), code: try Code("1.1"), on: state.asOf.on).value != nil,
        state.memberships.current(group: try Code("LDC"), member: try Code("X")).value != nil,
        state.judgements.current(plan: try Code("P"), code: try Code("1.1")).value != nil,
      ]
    }
    #expect(try known("2004-12-19") == [false, false, false])
    #expect(try known("2004-12-20") == [false, true, false])
    #expect(try known("2018-11-16") == [true, true, false])
    #expect(try known("2021-04-29") == [true, true, false])
    #expect(try known("2021-04-30") == [true, true, true])
  }

  @Test("judges by the revision in force: of those effective by the date the last one known")
  func revisions() throws {
    var story = Story()
    try story.target("1.1", .level("60", effectiveFrom: "2014"))
    try story.target("1.1", .level("70", effectiveFrom: "2018-11-16"))
    try story.target("1.1", .level("80", effectiveFrom: "2022-10-14"))
    func value(_ on: String, at position: Int? = nil) throws -> String? {
      let state = try story.state(at: position, on: on)
      return state.targets.inForce(plan: try Code("P"), code: try Code("1.1"), on: state.asOf.on).value?.value?.text
    }
    #expect(try value("2013-12-31") == nil)
    #expect(try value("2014-01-01") == "60")
    #expect(try value("2018-11-15") == "60")
    #expect(try value("2018-11-16") == "70")
    #expect(try value("2018-11-16", at: 1) == "60")
    #expect(try value("2022-10-14") == "80")
    #expect(try value("2022") == "80")
    #expect(try value("2022-10-14", at: 2) == "70")
    // A revision recorded by mistake, and the earlier promise stated again.
    try story.target("1.1", .level("55", effectiveFrom: "2020"))
    #expect(try value("2021-04-30") == "55")
    #expect(try value("2023-01-01") == "55")
    story.basis = Basis(reason: .error)
    try story.target("1.1", .level("70", effectiveFrom: "2018-11-16"))
    #expect(try value("2021-04-30") == "70")
    #expect(try value("2021-04-30", at: 4) == "55")
    #expect(try value("2023-01-01") == "70")
    try story.target("1.1", .level("80", effectiveFrom: "2022-10-14"))
    #expect(try value("2021-04-30") == "70")
    #expect(try value("2023-01-01") == "80")
    // A withdrawal takes every revision back; what is revised afterwards counts.
    try story.append(.targetRevised, .target(plan: try Code("P"), code: try Code("1.1")), Draft.withdrawn)
    #expect(try value("2023-01-01") == nil)
    try story.target("1.1", .level("60", effectiveFrom: "2014"))
    #expect(try value("2023-01-01") == "60")
  }

  @Test("follows the last free value for the public, and counts what it holds back")
  func embargo() throws {
    var story = Story()
    try story.measure("x@W@2019", "20")
    try story.measure("x@W@2019", "17.4", embargo: "2020-07-01T00:00:00.000000Z")
    try story.measure("y@W@2019", "1", embargo: "2020-07-01T00:00:00.000000Z")
    let before = try story.state(release: "2020-06-30")
    #expect(before.figures[try Figure("x@W@2019")].value?.shown == "20")
    #expect(before.figures[try Figure("y@W@2019")].value == nil)
    #expect(before.figures.embargoedCount == 2)
    let after = try story.state(release: "2020-07-01")
    #expect(after.figures[try Figure("x@W@2019")].value?.shown == "17.4")
    #expect(after.figures.embargoedCount == 0)
    #expect(try story.state().figures[try Figure("x@W@2019")].value?.shown == "17.4")
    // An embargo that cannot be read holds for ever.
    try story.append(
      .measurementRecorded, .figure(try Figure("z@W@2019")), ["embargo": "soon", "value": "1"])
    #expect(try story.state(release: "2999-01-01").figures.isEmbargoed(try Figure("z@W@2019")))
  }

  @Test("never skips an event that it cannot read: its subject cannot be checked any more")
  func unreadable() throws {
    var story = Story()
    try story.measure("x@W@2018", "1")
    try story.measure("x@W@2019", "1")
    story.login = "mallory"
    let subject = Subject.figure(try Figure("x@W@2019"))
    try story.append(.measurementRecorded, subject, ["value": "1", "colour": "red"])
    let broken = "missing figure/x@W@2019 (position 3 by mallory: /colour: there is no such key)"
    #expect(try story.answer("figure(x@W@2019)") == broken)
    #expect(try story.answer("sum(x@W@2018..2019)").hasPrefix(broken))
    #expect(try story.answer("figure(x@W@2018)") == "1")
    // Writing the whole state again mends it.
    try story.measure("x@W@2019", "2")
    #expect(try story.answer("sum(x@W@2018..2019)") == "3")
    // A kind of tomorrow may keep something that this program does not see.
    try story.append(.unknown("measurement.recorded/2"), subject, ["value": "7"])
    try story.measure("x@W@2019", "2")
    #expect(try story.answer("sum(x@W@2018..2019)").contains("measurement.recorded/2 is not known"))
    try story.append(.measurementWithdrawn, .figure(try Figure("x@W@2018")), ["value": "7"])
    #expect(try story.answer("figure(x@W@2018)").contains("a withdrawal says more than that"))
  }

  @Test("takes an entry that is not canonical for a state that cannot be read")
  func malformed() throws {
    var story = Story()
    try story.measure("x@W@2019", "1")
    try story.target("1.1", .level("3"))
    var state = try story.state()
    let recordedAt = try Instant("2026-01-01T00:00:09Z")
    for subject in [Subject.figure(try Figure("x@W@2019")), .target(plan: try Code("P"), code: try Code("1.1"))] {
      let unreadable = Unreadable(subject: subject, position: 9, login: "root", reason: "not canonical")
      state.apply(unreadable, recordedAt: recordedAt)
    }
    #expect(
      state.evaluate(try Derivation("figure(x@W@2019)")).words
        == "missing figure/x@W@2019 (position 9 by root: not canonical)")
    let status = try #require(try state.status(plan: try Code("P"), code: try Code("1.1")))
    #expect(status.headline == .noAnswer && status.unreadable.map(\.position) == [9])
    #expect(state.evaluate(try Derivation("count(targets plan=P)")).missing.count == 1)
  }

  @Test("orders codes as people do")
  func order() throws {
    let codes = try ["2.10", "2.9", "10.1", "1.1", "E.1-2", "E.1-10", "2.9a", "02.9"].map { try Code($0) }
    #expect(
      codes.sorted(by: Code.precedesNaturally).map(\.text)
        == ["1.1", "02.9", "2.9", "2.9a", "2.10", "10.1", "E.1-2", "E.1-10"])
  }
}

extension State {
  /// Every answer that the property tests compare.
  func account() throws -> [String] {
    var lines: [String] = []
    for indicator in figures.indicators {
      for figure in figures.figures(of: indicator) {
        lines.append("\(figure) \(figures[figure].value?.shown ?? "-") \(figures[figure].event?.position ?? 0)")
      }
    }
    for assessment in try statuses() {
      lines.append(
        "\(assessment.code) \(assessment.headline) \(assessment.result.status) \(assessment.isStale) "
          + "\(assessment.disagrees) \(assessment.target.value?.shown ?? "-")")
    }
    for entry in memberships.all { lines.append("\(entry.group) \(entry.member) \(entry.current.value?.shown ?? "-")") }
    for entry in framework.nodes(on: asOf.on) { lines.append("\(entry.code) \(entry.current.value?.title ?? "-")") }
    for form in [
      "sum(x@W@*)", "count(nodes plan=P)", "count(targets plan=P status=on_track)", "count(members on=2020)",
    ] {
      lines.append("\(form) = \(evaluate(try Derivation(form)).words)")
    }
    return lines
  }
}
