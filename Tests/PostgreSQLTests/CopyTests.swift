import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A COPY") struct CopyTests {
  let database: TestDatabase

  init() throws {
    database = try TestDatabase()
    var connection = try database.connect()
    try connection.executeScript(
      """
      CREATE TABLE public.t (id int8 CONSTRAINT t_key PRIMARY KEY, v text, b bytea, n numeric, at timestamptz);
      CREATE TABLE public.small (a int4)
      """)
  }

  private func count() throws -> Int {
    var connection = try database.connect()
    return try connection.value("SELECT count(*) FROM public.t", as: Int.self)
  }

  @Test("of text goes in and comes out byte for byte") func text() throws {
    var connection = try database.connect()
    let lines = (0..<30_000).map { "\($0)\té line \($0)\n" }
    let copied = try connection.copyIn("COPY public.t (id, v) FROM STDIN") { writer in
      for (index, line) in lines.enumerated() {
        switch index % 3 {
        case 0: try writer.write(line)
        case 1: try writer.write(Array(line.utf8))
        default:
          let bytes = Array(line.utf8)
          try writer.write(bytes.span)
        }
      }
    }
    #expect(copied == 30_000)
    var out: [UInt8] = []
    let read = try connection.copyOut("COPY (SELECT id, v FROM public.t ORDER BY id) TO STDOUT") { bytes in
      for index in bytes.indices { out.append(bytes[index]) }
    }
    #expect(read == 30_000)
    #expect(out == Array(lines.joined().utf8))
  }

  @Test("of one piece larger than the buffer goes in whole") func large() throws {
    var connection = try database.connect()
    let value = String(repeating: "x", count: 1_000_000)
    #expect(try connection.copyIn("COPY public.t (id, v) FROM STDIN") { try $0.write("1\t\(value)\n") } == 1)
    #expect(try connection.value("SELECT v FROM public.t", as: String.self) == value)
  }

  @Test("of typed rows goes in and comes out", arguments: [0, 1, 2, 10_000])
  func binary(rows: Int) throws {
    var connection = try database.connect()
    let number = try #require(NumericText("-1.10"))
    let copied = try connection.copyInBinary("COPY public.t FROM STDIN (FORMAT binary)") { writer in
      for id in 0..<rows {
        let bytes: [UInt8] = [0, UInt8(id % 256)]
        if id % 2 == 0 {
          try writer.row(
            id, id % 3 == 0 ? nil : "é\(id)", bytes, number, TimestampTZ(microsecondsSinceUnixEpoch: Int64(id)))
        } else {
          try writer.beginRow(fieldCount: 5)
          try writer.field(id)
          let text = Array("é\(id)".utf8)
          if id % 3 == 0 { try writer.field(String?.none) } else { try writer.field(bytes: text.span) }
          try writer.field(bytes: bytes.span)
          try writer.field(number)
          try writer.field(TimestampTZ(microsecondsSinceUnixEpoch: Int64(id)))
        }
      }
    }
    #expect(copied == rows)
    var next = 0
    let read = try connection.copyOutBinary(
      "COPY (SELECT * FROM public.t ORDER BY id) TO STDOUT (FORMAT binary)"
    ) { row in
      let (columns, place) = (row.columnCount, row.index)
      #expect(columns == 5)
      #expect(place == next)
      #expect(try row.value(0, as: Int.self) == next)
      #expect(try row.value(1, as: String?.self) == (next % 3 == 0 ? nil : "é\(next)"))
      #expect(try row.value(2, as: [UInt8].self) == [0, UInt8(next % 256)])
      #expect(try row.value(3, as: NumericText.self) == number)
      #expect(try row.value(4, as: TimestampTZ.self).microsecondsSinceUnixEpoch == Int64(next))
      let length = try row.withBytes(2) { $0?.count }
      #expect(length == 2)
      next += 1
    }
    #expect(read == rows)
    #expect(next == rows)
  }

  @Test("whose body throws leaves nothing, and throws that", arguments: [0, 1, 50_000])
  func throwing(after: Int) throws {
    var connection = try database.connect()
    for isInTransaction in [false, true] {
      func copy(_ connection: inout Connection) throws {
        try connection.copyIn("COPY public.t (id) FROM STDIN") { writer in
          for id in 0..<after { try writer.write("\(id)\n") }
          throw Stop(number: 4)
        }
      }
      #expect(throws: Stop(number: 4)) {
        if isInTransaction { try connection.transaction(copy) } else { try copy(&connection) }
      }
      #expect(throws: Stop(number: 5)) {
        try connection.copyInBinary("COPY public.small FROM STDIN (FORMAT binary)") { writer in
          for id in 0..<after { try writer.row(Int32(id)) }
          throw Stop(number: 5)
        }
      }
      #expect(try connection.value("SELECT count(*) FROM public.small", as: Int.self) == 0)
    }
    #expect(try count() == 0)
  }

  @Test(
    "that the server refuses is an error of the server, early or late",
    arguments: [
      ("1\n1\n", "23505"), ("x\n", "22P02"), ("1\t2\n", "22P04"),
    ])
  func refused(bytes: String, sqlState: String) throws {
    var connection = try database.connect()
    var error = failure { try connection.copyIn("COPY public.t (id) FROM STDIN") { try $0.write(bytes) } }
    #expect(error?.sqlState == sqlState)
    #expect(error?.description.contains("\"x\"") == false)
    // The rest of what the body writes is dropped by the server.
    error = failure {
      try connection.copyIn("COPY public.t (id) FROM STDIN") { writer in
        try writer.write(bytes)
        for id in 0..<200_000 { try writer.write("\(id)\n") }
      }
    }
    #expect(error?.sqlState == sqlState)
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
    #expect(try count() == 0)
  }

  @Test("of values that PostgreSQL cannot hold names the field") func values() throws {
    var connection = try database.connect()
    let nul = failure {
      try connection.copyInBinary("COPY public.t (id, v) FROM STDIN (FORMAT binary)") { try $0.row(1, "\0") }
    }
    #expect(
      nul?.description
        == "parameter 2 cannot be sent: the text holds the character U+0000, which PostgreSQL cannot store")
    let width = failure {
      try connection.copyInBinary("COPY public.small FROM STDIN (FORMAT binary)") { try $0.row(Int64(1)) }
    }
    #expect(width?.sqlState == "22P03")
    for (fields, message) in [
      (1, "parameter 1 cannot be sent: the row should have 2 fields, it has 1"),
      (3, "parameter 3 cannot be sent: the row should have 2 fields, it has 3"),
    ] {
      let error = failure {
        try connection.copyInBinary("COPY public.t (id, v) FROM STDIN (FORMAT binary)") { writer in
          try writer.beginRow(fieldCount: 2)
          for _ in 0..<fields { try writer.field("1") }
        }
      }
      #expect(error?.description == message)
    }
    #expect(try count() == 0)
  }

  @Test("in another direction, or none, is refused") func direction() throws {
    var connection = try database.connect()
    let message = "the statement is not a COPY in this direction"
    for sql: SQL in ["COPY public.t TO STDOUT", "SELECT 1", "CREATE TEMPORARY TABLE x ()", ""] {
      #expect(failure { try connection.copyIn(sql) { _ in } }?.description == message)
    }
    for sql: SQL in ["COPY public.t FROM STDIN", "SELECT generate_series(1, 3)", ""] {
      #expect(failure { try connection.copyOut(sql) { _ in } }?.description == message)
    }
    #expect(failure { try connection.copyIn("COPY public.none FROM STDIN") { _ in } }?.sqlState == "42P01")
    #expect(failure { try connection.copyOut("COPY public.none TO STDOUT") { _ in } }?.sqlState == "42P01")
    #expect(
      failure { try connection.copyOutBinary("COPY public.t TO STDOUT") { _ in } }?.description.contains("malformed")
        == true)
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }

  @Test("that is cancelled at any moment leaves each later statement its own answer") func cancelled() throws {
    var connection = try database.connect()
    let canceller = try connection.canceller()
    let isDone = Flag()
    try beside {
      while !isDone.isSet { try canceller.cancel() }
    } _: {
      defer { isDone.set() }
      for number in 0..<1000 {
        do {
          try connection.copyIn("COPY public.t (id) FROM STDIN") { _ in throw Stop() }
        } catch is Stop {
        } catch let error as PostgreSQLError {
          #expect(error.sqlState == "57014")
        }
        do {
          #expect(try connection.value("SELECT \(number)", as: Int.self) == number)
        } catch let error as PostgreSQLError {
          #expect(error.sqlState == "57014")
        }
      }
    }
  }

  @Test("that the server refuses before it reads leaves each later statement its own answer") func refusedEarly() throws
  {
    var connection = try database.connect()
    try connection.executeScript(
      """
      CREATE VIEW public.v AS SELECT id FROM public.t;
      CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'XX999', MESSAGE = 'no'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON public.small EXECUTE FUNCTION public.refuse()
      """)
    for number in 0..<5 {
      let view = failure { try connection.copyIn("COPY public.v FROM STDIN") { try $0.write("1\n") } }
      #expect(view?.sqlState == "42809")
      #expect(try connection.value("SELECT \(number)", as: Int.self) == number)
      let trigger = failure { try connection.copyIn("COPY public.small FROM STDIN") { try $0.write("1\n") } }
      #expect(trigger?.sqlState == "XX999")
      #expect(try connection.value("SELECT \(number)", as: Int.self) == number)
      #expect(throws: Stop()) { try connection.copyIn("COPY public.v FROM STDIN") { _ in throw Stop() } }
      #expect(try connection.value("SELECT \(number)", as: Int.self) == number)
    }
  }

  @Test("takes no parameters") func parameters() throws {
    var connection = try database.connect()
    let sql: SQL = "COPY (SELECT \(1)) TO STDOUT"
    #expect(failure { try connection.copyOut(sql) { _ in } }?.sqlState == "42P02")
    #expect(failure { try connection.copyIn("COPY public.t FROM STDIN WHERE id = \(1)") { _ in } }?.sqlState == "42P02")
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }

  @Test("out of the server that is left by an error leaves the connection ready") func leaving() throws {
    var connection = try database.connect()
    for isInTransaction in [false, true] {
      func copy(_ connection: inout Connection) throws {
        #expect(throws: Stop()) {
          try connection.copyOut("COPY (SELECT generate_series(1, 1000000)) TO STDOUT") { _ in throw Stop() }
        }
        #expect(throws: Stop()) {
          try connection.copyOutBinary("COPY (SELECT generate_series(1, 100000)) TO STDOUT (FORMAT binary)") { _ in
            throw Stop()
          }
        }
        #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
      }
      if isInTransaction { try connection.transaction(copy) } else { try copy(&connection) }
    }
  }

  @Test("out of the server checks widths, and throws what comes after some rows") func outFailures() throws {
    var connection = try database.connect()
    let width = failure {
      try connection.copyOutBinary("COPY (SELECT 1::int8, 2::int4, NULL::text) TO STDOUT (FORMAT binary)") { row in
        _ = try row.value(1, as: Int.self)
      }
    }
    #expect(width?.description == "column 1 of row 0 cannot be read as Int: it has 4 bytes, not 8")
    let null = failure {
      try connection.copyOutBinary("COPY (SELECT NULL::text) TO STDOUT (FORMAT binary)") { row in
        _ = try row.value(0, as: String.self)
      }
    }
    #expect(null?.description == "column 0 of row 0 cannot be read as String: it is NULL")
    let column = failure {
      try connection.copyOutBinary("COPY (SELECT 1) TO STDOUT (FORMAT binary)") { row in
        _ = try row.value(1, as: String?.self)
      }
    }
    #expect(column?.description == "column 1 of row 0 cannot be read as String: there is no such column")
    var rows = 0
    let late = failure {
      try connection.copyOutBinary(
        "COPY (SELECT 1 / (500 - n) FROM generate_series(1, 1000) AS g(n)) TO STDOUT (FORMAT binary)"
      ) { _ in rows += 1 }
    }
    #expect(late?.sqlState == "22012")
    #expect(rows == 499)
  }

  @Test("of a backend that is ended says so") func terminated() throws {
    let cluster = database.cluster
    var connection = try database.connect()
    let process = connection.backendProcessID
    let error = failure {
      try connection.copyIn("COPY public.t (id) FROM STDIN") { writer in
        var other = try cluster.connect()
        try other.execute("SELECT pg_catalog.pg_terminate_backend(\(process))")
        for id in 0..<1_000_000_000 { try writer.write("\(id)\n") }
      }
    }
    #expect(error?.endsSession == true)
    #expect(try count() == 0)
  }
}
