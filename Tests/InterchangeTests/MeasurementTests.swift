import Ledger
import Testing

@testable import Interchange

@Suite("Imported measurements")
struct MeasurementTests {
  let desk: Desk

  init() throws { desk = try Desk.furnished() }

  private func value(_ text: String, indicator: String = "share") throws -> Desk.Result {
    try desk.read(.measurements, "indicator,area,period,value\n\(indicator),AFG,2019,\"\(text)\"\n")
  }

  @Test("a row becomes the event that the log defines")
  func event() throws {
    let result = try desk.read(
      .measurements,
      """
      indicator,area,period,breakdown,value,document,locator,quote,published_at,embargo,obs_status,comment
      share,AFG,2019-A1,"sex=F,age=_T",17.50,C21,line 3,"nearly ""all"" so",2021-04-30,2022-01-01T00:00Z,F,é
      """)
    #expect(result.problems.isEmpty)
    #expect(result.subjects == ["figure/share@AFG@2019@age=_T,sex=F"])
    #expect(result.data == [#"{"embargo":"2022-01-01T00:00:00.000000Z","status":"F","value":"17.50"}"#])
    let salt = String(repeating: "0a", count: 16)
    #expect(
      result.bases == [
        #"{"comment":"é","line":"2","locator":"line 3","published_at":"2021-04-30T23:59:59.999999Z","#
          + #""quote":"nearly \"all\" so","salt":"\#(salt)","source":"C21"}"#
      ])
    #expect(result.events.map(\.line) == [2])
  }

  @Test("dimensions are sorted and those at their default left out")
  func breakdown() throws {
    let result = try desk.read(
      .measurements,
      """
      indicator,area,period,breakdown,value
      share,AFG,2019,age=15-24;sex=F,1
      share,AFG,2019,sex=_T;age=15-24,2
      share,AFG,2019,sex=_T,3
      share,AFG,2019,sex=a%2Cb,4
      """, [(.breakdownSeparator, ";")])
    #expect(
      result.subjects == [
        "figure/share@AFG@2019@age=15-24,sex=F", "figure/share@AFG@2019@age=15-24", "figure/share@AFG@2019",
        "figure/share@AFG@2019@sex=a%2Cb",
      ])
    for wrong in ["colour=red", "sex", "sex=", "sex=F,sex=M", "sex=*", "sex=ж"] {
      let refused = try desk.read(
        .measurements, "indicator,area,period,value,breakdown\nshare,AFG,2019,1,\"\(wrong)\"\n")
      #expect(refused.problems.count == 1)
      #expect(refused.problems[0].hasPrefix("f.csv:2:18: bad-breakdown: "), "\(refused.problems)")
    }
  }

  @Test("dimensions may have columns of their own, and a word can be dropped")
  func breakdownColumns() throws {
    let result = try desk.read(
      .measurements, "sex,units,geo,year,value\nF,notspec,4.0,2019.0,7\n,notspec,004,2020.0,8\n",
      [
        (.breakdownFrom, "sex"), (.drop, "units=notspec"), (.map, "area=geo:m49"), (.map, "period=year"),
        (.set, "indicator=share"), (.normalise, "whole-numbers"),
      ])
    #expect(result.problems.isEmpty)
    #expect(result.subjects == ["figure/share@AFG@2019@sex=F", "figure/share@AFG@2020"])
    #expect(
      result.notes == [
        "f.csv: note: 3 values were normalised (whole-numbers)",
        "f.csv: note: areas by M49: 1 of three digits, 1 without zeros in front, 0 with .0",
      ])
    let refused = try desk.read(
      .measurements, "indicator,area,period,value,units\nshare,AFG,2019,7,kg\n", [(.drop, "units=notspec")])
    #expect(refused.problems == ["f.csv:2:18: bad-option: \"kg\" is not what --drop names, and the column is not read"])
  }

  @Test(
    "a sign of comparison is a qualifier, in the value or beside it",
    arguments: [
      (">=900", "", #"{"qualifier":"at_least","value":"900"}"#), ("<=3", "", #"{"qualifier":"at_most","value":"3"}"#),
      (">3", "", #"{"qualifier":"more_than","value":"3"}"#), ("<2.5", "", #"{"qualifier":"less_than","value":"2.5"}"#),
      ("~160", "", #"{"qualifier":"approximately","value":"160"}"#),
      ("5", "at_least", #"{"qualifier":"at_least","value":"5"}"#),
      ("5", "exact", #"{"value":"5"}"#), (">=5", "at_least", #"{"qualifier":"at_least","value":"5"}"#),
    ])
  func qualifiers(_ value: String, _ qualifier: String, _ data: String) throws {
    let text = "indicator,area,period,value,qualifier\nshare,AFG,2019,\(value),\(qualifier)\n"
    #expect(try desk.read(.measurements, text).data == [data])
  }

  @Test("a qualifier beside the value must not contradict the sign, and only numbers have one")
  func contradiction() throws {
    let text = "indicator,area,period,value,qualifier\nshare,AFG,2019,>5,at_least\nstate,AFG,2019,open,at_least\n"
    #expect(
      try desk.read(.measurements, text).problems == [
        "f.csv:2:19: inconsistent: the qualifier \"at_least\" is not the sign before the value",
        "f.csv:3:21: value-type: a value of type code has no qualifier",
      ])
  }

  @Test(
    "Rows 39 to 42 and 45: what is not a plain number is refused",
    arguments: [
      "1,5", "1.234,5", "1 234", "1'234", "1_000", "1e3", "1E-7", "0x10", "+5", ".5", "5.", "00.5", "--5", "NaN", "inf",
      "Infinity", "-", "..", "n/a", "-0", "-0.00", "#REF!", "#DIV/0!", "1,00E+05", "45 %", "€5", "１２", "٣",
      "1\u{A0}000",
      "\u{2212}3", " 5", "5 ", "> 95", "2019-01-01",
    ])
  func badNumbers(_ text: String) throws {
    let result = try value(text)
    #expect(result.events.isEmpty)
    #expect(result.problems.count == 1)
    let code = text.hasPrefix("#") ? "spreadsheet-error" : "bad-number"
    #expect(result.problems[0].hasPrefix("f.csv:2:16: \(code): "), "\(result.problems)")
  }

  @Test("Row 41: an empty value needs a reason, and a word can stand for one")
  func missing() throws {
    let empty = try value("")
    #expect(
      empty.problems == [
        "f.csv:2:16: missing-value: there is no value; give missing_reason, or --missing WORD=REASON for a word that stands for none"
      ])
    let text =
      "indicator,area,period,value,missing_reason\nshare,AFG,2019,,not yet\nshare,AFG,2020,NV,\nshare,AFG,2021,1,x\n"
    let result = try desk.read(.measurements, text, [(.missing, "NV=not_available")])
    #expect(result.problems == ["f.csv:4:18: inconsistent: both a value and a missing_reason: which is it?"])
    let good = try desk.read(
      .measurements, text.replacing("1,x", with: "1,"), [(.missing, "NV=not_available")])
    #expect(
      good.data == [#"{"missing_reason":"not yet"}"#, #"{"missing_reason":"not_available"}"#, #"{"value":"1"}"#])
  }

  @Test(
    "Row 24: the fix for a blank between thousands or a minus that is none is said",
    arguments: [("1\u{A0}000", "write 1000"), ("1\u{202F}000", "write 1000"), ("\u{2212}3", "write -3")])
  func fixes(_ text: String, _ fix: String) throws {
    #expect(try value(text).problems.first?.hasSuffix(fix) == true)
  }

  @Test("Row 44: sixty digits are taken exactly, sixty-one refused")
  func digits() throws {
    let sixty = String(repeating: "9", count: 59) + ".1"
    #expect(try value(sixty).data == ["{\"value\":\"\(sixty)\"}"])
    #expect(try value("9" + sixty).problems.count == 1)
    #expect(try value("9007199254740993").data == [#"{"value":"9007199254740993"}"#])
    #expect(try value("1.10").data == [#"{"value":"1.10"}"#])
  }

  @Test("Row 46: a percentage outside 0 to 100 is accepted with a note")
  func percentages() throws {
    let result = try desk.read(
      .measurements, "indicator,area,period,value\nshare,AFG,2019,60.82\nshare,AFG,2020,0.6082\n")
    #expect(result.problems.isEmpty && result.notes.isEmpty)
    let over = try desk.read(.measurements, "indicator,area,period,value\nshare,AFG,2019,100.1\nshare,AFG,2020,-3\n")
    #expect(over.notes == ["f.csv:2: note: 2 rows, this the first: a percentage outside 0 to 100"])
    #expect(try value("100").notes.isEmpty)
  }

  @Test("Row 47: an indicator's value type and unit decide which values there are")
  func valueTypes() throws {
    #expect(
      try value("3.5", indicator: "members").problems == [
        "f.csv:2:18: value-type: the indicator's values are whole numbers"
      ])
    #expect(try value("3.0", indicator: "members").data == [#"{"value":"3.0"}"#])
    #expect(try value("-3", indicator: "members").problems == ["f.csv:2:18: value-type: a count is not negative"])
    #expect(
      try value("opne", indicator: "state").problems == [
        "f.csv:2:16: unknown-code: \"opne\" is no code of the list \"states\"; did you mean \"open\"?"
      ])
    #expect(try value("open", indicator: "state").data == [#"{"value":"open"}"#])
    #expect(try value("yes", indicator: "has-policy").problems.count == 1)
    #expect(try value("true", indicator: "has-policy").data == [#"{"value":"true"}"#])
    let mult = "indicator,area,period,value,mult,precision\nmembers,AFG,2019,4.1,9,-1\nmembers,AFG,2020,4.15,1,\n"
    let result = try desk.read(.measurements, mult)
    #expect(result.problems == ["f.csv:3:18: value-type: the indicator's values are whole numbers"])
    #expect(
      try desk.read(.measurements, mult.replacing("4.15", with: "4.1")).data == [
        #"{"mult":"9","precision":"-1","value":"4.1"}"#, #"{"mult":"1","value":"4.1"}"#,
      ])
    #expect(try desk.read(.measurements, mult.replacing("9,-1", with: "+9,-0")).problems.count == 3)
  }

  @Test(
    "Rows 48, 49 and 53: what is no period is refused",
    arguments: [
      "03/04/2026", "2026-3-4", "26-03-04", "46085", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "10000",
      "2020/2019", "2026-Q5", "2026-W54", "2025/26", "now", "infinity", " 2019",
    ])
  func badPeriods(_ text: String) throws {
    let result = try desk.read(.measurements, "indicator,area,period,value\nshare,AFG,\(text),1\n")
    #expect(result.problems.count == 1)
    #expect(result.problems[0].hasPrefix("f.csv:2:11: bad-period: "), "\(result.problems)")
  }

  @Test(
    "Rows 50 to 52: what is no instant is refused",
    arguments: [
      "2026-03-29T02:30", "2026-10-25T02:30", "2026-01-01T23:59:60Z", "2026-01-01T24:00Z", "2026-01-01T00:00+25:00",
      "2026-01-01T00:00:00.1234567Z", "infinity", "now", "today", "epoch", "allballs", "2026-01-01",
    ])
  func badInstants(_ text: String) throws {
    let result = try desk.read(.measurements, "indicator,area,period,value,embargo\nshare,AFG,2019,1,\(text)\n")
    #expect(result.problems.count == 1)
    #expect(result.problems[0].hasPrefix("f.csv:2:18: bad-date: "), "\(result.problems)")
  }

  @Test("Row 54: a publication in the future or before the period ends is accepted with a note")
  func publicationDates() throws {
    let result = try desk.read(
      .measurements,
      "indicator,area,period,value,published_at,obs_status\nshare,AFG,2019,1,2019-06-01,\nshare,AFG,2020,1,2030-01-01,\nshare,AFG,2031,1,2020-01-01,F\n"
    )
    #expect(result.problems.isEmpty)
    #expect(
      result.notes == [
        "f.csv:2: note: published before the period ends (an announced figure has obs_status F)",
        "f.csv:3: note: published in the future",
      ])
  }

  @Test("Row 56: unknown codes are refused with the nearest known ones")
  func unknownCodes() throws {
    let result = try desk.read(
      .measurements,
      "indicator,area,period,value,unit\nshaer,AFG,2019,1,\nshare,AFX,2019,1,\nshare,AFG,2019,1,precent\nTotal,,2019,1,\n"
    )
    #expect(
      result.problems == [
        "f.csv:2:1: unknown-code: there is no indicator \"shaer\"; did you mean \"share\"?",
        "f.csv:3:7: unknown-code: there is no area \"AFX\"; did you mean \"AFG\"?",
        "f.csv:4:18: unknown-code: there is no unit \"precent\"; the indicator's is \"percent\"; did you mean \"percent\"?",
        "f.csv:5:7: missing-value: area is empty: the area's code or alias",
      ])
    let total = try desk.read(.measurements, "indicator,area,period,value\nTotal,AFG,2019,1\n")
    #expect(
      total.problems == [
        "f.csv:2:1: unknown-code: there is no indicator \"Total\"; if the line is a total or a note, --comment \"Total\" passes it over"
      ])
  }

  @Test("Row 57: an alias that fits two areas is refused, one that fits one is taken, and 004 stays 004")
  func aliases() throws {
    let text = "indicator,area,period,value\nshare,Congo,2019,1\nshare,DRC,2019,1\nshare,004,2019,1\nshare,4,2019,1\n"
    let result = try desk.read(.measurements, text)
    #expect(
      result.problems == [
        "f.csv:2:7: ambiguous-code: \"Congo\" stands for more than one area: COD, COG; give a code",
        "f.csv:5:7: unknown-code: there is no area \"4\"",
      ])
    let good = try desk.read(.measurements, "indicator,area,period,value\nshare,DRC,2019,1\nshare,004,2019,1\n")
    #expect(good.subjects == ["figure/share@COD@2019", "figure/share@AFG@2019"])
  }

  @Test(
    "Rows 20 and 22: an identifier is printable ASCII",
    arguments: ["sh\u{200B}are", "sh\u{430}re", "share\u{AD}", "Ａ", "share\t", " share"])
  func identifiers(_ code: String) throws {
    let result = try desk.read(.measurements, "indicator,area,period,value\n\(code),AFG,2019,1\n")
    #expect(result.problems.count == 1)
    #expect(result.problems[0].hasPrefix("f.csv:2:1: bad-code: "), "\(result.problems)")
  }

  @Test("Rows 20, 21 and 64: free text is composed and said so, invisible characters listed, formulas kept")
  func freeText() throws {
    let result = try desk.read(
      .measurements,
      "indicator,area,period,value,comment\nshare,AFG,2019,1,cafe\u{301}\nshare,AFG,2020,1,a\u{200B}b\nshare,AFG,2021,1,=HYPERLINK(1)\n"
    )
    #expect(
      result.bases == [
        #"{"comment":"café","line":"2"}"#, "{\"comment\":\"a\u{200B}b\",\"line\":\"3\"}",
        #"{"comment":"=HYPERLINK(1)","line":"4"}"#,
      ])
    #expect(result.bases[0].utf8.count == 30)
    #expect(
      result.notes == [
        "f.csv: note: 1 text was brought to composed form (NFC)",
        "f.csv: note: 1 text holds characters that nobody sees, such as U+200B",
      ])
  }

  @Test("only shares are taken in another unit, by its name")
  func units() throws {
    let text = "indicator,area,period,value,unit\nshare,AFG,2019,0.5,ratio\nshare,AFG,2020,50,percent\n"
    #expect(try desk.read(.measurements, text).data == [#"{"unit":"ratio","value":"0.5"}"#, #"{"value":"50"}"#])
    let refused = try desk.read(.measurements, text.replacing("ratio", with: "USD"))
    #expect(refused.problems == ["f.csv:2:20: bad-unit: the unit is \"USD\", the indicator's is \"percent\""])
  }

  @Test("the bytes of the fast path are those of canonical JSON")
  func canonical() throws {
    var random = SplitMix(state: 42)
    let texts = ["", "a \"b\" \\", "é\nx\ty", "日本", "-"]
    var text =
      "indicator,area,period,value,qualifier,unit,mult,precision,document,locator,quote,comment,author,reason\n"
    var writer = CSVWriter(columns: text.dropLast().split(separator: ",").map { .init(String($0)) })
    for row in 0..<200 {
      writer.write(
        [
          "share", "AFG", "\(1900 + row)", "\(Int.random(in: -99...99, using: &random)).50",
          ["", "at_least"].randomElement(using: &random), ["", "ratio"].randomElement(using: &random),
          ["", "0", "3"].randomElement(using: &random), ["", "-1"].randomElement(using: &random),
        ] + (0..<5).map { _ in texts.randomElement(using: &random) } + [
          ["", "late", "routine"].randomElement(using: &random)
        ])
    }
    text = String(decoding: writer.take(), as: UTF8.self)
    let result = try desk.read(.measurements, text)
    #expect(result.problems.isEmpty)
    #expect(result.events.count == 200)
    for event in result.events {
      #expect(try JSON(canonical: event.data).canonical == event.data)
      #expect(try JSON(canonical: event.basis).canonical == event.basis)
    }
  }

  @Test("rows are handed on one by one")
  func streaming() throws {
    let header = Array("indicator,area,period,value\n".utf8)
    let chunk = Array(String(repeating: "share,AFG,2019,17.5\nshare,LDC,2020-Q1,>=900\n", count: 1_600).utf8)
    var left = 41
    let importer = Importer(.measurements, context: try desk.context())
    var count = 0
    let report = try importer.read(
      file: "f.csv",
      source: {
        left -= 1
        return left < 0 ? [] : left == 40 ? header : chunk
      }, open: { _ in { [] } }
    ) { event in count += event.data.count > 0 ? 1 : 0 }
    #expect(report.problems.isEmpty)
    #expect(count == 40 * 3_200)
    #expect(report.rowCount == count)
  }

  @Test("bad rows can be set aside, each with its line, column, value and reason")
  func rejects() throws {
    let text = "indicator,area,period,value\nshare,AFG,2019,1\nshare,AFG,2020,\"x\"\nshare,AFG\nshare,LDC,2020,2\n"
    let result = try desk.read(.measurements, text, rejects: true)
    #expect(result.problems.isEmpty)
    #expect(result.subjects == ["figure/share@AFG@2019", "figure/share@LDC@2020"])
    #expect(result.report.rejectedCount == 2)
    #expect(result.rejected.count == 2)
    #expect(result.rejected[0].hasPrefix("f.csv:3:16: bad-number: "))
    #expect(result.rejected[0].hasSuffix("<- share,AFG,2020,\"x\""))
    #expect(result.rejected[1] == "f.csv:4: field-count: expected 4 fields, found 2 <- share,AFG")
  }

  @Test("however many bad rows follow each other, each is set aside")
  func manyRejects() throws {
    let bad = String(repeating: "share\n,AFG,2019,1\n\n", count: 150)
    let text = "indicator,area,period,value\n" + bad + "share,AFG,2019,1\n"
    let result = try desk.read(.measurements, text, rejects: true)
    #expect(result.problems.isEmpty)
    #expect(result.events.count == 1)
    #expect(result.rejected.count { $0.contains("field-count") } == 150)
    #expect(result.rejected.count { $0.contains("missing-value") } == 150)
    #expect(result.rejected.count { $0.contains("empty-line") } == 150)
    let wide = try desk.read(
      .measurements, "indicator,area,2019,2020\nshare,AFG,x,2\nshare,,1,2\nshare,LDC,1,\n", [(.wide, "2019..2020")],
      rejects: true)
    #expect(wide.subjects == ["figure/share@AFG@2020", "figure/share@LDC@2019"])
    #expect(wide.rejected.count == 3)
  }

  @Test("one measurement can be given as words")
  func words() throws {
    let words = [("indicator", "share"), ("area", "af"), ("period", "2019"), ("value", "~17"), ("document", "C21")]
    let result = try desk.append(.measurements, words)
    #expect(result.problems.isEmpty)
    #expect(result.subjects == ["figure/share@AFG@2019"])
    #expect(result.data == [#"{"qualifier":"approximately","value":"17"}"#])
    #expect(result.bases == [#"{"source":"C21"}"#])
    #expect(
      try desk.append(.measurements, words.dropLast(2) + [("value", "x")]).problems.first?.hasPrefix(
        "--value: bad-number: ") == true)
    let unknown = try desk.append(.measurements, [("indicatr", "share")]).problems
    #expect(
      unknown.first
        == "--indicatr: unknown-column: measurements have no column \"indicatr\"; did you mean \"indicator\"?")
    #expect(unknown.contains("--area: missing-value: is required: the area's code or alias"))
  }
}
