import Ledger
import Testing

@testable import Interchange

@Suite("Imported codes, frameworks and documents")
struct KindTests {
  @Test("each kind has its columns, and the words of one row are its singular", arguments: ImportKind.allCases)
  func layouts(_ kind: ImportKind) {
    let layout = ImportLayout(kind)
    #expect(Set(layout.names).count == layout.names.count)
    #expect(ImportKind(named: kind.singular) == kind)
    #expect(ImportKind(named: kind.rawValue) == kind)
    #expect(layout.position(of: "document") != nil)
    #expect(!layout.columns.filter(\.isRequired).isEmpty)
  }

  @Test("units, areas, codelists and indicators become their events")
  func codes() throws {
    var desk = Desk()
    let units = try desk.load(.units, "code,kind,factor,base,title\nratio,ratio,,,\nper 100,ratio,0.01,ratio,per 100\n")
    #expect(units.subjects == ["unit/ratio", "unit/per%20100"])
    #expect(
      units.data == [#"{"kind":"ratio"}"#, #"{"base":"ratio","factor":"0.01","kind":"ratio","title":"per 100"}"#])
    let areas = try desk.load(
      .areas, "code,kind,title,m49,aliases\nCOD,country,Congo (Kinshasa),180,DRC;Congo; Zaïre\n")
    #expect(
      areas.data == [#"{"aliases":["DRC","Congo","Zaïre"],"kind":"country","m49":"180","title":"Congo (Kinshasa)"}"#])
    let lists = try desk.load(.codelists, "list,code,title\na,x,X\nb,y,\na,z,Z\n")
    #expect(lists.subjects == ["codelist/a", "codelist/b"])
    #expect(lists.data[0] == #"{"codes":[{"code":"x","title":"X"},{"code":"z","title":"Z"}]}"#)
    let more = try desk.load(.codelists, "list,code,title\na,x,Ex\na,w,\n")
    #expect(more.data == [#"{"codes":[{"code":"x","title":"Ex"},{"code":"z","title":"Z"},{"code":"w"}]}"#])
    let indicators = try desk.load(
      .indicators,
      "code,title,unit,direction,value_type,decimals,codelist,dimensions,replaces\ni,I,ratio,increase,decimal,1,,sex=_T;age=,\nj,J,ratio,,code,,a,,i\n"
    )
    #expect(
      indicators.data == [
        #"{"decimals":"1","dimensions":{"age":"","sex":"_T"},"direction":"increase","title":"I","unit":"ratio","value_type":"decimal"}"#,
        #"{"codelist":"a","replaces":"i","title":"J","unit":"ratio","value_type":"code"}"#,
      ])
  }

  @Test("what is wrong with a code's definition is said")
  func badCodes() throws {
    let desk = try Desk.furnished()
    #expect(
      try desk.read(.areas, "code,kind,m49,aliases\nX,land,4,AFG\n").problems == [
        "f.csv:2:3: bad-word: \"land\" is none of country, group, organization, region, world, other",
        "f.csv:2:8: bad-code: \"4\" is not an M49 code of three digits, such as 004",
        "f.csv:2:10: ambiguous-code: \"AFG\" is the code of another area",
      ])
    #expect(
      try desk.read(.units, "code,kind,factor,base\nx,ratio,-1,\ny,ratio,0,ratio\nz,ratio,1,rat\n").problems.count == 4)
    #expect(
      try desk.read(.indicators, "code,title,unit,value_type\nshare,S,ratio,integer\n").problems == [
        "f.csv:2:9: inconsistent: the unit is \"percent\"; define a new indicator that replaces it, or give reason=error if it was never right",
        "f.csv:2:15: inconsistent: the value type is decimal; define a new indicator that replaces it, or give reason=error if it was never right",
        "f.csv:2: inconsistent: the dimensions are \"age=;sex=_T\"; define a new indicator that replaces it, or give reason=error if it was never right",
      ])
  }

  @Test("an indicator may gain a dimension and lose none")
  func dimensions() throws {
    let desk = try Desk.furnished()
    let text = "code,title,unit,value_type,dimensions\nshare,S,percent,decimal,sex=_T;age=;place=_T\n"
    #expect(try desk.read(.indicators, text).problems.isEmpty)
    #expect(try desk.read(.indicators, text.replacing("sex=_T;", with: "")).problems.count == 1)
  }

  @Test("Rows 58 and 59: a repeated row counts as repeated, a contradicting one is refused with both lines")
  func repetition() throws {
    let desk = Desk()
    let repeated = try desk.read(.units, "code,kind\nx,count\nx,count\n")
    #expect(repeated.events.count == 1)
    #expect(repeated.report.repeatedCount == 1)
    #expect(
      try desk.read(.units, "code,kind\nx,count\ny,count\nx,ratio\n").problems == [
        "f.csv:4: conflict: says something else about \"x\" than line 2"
      ])
  }

  @Test("a framework is read in any order, and a parent must exist")
  func nodes() throws {
    var desk = try Desk.furnished()
    let text = "code,kind,parent,sector,title\n1.1,target,G.1,ITU,Target\nG.1,goal,,ITU,Goal\n"
    let result = try desk.load(.nodes, text, [(.set, "plan=SP2020")])
    #expect(result.subjects == ["node/SP2020/1.1", "node/SP2020/G.1"])
    #expect(result.data[0] == #"{"kind":"target","parent":"G.1","sector":"ITU","title":"Target"}"#)
    let refused = try desk.read(.nodes, "plan,code,kind,parent,title\nSP2024,1,target,G.1,T\nSP2024,2,gaol,2,T\n")
    #expect(refused.problems.count == 3)
    #expect(refused.problems[0] == "f.csv:2:17: unknown-code: there is no node in the plan SP2024 \"G.1\"")
  }

  @Test("a target is restated whole, and a column that is left out keeps what it says")
  func targets() throws {
    var desk = try Desk.furnished()
    try desk.load(.nodes, "plan,code,kind,title\nP,1.1,target,T\n")
    let first = try desk.load(
      .targets,
      "plan,code,statement,rule,direction,value,unit,due,baseline_period,baseline_value,instrument,effective_from,combine\nP,1.1,All,level,increase,65,percent,2023,2017,,Res. 71,2018-11,all\n"
    )
    #expect(
      first.data == [
        #"{"baseline":{"floating":true,"period":"2017"},"direction":"increase","due":"2023","effective_from":"2018-11","instrument":"Res. 71","rule":"level","statement":"All","unit":"percent","value":"65"}"#
      ])
    let measures = try desk.load(
      .measures,
      "plan,target,indicator,area,breakdown,role\nP,1.1,share,World,sex=F,primary\nP,1.1,members,LDC,,context\n")
    #expect(measures.events.count == 1)
    #expect(
      measures.data[0].contains(
        #""measures":[{"area":"World","breakdown":"sex=F","indicator":"share","role":"primary"},{"area":"LDC","indicator":"members","role":"context"}]"#
      ))
    let revised = try desk.append(
      .targets,
      [("plan", "P"), ("code", "1.1"), ("value", "70"), ("instrument", "Res. 200"), ("effective_from", "2022-10-14")])
    #expect(revised.problems.isEmpty)
    let state = try JSON(canonical: revised.events[0].data)
    #expect(state["value"]?.string == "70")
    #expect(state["statement"]?.string == "All")
    #expect(state["measures"]?.array?.count == 2)
  }

  @Test("Row 62: a target without instrument, or whose baseline does not end before it is due, is refused")
  func badTargets() throws {
    let desk = try Desk.furnished()
    let header = "plan,code,statement,rule,due,baseline_period,instrument\n"
    #expect(
      try desk.read(.targets, header + "P,1,S,level,2023,2017,\n").problems == [
        "f.csv:2:23: missing-value: instrument is empty: the decision that set the target"
      ])
    #expect(
      try desk.read(.targets, header + "P,1,S,level,2023,2024,R\n").problems == [
        "f.csv:2:18: inconsistent: the baseline 2024 does not end before the target is due (2023)"
      ])
    #expect(try desk.read(.targets, header + "P,1,,,2023,2017,R\n").problems.count == 2)
  }

  @Test("judgements, coverage, methods, publications, decisions and claims become their events")
  func statements() throws {
    var desk = try Desk.furnished()
    try desk.load(.nodes, "plan,code,kind,title\nP,3.4,target,T\n")
    try desk.load(.targets, "plan,code,statement,rule,instrument\nP,3.4,S,level,R\n")
    let judged = try desk.load(
      .judgements,
      "plan,target,status,also,flags,printed,on,publication,author\nP,3.4,not_measured,benchmarked,new,\"Not yet measured, benchmarked\",2021-04-30,C21,p-3\n"
    )
    #expect(judged.subjects == ["judgement/P/3.4"])
    #expect(
      judged.data == [
        #"{"also":["benchmarked"],"flags":["new"],"on":"2021-04-30","printed":"Not yet measured, benchmarked","publication":"C21","status":"not_measured"}"#
      ])
    #expect(judged.bases == [#"{"author":"p-3","line":"2"}"#])
    let covered = try desk.load(.coverage, "set,state,reason\nnodes/P/goal,complete,All.\n")
    #expect(covered.subjects == ["coverage/nodes%2FP%2Fgoal"])
    #expect(covered.data == [#"{"reason":"All.","state":"complete"}"#])
    #expect(covered.bases == [#"{"line":"2"}"#])
    let method = try desk.append(
      .methods, [("code", "linear-path"), ("title", "L"), ("parameters", "base_year=2015,cut=1")])
    #expect(method.data == [#"{"parameters":{"base_year":"2015","cut":"1"},"title":"L"}"#])
    let issued = try desk.load(
      .publications, "code,title,issued_on,supersedes\nC20/35,Old,2020-06-09,\nC21,New,2021-04-30,C20/35\n")
    #expect(issued.subjects == ["publication/C20%2F35", "publication/C21"])
    #expect(
      issued.data[1]
        == #"{"frozen":{"on":"2021-04-30","position":"812"},"issued_on":"2021-04-30","supersedes":"C20/35","title":"New"}"#
    )
    let decided = try desk.load(.decisions, "publication,decision,on,by\nC21,approved,2021-06-18,Council\n")
    #expect(decided.events[0].kind == "publication.decided/1")
    #expect(decided.data[0].contains(#""decision":{"by":"Council","decision":"approved","on":"2021-06-18"},"frozen""#))
    desk.head = 900
    let again = try desk.read(.publications, "code,title\nC21,Newer\n")
    #expect(again.data[0].contains(#""position":"812""#))
    #expect(again.data[0].contains(#""decision":"approved""#))
    let claims = try desk.load(
      .claims,
      "publication,id,text,printed,unit,relation,derivation,locator\nC21,up,increased to 74,74,countries,=,figure(a@World@2020) and > figure(a@World@2019),12\nC21,over,over 53,53,percent,<,figure(a@World@2020),13\nC21,none,x,1,,,,\n"
    )
    #expect(claims.subjects == ["claim/C21/up", "claim/C21/over", "claim/C21/none"])
    #expect(
      claims.data == [
        #"{"and":{"derivation":"figure(a@World@2019)","relation":">"},"derivation":"figure(a@World@2020)","printed":"74","text":"increased to 74","unit":"countries"}"#,
        #"{"derivation":"figure(a@World@2020)","printed":"53","relation":"<","text":"over 53","unit":"percent"}"#,
        #"{"printed":"1","text":"x"}"#,
      ])
  }

  @Test("a derivation that cannot be read is refused where it stands")
  func badDerivation() throws {
    var desk = try Desk.furnished()
    try desk.load(.publications, "code,title\nC21,T\n")
    let header = "publication,id,printed,derivation\n"
    for wrong in ["fugure(a@World@2020)", "figure(a@World)", "1 +", "figure(a@World@2020) and > figure("] {
      let result = try desk.read(.claims, header + "C21,x,1,\(wrong)\n")
      #expect(result.problems.count == 1)
      #expect(result.problems.first?.hasPrefix("f.csv:2:9: bad-expression: ") == true, "\(result.problems)")
    }
  }

  @Test("a publication can be frozen at an earlier instant, and at a date of publication")
  func frozen() throws {
    let desk = Desk()
    let result = try desk.read(.publications, "code,as_of,published_at\nA,2026-05-01,2025-12-31\n")
    #expect(
      result.data == [
        #"{"frozen":{"on":"2026-11-24","position":"7","published":"2025-12-31T23:59:59.999999Z"}}"#
      ])
    #expect(try desk.read(.publications, "code,as_of\nA,2025-05-01\n").problems.count == 1)
  }
}
