import Ledger
import Testing

@Suite("A fact")
struct FactTests {
  @Test("of every golden entry is read and written again with the same bytes")
  func golden() throws {
    for golden in try GoldenFile.entries() {
      let event = try Event(decoding: golden.line)
      guard event.kind.isKnown else { continue }
      if !(event.kind == .measurementWithdrawn) { try checkData(event.data, of: event.kind) }
      #expect(
        try again(event)?.canonical ?? Draft.withdrawn.canonical == Array(event.entry.dataBytes), "\(golden.name)")
      let basis = try Basis(data: event.basis)
      var bytes: [UInt8] = []
      basis.encode(into: &bytes)
      #expect(bytes == Array(event.entry.basisBytes), "\(golden.name)")
      #expect(basis.data.canonical == bytes, "\(golden.name)")
    }
  }

  private func again(_ event: Event) throws -> JSONObject? {
    switch event.kind {
    case .ledgerOpened, .ledgerRestored, .schemaChanged: try event.fact(LedgerState.self)?.data
    case .measurementRecorded, .measurementWithdrawn: try event.fact(Measurement.self)?.data
    case .indicatorDefined: try event.fact(Indicator.self)?.data
    case .areaDefined: try event.fact(Area.self)?.data
    case .unitDefined: try event.fact(Unit.self)?.data
    case .codelistDefined: try event.fact(Codelist.self)?.data
    case .nodeDefined: try event.fact(Node.self)?.data
    case .targetRevised: try event.fact(Target.self)?.data
    case .statusJudged: try event.fact(Judgement.self)?.data
    case .membershipChanged: try event.fact(Membership.self)?.data
    case .coverageStated: try event.fact(Coverage.self)?.data
    case .methodAdopted: try event.fact(Method.self)?.data
    case .publicationIssued, .publicationDecided: try event.fact(Publication.self)?.data
    case .claimPrinted: try event.fact(Claim.self)?.data
    case .importCompleted: try event.fact(ImportReceipt.self)?.data
    case .unknown: nil
    }
  }

  @Test(
    "is refused with a pointer to what is wrong",
    arguments: [
      (Kind.measurementRecorded, #"{"value":"1","valeu":"2"}"#, Refusal.Rule.unknownKey, "/valeu"),
      (.measurementRecorded, #"{}"#, .missingKey, "/value"),
      (.measurementRecorded, #"{"value":true}"#, .wrongType, "/value"),
      (.measurementRecorded, #"{"missing_reason":"x","value":"1"}"#, .contradiction, "/missing_reason"),
      (.measurementRecorded, #"{"missing_reason":"x","qualifier":"at_least"}"#, .contradiction, "/qualifier"),
      (.measurementRecorded, #"{"qualifier":"exact","value":"1"}"#, .jsonNotCanonical, "/qualifier"),
      (.measurementRecorded, #"{"status":"A","value":"1"}"#, .jsonNotCanonical, "/status"),
      (.measurementRecorded, #"{"mult":"0","value":"1"}"#, .jsonNotCanonical, "/mult"),
      (.measurementRecorded, #"{"status":"Z","value":"1"}"#, .unknownWord, "/status"),
      (.measurementRecorded, #"{"mult":"3","value":"yes"}"#, .contradiction, "/mult"),
      (.measurementRecorded, #"{"mult":"31","value":"1"}"#, .outOfRange, "/mult"),
      (.measurementRecorded, #"{"embargo":"2020-07-01","value":"1"}"#, .instantForm, "/embargo"),
      (.measurementRecorded, #"{"qualifier":"at_least","value":"yes"}"#, .numberForm, "/value"),
      (.measurementRecorded, #"{"withdrawn":true}"#, .unknownKey, "/withdrawn"),
      (.measurementWithdrawn, #"{"value":"1"}"#, .missingKey, "/withdrawn"),
      (.areaDefined, #"{"withdrawn":true,"kind":"country"}"#, .unknownKey, "/withdrawn"),
      (.areaDefined, #"{"kind":"state"}"#, .unknownWord, "/kind"),
      (.areaDefined, #"{"kind":"country","m49":"4"}"#, .wrongType, "/m49"),
      (.areaDefined, #"{"kind":"country","aliases":["a","a"]}"#, .contradiction, "/aliases/1"),
      (.unitDefined, #"{"kind":"ratio","factor":"0.01"}"#, .contradiction, "/factor"),
      (.unitDefined, #"{"kind":"ratio","factor":"0","base":"x"}"#, .contradiction, "/factor"),
      (.codelistDefined, #"{"codes":[{"code":"a"},{"code":"a"}]}"#, .contradiction, "/codes/1/code"),
      (.codelistDefined, #"{"codes":[]}"#, .empty, "/codes"),
      (.codelistDefined, #"{"codes":[{"title":"a"}]}"#, .missingKey, "/codes/0/code"),
      (
        .nodeDefined, #"{"kind":"goal","title":"x","valid_from":"2020","valid_to":"2019"}"#, .contradiction, "/valid_to"
      ),
      (.indicatorDefined, #"{"title":"x","unit":"u","value_type":"number"}"#, .unknownWord, "/value_type"),
      (.coverageStated, #"{"state":"complete","reason":""}"#, .empty, "/reason"),
      (.statusJudged, #"{"status":"on_track","also":["on_track"]}"#, .contradiction, "/also"),
      (.claimPrinted, #"{"printed":"1","relation":"="}"#, .contradiction, "/relation"),
      (.claimPrinted, #"{"printed":"1","relation":"<"}"#, .contradiction, "/relation"),
      (.claimPrinted, #"{"printed":"1","and":{"derivation":"x"}}"#, .contradiction, "/and"),
      (.publicationIssued, #"{"frozen":{"position":"0","on":"2020"}}"#, .outOfRange, "/frozen/position"),
      (.importCompleted, #"{"file":"x","kind":"k","sha256":"AB"}"#, .wrongType, "/sha256"),
      (.ledgerOpened, #"{"name":"x","origin":"a b"}"#, .codeCharacter, "/origin"),
      (
        .membershipChanged, #"{"change":"leaves","effective":"2017","timeline":[{"from":"2018","to":"2017"}]}"#,
        .contradiction, "/timeline/0/to"
      ),
      (
        .membershipChanged, #"{"change":"leaves","effective":"2017","timeline":[{"from":"2015"},{"from":"2016"}]}"#,
        .contradiction, "/timeline/1/from"
      ),
    ])
  func refusals(_ kind: Kind, _ data: String, _ rule: Refusal.Rule, _ pointer: String) throws {
    let object = try #require(JSONParser.parse(Array(data.utf8)).value.object)
    let refusal = #expect(throws: Refusal.self) { try checkData(object, of: kind) }
    #expect(refusal?.rule == rule)
    #expect(refusal?.place == .pointer(pointer))
  }

  @Test("that is a target needs an instrument, and no baseline after its due date (row 62)")
  func targets() throws {
    func check(_ extra: String) throws {
      let text = #"{"statement":"s","direction":"increase","rule":"level"\#(extra)}"#
      _ = try Target(data: try #require(JSONParser.parse(Array(text.utf8)).value.object))
    }
    #expect(throws: Refusal.self) { try check("") }
    try check(#","instrument":"Resolution 71""#)
    try check(#","instrument":"R","due":"2023","baseline":{"period":"2017","floating":true}"#)
    #expect(throws: Refusal.self) {
      try check(#","instrument":"R","due":"2023","baseline":{"period":"2024","value":"1"}"#)
    }
    #expect(throws: Refusal.self) { try check(#","instrument":"R","baseline":{"period":"2024"}"#) }
    #expect(throws: Refusal.self) {
      try check(#","instrument":"R","baseline":{"period":"2020-01/2020-12","value":"1"}"#)
    }
  }

  @Test("that is a membership knows who is certainly, perhaps and certainly not a member")
  func standing() throws {
    let membership = Membership(
      timeline: [
        .init(from: try PartialDate("1982"), to: try PartialDate("2017-06-04"), category: try Code("LDC")),
        .init(from: try PartialDate("2019-03"), to: try PartialDate("2020")),
      ], change: .leaves, effective: try PartialDate("2020"))
    func standing(_ day: String) throws -> Membership.Standing { membership.standing(on: try CalendarDate(day)) }
    #expect(try standing("1981-12-31") == .none)
    #expect(try standing("1982-05-01") == .uncertain(category: Code("LDC")))
    #expect(try standing("1982-12-31") == .member(category: Code("LDC")))
    #expect(try standing("2017-06-03") == .member(category: Code("LDC")))
    #expect(try standing("2017-06-04") == .none)
    #expect(try standing("2019-03-30") == .uncertain(category: nil))
    #expect(try standing("2019-12-31") == .member(category: nil))
    #expect(try standing("2020-06-01") == .uncertain(category: nil))
    #expect(try standing("2021-01-01") == .none)
  }
}

@Suite("The titles of an area")
struct AreaTitleTests {
  @Test("are kept by language, and refused without one")
  func languages() throws {
    let text = #"{"kind":"country","title":"Chad","titles":{"fr":"Tchad","zh":"乍得"}}"#
    let data = try #require(try JSON(canonical: Array(text.utf8)).object)
    #expect(try Area(data: data).titles == ["fr": "Tchad", "zh": "乍得"])
    #expect(try Area(data: data).data.canonical == Array(text.utf8))
    for titles in [#"{"FR":"Tchad"}"#, #"{"french":"Tchad"}"#, #"{"fr":""}"#, #"{"f":"T"}"#, "{}", #""Tchad""#] {
      let text = #"{"kind":"country","titles":\#(titles)}"#
      let data = try #require(try JSON(canonical: Array(text.utf8)).object)
      #expect(throws: Refusal.self, "\(titles)") { try Area(data: data) }
    }
  }
}
