import Testing

@testable import Interchange

@Suite("A CSV file as a container and its encoding")
struct ContainerTests {
  @Test(
    "Row 3: an empty file, a byte order mark alone and newlines alone have no header",
    arguments: ["", "\u{FEFF}", "\n\n", "\r\n"])
  func noHeader(_ text: String) throws {
    let reading = try Reading(text)
    #expect(reading.problems == ["f.csv: no-header: there is no header: the file is empty or holds only empty lines"])
  }

  @Test("Row 4: a header without rows is accepted", arguments: ["a,b", "a,b\n"])
  func headerAlone(_ text: String) throws {
    let reading = try Reading(text)
    #expect(reading.header == ["a", "b"])
    #expect(reading.records.isEmpty)
    #expect(reading.problems.isEmpty)
  }

  @Test("Row 5: a file of 64 MB is read in constant memory")
  func constantMemory() throws {
    let chunk = Array(String(repeating: "individuals,004,2019,17.5,\"a, b\"\n", count: 1_986).utf8)
    let total = 64 * 1_048_576 / chunk.count
    var left = total + 1
    var reader = CSVReader(file: "f.csv") {
      left -= 1
      return left < 0 ? [] : left == total ? Array("a,b,c,d,e\n".utf8) : chunk
    }
    var problems = Problems()
    #expect(try reader.readHeader(&problems))
    var peak = 0
    while try reader.next(&problems) { peak = max(peak, reader.bufferCapacity) }
    let count = reader.recordCount
    #expect(count == total * 1_986)
    #expect(problems.isEmpty)
    #expect(peak < 4 * chunk.count)
  }

  @Test(
    "Row 6: another kind of file is refused by its name",
    arguments: [
      ([0x1F, 0x8B, 0x08, 0x00], "gzip"), (Array("PK\u{3}\u{4}".utf8) + Array(repeating: 1, count: 26), "zip file"),
      (Array("PK\u{3}\u{4}".utf8) + Array(repeating: 1, count: 26) + Array("[Content_Types].xml".utf8), "xlsx"),
      (
        Array("PK\u{3}\u{4}".utf8) + Array(repeating: 1, count: 26)
          + Array("mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK".utf8), "ods"
      ),
      (Array("%PDF-1.7\n".utf8), "PDF"), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], "xls"),
      (Array("<!DOCTYPE html><html>".utf8), "HTML"),
    ] as [([UInt8], String)])
  func otherKinds(_ bytes: [UInt8], _ name: String) throws {
    let reading = try Reading(bytes)
    #expect(reading.problems.count == 1)
    #expect(reading.problems[0].hasPrefix("f.csv: not-csv: this is "))
    #expect(reading.problems[0].contains(name))
  }

  @Test("Row 10: half a file through a pipe is refused")
  func cutPipe() throws {
    let pipe = CSVFormat(requiresFinalLineEnd: true)
    #expect(try Reading("a,b\n1,2\n3,4\n", format: pipe).problems.isEmpty)
    let reading = try Reading("a,b\n1,2\n3,4", format: pipe)
    #expect(reading.problems == ["f.csv:3: cut-short: the input ends inside this line: was the pipe cut?"])
  }

  @Test("Row 11: a byte order mark at the start is passed over and noted")
  func byteOrderMark() throws {
    let reading = try Reading("\u{FEFF}a,b\n1,2\n")
    #expect(reading.header == ["a", "b"])
    #expect(reading.problems.isEmpty)
    #expect(reading.notes == ["f.csv:1: note: a byte order mark at the start was passed over"])
  }

  @Test(
    "Row 12: a byte order mark elsewhere is refused",
    arguments: [("a,b\n\u{FEFF}1,2\n", "2:1"), ("a,b\n1,x\u{FEFF}\n", "2:4"), ("a,\u{FEFF}b\n", "1:3")])
  func innerMark(_ text: String, _ place: String) throws {
    let message =
      "a byte order mark (\\u{FEFF}) that is not at the start of the file; --normalise byte-order-marks drops it"
    let expected = "f.csv:\(place): byte-order-mark: \(message)"
    #expect(try Reading(text).problems == [expected])
  }

  @Test("Row 13: UTF-16 is refused and named, with and without a mark", arguments: [false, true], [false, true])
  func utf16(_ isBig: Bool, _ hasMark: Bool) throws {
    let units = (hasMark ? [0xFEFF] : []) + Array("a,b\n1,2\n".utf16)
    let bytes = units.flatMap { unit -> [UInt8] in
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isBig ? pair : pair.reversed()
    }
    let name = isBig ? "UTF-16 (big-endian)" : "UTF-16 (little-endian)"
    #expect(try Reading(bytes).problems == ["f.csv: not-utf-8: the text is \(name); save it as UTF-8"])
  }

  @Test("Row 14: Latin-1 is refused with line, column and byte")
  func latin1() throws {
    let reading = try Reading(Array("code,title\nCIV,C".utf8) + [0xF4] + Array("te\n".utf8))
    let expected =
      "f.csv:2:6: invalid-utf-8: the byte \\xF4 is not UTF-8; save the file as UTF-8 (it may be Latin-1 or Windows-1252)"
    #expect(reading.problems == [expected])
    #expect(reading.records.isEmpty)
  }

  @Test(
    "Row 15: what is not UTF-8 is refused",
    arguments: [
      [0xFF], [0xC0, 0x80], [0xC1, 0xBF], [0xED, 0xA0, 0x80], [0xE0, 0x9F, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xC3], [0x80], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func invalid(_ bytes: [UInt8]) throws {
    for tail in [[], Array(",z\n1,2\n".utf8)] {
      let reading = try Reading(Array("a,b\nx,y".utf8) + bytes + tail)
      let first = try #require(reading.problems.first)
      #expect(first.hasPrefix("f.csv:2:4: invalid-utf-8: the byte \\x"))
    }
  }

  @Test(
    "Row 16: a NUL byte is refused wherever it stands",
    arguments: [("\0a,b", "1:1"), ("a,b\n1\0,2", "2:2"), ("a,b\n1,2\0", "2:4")])
  func nul(_ text: String, _ place: String) throws {
    #expect(try Reading(text).problems == ["f.csv:\(place): nul: a NUL byte"])
  }

  @Test(
    "Row 17: control characters are refused, but for LF and TAB in text",
    arguments: ["\u{1}", "\u{8}", "\u{B}", "\u{1F}", "\u{7F}", "\u{85}", "\u{9B}"])
  func controls(_ control: String) throws {
    for field in ["x\(control)", "\"x\(control)\""] {
      let reading = try Reading("a,b\n1,\(field)\n")
      #expect(reading.records.isEmpty)
      #expect(reading.problems.count == 1)
      #expect(reading.problems[0].contains(": control: the control character \\u{"))
    }
    #expect(try Reading("a,b\n1,\"x\ty\nz\"\n").records == [["1", "x\ty\nz"]])
  }

  @Test("Row 18: an escape sequence is shown as an escape")
  func escapes() throws {
    let reading = try Reading("a,b\n1,\u{1B}[2J\n")
    #expect(reading.problems == ["f.csv:2:3: control: the control character \\u{1B}"])
    #expect(SafeText.show("\u{1B}]0;x\u{9B}\u{202E}\u{AD}é\\") == "\\u{1B}]0;x\\u{9B}\\u{202E}\\u{AD}é\\\\")
    #expect(SafeText.show([0x61, 0xE9, 0x0A] as [UInt8]) == "a\\xE9\\u{A}")
    #expect(SafeText.show(String(repeating: "x", count: 100), limit: 5) == "xxxxx…")
    #expect(Problem(file: "a\u{1B}b", code: .nul, message: "x").description == "a\\u{1B}b: nul: x")
  }

  @Test("Row 19: direction marks are refused", arguments: ["\u{202E}", "\u{2066}", "\u{061C}", "\u{200F}"])
  func bidi(_ mark: String) throws {
    let reading = try Reading("a,b\n1,x\(mark)y\n")
    #expect(reading.problems.count == 1)
    #expect(reading.problems[0].hasPrefix("f.csv:2:4: bidi: the direction mark \\u{"))
  }

  @Test("Row 23: noncharacters are refused", arguments: [0xFFFE, 0xFDD0, 0x1FFFF, 0x10FFFE] as [UInt32])
  func noncharacters(_ value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    let reading = try Reading("a,b\n1,\(scalar)\n")
    #expect(reading.problems.count == 1)
    #expect(reading.problems[0].hasPrefix("f.csv:2:3: noncharacter: \\u{"))
  }
}
