import Ledger
import LedgerTestSupport
import Testing

@Suite("A selection")
struct SelectionTests {
  @Test(
    "means what its notation says",
    arguments: [
      ("A@B@2019", ["A@B@2019"]),
      ("A@B@2019@*", ["A@B@2019", "A@B@2019@sex=F", "A@B@2019@sex=F,age=1", "A@B@2019@total=reported"]),
      ("A@B@2019@sex=*", ["A@B@2019@sex=F"]), ("A@B@2019@sex=F,age=*", ["A@B@2019@sex=F,age=1"]),
      ("A@B@2019@sex=M", []),
      ("A@B@2018..2020", ["A@B@2018", "A@B@2019", "A@B@2020"]), ("A@B@2019..", ["A@B@2019", "A@B@2020"]),
      ("A@B@*", ["A@B@2018", "A@B@2019", "A@B@2020", "A@B@2019-05", "A@B@2018/2019"]),
      ("A@*@2019", ["A@B@2019", "A@C@2019"]),
      ("*@C@2019", ["A@C@2019"]), ("A@B@2019-01..2019-12", ["A@B@2019-05"]), ("A@B@2018/2019", ["A@B@2018/2019"]),
      ("A@B@2019-A1", ["A@B@2019"]),
    ])
  func matching(_ notation: String, _ expected: [String]) throws {
    let all = try [
      "A@B@2018", "A@B@2019", "A@B@2020", "A@B@2019-05", "A@B@2018/2019", "A@C@2019", "A@B@2019@sex=F",
      "A@B@2019@sex=F,age=1", "A@B@2019@total=reported",
    ].map { try Figure($0) }
    let selection = try Selection(notation)
    #expect(Set(all.filter { selection.matches($0) }) == Set(try expected.map { try Figure($0) }))
    #expect(try Selection(selection.description) == selection)
  }

  @Test("never takes a printed total as a part of a sum")
  func totals() throws {
    let selection = try Selection("A@B@2019@*")
    #expect(selection.matches(try Figure("A@B@2019@total=reported")))
    #expect(!selection.matchesAsPart(try Figure("A@B@2019@total=reported")))
    #expect(selection.matchesAsPart(try Figure("A@B@2019@sex=F")))
  }

  @Test("names the periods that must be there")
  func expected() throws {
    #expect(try Selection("A@B@2018..2020").expectedPeriods?.map(\.description) == ["2018", "2019", "2020"])
    #expect(try Selection("A@B@2018..").expectedPeriods == nil)
    #expect(try Selection("A@B@*").expectedPeriods == nil)
    #expect(try Selection("A@B@2018").expectedPeriods?.count == 1)
  }

  @Test("of one figure is that figure")
  func single() throws {
    var random = RandomEvents(seed: 8)
    for _ in 0..<1000 {
      let figure = try random.figure()
      #expect(Selection(figure).figure == figure)
      #expect(try Selection(figure.description).figure == figure)
      #expect(Selection(figure).matches(figure))
    }
    for open in ["*@B@2019", "A@*@2019", "A@B@*", "A@B@2019..", "A@B@2019@*", "A@B@2019@s=*"] {
      #expect(try Selection(open).figure == nil)
    }
  }

  @Test("leaves dimensions at their default out")
  func defaults() throws {
    let defaults = [try Code("sex"): try Code("_T")]
    #expect(try Selection("A@B@2019@sex=_T,age=1").without(defaults: defaults) == Selection("A@B@2019@age=1"))
    #expect(try Selection("A@B@2019@sex=*").without(defaults: defaults) == Selection("A@B@2019@sex=*"))
  }

  @Test(
    "that cannot be read is refused",
    arguments: [
      "A@B", "A@B@2019@", "A@B@..2019", "A@B@2019..2020-05", "A@B@2020..2019", "A@B@2018/2019..2020", "A@B@2019@sex",
      "A@B@2019@sex=*,sex=F", "A@B@2019@*,sex=F", "A@B@2019...2020", "A*@B@2019", "A@B@2019@*=F", "A@B@2019@x@y",
      "A@@2019",
    ])
  func refused(_ notation: String) {
    #expect(throws: Refusal.self, "\(notation)") { try Selection(notation) }
  }

  @Test("and a figure are refused with the byte where the notation breaks")
  func places() {
    let refusal = #expect(throws: Refusal.self) { try Figure("A@B@2019@sex=F,a%e=1") }
    #expect(refusal?.place == .byte(16))
    let period = #expect(throws: Refusal.self) { try Figure("A@B@2026-Q5") }
    #expect(period?.place == .byte(4) && period?.rule == .noSuchPeriod)
  }

  @Test("with a breakdown too long for a key is refused")
  func longBreakdown() throws {
    let members = try (0..<20).map {
      Breakdown.Member(try Code("dimension-\($0)"), try Code(String(repeating: "x", count: 40)))
    }
    let refusal = #expect(throws: Refusal.self) { try Breakdown(members) }
    #expect(refusal?.rule == .tooLong)
    // The longest figure that there is still has room in a subject.
    let code = try Code(String(repeating: "%", count: 200))
    let period = try Period("2019-01-02/2020-01-03")
    let breakdown = try Breakdown([
      .init(try Code("d"), code), .init(try Code("ddd"), try Code(String(repeating: "x", count: 192))),
    ])
    let subject = Subject.figure(Figure(indicator: code, area: code, period: period, breakdown: breakdown))
    #expect(breakdown.description.utf8.count == 800 - 1)
    #expect(try Subject(subject.text) == subject)
  }
}

@Suite("A subject")
struct SubjectTests {
  @Test(
    "of a coverage names a set of a known form",
    arguments: ["nodes/SP2020", "figures/A/B", "x/Y", "figures/", "figures", "nodes/a/b/c", "figures/a%zz", ""])
  func sets(_ name: String) {
    #expect(throws: Refusal.self) { try CoverageSet(name) }
  }

  @Test("of a coverage keeps codes with slashes apart")
  func nested() throws {
    let set = CoverageSet.nodes(plan: try Code("C20/35"), kind: try Code("goal"))
    #expect(set.name == "nodes/C20%2F35/goal")
    #expect(Subject.coverage(set).text == "coverage/nodes%2FC20%252F35%2Fgoal")
    #expect(Subject.coverage(set).form == .coverage(set))
    #expect(throws: Refusal.self) { try Subject("coverage/nodes%2Fx") }
  }

  @Test(
    "that is not canonical is refused",
    arguments: [
      "", "figure", "figure/", "Figure/A@B@2019", "area/", "area/a/b", "node/a", "claim/a/b/c", "import/AB",
      "import/abc",
      "ledger/self/x", "area/a%20", "area/%20a", "area/a%20%20b", "area/é", "area/%C3%A9", "area/a%2", "area/%4a",
      "area/%41",
      "figure/A@B", "figure/A@B@2019@a=1@b=2", "figure/A@B@2019@a", "figure/A@B@2019@a=", "figure/A@B@2019@=1",
      "figure/A@B@2019,",
      "figure/A@B@2020-01/2020-12", "figure/A@B@2019/2020-12", "figure/A/B@C@2019",
    ])
  func refused(_ text: String) {
    #expect(throws: Refusal.self, "\(text)") { try Subject(text) }
  }

  @Test("of a form from tomorrow is kept as it is")
  func other() throws {
    #expect(try Subject("index/head").form == .other)
    #expect(try Subject("index/a/b/c%2F").formName == "index")
  }
}
