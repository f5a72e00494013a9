import Ledger
import Testing

@testable import Interchange

@Suite("Written CSV and JSON")
struct WriterTests {
  private func write(_ rows: [[String?]], for audience: CSVWriter.Audience) -> (text: String, guarded: Set<String>) {
    var writer = CSVWriter(columns: [.init("note"), .init("value", .number)], for: audience)
    for row in rows { writer.write(row) }
    return (String(decoding: writer.take(), as: UTF8.self), writer.guardedColumns)
  }

  @Test(
    "Row 84: a text that a spreadsheet would run gets an apostrophe, for a spreadsheet only",
    arguments: ["=1", "+1", "-a", "@x", "\tx", "\rx", "\0x"])
  func formulas(_ text: String) {
    let (spreadsheet, guarded) = write([[text, "1"]], for: .spreadsheet)
    #expect(spreadsheet.contains("'" + text))
    #expect(guarded == ["note"])
    let (machine, none) = write([[text, "1"]], for: .machine)
    #expect(!machine.contains("'"))
    #expect(none.isEmpty)
  }

  @Test("Row 85: a negative number is never prefixed, what is no number is")
  func negativeNumbers() {
    let (text, guarded) = write([["a", "-3.5"], ["b", "-0.25"], ["c", nil]], for: .spreadsheet)
    #expect(text == "note,value\na,-3.5\nb,-0.25\nc,\n")
    #expect(guarded.isEmpty)
    #expect(write([["a", "-1+2"]], for: .spreadsheet).text == "note,value\na,'-1+2\n")
  }

  @Test(
    "Row 86: a program gets nothing quoted without need", arguments: ["00123", "1-2", "MARCH1", "12345678901234567"])
  func bareText(_ text: String) {
    #expect(write([[text, "1"]], for: .machine).text == "note,value\n\(text),1\n")
  }

  @Test("Row 87: what is written is read back byte for byte")
  func roundTrip() throws {
    var random = SplitMix(state: 7)
    let parts = [",", "\"", "\n", " ", "a", "é", "#", "'", "=", "\t", "1", ""]
    for _ in 0..<500 {
      let rows = (0..<4).map { _ in
        (0..<2).map { _ in
          (0..<Int.random(in: 0...4, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
        }
      }
      let reading = try Reading(write(rows, for: .machine).text)
      #expect(reading.problems.isEmpty)
      #expect(reading.records == rows)
    }
  }

  @Test("Row 89: the same records give the same bytes")
  func repetition() {
    let rows = [["a", "1"], ["b", nil], [nil, nil]]
    #expect(write(rows, for: .machine).text == write(rows, for: .machine).text)
    #expect(write(rows, for: .machine).text == "note,value\na,1\nb,\n\"\",\n")
  }

  @Test("a JSON line keeps the order of its keys and escapes what a terminal would run")
  func jsonLine() {
    var line = JSONLine(["id": "x", "count": 3, "ok": true])
    line.add("value", "1.10")
    line.add("absent", nil as String?)
    line.add("list", .list([.null, .object([("k", "a\"\\\n\u{1B}\u{202E}é")])]))
    #expect(
      line.text
        == #"{"id":"x","count":3,"ok":true,"value":"1.10","list":[null,{"k":"a\"\\\n\u001b\u202eé"}]}"#)
  }

  @Test("the nearest names are offered, the nearest first")
  func nearest() {
    let names = ["indicator", "area", "period", "value", "unit"]
    #expect(NearestName.find("Indikator", among: names) == ["indicator"])
    #expect(NearestName.find("vlaue", among: names) == ["value"])
    #expect(NearestName.find("colour", among: names).isEmpty)
    #expect(NearestName.hint("perod", among: names) == "; did you mean \"period\"?")
  }
}
