import Ledger

/// A small generator (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014), the same on any
/// machine.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Random events of every kind that a projection folds, about few subjects, so that they meet.
struct RandomStory {
  private var random: SplitMix64
  private var story = Story()

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &random)] }

  private mutating func date() -> String {
    pick(["2016", "2018-11", "2018-11-16", "2019-06-30", "2020", "2020-06-15", "2021-01-01", "2022"])
  }

  mutating func events(count: Int) throws -> [Event] {
    try story.append(.publicationIssued, .publication(try Code("C")), Publication(title: "Report"))
    while story.events.count < count { try append() }
    return story.events
  }

  private mutating func append() throws {
    story.basis = Basis(source: pick(["A", "B", nil]), locator: pick(["1", "2", nil]))
    if pick([true, false]) {
      story.basis.publishedAt = try Instant(pick(["2018-03-31", "2019-06-30", "2021-03-31"]), bareDate: .endOfDay)
    }
    switch Int.random(in: 0..<10, using: &random) {
    case 0...3: try measure()
    case 4: try story.withdraw("\(pick(["x", "y"]))@W@\(pick([2015, 2018, 2019]))")
    case 5: try revise()
    case 6: try judge()
    case 7: try join()
    case 8: try define()
    default: try state()
    }
  }

  private mutating func measure() throws {
    let figure = "\(pick(["x", "y"]))@W@\(pick([2015, 2018, 2019]))"
    let embargo = pick([nil, nil, nil, "2020-07-01T00:00:00.000000Z"])
    try story.measure(figure, pick(["1", "2.50", ">=3", "~4", "<5", "60"]), embargo: embargo)
  }

  private mutating func revise() throws {
    let code = pick(["1.1", "1.2"])
    if pick([true, false, false, false, false]) {
      try story.append(.targetRevised, .target(plan: try Code("P"), code: try Code(code)), Draft.withdrawn)
    } else {
      let from: String? = pick([true, false]) ? date() : nil
      try story.target(code, .level(pick(["3", "50", "70"]), measure: "\(pick(["x", "y"]))@W", effectiveFrom: from))
    }
  }

  private mutating func judge() throws {
    let code = pick(["1.1", "1.2"])
    if pick([true, false, false]) {
      try story.append(.statusJudged, .judgement(plan: try Code("P"), code: try Code(code)), Draft.withdrawn)
    } else {
      try story.judge(code, pick([.achieved, .onTrack, .offTrack, .notMeasured]))
    }
  }

  private mutating func join() throws {
    let from = try PartialDate(pick(["2010", "2012-05-17"]))
    let to: PartialDate? = pick([true, false]) ? try PartialDate(date()) : nil
    let membership = Membership(
      timeline: [.init(from: from, to: to)], change: to == nil ? .joins : .leaves, effective: to ?? from)
    try story.append(
      .membershipChanged, .membership(group: try Code("LDC"), member: try Code(pick(["A", "B"]))), membership)
  }

  private mutating func define() throws {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: try story.indicator(pick(["x", "y"]), unit: pick(["persons", "percent"]))
    case 1: try story.unit("percent", .percent, factor: pick(["0.01", "1"]), base: "ratio")
    case 2: try story.cover(pick(["figures/x", "targets/P", "members/LDC"]), pick([.complete, .incomplete]))
    default: try story.node(pick(["G.1", "G.2"]), pick([.goal, .outcome]), sector: pick([nil, "ITU-R"]))
    }
  }

  private static let derivations = [
    "figure(x@W@2019)", "sum(x@W@*)", "sum(x@W@2018..2019,y@W@2018)", "difference(figure(x@W@2019),figure(x@W@2018))",
    "ratio(figure(x@W@2019),figure(y@W@2019),100)", "growth(y@W@*,2015,2019,per-year)", "growth(x@W@*,2018,2019,total)",
    "project(x@W@*,2015,2018,2019)", "extreme(x@W@*,max)", "extreme(y@W@2018..2019,min)", "period(x@W@*,first)",
    "target(1.1,value)", "count(nodes kind=goal plan=P)", "count(targets plan=P status=on_track)",
    "count(targets plan=P status=achieved basis=method)", "count(members group=LDC on=2020)", "count(figures x@W@*)",
  ]

  private mutating func state() throws {
    let code = try Code("linear-path")
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      try story.append(
        .methodAdopted, .method(code), Method(title: "L", parameters: ["base_year": pick(["2015", "2018"])]))
    case 1:
      try story.append(.methodAdopted, .method(code), Draft.withdrawn)
    default:
      let relation: Claim.Relation = pick([.equal, .equal, .less, .lessOrEqual, .more, .moreOrEqual])
      let claim = Claim(printed: pick(["3", "60", "2.5"]), check: .init(relation, pick(Self.derivations)))
      try story.append(.claimPrinted, .claim(publication: try Code("C"), id: try Code(pick(["a", "b"]))), claim)
    }
  }
}
