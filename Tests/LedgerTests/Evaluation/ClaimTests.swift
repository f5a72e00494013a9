import Arithmetic
import Ledger
import Testing

@Suite("A claim")
struct ClaimTests {
  private let own = Basis(source: "C21", locator: "986")

  @Test(
    "is rounded once, half away from zero, at the printed decimals",
    arguments: [
      ("86", "85.507", "reproduced"), ("85.5", "85.507", "reproduced"), ("85.51", "85.507", "reproduced"),
      ("85", "85.507", "differs"), ("3", "2.5", "reproduced"), ("2", "2.5", "differs"), ("-3", "-2.5", "reproduced"),
      ("0", "-0.4", "reproduced"), ("1987.50", "1987.5", "reproduced"), ("0", "0.5", "differs"),
    ])
  func rounding(_ printed: String, _ value: String, _ verdict: String) throws {
    var story = Story()
    try story.measure("x@W@2019", value)
    #expect(try story.verdict(printed, .equal, "figure(x@W@2019)") == verdict)
  }

  @Test("is rounded only at the end: a third times three is one")
  func exact() throws {
    #expect(try Story().verdict("1", .moreOrEqual, "sum(ratio(1,3),ratio(1,3),ratio(1,3))") == "reproduced")
    #expect(try Story().verdict("1", .more, "sum(ratio(1,3),ratio(1,3),ratio(1,3))") == "differs")
  }

  @Test("compares inequalities unrounded")
  func inequalities() throws {
    var story = Story()
    try story.measure("x@W@2019", "53.2")
    for (printed, relation, verdict) in [
      ("53", Claim.Relation.less, "reproduced"), ("53.2", .less, "differs"), ("53.2", .lessOrEqual, "reproduced"),
      ("54", .more, "reproduced"), ("53.2", .more, "differs"), ("53.2", .moreOrEqual, "reproduced"),
      ("53", .moreOrEqual, "differs"),
    ] {
      #expect(try story.verdict(printed, relation, "figure(x@W@2019)") == verdict, "\(printed) \(relation)")
    }
  }

  @Test("needs <= to agree with a lower bound")
  func lowerBound() throws {
    var story = Story()
    try story.measure("x@W@2020", ">=1300")
    #expect(try story.verdict("1300", .lessOrEqual, "figure(x@W@2020)") == "reproduced")
    #expect(try story.verdict("1300", .equal, "figure(x@W@2020)") == "cannot be checked: x@W@2020 is only at_least")
    #expect(try story.verdict("1299", .less, "figure(x@W@2020)") == "reproduced")
    #expect(try story.verdict("1200", .equal, "figure(x@W@2020)") == "differs")
    #expect(try story.verdict("1300", .more, "figure(x@W@2020)") == "differs")
    #expect(try story.verdict("1400", .more, "figure(x@W@2020)") == "cannot be checked: x@W@2020 is only at_least")
    try story.measure("x@W@2020", ">1300")
    #expect(try story.verdict("1300", .less, "figure(x@W@2020)") == "reproduced")
    #expect(try story.verdict("1300", .moreOrEqual, "figure(x@W@2020)") == "differs")
  }

  @Test("holds only if both relations do")
  func second() throws {
    var story = Story()
    try story.measure("x@W@2019", "66")
    try story.measure("x@W@2020", "74")
    let more = Claim.Check(.more, "figure(x@W@2019)")
    #expect(try story.verdict("74", .equal, "figure(x@W@2020)", and: more) == "reproduced")
    #expect(try story.verdict("73", .equal, "figure(x@W@2020)", and: more) == "differs")
    let less = Claim.Check(.less, "figure(x@W@2019)")
    #expect(try story.verdict("74", .equal, "figure(x@W@2020)", and: less) == "differs")
    let unknown = Claim.Check(.more, "figure(x@W@2018)")
    #expect(try story.verdict("74", .equal, "figure(x@W@2020)", and: unknown) == "cannot be checked: x@W@2018")
  }

  @Test("has no evidence in the bare figure of its own sentence, but differs from it all the same")
  func ownSentence() throws {
    var story = Story()
    story.basis = own
    try story.measure("x@W@2020", "90")
    try story.measure("x@W@2019", "80")
    let missing = "cannot be checked: evidence other than the sentence itself"
    #expect(try story.verdict("90", .equal, "figure(x@W@2020)", basis: own) == missing)
    #expect(try story.verdict("89", .equal, "figure(x@W@2020)", basis: own) == "differs")
    let more = Claim.Check(.more, "figure(x@W@2019)")
    #expect(try story.verdict("90", .equal, "figure(x@W@2020)", and: more, basis: own) == "reproduced")
    #expect(try story.verdict("170", .equal, "sum(x@W@2019,x@W@2020)", basis: own) == "reproduced")
    let line = Basis(source: "C21", locator: "987")
    #expect(try story.verdict("90", .equal, "figure(x@W@2020)", basis: line) == "reproduced")
  }

  @Test("says what it rests on")
  func evidence() throws {
    var story = Story()
    for (figure, source, locator) in [
      ("own@W@2019", "C21", "986"), ("line@W@2019", "C21", "12"), ("other@W@2019", "UNSD", "986"),
    ] {
      story.basis = Basis(source: source, locator: locator)
      try story.measure(figure, "1")
    }
    story.basis = Basis()
    try story.measure("unstated@W@2019", "1")
    func evidence(_ derivation: String) throws -> ClaimAnswer.Evidence? {
      var story = story
      story.basis = own
      let claim = Claim(printed: "1", check: .init(.equal, derivation))
      try story.append(.claimPrinted, .claim(publication: try Code("C21"), id: try Code("x")), claim)
      let event = try #require(story.events.last)
      return try story.state().check(claim, printedBy: event, in: try Code("C21")).evidence
    }
    #expect(try evidence("figure(own@W@2019)") == .sameSentence)
    #expect(try evidence("figure(line@W@2019)") == .sameDocument)
    #expect(try evidence("sum(own@W@2019,other@W@2019)") == .sameDocument)
    #expect(try evidence("figure(other@W@2019)") == .independent)
    #expect(try evidence("sum(other@W@2019,unstated@W@2019)") == .unstated)
    #expect(try evidence("3") == ClaimAnswer.Evidence.none)
  }

  @Test("cannot be checked without a derivation, with one that cannot be read, or with words for a number")
  func unreadable() throws {
    var story = Story()
    try story.measure("x@W@2020", "74")
    let bare = Claim(printed: "3")
    try story.append(.claimPrinted, .claim(publication: try Code("C21"), id: try Code("x")), bare)
    let event = try #require(story.events.last)
    #expect(try story.state().check(bare, printedBy: event, in: try Code("C21")).missing == [.noDerivation])
    #expect(
      try story.verdict("3", .equal, "summe(x@W@2020)").hasPrefix(
        "cannot be checked: the derivation 'summe(x@W@2020)' cannot be read: byte 1: 'summe' is not a form"))
    #expect(
      try story.verdict("half", .equal, "figure(x@W@2020)") == "cannot be checked: a number in 'half'")
  }
}

@Suite("An audit")
struct AuditTests {
  private func story() throws -> Story {
    var story = Story()
    story.basis = Basis(source: "UNSD", publishedAt: try Instant("2020-03-31", bareDate: .endOfDay))
    try story.measure("x@W@2018", "17.55")
    try story.measure("y@W@2018", "1")
    story.basis = Basis(source: "C21")
    let frozen = Publication.Frozen(
      position: 2, published: try Instant("2020-06-30", bareDate: .endOfDay), on: try Period("2020-06-30"))
    let publication = Publication(title: "Report", frozen: frozen)
    try story.append(.publicationIssued, .publication(try Code("C21")), publication)
    for (id, printed, derivation) in [("a", "17.6", "figure(x@W@2018)"), ("b", "1", "figure(y@W@2018)")] {
      let claim = Claim(printed: printed, check: .init(.equal, derivation))
      try story.append(.claimPrinted, .claim(publication: try Code("C21"), id: try Code(id)), claim)
    }
    story.basis = Basis(
      source: "UNSD", publishedAt: try Instant("2021-03-31", bareDate: .endOfDay), author: "anna", reason: .method)
    try story.measure("x@W@2018", "18.4")
    return story
  }

  private func audit(_ story: Story, claim: String? = nil) throws -> PublicationAudit {
    let now = try story.state()
    let publication = try #require(now.publications.publication(try Code("C21")).value)
    let then = State(asOf: try #require(publication.frozen).asOf(), story.events)
    return PublicationAudit(
      of: try Code("C21"), claim: try claim.map { try Code($0) }, asked: now, then: then, now: now)
  }

  @Test("answers twice, as the publication was frozen and now, and tells what changed in between")
  func twice() throws {
    let audit = try audit(try story())
    #expect(audit.claims.map(\.id.text) == ["a", "b"])
    let claim = try #require(audit.claims.first)
    #expect(claim.verdict == .reproduced && claim.now?.verdict == .differs)
    #expect(claim.then?.recomputedText == "17.6" && claim.now?.recomputedText == "18.4")
    #expect(claim.changes.count == 1)
    let change = try #require(claim.changes.first)
    #expect(change.subject.text == "figure/x@W@2018")
    #expect(change.before?.event.position == 1 && change.after?.event.position == 6)
    #expect(change.after?.event.entry.basisText("reason") == "method")
    #expect(audit.claims[1].changes.isEmpty)
    #expect(try self.audit(try story(), claim: "b").claims.map(\.id.text) == ["b"])
  }

  @Test("tells that a figure was withdrawn since, and leaves a withdrawn claim out")
  func withdrawn() throws {
    var story = try story()
    try story.withdraw("y@W@2018")
    let claim = try #require(try audit(story, claim: "b").claims.first)
    #expect(claim.verdict == .reproduced && claim.now?.verdict == .cannotBeChecked)
    #expect(claim.changes.map { $0.after == nil } == [true])
    try story.append(.claimPrinted, .claim(publication: try Code("C21"), id: try Code("b")), Draft.withdrawn)
    #expect(try audit(story).claims.map(\.id.text) == ["a"])
  }

  @Test("keeps a claim that cannot be read, which cannot be checked")
  func unreadable() throws {
    var story = try story()
    try story.append(
      .claimPrinted, .claim(publication: try Code("C21"), id: try Code("b")), ["printed": "1", "colour": "red"])
    let claim = try #require(try audit(story, claim: "b").claims.first)
    #expect(claim.verdict == .cannotBeChecked)
    #expect(
      claim.missing.map(\.description) == [
        "claim/C21/b (position 7 by data_officer: /colour: there is no such key)"
      ])
  }

  @Test("knows which figures an answer needs, by way of targets and denominators too")
  func needs() throws {
    var story = Story()
    try story.target("4.1", .level("", rule: .countAll, denominator: "figure(members@ITU@2021)"))
    try story.target("1.2", .level("3", measure: "y@W"))
    let state = try story.state()
    func needs(_ derivation: String) throws -> [String] {
      state.figures(neededBy: try Derivation(derivation)).map(\.words).sorted()
    }
    #expect(try needs("ratio(sum(a@W@2019,figure(b@W@2019)),growth(c@W@*,2018,2019,total))") == ["a@W", "b@W", "c@W"])
    #expect(try needs("target(4.1,value)") == ["members@ITU", "x@World"])
    #expect(try needs("count(targets status=achieved basis=method)") == ["members@ITU", "x@World", "y@W"])
    #expect(try needs("count(targets status=achieved)") == [])
    #expect(try needs("count(figures a@*@2019)") == ["a@*"])
    #expect(try needs("sum(*@W@2019,a@W@2019)") == ["a@W"])
    #expect(state.figuresNeededByStatuses().map(\.words).sorted() == ["members@ITU", "x@World", "y@W"])
  }
}

extension FigureScope {
  fileprivate var words: String { "\(indicator)@\(area.map { "\($0)" } ?? "*")" }
}

@Suite("A headline")
struct HeadlineTests {
  private func status(_ story: Story, at position: Int? = nil) throws -> TargetAssessment {
    try #require(try story.state(at: position).status(plan: try Code("P"), code: try Code("1.1")))
  }

  @Test("is the judgement if there is one, else the method's; both stand beside it")
  func headline() throws {
    var story = Story()
    try story.target("1.1", .level("50"))
    try story.measure("x@World@2019", "60")
    #expect(try status(story).headline == .achieved && status(story).basis == .method)
    #expect(try status(story).words == "Achieved")
    try story.judge(
      "1.1", .notMeasured, also: [.benchmarked], flags: ["new"], printed: "New, not yet measured, benchmarked")
    let judged = try status(story)
    #expect(judged.headline == .notMeasured && judged.basis == .judged && judged.result.status == .achieved)
    #expect(judged.judgement.value?.also == [.benchmarked] && judged.judgement.value?.flags == ["new"])
    #expect(judged.words == "New, not yet measured, benchmarked")
    try story.append(.statusJudged, .judgement(plan: try Code("P"), code: try Code("1.1")), Draft.withdrawn)
    #expect(try status(story).headline == .achieved)
  }

  @Test("disagrees only where person and method both say something definite")
  func disagreement() throws {
    var story = Story()
    try story.target("1.1", .level("50"))
    try story.judge("1.1", .onTrack)
    #expect(try !status(story).disagrees)
    try story.measure("x@World@2019", "60")
    #expect(try status(story).disagrees)
    try story.judge("1.1", .achieved)
    #expect(try !status(story).disagrees)
    try story.judge("1.1", .benchmarked)
    #expect(try !status(story).disagrees)
  }

  @Test("is stale when the target or a figure changed after the judgement")
  func stale() throws {
    var story = Story()
    var target = try Target.level("50")
    target.measures.append(.init(indicator: try Code("c"), area: try Code("World"), role: .context))
    try story.target("1.1", target)
    try story.measure("x@World@2018", "60")
    try story.judge("1.1", .onTrack)
    #expect(try !status(story).isStale)
    try story.measure("c@World@2019", "1")
    try story.measure("x@Europe@2019", "1")
    try story.measure("x@World@2019@sex=F", "1")
    #expect(try !status(story).isStale)
    let position = try story.measure("x@World@2019", "40")
    #expect(try status(story).changesSinceJudgement.map(\.position) == [position])
    #expect(try !status(story, at: position - 1).isStale)
    try story.judge("1.1", .offTrack)
    #expect(try !status(story).isStale)
    try story.withdraw("x@World@2019")
    #expect(try status(story).isStale)
    try story.judge("1.1", .offTrack)
    try story.target("1.1", target)
    #expect(try status(story).isStale)
  }

  @Test("is stale when the denominator changed after the judgement")
  func staleDenominator() throws {
    var story = Story()
    try story.measure("members@ITU@2021", "193")
    try story.measure("x@World@2019", "66")
    try story.target("1.1", .level("", rule: .countAll, denominator: "figure(members@ITU@2021)"))
    try story.judge("1.1", .offTrack)
    #expect(try !status(story).isStale)
    try story.measure("members@ITU@2021", "194")
    #expect(try status(story).isStale)
  }

  @Test("judges the revision in force on the date that is asked for")
  func revision() throws {
    var story = Story()
    try story.target("1.1", .level("50", effectiveFrom: "2018-11-16"))
    try story.target("1.1", .level("70", effectiveFrom: "2022"))
    try story.measure("x@World@2019", "60")
    func status(_ on: String) throws -> TargetStatus? {
      try story.state(on: on).status(plan: try Code("P"), code: try Code("1.1"))?.headline
    }
    #expect(try status("2018-11-15") == nil)
    #expect(try status("2021") == .achieved)
    #expect(try status("2022-01-01") == .benchmarked)
  }
}
