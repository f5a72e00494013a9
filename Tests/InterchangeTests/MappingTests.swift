import Testing

@testable import Interchange

@Suite("The columns of an import file")
struct MappingTests {
  let desk: Desk

  init() throws { desk = try Desk.furnished() }

  private func problems(_ header: String, _ options: [(ImportOptions.Name, String)] = []) throws -> [String] {
    let row = header.split(separator: ",", omittingEmptySubsequences: false).map { _ in "1" }.joined(separator: ",")
    return try desk.read(.measurements, header + "\n" + row + "\n", options).problems
  }

  @Test("Row 36: each way in which a header can be wrong has its own message")
  func header() throws {
    #expect(
      try problems("indicator,area,value") == [
        "f.csv:1: missing-column: there is no column period (the period, such as 2019, 2020-Q1 or 2019-04/2021-04); "
          + "give --map period=COLUMN, or --set period=VALUE for all rows"
      ])
    #expect(
      try problems("Indicator,area,period,value") == [
        "f.csv:1:1: unknown-column: the column \"Indicator\" is not written as here; if it is indicator, give "
          + "--map indicator=Indicator, else --ignore it"
      ])
    #expect(
      try problems("indicator, area,period,value") == [
        "f.csv:1:11: unknown-column: the column \" area\" has blanks around its name; if it is area, give "
          + "--map area=' area', else --ignore it"
      ])
    #expect(
      try problems("indicator,area,peroid,value") == [
        "f.csv:1:16: unknown-column: the column \"peroid\" is not known; if it is period, give --map period=peroid, "
          + "else --ignore it"
      ])
    #expect(
      try problems("indicator,area,period,value,colour") == [
        "f.csv:1:29: unknown-column: measurements have no column \"colour\"; give --ignore colour, or --map FIELD=colour"
      ])
    let translated = try problems("indicateur,zone,période,valeur")
    #expect(translated.count == 6)
    #expect(translated[0].contains("\"indicateur\" is not known; if it is indicator, give --map indicator=indicateur"))
    #expect(translated[1].contains("measurements have no column \"zone\""))
    #expect(translated[2].contains("--map FIELD='période'"))
    #expect(translated.last?.contains("there is no column period") == true)
  }

  @Test("Row 37: the columns may stand in any order")
  func order() throws {
    let result = try desk.read(.measurements, "value,period,indicator,area\n1,2019,share,AFG\n")
    #expect(result.subjects == ["figure/share@AFG@2019"])
  }

  @Test("columns are mapped, set, ignored and recoded")
  func options() throws {
    let result = try desk.read(
      .measurements, "series,geo,period,v,flag,note\nshare,AFG,2019,1,E,x\nshare,LDC,2019,2,P,y\n",
      [
        (.map, "indicator=series"), (.map, "area=geo"), (.map, "value=v"), (.map, "obs_status=flag"), (.ignore, "note"),
        (.recode, "obs_status:E=A"), (.recode, "obs_status:P=F"), (.set, "document=C21"), (.publishedAt, "2021-04-30"),
      ])
    #expect(result.data == [#"{"value":"1"}"#, #"{"status":"F","value":"2"}"#])
    #expect(result.bases[0] == #"{"line":"2","published_at":"2021-04-30T23:59:59.999999Z","source":"C21"}"#)
  }

  @Test("a mistaken option is named")
  func mistakes() throws {
    #expect(
      try problems("indicator,area,period,value", [(.map, "value=v")]) == [
        "f.csv:1: missing-column: --map value: there is no column \"v\""
      ])
    #expect(
      try problems("indicator,area,period,value", [(.map, "valeu=value")]).first
        == "f.csv: bad-option: --map: measurements have no field \"valeu\"; did you mean \"value\"?")
    #expect(
      try problems("indicator,area,period,value", [(.set, "area=AFG")]) == [
        "f.csv: bad-option: --set area: the file has a column for it; give --ignore, or leave --set out"
      ])
    #expect(try problems("indicator,area,period,value", [(.ignore, "x")]).count == 1)
    #expect(try problems("indicator,area,period,value", [(.recode, "unit:a=b")]).count == 1)
    var options = ImportOptions()
    #expect(throws: ImportOptions.Mistake(name: .map, message: "\"x\" is not FIELD=COLUMN")) {
      try options.add(.map, "x")
    }
    #expect(throws: ImportOptions.Mistake.self) { try options.add(.wide, "2019") }
    #expect(throws: ImportOptions.Mistake.self) { try options.add(.delimiter, "ab") }
    #expect(throws: ImportOptions.Mistake.self) { try options.add(.normalise, "everything") }
    #expect(throws: ImportOptions.Mistake.self) { try options.add(.with, "x.csv") }
    try options.add(.map, "a=b")
    #expect(throws: ImportOptions.Mistake.self) { try options.add(.map, "a=c") }
  }

  @Test("the mapping is written down, in one order")
  func mapping() throws {
    var options = ImportOptions()
    for (name, word) in [
      (.map, "area=geo_area:m49"), (.ignore, "b"), (.ignore, "a"), (.set, "document=C21"), (.recode, "obs_status:E=A"),
      (.drop, "units=notspec"), (.missing, "NV=not_available"), (.wide, "2017..2020"), (.normalise, "comparisons"),
      (.delimiter, "tab"), (.publishedAt, "2021-04-30"),
    ] as [(ImportOptions.Name, String)] { try options.add(name, word) }
    #expect(
      options.mapping.map { $0.key + ": " + $0.value } == [
        "area: geo_area:m49", "delimiter: tab", "drop: units=notspec", "ignore: b, a", "missing: NV=not_available",
        "normalise: comparisons", "recode:obs_status: E=A", "set:document: C21", "set:published_at: 2021-04-30",
        "wide: 2017..2020",
      ])
  }

  @Test("a wide table may take every column whose name is a period, with gaps between them, of any precision")
  func everyPeriod() throws {
    let text = "indicator,area,2017,note,2019-Q3,2011/2020\nshare,AFG,1,old,,>95\n"
    let result = try desk.read(.measurements, text, [(.wide, "*"), (.ignore, "note")])
    #expect(result.subjects == ["figure/share@AFG@2017", "figure/share@AFG@2011/2020"])
    #expect(result.data.last == #"{"qualifier":"more_than","value":"95"}"#)
    let none = try desk.read(.measurements, "indicator,area,y2017\nshare,AFG,1\n", [(.wide, "*")])
    #expect(none.problems.first == "f.csv: bad-option: --wide *: no column is named by a period")
  }

  @Test("a cell of a wide table gives the reason in brackets why there is no value, which no number in brackets is")
  func reasons() throws {
    func read(_ cell: String) throws -> Desk.Result {
      try desk.read(.measurements, "indicator,area,2017\nshare,AFG,\"\(cell)\"\n", [(.wide, "*")])
    }
    #expect(try read("(not yet, they say)").data == [#"{"missing_reason":"not yet, they say"}"#])
    for cell in ["(12)", "(1,200.5)", "(-3 %)", "()", "(x", "x)"] {
      #expect(try read(cell).problems.first?.contains("bad-number") == true, "\(cell)")
    }
    let long = "indicator,area,period,value\nshare,AFG,2017,(not yet)\n"
    #expect(try desk.read(.measurements, long).problems.first?.contains("bad-number") == true)
  }

  @Test("a wide table has one column a year, and an empty cell is no row")
  func wide() throws {
    let text = "indicator,area,2017,2018,2019\nshare,AFG,1,,3\nshare,LDC,,5,x\n"
    let result = try desk.read(.measurements, text.replacing("x", with: "6"), [(.wide, "2017..2019")])
    #expect(
      result.subjects == [
        "figure/share@AFG@2017", "figure/share@AFG@2019", "figure/share@LDC@2018", "figure/share@LDC@2019",
      ])
    #expect(result.data.last == #"{"value":"6"}"#)
    #expect(
      try desk.read(.measurements, text, [(.wide, "2017..2019")]).problems.first?.hasPrefix("f.csv:3:14: bad-number")
        == true)
    let missing = try desk.read(.measurements, text, [(.wide, "2017..2020")])
    #expect(missing.problems.first == "f.csv:1: missing-column: --wide: there is no column \"2020\"")
    #expect(try desk.read(.measurements, text, [(.wide, "2017..2018")]).problems.count == 1)
    #expect(WideColumns.names(from: "2019-Q3", to: "2020-Q2") == ["2019-Q3", "2019-Q4", "2020-Q1", "2020-Q2"])
    #expect(WideColumns.names(from: "2019-11", to: "2020-01") == ["2019-11", "2019-12", "2020-01"])
    #expect(WideColumns.names(from: "2020", to: "2019") == nil)
    #expect(WideColumns.names(from: "2020", to: "2020-Q1") == nil)
  }

  @Test("a second file is joined by key")
  func join() throws {
    let text = "indicator,area,period,value\nshare,AFG,2019,5\nshare,LDC,2019,6\n"
    let second = "area,period,qualifier,note\nAFG,2019,at_least,x\n"
    let result = try desk.read(
      .measurements, text, [(.with, "q.csv"), (.map, "comment=note")], keys: "area,period", files: ["q.csv": second])
    #expect(result.problems.isEmpty)
    #expect(result.data == [#"{"qualifier":"at_least","value":"5"}"#, #"{"value":"6"}"#])
    #expect(result.bases == [#"{"comment":"x","line":"2"}"#, #"{"line":"3"}"#])
    #expect(result.notes == ["f.csv: note: 1 row has no match in q.csv"])
    let two = try desk.read(
      .measurements, text, [(.with, "q.csv"), (.with, "e.csv")], keys: "area,period",
      files: ["q.csv": "area,period,comment\nLDC,2019,x\n", "e.csv": "area,period,qualifier\n"])
    #expect(
      two.notes == ["f.csv: note: 1 row has no match in q.csv", "f.csv: note: 2 rows have no match in e.csv"])
    func refused(_ second: String, keys: String = "area,period") throws -> [String] {
      try desk.read(
        .measurements, text, [(.with, "q.csv"), (.ignore, "note")], keys: keys, files: ["q.csv": second]
      ).problems
    }
    #expect(
      try refused(second + "COD,2019,,\n") == [
        "q.csv:3: join-failed: no row of the first file has this key (area, period)"
      ])
    #expect(try refused(second + "AFG,2019,,\n") == ["q.csv:3: conflict: the same key as on line 2"])
    #expect(
      try refused(second, keys: "area,year").first == "q.csv:1: missing-column: there is no column \"year\" (--on-key)")
    #expect(
      try refused("area,period,qualifier,note\nAFG,2019,much,x\n").first?.hasPrefix(
        "q.csv:2: bad-word: \"much\" is none of exact,") == true)
  }
}
