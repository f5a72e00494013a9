import LedgerTestSupport
import PostgreSQL
import Testing

/// Values go to a real server and back; what the server says of them in text is compared too.
@Suite("A value") struct ValueTests {
  private func roundTrip<Value: BinaryEncodable & BinaryDecodable & Equatable>(_ values: [Value]) throws {
    var connection = try TestCluster.shared().connect()
    for value in values {
      let back = try connection.value("SELECT \(value)", as: Value.self)
      #expect(back == value)
    }
    let none = try connection.value("SELECT \(Value?.none)", as: Value?.self)
    #expect(none == nil)
  }

  @Test("comes back as it went") func scalars() throws {
    try roundTrip([Int16.min, -1, 0, 1, Int16.max])
    try roundTrip([Int32.min, -1, 0, 1, Int32.max])
    try roundTrip([Int64.min, -1, 0, 1, 255, 256, Int64.max])
    try roundTrip([Int.min, 0, Int.max])
    try roundTrip([UInt32.min, 1, UInt32.max])
    try roundTrip([true, false])
    try roundTrip([[UInt8](), [0], Array(0...255), Array(repeating: 7, count: 100_000)])
    try roundTrip([UUIDValue(high: 0, low: 0), UUIDValue(high: .max, low: .max), UUIDValue(high: 1, low: 2)])
  }

  @Test(
    "of text keeps its bytes, whatever Unicode calls equal",
    arguments: [
      "", "a", "e\u{301}", "é", "\r\n", "\u{FEFF}x", "👩‍👩‍👧", "\u{10FFFF}", "\u{1}\u{7F}\u{85}\u{2028}",
      "'; DROP TABLE x; --", "$1", "\\",
      String(repeating: "ä", count: 100_000),
    ])
  func text(value: String) throws {
    var connection = try TestCluster.shared().connect()
    let back = try connection.value("SELECT \(value)", as: String.self)
    #expect(Array(back.utf8) == Array(value.utf8))
    let bytes = try connection.value("SELECT pg_catalog.convert_to(\(value), 'UTF8')", as: [UInt8].self)
    #expect(bytes == Array(value.utf8))
  }

  @Test("of text may not hold U+0000", arguments: ["\0", "a\0", "\0a"])
  func nul(value: String) throws {
    var connection = try TestCluster.shared().connect()
    let reason = "cannot be sent: the text holds the character U+0000, which PostgreSQL cannot store"
    #expect(failure { try connection.execute("SELECT \(1), \(value)") }?.description == "parameter 2 \(reason)")
    #expect(failure { try connection.execute("SELECT \([value])") }?.description == "parameter 1 \(reason)")
    #expect(failure { try connection.execute("SELECT \(identifier: value)") }?.description == "the statement \(reason)")
    #expect(failure { try connection.executeScript("SELECT 1\(value)") }?.description == "the statement \(reason)")
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }

  @Test("in an array comes back in its place") func arrays() throws {
    try roundTrip([[String](), ["a"], ["", "é", "a,b", "{}", "NULL", "\""]])
    try roundTrip([[Int64](), [Int64.min, 0, .max]])
    try roundTrip([[Int](), [1, 2, 3]])
    try roundTrip([[Int32](), [-1, 2]])
    try roundTrip([[Int16](), [-1, 2]])
    try roundTrip([[Bool](), [true, false]])
    try roundTrip([[[UInt8]](), [[], [0], [1, 2]]])
    try roundTrip([[String?](), ["a", nil, ""]])
    try roundTrip([[[UInt8]?]([nil, [], [1]])])
    try roundTrip([[UUIDValue(high: 1, low: 2)]])
    try roundTrip([[TimestampTZ(microsecondsSinceUnixEpoch: 1)]])
    try roundTrip([[DateValue(daysSinceUnixEpoch: 1)]])
    try roundTrip([["1.10", "-0.5"].compactMap { NumericText($0) }])
    var connection = try TestCluster.shared().connect()
    let text = try connection.value("SELECT \(["a", nil, "b c", "\""])::text", as: String.self)
    #expect(text == #"{a,NULL,"b c","\""}"#)
    #expect(
      try connection.value(
        "SELECT \(Array(0..<50_000))::int8[] = ARRAY(SELECT generate_series(0, 49999)::int8)", as: Bool.self))
  }

  @Test("in an array of two dimensions, or NULL among values, is refused") func arrayFailures() throws {
    var connection = try TestCluster.shared().connect()
    let two = failure { _ = try connection.value("SELECT '{{1,2},{3,4}}'::int8[] AS a", as: [Int64].self) }
    #expect(two?.description == "column a of row 0 cannot be read as Array<Int64>: its bytes are malformed")
    let null = failure { _ = try connection.value("SELECT '{1,NULL}'::int8[] AS a", as: [Int64].self) }
    #expect(null?.description == "column a of row 0 cannot be read as Array<Int64>: it is NULL")
  }

  @Test(
    "of numeric keeps its digits and its scale",
    arguments: [
      "0", "0.0", "0.00", "1", "-1", "-1.10", "0.00000001", "10000", "100000000", "9999", "9999.9999", "10000.00001",
      "0.0001", "0.00010", "0.10", "12345678.90", "-0.00001000", "1.000000000000000000000", "99999999.99999999",
      "123456789012345678901234567890123456789012345678901234567890",
      "0.123456789012345678901234567890123456789012345678901234567890",
      "-1234567890123456789012345678901234567890.12345678901234567890",
    ])
  func numeric(text: String) throws {
    let value = try #require(NumericText(text))
    #expect(value.text == text)
    var connection = try TestCluster.shared().connect()
    #expect(try connection.value("SELECT \(value)", as: NumericText.self) == value)
    #expect(try connection.value("SELECT \(value)::text", as: String.self) == text)
    #expect(try connection.value("SELECT \(text)::numeric", as: NumericText.self) == value)
    #expect(try connection.value("SELECT pg_catalog.scale(\(value))", as: Int32.self) == Int32(value.scale))
  }

  @Test("of numeric may have as many digits as the server holds") func longNumeric() throws {
    var connection = try TestCluster.shared().connect()
    let longest = try #require(
      NumericText(String(repeating: "9", count: 131_072) + "." + String(repeating: "7", count: 16_383)))
    #expect(try connection.value("SELECT \(longest)", as: NumericText.self) == longest)
    #expect(NumericText(String(repeating: "9", count: 131_073)) == nil)
    #expect(NumericText("0." + String(repeating: "7", count: 16_384)) == nil)
  }

  @Test(
    "of numeric is canonical where two texts mean the same number",
    arguments: [
      ("007", "7"), ("-0", "0"), ("-0.00", "0.00"), ("000.10", "0.10"), ("-00.5", "-0.5"),
    ])
  func canonicalNumeric(text: String, expected: String) { #expect(NumericText(text)?.text == expected) }

  @Test(
    "of numeric is nothing but digits",
    arguments: [
      "", "-", ".", "1.", ".5", "+1", "1e3", " 1", "1 ", "1,5", "--1", "NaN", "Infinity", "1.2.3", "١", "0x10", "1\n",
      "1_000",
    ])
  func malformedNumeric(text: String) { #expect(NumericText(text) == nil) }

  @Test(
    "that is not finite is refused",
    arguments: [
      "'NaN'::numeric", "'Infinity'::numeric", "'-Infinity'::numeric",
    ])
  func infiniteNumeric(expression: String) throws {
    var connection = try TestCluster.shared().connect()
    let error = failure { _ = try connection.value("SELECT \(unchecked: expression) AS x", as: NumericText.self) }
    #expect(error?.description == "column x of row 0 cannot be read as NumericText: it is not finite")
  }

  @Test("of numeric from random digits comes back", arguments: [1, 2, 3] as [UInt64])
  func randomNumeric(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func digits(_ count: Int) -> String {
      String((0..<count).map { _ in Character(["0", "0", "0", "1", "5", "9"].randomElement(using: &random) ?? "0") })
    }
    var values: [NumericText] = []
    for _ in 0..<500 {
      let whole = digits(Int.random(in: 1...20, using: &random))
      let fraction = digits(Int.random(in: 0...20, using: &random))
      let sign = Bool.random(using: &random) ? "-" : ""
      values.append(try #require(NumericText(sign + whole + (fraction.isEmpty ? "" : "." + fraction))))
    }
    var connection = try TestCluster.shared().connect()
    let rows = try connection.query(
      "SELECT v, v::text FROM pg_catalog.unnest(\(values)) WITH ORDINALITY AS u(v, n) ORDER BY n")
    for (index, value) in values.enumerated() {
      #expect(try rows.value(index, 0, as: NumericText.self) == value)
      #expect(try rows.value(index, 1, as: String.self) == value.text)
    }
  }
}
