import Testing

@testable import Interchange

@Suite("The structure of a CSV file")
struct StructureTests {
  @Test("Row 25: CRLF and LF end a line, mixed ones are noted, a lone CR is refused")
  func lineEnds() throws {
    let expected = [["1", "2"], ["3", "4"]]
    #expect(try Reading("a,b\r\n1,2\r\n3,4\r\n").records == expected)
    #expect(try Reading("a,b\r\n1,2\r\n3,4\r\n").notes.isEmpty)
    #expect(try Reading("a,b\n1,2\n3,4\n").records == expected)
    let mixed = try Reading("a,b\r\n1,2\n3,4\r\n")
    #expect(mixed.records == expected)
    #expect(mixed.notes == ["f.csv: note: line ends are mixed: LF on 1 lines, CRLF on 2"])
    let old = try Reading("a,b\r1,2\r3,4\r")
    let text = "f.csv:1:4: lone-carriage-return: a carriage return without a line feed; end lines with LF or CRLF"
    #expect(old.problems == [text])
    #expect(try Reading("a,b\n1,2\r3,4\r").problems == [text.replacing("1:4", with: "2:4")])
    #expect(
      try Reading("a,b\n1,\"x\r\ny\"\n").problems == [
        "f.csv:2:5: control: a carriage return inside quotes; use LF alone there, or give --normalise line-ends"
      ])
  }

  @Test("a CRLF in quotes and an inner byte order mark are repaired when asked for by name, and counted")
  func repairs() throws {
    var format = CSVFormat()
    format.repairs = [.lineEnds, .byteOrderMarks]
    for chunk in [1, .max] {
      let reading = try Reading("a,\u{FEFF}b\n1,\"x\r\ny \"\"z\"\"\u{FEFF}\"\n", format: format, chunk: chunk)
      #expect(reading.header == ["a", "b"])
      #expect(reading.records == [["1", "x\ny \"z\""]])
      #expect(reading.problems.isEmpty)
      #expect(reading.notes.contains("f.csv: note: 3 places were repaired (byte-order-marks, line-ends)"))
    }
    #expect(try Reading("a,b\n1,\"x\ry\"\n", format: format).problems.count == 1)
  }

  @Test("Row 26: the last line needs no newline")
  func noFinalNewline() throws {
    #expect(try Reading("a,b\n1,2").records == [["1", "2"]])
    #expect(try Reading("a,b\n1,\"2\"").records == [["1", "2"]])
    #expect(try Reading("a,b\n1,").records == [["1", ""]])
  }

  @Test("Row 27: an empty line in the middle and a line of commas are refused")
  func emptyLines() throws {
    #expect(try Reading("a,b\n1,2\n\n3,4\n").problems == ["f.csv:3: empty-line: the line is empty"])
    #expect(try Reading("a,b\n1,2\n\n\n3,4\n").problems == ["f.csv:3: empty-line: lines 3 to 4 are empty"])
    #expect(try Reading("a,b\n,\n3,4\n").problems == ["f.csv:2: empty-record: nothing but separators on the line"])
    #expect(try Reading("\na,b\n3,4\n").problems == ["f.csv:1: empty-line: the header must come first"])
    let end = try Reading("a,b\n1,2\n\n\n")
    #expect(end.problems.isEmpty)
    #expect(end.notes == ["f.csv:3: note: empty lines at the end were passed over"])
  }

  @Test("Row 28: too few or too many fields are refused with both numbers")
  func fieldCount() throws {
    let reading = try Reading("a,b\n1\n1,2,3\n4,5\n")
    #expect(
      reading.problems == [
        "f.csv:2: field-count: expected 2 fields, found 1", "f.csv:3: field-count: expected 2 fields, found 3",
      ])
    #expect(reading.records == [["4", "5"]])
  }

  @Test("Row 29: an unclosed quote is reported where it began")
  func unclosedQuote() throws {
    let text = "the quoted field that begins here has no closing quote"
    #expect(try Reading("a,b\n1,\"x\n2,y\n3,z\n").problems == ["f.csv:2:3: unclosed-quote: \(text)"])
    #expect(try Reading("a,b\n1,\"x\n\n2\"\"").problems == ["f.csv:2:3: unclosed-quote: \(text)"])
    let hidden = try Reading("a,b\n1,\"x\n2,\"y\"\n3,z\n")
    let expected = "text after a closing quote: is the closing quote of the field that begins at 2:3 missing?"
    #expect(hidden.problems.first == "f.csv:3:4: text-after-quote: \(expected)")
  }

  @Test("Row 30: text after a closing quote and a quote in a bare field are refused")
  func misplacedQuotes() throws {
    let reading = try Reading("a,b\n1,\"a\"b\n2,a\"b\n3,\"a\" \n4,d\n")
    #expect(
      reading.problems == [
        "f.csv:2:6: text-after-quote: text after a closing quote; double a quote that belongs to the text",
        "f.csv:3:4: stray-quote: a quote inside a field that is not quoted; quote the field and double the quote",
        "f.csv:4:6: text-after-quote: text after a closing quote; double a quote that belongs to the text",
      ])
    #expect(reading.records == [["4", "d"]])
  }

  @Test("Row 31: doubled quotes, newlines and commas in quotes are taken exactly")
  func quoted() throws {
    let reading = try Reading("a,b\n\"x \"\"y\"\", z\",\"1\n\n2\"\n\"\"\"\",\"\"\n  p ,é\n")
    #expect(reading.problems.isEmpty)
    #expect(reading.records == [["x \"y\", z", "1\n\n2"], ["\"", ""], ["  p ", "é"]])
    #expect(reading.places == [["2:1", "2:14"], ["5:1", "5:6"], ["6:1", "6:6"]])
  }

  @Test(
    "Row 32: another separator is named and the option offered",
    arguments: [
      ("a;b\n1;2\n", "semicolon", "';'"), ("a\tb\n1\t2\n", "TAB", "tab"), ("a|b\n1|2\n", "vertical bar", "'|'"),
    ])
  func otherSeparator(_ text: String, _ name: String, _ option: String) throws {
    let expected =
      "f.csv:1:1: wrong-delimiter: the fields are separated by \(name), not by comma; give --delimiter \(option)"
    #expect(try Reading(text).problems == [expected])
    let delimiter = try #require(CSVFormat.delimiter(from: option.replacing("'", with: "")))
    #expect(try Reading(text, format: CSVFormat(delimiter: delimiter)).records == [["1", "2"]])
  }

  @Test("Row 32: a sep= line is refused")
  func sepLine() throws {
    let problems = try Reading("sep=;\na;b\n1;2\n").problems
    #expect(problems.count == 1)
    #expect(problems[0].hasSuffix("(semicolon); remove the line, and give --delimiter ';'"))
    #expect(CSVFormat.delimiter(from: "\"") == nil)
    #expect(CSVFormat.delimiter(from: "ab") == nil)
  }

  @Test("Row 33: a field, a line and a number of columns over the limit are refused")
  func limits() throws {
    let field = String(repeating: "x", count: 65_536)
    #expect(try Reading("a,b\n1,\(field)\n").records == [["1", field]])
    let long = "the field that begins here is longer than 65536 bytes"
    for chunk in [1_000, .max] {
      #expect(try Reading("a,b\n1,\(field)x\n", chunk: chunk).problems == ["f.csv:2:3: field-too-long: \(long)"])
    }
    let columns = Array(repeating: "1", count: 1_001).joined(separator: ",")
    #expect(try Reading(columns).problems == ["f.csv:1:2001: too-many-columns: more than 1000 columns"])
    let line = Array(repeating: String(repeating: "y", count: 60_000), count: 18).joined(separator: ",")
    let tooLong = "f.csv:2:1: line-too-long: the line that begins here is longer than 1048576 bytes"
    #expect(try Reading("a,b\n\(line)\n").problems == [tooLong])
    #expect(try Reading("a,b\n\(line)\n", chunk: 9_999).problems == [tooLong])
  }

  @Test("Row 34: a quoted field that never ends stops at the limit, in constant memory")
  func endlessQuote() throws {
    let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
    var given = 0
    var reader = CSVReader(file: "f.csv") {
      given += 1
      return given == 1 ? Array("a,b\n1,\"".utf8) : given <= 1_024 ? chunk : []
    }
    var problems = Problems()
    #expect(try reader.readHeader(&problems))
    #expect(try !reader.next(&problems))
    let isBroken = reader.isBroken
    #expect(isBroken)
    #expect(given <= 4)
    #expect(
      problems.lines == [
        "f.csv:2:3: field-too-long: the quoted field that begins here is longer than 65536 bytes: is its closing quote missing?"
      ])
  }

  @Test("Row 35: a comment is refused unless --comment, and a total line can be skipped by it")
  func comments() throws {
    let text = "# made by hand, \"so\na,b\n1,2\n# 3,4\n5,6\nTotal,8\n# \"end"
    let plain = try Reading("a,b\n1,2\n#3,4\n")
    let expected = "the line begins with #: give --comment '#' if it is a comment, or put the field in quotes"
    #expect(plain.problems == ["f.csv:3: comment-line: \(expected)"])
    let skipping = CSVFormat(comments: [Array("#".utf8), Array("Total".utf8)])
    for chunk in [1, 3, .max] {
      let reading = try Reading(text, format: skipping, chunk: chunk)
      #expect(reading.problems.isEmpty)
      #expect(reading.records == [["1", "2"], ["5", "6"]])
      #expect(reading.places == [["3:1", "3:3"], ["5:1", "5:3"]])
    }
    #expect(try Reading("a,b\n\"#3\",4\n").records == [["#3", "4"]])
  }

  @Test("Row 36: a repeated column and a column without a name are refused")
  func header() throws {
    #expect(
      try Reading("a,b,a\n1,2,3\n").problems == [
        "f.csv:1:5: repeated-column: the column \"a\" occurs twice, as columns 1 and 3"
      ])
    #expect(try Reading("a, ,\n1,2,3\n").problems.count == 2)
    #expect(try Reading("a,\n1,2\n").problems == ["f.csv:1:3: unnamed-column: column 2 has no name"])
    // Canonically equal, but two names: bytes decide.
    #expect(try Reading("\u{E9},e\u{301}\n1,2\n").problems.isEmpty)
  }

  @Test("Row 38: a second header in the middle is refused with its line")
  func secondHeader() throws {
    let reading = try Reading("a,b\n1,2\na,b\n3,4\n")
    #expect(reading.problems == ["f.csv:3: second-header: the header again: were two files joined?"])
  }

  @Test("at most 100 problems are kept, the rest are counted")
  func bound() throws {
    let reading = try Reading("a,b\n" + String(repeating: "1\n", count: 250))
    #expect(reading.problems.count == 101)
    #expect(reading.problems.last == "and 150 more problems")
    let bytes = Array("a,b\n1,".utf8) + Array(repeating: 0xE9, count: 250) + [0x0A]
    #expect(try Reading(bytes).problems.last == "and 150 more problems")
  }

  @Test("the result does not depend on where the chunks end")
  func chunking() throws {
    var random = SplitMix(state: 20_190_501)
    let alphabet: [[UInt8]] = [
      [0x22], [0x22], [0x2C], [0x2C], [0x0A], [0x0D, 0x0A], [0x0D], [0x61], [0x62, 0x63], [0xC3, 0xA9],
      [0xE2, 0x80, 0xAE],
      [0xF0, 0x9F, 0x98, 0x80], [0xE9], [0x00], [0xEF, 0xBB, 0xBF], [0x23], [0x20], [0x09], [0x3B], [0x22, 0x22],
    ]
    for round in 0..<1_500 {
      // The reader looks at the first bytes together: what follows them comes in pieces.
      var bytes = Array(("a,b\n" + String(repeating: "1,2\n", count: 64)).utf8)
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        bytes +=
          round % 4 == 0 ? [UInt8.random(in: 0...255, using: &random)] : alphabet.randomElement(using: &random) ?? []
      }
      let format = CSVFormat(comments: round % 3 == 0 ? [[0x23], [0x61, 0x62]] : [])
      let whole = try Reading(bytes, format: format)
      var seed = random
      let pieces = try Reading(bytes, format: format) { _ in Int.random(in: 1...9, using: &seed) }
      #expect(whole == pieces, "\(bytes)")
      let single = try Reading(bytes, format: format) { _ in 1 }
      #expect(whole == single, "\(bytes)")
    }
  }
}
