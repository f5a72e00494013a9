import Arithmetic
import Ledger
import Testing

@Suite("A derivation, worked out")
struct DerivationTests {
  /// Two units that convert, one that does not, and figures with each qualifier.
  private func story() throws -> Story {
    var story = Story()
    try story.unit("ratio", .ratio)
    try story.unit("percent", .percent, factor: "0.01", base: "ratio")
    try story.unit("percent of persons", .percent, factor: "0.01", base: "ratio")
    try story.indicator("x", unit: "persons")
    try story.indicator("share", unit: "percent")
    try story.measure("x@W@2001", "10")
    try story.measure("x@W@2002", ">=20")
    try story.measure("x@W@2003", "<=30")
    try story.measure("x@W@2004", ">40")
    try story.measure("x@W@2005", "<50")
    try story.measure("x@W@2006", "~160")
    return story
  }

  @Test(
    "lets a bound of one number become one of the result",
    arguments: [
      ("figure(x@W@2001)", "10 persons"),
      ("figure(x@W@2002)", "20 at_least persons"),
      ("figure(x@W@2005)", "50 less_than persons"),
      ("sum(x@W@2001,x@W@2002)", "30 at_least persons"),
      ("sum(x@W@2002,x@W@2004)", "60 more_than persons"),
      ("sum(x@W@2001,x@W@2003)", "40 at_most persons"),
      ("sum(x@W@2002,x@W@2003)", "50 undecided persons"),
      ("sum(x@W@2001,x@W@2006)", "170 approximately persons"),
      ("difference(figure(x@W@2001),figure(x@W@2002))", "-10 at_most persons"),
      ("difference(figure(x@W@2002),figure(x@W@2001))", "10 at_least persons"),
      ("difference(figure(x@W@2002),figure(x@W@2003))", "-10 at_least persons"),
      ("difference(figure(x@W@2002),figure(x@W@2004))", "-20 undecided persons"),
      ("ratio(figure(x@W@2002),figure(x@W@2001))", "2 at_least"),
      ("ratio(figure(x@W@2001),figure(x@W@2002))", "0.5 at_most"),
      ("ratio(figure(x@W@2001),figure(x@W@2005))", "0.2 more_than"),
      ("ratio(figure(x@W@2006),figure(x@W@2001),100)", "1600 approximately"),
      ("ratio(figure(x@W@2001),0)", "missing division by zero"),
    ])
  func bounds(_ derivation: String, _ answer: String) throws {
    #expect(try story().answer(derivation) == answer)
  }

  @Test("finds where the greatest and the least of bounds lie")
  func extremes() throws {
    var story = Story()
    for (year, value) in [(2001, ">=5"), (2002, ">5"), (2003, "<=9"), (2004, "<9"), (2005, "3"), (2006, ">=2")] {
      try story.measure("x@W@\(year)", value)
    }
    #expect(try story.answer("extreme(x@W@2001..2002,max)") == "5 more_than")
    #expect(try story.answer("extreme(x@W@2001..2002,min)") == "5 at_least")
    #expect(try story.answer("extreme(x@W@2003..2004,max)") == "9 at_most")
    #expect(try story.answer("extreme(x@W@2003..2004,min)") == "9 less_than")
    #expect(try story.answer("extreme(x@W@2005..2006,max)") == "3 at_least")
    #expect(try story.answer("extreme(x@W@2001..2005,max)") == "9 undecided")
    try story.measure("x@W@2006", "<=2")
    #expect(try story.answer("extreme(x@W@2005..2006,max)") == "3")
    #expect(try story.answer("extreme(x@W@2005..2006,min)") == "2 at_most")
  }

  @Test("keeps what an approximate figure was rounded to: its last digit, or the place it came with")
  func rounding() throws {
    var story = Story()
    try story.measure("x@W@2001", "~160")
    try story.measure("x@W@2002", "~160", precision: 1)
    try story.measure("x@W@2003", "~4.1", mult: 9)
    func claim(_ printed: String, _ derivation: String) throws -> String {
      try story.verdict(printed, .equal, derivation)
    }
    #expect(try claim("160", "figure(x@W@2001)") == "reproduced, approximate")
    #expect(try claim("161", "figure(x@W@2001)") == "cannot be checked, approximate: x@W@2001 is only approximately")
    #expect(try claim("162", "figure(x@W@2001)") == "differs, approximate")
    // The intervals meet in 160.5, which is printed as 161; and in 159.5, which is printed as 160 and not as 159.
    #expect(try claim("159", "figure(x@W@2001)") == "differs, approximate")
    try story.measure("y@W@2001", "~-4")
    #expect(try claim("-5", "figure(y@W@2001)") == "cannot be checked, approximate: y@W@2001 is only approximately")
    #expect(try claim("-3", "figure(y@W@2001)") == "differs, approximate")
    #expect(try claim("165", "figure(x@W@2002)") == "cannot be checked, approximate: x@W@2002 is only approximately")
    #expect(
      try claim("4140000000", "figure(x@W@2003)") == "cannot be checked, approximate: x@W@2003 is only approximately")
    #expect(try claim("4160000000", "figure(x@W@2003)") == "differs, approximate")
  }

  @Test("adds up each period of a closed range, and names the ones that are not there")
  func ranges() throws {
    var story = Story()
    for (year, value) in [(2016, "1267"), (2017, "1186"), (2019, "1174")] { try story.measure("x@ITU@\(year)", value) }
    #expect(try story.answer("sum(x@ITU@2016..2017)") == "2453")
    #expect(try story.answer("sum(x@ITU@2016..2020)") == "missing x@ITU@2018; x@ITU@2020")
    try story.measure("x@ITU@2018", "957")
    try story.measure("x@ITU@2020", "886")
    #expect(try story.answer("sum(x@ITU@2016..2020)") == "5470")
    try story.withdraw("x@ITU@2017")
    try story.measureNothing("x@ITU@2018", reason: "not collected")
    #expect(
      try story.answer("sum(x@ITU@2016..2020)")
        == "missing x@ITU@2017 (withdrawn); x@ITU@2018 (no value: not collected)")
  }

  @Test("leaves a total that the source printed outside every sum")
  func reportedTotals() throws {
    var story = Story()
    try story.measure("x@D@2019@type=school", "48")
    try story.measure("x@D@2019@type=hospital", "45")
    try story.measure("x@D@2019@total=reported", "116")
    try story.cover("figures/x")
    #expect(try story.answer("sum(x@D@2019@type=*)") == "93")
    #expect(try story.answer("sum(x@D@2019@*)") == "93")
    #expect(try story.answer("count(figures x@D@2019@*)") == "2")
    #expect(try story.answer("extreme(x@D@2019@*,max)") == "48")
    #expect(try story.answer("sum(x@D@2019@total=*)") == "missing x@D@2019@total=*")
    #expect(try story.answer("figure(x@D@2019@total=reported)") == "116")
  }

  @Test("refutes a printed total where its parts come to another number, as far as they are stated complete")
  func refutedTotals() throws {
    var story = Story()
    func totals() throws -> [String] {
      try story.state().refutedTotals().map { "\($0.total) \($0.printed.value), \($0.parts) \($0.sum.value)" }
    }
    try story.measure("x@D@2019@type=school", "48")
    try story.measure("x@D@2019@type=hospital", "45")
    try story.measure("x@D@2019@total=reported", "116")
    // No parts of these totals: another year, another area, nothing broken down, two dimensions more.
    try story.measure("x@D@2020@total=reported", "1")
    try story.measure("x@E@2019@total=reported", "1")
    try story.measure("x@E@2019", "5")
    try story.measure("x@E@2019@age=1,sex=F", "5")
    // A part may be missing.
    #expect(try totals() == [])
    try story.cover("figures/x")
    #expect(try totals() == ["x@D@2019@total=reported 116, x@D@2019@type=* 93"])
    try story.measure("x@D@2019@type=library", "23")
    #expect(try totals() == [])
    // Each dimension is a sum of its own, and a total has dimensions besides.
    try story.measure("x@D@2019@sex=F", "60")
    try story.measure("x@D@2019@sex=M", "57")
    try story.measure("x@D@2019@sex=F,total=reported", "61")
    try story.measure("x@D@2019@age=1,sex=F", "60")
    #expect(
      try totals() == [
        "x@D@2019@sex=F,total=reported 61, x@D@2019@age=*,sex=F 60", "x@D@2019@total=reported 116, x@D@2019@sex=* 117",
      ])
    // More than the total is too much, whatever is stated.
    try story.cover("figures/x", .incomplete)
    #expect(try totals() == ["x@D@2019@total=reported 116, x@D@2019@sex=* 117"])
  }

  @Test("takes a set for a lower bound unless it is stated complete")
  func coverage() throws {
    var story = Story()
    try story.measure("x@D@2019@type=school", "48")
    try story.measure("x@D@2019@type=hospital", "45")
    #expect(try story.answer("sum(x@D@2019@type=*)") == "93 at_least")
    #expect(try story.answer("count(figures x@D@2019@type=*)") == "2 at_least")
    #expect(try story.answer("extreme(x@D@2019@type=*,max)") == "48 at_least")
    #expect(try story.answer("extreme(x@D@2019@type=*,min)") == "45 at_most")
    #expect(try story.verdict("100", .equal, "sum(x@D@2019@type=*)") == "cannot be checked: coverage of figures/x")
    #expect(try story.verdict("90", .equal, "sum(x@D@2019@type=*)") == "differs")
    try story.cover("figures/x", .incomplete)
    #expect(try story.answer("sum(x@D@2019@type=*)") == "93 at_least")
    try story.cover("figures/x")
    #expect(try story.answer("sum(x@D@2019@type=*)") == "93")
    #expect(try story.answer("count(figures x@E@2019@type=*)") == "0")
    // An open end stays open, whatever is stated.
    try story.measure("x@D@2019", "1286")
    #expect(try story.answer("extreme(x@D@2019..,max)") == "1286 at_least")
    #expect(
      try story.verdict("1286", .equal, "extreme(x@D@2019..,max)") == "cannot be checked: an end of x@D@2019..")
    // A negative part makes the sum of an incomplete set open on both sides.
    try story.cover("figures/x", .unknown)
    try story.measure("x@D@2019@type=other", "-3")
    #expect(try story.answer("sum(x@D@2019@type=*)") == "90 undecided")
  }

  @Test("converts units exactly by their factors and refuses to mix others")
  func units() throws {
    var story = try story()
    try story.measure("share@W@2001", "50")
    try story.measure("share@W@2002", "0.25", unit: "ratio")
    try story.measure("share@W@2003", "5", unit: "percent of persons")
    #expect(try story.answer("sum(share@W@2001,share@W@2002,share@W@2003)") == "80 percent")
    #expect(try story.answer("ratio(figure(share@W@2002),figure(share@W@2001))") == "0.5")
    #expect(try story.answer("sum(share@W@2001,x@W@2001)") == "missing units differ: persons, percent")
    #expect(try story.answer("sum(share@W@2001,3)") == "53 percent")
    #expect(try story.verdict("25", .equal, "figure(share@W@2002)", unit: "percent") == "reproduced")
    #expect(
      try story.verdict("25", .equal, "figure(share@W@2002)", unit: "persons")
        == "cannot be checked: units differ: ratio, persons")
  }

  @Test("scales by a power of ten exactly")
  func powers() throws {
    var story = Story()
    try story.measure("users@W@2019", "~4.1", mult: 9)
    try story.measure("offline@W@2019", "~3600000000", precision: 8)
    let share = "ratio(figure(users@W@2019),sum(users@W@2019,offline@W@2019),100)"
    #expect(try story.answer(share) == "53.2468 approximately")
    #expect(try story.verdict("53", .less, share) == "reproduced, approximate")
  }

  @Test("grows in per cent, over the whole time or by the year")
  func growth() throws {
    var story = Story()
    try story.measure("x@W@2010", "100")
    try story.measure("x@W@2012", "144")
    try story.measure("x@W@2020-Q1", "100")
    try story.measure("x@W@2020-Q3", "110")
    try story.measure("x@W@2013", "0")
    try story.measure("x@W@2014", ">=161.051")
    #expect(try story.answer("growth(x@W@*,2010,2012,total)") == "44")
    #expect(try story.answer("growth(x@W@*,2010,2012,per-year)") == "20")
    #expect(try story.answer("growth(x@W@*,2020-Q1,2020-Q3,per-year)") == "21")
    #expect(try story.answer("growth(x@W@*,2010,2014,per-year)") == "12.6525 at_least")
    #expect(try story.answer("growth(x@W@*,2013,2012,total)") == "missing no number: base <= 0")
    #expect(try story.answer("growth(x@W@*,2012,2010,per-year)") == "missing years between 2012 and 2010")
    #expect(try story.answer("growth(x@W@*,2005,2012,per-year)") == "missing x@W@2005")
  }

  @Test("has 50 significant digits in a growth by the year")
  func digits() throws {
    var story = Story()
    try story.measure("x@W@2010", "1")
    try story.measure("x@W@2012", "2")
    let derived = try story.state().evaluate(try Derivation("growth(x@W@*,2010,2012,per-year)"))
    let root = try #require(derived.quantity).value / 100 + 1
    // OEIS A002193.
    #expect(root.text(decimals: 49) == "1.4142135623730950488016887242096980785696718753769")
  }

  @Test("projects along the straight line through two periods")
  func project() throws {
    var story = Story()
    try story.measure("x@W@2019", "66")
    try story.measure("x@W@2020", "74")
    #expect(try story.answer("project(x@W@*,2019,2020,2023)") == "98")
    #expect(try story.answer("project(x@W@*,2019,2020,2018)") == "58")
    #expect(try story.verdict("100", .more, "project(x@W@*,2019,2020,2023)") == "reproduced")
    try story.measure("x@W@2019", ">=66")
    #expect(try story.answer("project(x@W@*,2019,2020,2023)") == "98 at_most")
  }

  @Test("finds the first and the last period that has a value")
  func period() throws {
    var story = Story()
    try story.measure("q@ITU@2020@purpose=sdg", "1")
    try story.measureNothing("q@ITU@2019@purpose=sdg", reason: "not asked")
    try story.measure("m@ITU@2020-05", "1")
    #expect(try story.answer("period(q@ITU@*@purpose=sdg,first)") == "2020 at_most")
    try story.cover("figures/q")
    #expect(try story.answer("period(q@ITU@*@purpose=sdg,first)") == "2020")
    #expect(try story.verdict("2019", .equal, "period(q@ITU@*@purpose=sdg,first)") == "differs")
    try story.cover("figures/m")
    #expect(try story.answer("period(m@ITU@*,last)") == "2020-05")
    #expect(try story.verdict("2020-05", .equal, "period(m@ITU@*,last)") == "reproduced")
    #expect(try story.verdict("2020-06", .equal, "period(m@ITU@*,last)") == "differs")
    #expect(try story.answer("sum(period(m@ITU@*,last),1)") == "missing a year: 2020-05")
  }

  @Test("takes a target's value, baseline and due date; all countries are the denominator")
  func target() throws {
    var story = Story()
    try story.measure("members@ITU@2021", "193")
    try story.measure("x@World@2017", "42.82")
    try story.target("4.1", .level("", rule: .countAll, denominator: "figure(members@ITU@2021)"))
    try story.target("1.2", .level("70", unit: "percent", baseline: .floating(try Period("2017"))))
    try story.target("1.3", .level("65", baseline: .fixed(try Period("2015"), value: try Decimal("41.5"))))
    #expect(try story.answer("target(4.1,value)") == "193")
    #expect(try story.answer("target(P/1.2,value)") == "70 percent")
    #expect(try story.answer("target(1.2,baseline)") == "42.82")
    #expect(try story.answer("target(1.2,due)") == "2023")
    #expect(try story.answer("target(1.3,baseline)") == "41.5")
    #expect(try story.answer("target(4.1,baseline)") == "missing target(4.1,baseline)")
    #expect(try story.answer("target(9.9,value)") == "missing target 9.9")
    try story.target("1.2", .level("71"), plan: "Q")
    #expect(try story.answer("target(1.2,value)") == "missing target 1.2: plans P, Q have one; write PLAN/CODE")
    try story.measure("x@World@2017", "41.55")
    #expect(try story.answer("target(P/1.2,baseline)") == "41.55")
  }

  @Test("does not follow a denominator that leads back to its own target")
  func loop() throws {
    var story = Story()
    try story.target("4.1", .level("", rule: .countAll, denominator: "sum(target(4.1,value),1)"))
    #expect(try story.answer("target(4.1,value)") == "missing target(4.1,value) leads back to itself")
  }

  @Test("gives up on a chain of denominators that does not end, before the stack does")
  func chain() throws {
    var story = Story()
    for number in 0..<2000 {
      try story.target("\(number)", .level("", rule: .countAll, denominator: "target(P/\(number + 1),value)"))
    }
    try story.target("2000", .level("7"))
    #expect(try story.answer("target(P/1990,value)") == "7")
    #expect(
      try story.answer("target(P/0,value)") == "missing an end of the chain of derivations at target(P/256,value)")
    #expect(try story.state().figures(neededBy: try Derivation("target(P/0,value)")).map(\.indicator.text) == ["x"])
  }

  @Test("names a code that is no number, an unknown indicator and a figure that may not be told yet")
  func missing() throws {
    var story = Story()
    try story.measure("state@ITU@2021", "ongoing")
    try story.measure("x@World@2019", "3", embargo: "2020-07-01T00:00:00.000000Z")
    #expect(try story.answer("figure(state@ITU@2021)") == "missing state@ITU@2021 has no number")
    #expect(try story.answer("sum(*@ITU@2021)") == "missing an indicator in *@ITU@2021")
    let derivation = try Derivation("figure(x@World@2019)")
    #expect(try story.state(release: "2020-06-30").evaluate(derivation).words == "missing x@World@2019 (embargoed)")
    #expect(try story.state(release: "2020-07-01").evaluate(derivation).words == "3")
  }

  @Test("resolves an area's alias and leaves a dimension's default out")
  func keys() throws {
    var story = Story()
    try story.append(.areaDefined, .area(try Code("World")), Area(kind: .world, aliases: ["WLD"]))
    try story.indicator("x", unit: "persons", dimensions: ["sex": "_T", "age": ""])
    try story.measure("x@World@2019", "3")
    #expect(try story.answer("figure(x@WLD@2019@sex=_T)") == "3 persons")
    let state = try story.state()
    #expect(
      state.figures(neededBy: try Derivation("figure(x@WLD@2020)"))
        == [FigureScope(try Code("x"), area: try Code("World"))])
  }

  @Test("gives the tree down to the events: position, login, source")
  func tree() throws {
    var story = Story()
    story.basis = Basis(source: "C21", locator: "986")
    story.login = "anna"
    try story.measure("x@W@2019", "3")
    try story.measure("y@W@2019", "4")
    let derived = try story.state().evaluate(try Derivation("ratio(figure(x@W@2019),sum(x@W@2019,y@W@2019))"))
    #expect(derived.parts.map(\.form) == ["figure(x@W@2019)", "sum(x@W@2019,y@W@2019)"])
    #expect(derived.parts[1].parts.map(\.form) == ["x@W@2019", "y@W@2019"])
    #expect(derived.allInputs.map(\.event.position) == [1, 2])
    #expect(derived.allInputs.map(\.shown) == ["3", "4"])
    let event = try #require(derived.allInputs.first).event
    #expect(event.recordedBy == "anna" && event.entry.basisText("source") == "C21")
  }
}

extension Story {
  /// What becomes of a claim, in words.
  func verdict(
    _ printed: String, _ relation: Claim.Relation, _ derivation: String, and second: Claim.Check? = nil,
    unit: String? = nil, basis: Basis = Basis(source: "elsewhere")
  ) throws -> String {
    var story = self
    let claim = Claim(
      printed: printed, unit: try unit.map { try Code($0) }, check: Claim.Check(relation, derivation),
      secondCheck: second)
    story.basis = basis
    try story.append(.claimPrinted, .claim(publication: try Code("C21"), id: try Code("x")), claim)
    let event = try #require(story.events.last)
    let answer = try story.state().check(claim, printedBy: event, in: try Code("C21"))
    return answer.verdict.rawValue + (answer.isApproximate ? ", approximate" : "")
      + (answer.missing.isEmpty ? "" : ": " + answer.missing.map(\.description).joined(separator: "; "))
  }
}
