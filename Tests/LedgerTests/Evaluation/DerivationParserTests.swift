import Ledger
import Testing

@Suite("The notation of derivations")
struct DerivationParserTests {
  @Test(
    "prints what it reads in one canonical form",
    arguments: [
      ("figure(a@World@2019)", "figure(a@World@2019)"),
      ("figure( a@Four other regions@2019-A1 )", "figure(a@Four%20other%20regions@2019)"),
      ("figure(a@ITU@2020@sector=ITU-T,payer=sme)", "figure(a@ITU@2020@payer=sme,sector=ITU-T)"),
      ("sum(a@ITU@2016..2020)", "sum(a@ITU@2016..2020)"),
      ("sum(a@ITU@2020@k=*, b@ITU@2020@x=1,y=2)", "sum(a@ITU@2020@k=*,b@ITU@2020@x=1,y=2)"),
      ("sum(figure(a@ITU@2020@k=1),count(targets plan=P),3)", "sum(figure(a@ITU@2020@k=1),count(targets plan=P),3)"),
      ("difference(figure(a@ITU@2020),figure(b@ITU@2020))", "difference(figure(a@ITU@2020),figure(b@ITU@2020))"),
      ("ratio(figure(a@ITU@2020),2)", "ratio(figure(a@ITU@2020),2)"),
      (
        "ratio(count(targets status=achieved),count(targets),100)",
        "ratio(count(targets status=achieved basis=judged),count(targets),100)"
      ),
      ("growth(a@World@*,2005,2019,per-year)", "growth(a@World@*,2005,2019,per-year)"),
      ("growth(a@World@*@sex=F,age=15-24,2005,2019,total)", "growth(a@World@*@age=15-24,sex=F,2005,2019,total)"),
      ("project(a@World@*,2019,2020,2023)", "project(a@World@*,2019,2020,2023)"),
      ("extreme(a@World@2010..,max)", "extreme(a@World@2010..,max)"),
      ("period(a@ITU@*@purpose=x,first)", "period(a@ITU@*@purpose=x,first)"),
      ("target(4.1,value)", "target(4.1,value)"), ("target(SP2020/4.1,due)", "target(SP2020/4.1,due)"),
      ("count(nodes sector=ITU-R kind=outcome plan=SP2020)", "count(nodes kind=outcome sector=ITU-R plan=SP2020)"),
      ("count(figures a@Iraq@2019-09-22..2019-09-25@event=*)", "count(figures a@Iraq@2019-09-22..2019-09-25@event=*)"),
      ("count(members group=ITU joined=2020 distinct=yes)", "count(members group=ITU joined=2020 distinct=yes)"),
      (
        "count(members group=ITU-T category=Sector%20Member on=2020-05-17)",
        "count(members group=ITU-T category=Sector%20Member on=2020-05-17)"
      ),
      ("-3.50", "-3.50"),
    ])
  func prints(_ text: String, _ canonical: String) throws {
    let derivation = try Derivation(text)
    #expect(derivation.description == canonical)
    #expect(try Derivation(canonical) == derivation)
  }

  @Test(
    "says where a text stops being one, and what is due there",
    arguments: [
      ("sums(a@b@2019)", 0, "'sums' is not a form; did you mean 'sum'?"),
      ("figure(a@b@2019", 15, "the end stands where ')' is due"),
      ("figure(a@b@*)", 7, "one figure"),
      ("figure(a@b)", 7, "fewer than three parts"),
      ("ratio(1,2,figure(a@b@2019))", 10, ""),
      ("growth(a@b@*,2005,2019,yearly)", 23, "not one of total, per-year"),
      ("growth(a@b@*,2005,2019,per-yaer)", 23, "did you mean 'per-year'?"),
      ("count(nodes knid=goal)", 12, "did you mean 'kind'?"),
      ("count(targets status=achievd)", 21, "did you mean 'achieved'?"),
      ("count(members on=2019 joined=2020)", 17, "either on= or joined="),
      ("count(nodes kind=goal kind=target)", 22, "once"),
      ("figure(a@b@2019) and", 17, "nothing after the form"),
      ("", 0, "one of the forms"),
    ])
  func refuses(_ text: String, _ byte: Int, _ words: String) throws {
    let refusal = try #require(throws: Refusal.self) { _ = try Derivation(text) }
    #expect(refusal.place == .byte(byte), "\(refusal)")
    #expect(refusal.description.contains(words), "\(refusal)")
  }

  @Test("refuses forms nested more than 32 deep, without recursing further")
  func depth() throws {
    let deep = String(repeating: "difference(", count: 100_000)
    let refusal = try #require(throws: Refusal.self) { _ = try Derivation(deep) }
    #expect(refusal.description.contains("nested at most 32 deep"))
  }

  @Test("reads a second relation after a claim's derivation")
  func second() throws {
    let claimed = try Derivation.claimed("figure(a@World@2020) and > figure(a@World@2019)")
    #expect(claimed.first.description == "figure(a@World@2020)")
    #expect(claimed.second?.relation == .more)
    #expect(claimed.second?.derivation.description == "figure(a@World@2019)")
    #expect(try Derivation.claimed("3").second == nil)
  }
}
