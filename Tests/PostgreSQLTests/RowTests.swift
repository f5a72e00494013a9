import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("Rows") struct RowTests {
  @Test("are read by place and by name") func reading() throws {
    var connection = try TestCluster.shared().connect()
    let rows = try connection.query(
      "SELECT n AS number, CASE WHEN n > 1 THEN 'row ' || n END AS text FROM generate_series(1, \(3)) AS g(n)")
    let (count, names, types, tag, affected) = (
      rows.count, rows.columnNames, rows.columnTypes, rows.commandTag, rows.affectedRows
    )
    #expect(count == 3)
    #expect(names == ["number", "text"])
    #expect(types == [.int8, .text])
    #expect(tag == "SELECT 3")
    #expect(affected == 3)
    let index = rows.columnIndex(named: "text")
    #expect(index == 1)
    #expect(try rows.value(2, 0, as: Int64.self) == 3)
    #expect(try rows.value(0, 1, as: String?.self) == nil)
    let pairs = try rows.map { row in
      let (width, place) = (row.columnCount, row.index)
      #expect(width == 2)
      let number = try row.value("number", as: Int.self)
      #expect(number == place + 1)
      return try row.value("text", as: String?.self) ?? "-"
    }
    #expect(pairs == ["-", "row 2", "row 3"])
    var seen = 0
    try rows.forEach { row in
      let length = try row.withBytes(1) { $0?.count }
      #expect(length == (seen == 0 ? nil : 5))
      seen += 1
    }
    #expect(seen == 3)
  }

  @Test("say which column is not what was asked for") func failures() throws {
    var connection = try TestCluster.shared().connect()
    let rows = try connection.query(
      "SELECT 1::int4 AS small, NULL::text AS none, '\\x0102'::bytea AS raw, 1.5::numeric AS n")
    let reads = "of row 0 cannot be read as"
    func check(_ expected: String, _ body: () throws -> Void) { #expect(failure(body)?.description == expected) }
    check("column small \(reads) Int64: it is of integer") { _ = try rows.value(0, 0, as: Int64.self) }
    check("column small \(reads) Int64: it is of integer") { _ = try rows.value(0, 0, as: Int64?.self) }
    check("column none \(reads) String: it is NULL") { _ = try rows.value(0, 1, as: String.self) }
    check("column raw \(reads) String: it is of bytea") { _ = try rows.value(0, 2, as: String.self) }
    check("column n \(reads) Bool: it is of numeric") { _ = try rows.value(0, 3, as: Bool.self) }
    check("column 4 \(reads) Bool: there is no such column") { _ = try rows.value(0, 4, as: Bool.self) }
    check("column -1 \(reads) Bool: there is no such column") { _ = try rows.value(0, -1, as: Bool.self) }
    rows.forEach { row in
      check("column other \(reads) Bool: there is no such column") { _ = try row.value("other", as: Bool.self) }
      check("column SMALL \(reads) Int32: there is no such column") { _ = try row.value("SMALL", as: Int32?.self) }
      check("column 9 \(reads) bytes: there is no such column") { _ = try row.withBytes(9) { $0?.count } }
    }
  }

  @Test("of another width are refused") func widths() {
    let bytes: [UInt8] = [0, 0, 0, 1]
    #expect(throws: DecodingFailure.wrongWidth(expected: 8, found: 4)) { try Int64(binary: bytes.span) }
    #expect(throws: DecodingFailure.wrongWidth(expected: 2, found: 4)) { try Int16(binary: bytes.span) }
    #expect(throws: DecodingFailure.wrongWidth(expected: 1, found: 4)) { try Bool(binary: bytes.span) }
    #expect(throws: DecodingFailure.wrongWidth(expected: 16, found: 4)) { try UUIDValue(binary: bytes.span) }
    #expect(throws: DecodingFailure.wrongWidth(expected: 8, found: 4)) { try TimestampTZ(binary: bytes.span) }
    #expect(throws: DecodingFailure.wrongWidth(expected: 8, found: 4)) { try NumericText(binary: bytes.span) }
    #expect(throws: DecodingFailure.wrongWidth(expected: 12, found: 4)) { try [Int64](binary: bytes.span) }
    let two: [UInt8] = [0, 1]
    #expect(throws: DecodingFailure.wrongWidth(expected: 4, found: 2)) { try Int32(binary: two.span) }
    #expect(throws: DecodingFailure.wrongWidth(expected: 4, found: 2)) { try UInt32(binary: two.span) }
    #expect(throws: DecodingFailure.wrongWidth(expected: 4, found: 2)) { try DateValue(binary: two.span) }
    let notBool: [UInt8] = [2]
    #expect(throws: DecodingFailure.malformed) { try Bool(binary: notBool.span) }
    let digit: [UInt8] = [0, 1, 0, 0, 0, 0, 0, 0, 0x27, 0x10]
    #expect(throws: DecodingFailure.malformed) { try NumericText(binary: digit.span) }
  }

  @Test("cut short, lengthened or altered are refused, and never crash", arguments: [1, 2, 3] as [UInt64])
  func damaged(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var whole: [UInt8] = []
    try ["a", nil, "bc"].encode(into: &whole)
    var number: [UInt8] = []
    try #require(NumericText("-12345.6789")).encode(into: &number)
    for count in 0..<whole.count {
      let part = Array(whole[..<count])
      #expect(throws: DecodingFailure.self) { _ = try [String?](binary: part.span) }
    }
    for count in 0..<number.count {
      let part = Array(number[..<count])
      #expect(throws: DecodingFailure.self) { _ = try NumericText(binary: part.span) }
    }
    let longer = whole + [0]
    #expect(throws: DecodingFailure.self) { _ = try [String?](binary: longer.span) }
    for _ in 0..<2000 {
      var (array, numeric) = (whole, number)
      array[Int.random(in: array.indices, using: &random)] = .random(in: 0...255, using: &random)
      numeric[Int.random(in: numeric.indices, using: &random)] = .random(in: 0...255, using: &random)
      _ = try? [String?](binary: array.span)
      _ = try? [Int64](binary: array.span)
      _ = try? NumericText(binary: numeric.span)
    }
  }

  @Test("that are not UTF-8 are refused") func encoding() throws {
    var connection = try TestCluster.shared().connect()
    try connection.execute("SET client_encoding TO 'LATIN1'")
    let error = failure { _ = try connection.value("SELECT pg_catalog.chr(233) AS c", as: String.self) }
    #expect(error?.description == "column c of row 0 cannot be read as String: it is not UTF-8")
    let bytes = try connection.query("SELECT pg_catalog.chr(233)").only { row in
      try row.withBytes(0) { bytes in bytes?[0] }
    }
    #expect(bytes == 0xE9)
  }

  @Test("are counted where one is expected") func counts() throws {
    var connection = try TestCluster.shared().connect()
    let two: SQL = "SELECT generate_series(1, 2)"
    let none: SQL = "SELECT 1 WHERE false"
    #expect(
      failure { _ = try connection.value(two, as: Int32.self) }?.description == "the statement returned 2 rows, not 1")
    #expect(
      failure { _ = try connection.value(two, as: Int32?.self) }?.description == "the statement returned 2 rows, not 1")
    #expect(
      failure { _ = try connection.value(none, as: Int32.self) }?.description == "the statement returned 0 rows, not 1")
    #expect(try connection.value(none, as: Int32?.self) == nil)
    #expect(try connection.query(none).only { row in try row.value(0, as: Int32.self) } == nil)
    #expect(
      failure { _ = try connection.query(two).only { _ in } }?.description == "the statement returned 2 rows, not 1")
    #expect(
      failure { _ = try connection.value("", as: Int32.self) }?.description == "the statement returned 0 rows, not 1")
  }

  @Test("outside the result are a mistake of the program") func outside() async {
    await #expect(processExitsWith: .failure) {
      var connection = try TestCluster.shared().connect()
      _ = try connection.query("SELECT 1").value(1, 0, as: Int32.self)
    }
  }

  @Test("of a COPY are not read as a result") func copy() throws {
    var connection = try TestCluster.shared().connect()
    let message = "the statement is a COPY, which has calls of its own"
    let out: SQL = "COPY (SELECT 1) TO STDOUT"
    for _ in 0..<3 {
      #expect(failure { try connection.execute(out) }?.description == message)
      #expect(failure { try connection.stream(out) { _ in } }?.description == message)
      #expect(failure { try connection.executeScript("SELECT 1; COPY (SELECT 1) TO STDOUT") }?.description == message)
      #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
    }
    // In the other direction it costs the connection.
    let into: SQL = "COPY pg_catalog.pg_description FROM STDIN"
    for way in 0..<3 {
      connection = try TestCluster.shared().connect()
      let error = failure {
        switch way {
        case 0: try connection.execute(into)
        case 1: try connection.stream(into) { _ in }
        default: try connection.executeScript(into.text)
        }
      }
      #expect(error?.description == message)
      let isBroken = connection.isBroken
      #expect(isBroken)
    }
  }
}

@Suite("A prepared statement") struct StatementCacheTests {
  private func prepared(_ connection: inout Connection) throws -> [String] {
    try connection.query("SELECT statement FROM pg_prepared_statements ORDER BY statement").map { row in
      try row.value(0, as: String.self)
    }
  }

  @Test("is made at the second use") func second() throws {
    var connection = try TestCluster.shared().connect()
    for expected in [[], ["SELECT $1 + 1"], ["SELECT $1 + 1"]] as [[String]] {
      #expect(try connection.value("SELECT \(1) + 1", as: Int64.self) == 2)
      // The question about them is one itself from its second use.
      #expect(try prepared(&connection).filter { !$0.contains("pg_prepared") } == expected)
    }
    #expect(try connection.value("SELECT \(Int32(1)) + 1", as: Int32.self) == 2)
    #expect(try connection.value("SELECT \(Int32(2)) + 1", as: Int32.self) == 3)
    #expect(try prepared(&connection).filter { !$0.contains("pg_prepared") } == ["SELECT $1 + 1", "SELECT $1 + 1"])
  }

  @Test("gives way to another beyond the limit") func limit() throws {
    var settings = ConnectionSettings(try TestCluster.shared().connectionString())
    settings.preparedStatementLimit = 3
    var connection = try Connection(settings)
    for _ in 0..<3 {
      for number in 0..<7 { for _ in 0..<2 { try connection.execute("SELECT \(unchecked: "\(number)") + \(1)") } }
    }
    #expect(try prepared(&connection).count == 3)
    settings.preparedStatementLimit = 0
    var other = try Connection(settings)
    for _ in 0..<3 { try other.execute("SELECT 1") }
    #expect(try prepared(&other).isEmpty)
  }

  @Test("that the server lost or can no more use is made again") func lost() throws {
    let database = try TestDatabase()
    var connection = try database.connect()
    for _ in 0..<2 { #expect(try connection.value("SELECT \(1)", as: Int.self) == 1) }
    try connection.execute("DEALLOCATE ALL")
    #expect(failure { _ = try connection.value("SELECT \(1)", as: Int.self) }?.sqlState == "26000")
    for _ in 0..<3 { #expect(try connection.value("SELECT \(1)", as: Int.self) == 1) }

    try connection.execute("CREATE TABLE public.t AS SELECT 1::int8 AS a")
    for _ in 0..<2 { try connection.execute("SELECT * FROM public.t") }
    try connection.execute("ALTER TABLE public.t ADD b int8")
    #expect(failure { try connection.execute("SELECT * FROM public.t") }?.sqlState == "0A000")
    for _ in 0..<3 { #expect(try connection.query("SELECT * FROM public.t").only { $0.columnCount } == 2) }
  }

  @Test("that cannot be made is not taken for one") func failing() throws {
    var connection = try TestCluster.shared().connect()
    for _ in 0..<4 { #expect(failure { try connection.execute("SELECT no_such_column") }?.sqlState == "42703") }
    for _ in 0..<4 {
      #expect(
        failure {
          try connection.transaction { connection in
            _ = try? connection.execute("SELECT 1/0")
            try connection.execute("SELECT 'in a failed transaction'")
          }
        }?.sqlState == "25P02")
    }
    for _ in 0..<3 { try connection.execute("SELECT 'in a failed transaction'") }
  }
}
