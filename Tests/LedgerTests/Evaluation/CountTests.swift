import Ledger
import Testing

@Suite("A count")
struct CountTests {
  @Test("counts the nodes in force by kind, sector and plan")
  func nodes() throws {
    var story = Story()
    try story.node("G.1", .goal)
    try story.node("R.1", .objective, sector: "ITU-R")
    try story.node("R.1-a", .outcome, sector: "ITU-R")
    try story.node("T.1-a", .outcome, sector: "ITU-T")
    try story.node("G.1", .goal, plan: "NEXT")
    for kind in ["goal", "objective", "outcome"] { try story.cover("nodes/P/\(kind)") }
    #expect(try story.answer("count(nodes kind=goal plan=P)") == "1")
    #expect(try story.answer("count(nodes kind=outcome sector=ITU-R plan=P)") == "1")
    #expect(try story.answer("count(nodes plan=P)") == "4")
    #expect(try story.answer("count(nodes kind=goal)") == "2 at_least")
    #expect(try story.answer("count(nodes kind=enabler_indicator plan=P)") == "0 at_least")
    let late = Node(kind: .goal, title: "late", validFrom: try PartialDate("2022"))
    let early = Node(kind: .goal, title: "early", validTo: try PartialDate("2021-04-30"))
    try story.append(.nodeDefined, .node(plan: try Code("P"), code: try Code("G.2")), late)
    try story.append(.nodeDefined, .node(plan: try Code("P"), code: try Code("G.3")), early)
    #expect(try story.answer("count(nodes kind=goal plan=P)", on: "2021-04-30") == "2")
    #expect(try story.answer("count(nodes kind=goal plan=P)", on: "2021-05-01") == "1")
    #expect(try story.answer("count(nodes kind=goal plan=P)", on: "2022") == "2")
    try story.append(.nodeDefined, .node(plan: try Code("P"), code: try Code("G.1")), Draft.withdrawn)
    #expect(try story.answer("count(nodes kind=goal plan=P)") == "1")
  }

  @Test("counts targets by the status that was judged, and not by what was printed beside it")
  func judged() throws {
    var story = Story()
    for code in ["3.3", "3.4", "3.5", "3.6"] { try story.target(code, .level("1")) }
    try story.judge("3.3", .offTrack)
    try story.judge("3.4", .notMeasured, also: [.benchmarked])
    try story.judge("3.5", .notMeasured)
    try story.cover("targets/P")
    #expect(try story.answer("count(targets plan=P)") == "4")
    #expect(try story.answer("count(targets plan=P status=not_measured)") == "2 at_least")
    try story.cover("judgements/P")
    #expect(try story.answer("count(targets plan=P status=not_measured)") == "2")
    #expect(try story.answer("count(targets plan=P status=benchmarked basis=judged)") == "0")
    #expect(try story.answer("ratio(count(targets plan=P status=not_measured),count(targets plan=P),100)") == "50")
  }

  @Test("counts targets by the status that the method gives")
  func method() throws {
    var story = Story()
    try story.cover("targets/P")
    try story.target("1.1", .level("100", measure: "x@World"))
    try story.target("1.2", .level("100", measure: "y@World"))
    try story.measure("x@World@2015", "20")
    try story.measure("x@World@2019", "100")
    #expect(try story.answer("count(targets plan=P status=achieved basis=method)") == "1")
    #expect(try story.answer("count(targets plan=P status=not_measured basis=method)") == "1")
    #expect(try story.answer("count(targets plan=P status=off_track basis=method)") == "0")
  }

  /// A member of a group, from and to some dates.
  private func join(
    _ story: inout Story, _ group: String, _ member: String, _ spans: (String, String?, String?)...
  ) throws {
    let timeline = try spans.map { from, to, category in
      Membership.Span(
        from: try PartialDate(from), to: try to.map { try PartialDate($0) }, category: try category.map { try Code($0) }
      )
    }
    let last = try #require(timeline.last)
    let membership = Membership(timeline: timeline, change: .joins, effective: last.to ?? last.from)
    try story.append(
      .membershipChanged, .membership(group: try Code(group), member: try Code(member)), membership)
  }

  @Test("counts members on a date, by category, and those who joined in a period")
  func members() throws {
    var story = Story()
    try story.cover("members/ITU-T")
    try join(&story, "ITU-T", "A", ("2010-01-01", "2019-06-30", "Associate"), ("2019-06-30", nil, "Sector Member"))
    try join(&story, "ITU-T", "B", ("2015-03-01", nil, "Associate"))
    try join(&story, "ITU-T", "C", ("2020-05-17", nil, "Associate"))
    try join(&story, "ITU-T", "D", ("2000-01-01", "2018-12-31", "Associate"))
    #expect(try story.answer("count(members group=ITU-T on=2019-06-29)") == "2")
    #expect(try story.answer("count(members group=ITU-T on=2019-06-30)") == "2")
    #expect(try story.answer("count(members group=ITU-T category=Associate on=2019-06-29)") == "2")
    #expect(try story.answer("count(members group=ITU-T category=Associate on=2019-06-30)") == "1")
    #expect(try story.answer("count(members group=ITU-T category=Sector%20Member on=2019-06-30)") == "1")
    #expect(try story.answer("count(members group=ITU-T on=2018-12-30)") == "3")
    #expect(try story.answer("count(members group=ITU-T on=2018-12-31)") == "2")
    #expect(try story.answer("count(members group=ITU-T)", on: "2021") == "3")
    #expect(try story.answer("count(members group=ITU-T joined=2020)") == "1")
    // A change of category is no joining, unless the category is asked for.
    #expect(try story.answer("count(members group=ITU-T joined=2019)") == "0")
    #expect(try story.answer("count(members group=ITU-T category=Sector%20Member joined=2019)") == "1")
  }

  @Test("leaves open what a date known to the year leaves open")
  func uncertain() throws {
    var story = Story()
    try story.cover("members/LDC")
    try join(&story, "LDC", "BDI", ("1971", nil, nil))
    try join(&story, "LDC", "GNQ", ("1982", "2017", nil))
    #expect(try story.answer("count(members group=LDC on=2016-12-31)") == "2")
    #expect(try story.answer("count(members group=LDC on=2017-07-06)") == "1 at_least")
    #expect(try story.verdict("2", .equal, "count(members group=LDC on=2017-07-06)").hasPrefix("cannot be checked"))
    #expect(try story.verdict("3", .equal, "count(members group=LDC on=2017-07-06)") == "differs")
    #expect(try story.answer("count(members group=LDC on=2018-01-01)") == "1")
    #expect(try story.answer("count(members group=LDC joined=1971)") == "1")
    #expect(try story.answer("count(members group=LDC joined=1971-05)") == "0 at_least")
  }

  @Test("counts a member of several groups once if asked to")
  func distinct() throws {
    var story = Story()
    for group in ["ITU-R", "ITU-T"] {
      try story.cover("members/\(group)")
      try join(&story, group, "A", ("2010-01-01", nil, nil))
    }
    try join(&story, "ITU-T", "B", ("2010-01-01", nil, nil))
    #expect(try story.answer("count(members)") == "3")
    #expect(try story.answer("count(members distinct=yes)") == "2")
    // Whoever is certainly a member of one group is not also counted as perhaps one of another.
    try story.cover("members/ITU-D")
    try join(&story, "ITU-D", "A", ("2020", nil, nil))
    #expect(try story.answer("count(members on=2020-05-17)") == "3 at_least")
    #expect(try story.answer("count(members on=2020-05-17 distinct=yes)") == "2")
  }
}
