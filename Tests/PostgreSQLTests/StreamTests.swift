import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A stream") struct StreamTests {
  @Test("lends every row in order") func rows() throws {
    var connection = try TestCluster.shared().connect()
    var (sum, last) = (0, -1)
    let count = try connection.stream("SELECT n FROM generate_series(0, \(99_999)) AS g(n)") { row in
      let number = try row.value("n", as: Int.self)
      #expect(number == last + 1)
      (sum, last) = (sum + number, number)
    }
    #expect(count == 100_000)
    #expect(sum == 4_999_950_000)
    #expect(try connection.stream("SELECT 1 WHERE false") { _ in } == 0)
    #expect(try connection.stream("CREATE TEMPORARY TABLE x ()") { _ in } == 0)
  }

  // In processes of their own, because the other tests use memory too.
  @Test("and a COPY do not grow with the number of their rows", .disabled(if: keepsFreedMemory)) func memory()
    async throws
  {
    let string = try TestCluster.shared().connectionString()
    await #expect(processExitsWith: .success) { [string = string as String] in
      var connection = try Connection(ConnectionSettings(string))
      let before = peakBytes()
      // 200 MB each.
      try connection.stream("SELECT pg_catalog.repeat('x', 1000) FROM generate_series(1, 200000)") { _ in }
      try connection.copyOut("COPY (SELECT pg_catalog.repeat('x', 1000) FROM generate_series(1, 200000)) TO STDOUT") {
        _ in
      }
      try connection.execute("CREATE TEMPORARY TABLE t (v text)")
      let line = String(repeating: "x", count: 1000) + "\n"
      try connection.copyIn("COPY pg_temp.t FROM STDIN") { writer in for _ in 0..<200_000 { try writer.write(line) } }
      let grown = peakBytes() - before
      #expect(grown < 10_000_000, "grown by \(grown)")
    }
  }

  @Test("that is left by an error leaves the connection ready", arguments: [0, 1, 1000])
  func leaving(after: Int) throws {
    var connection = try TestCluster.shared().connect()
    for _ in 0..<3 {
      var count = 0
      #expect(throws: Stop(number: 9)) {
        // Far more than anybody would wait for, so that it must have been cancelled.
        try connection.stream("SELECT generate_series(1, 100000000000)") { _ in
          if count == after { throw Stop(number: 9) }
          count += 1
        }
      }
      #expect(count == after)
      #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
    }
  }

  @Test("that is left inside a transaction leaves that whole") func leavingInTransaction() throws {
    var connection = try TestCluster.shared().connect()
    let answer = try connection.transaction { connection in
      try connection.execute("CREATE TEMPORARY TABLE kept AS SELECT 7::int8 AS n")
      #expect(throws: Stop()) {
        try connection.stream("SELECT n FROM generate_series(1, 100000) AS g(n)") { _ in throw Stop() }
      }
      return try connection.value("SELECT n FROM kept", as: Int.self)
    }
    #expect(answer == 7)
  }

  @Test("throws the error that comes after some rows") func lateError() throws {
    var connection = try TestCluster.shared().connect()
    var count = 0
    let error = failure {
      try connection.stream("SELECT 1 / (1000 - n) FROM generate_series(1, 2000) AS g(n)") { _ in count += 1 }
    }
    #expect(error?.sqlState == "22012")
    #expect(count == 999)
    #expect(failure { try connection.stream("SELEC 1") { _ in } }?.sqlState == "42601")
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }

  @Test("of a backend that is ended says so") func terminated() throws {
    let cluster = try TestCluster.shared()
    var connection = try cluster.connect()
    let process = connection.backendProcessID
    var hasEnded = false
    let error = failure {
      try connection.stream("SELECT generate_series(1, 100000000000)") { _ in
        if hasEnded { return }
        hasEnded = true
        var other = try cluster.connect()
        try other.execute("SELECT pg_catalog.pg_terminate_backend(\(process))")
      }
    }
    #expect(error?.endsSession == true)
    let isBroken = connection.isBroken
    #expect(isBroken)
  }
}

@Suite("A canceller") struct CancellerTests {
  @Test("ends what runs, and the connection goes on") func cancel() throws {
    let cluster = try TestCluster.shared()
    var connection = try cluster.connect()
    let (canceller, process) = (try connection.canceller(), connection.backendProcessID)
    for _ in 0..<3 {
      let error = try beside {
        try waitUntil(cluster, isWaiting(process, for: "PgSleep"))
        try canceller.cancel()
      } _: {
        failure { try connection.execute("SELECT pg_catalog.pg_sleep(60)") }
      }
      #expect(error?.sqlState == "57014")
      #expect(error?.endsSession == false)
      #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
    }
  }

  @Test("ends a stream, a COPY and a pipeline") func others() throws {
    let cluster = try TestCluster.shared()
    var connection = try cluster.connect()
    let (canceller, process) = (try connection.canceller(), connection.backendProcessID)
    let cancelWhenAsleep: @Sendable () throws -> Void = {
      try waitUntil(cluster, isWaiting(process, for: "PgSleep"))
      try canceller.cancel()
    }
    let sleep: SQL = "SELECT 1 FROM pg_catalog.pg_sleep(60)"
    #expect(try beside(cancelWhenAsleep) { failure { try connection.stream(sleep) { _ in } } }?.sqlState == "57014")
    #expect(
      try beside(cancelWhenAsleep) { failure { try connection.copyOut("COPY (\(sleep)) TO STDOUT") { _ in } } }?
        .sqlState == "57014")
    #expect(
      try beside(cancelWhenAsleep) { failure { try connection.pipeline(["SELECT 1", sleep]) } }?.sqlState == "57014")
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }

  @Test("at any moment leaves each statement its own answer", arguments: [1, 2, 3] as [UInt64])
  func anyMoment(seed: UInt64) throws {
    let cluster = try TestCluster.shared()
    var connection = try cluster.connect()
    try connection.execute("CREATE TEMPORARY TABLE t (id int8)")
    let canceller = try connection.canceller()
    let isDone = Flag()
    try beside {
      while !isDone.isSet { try canceller.cancel() }
    } _: {
      defer { isDone.set() }
      // An error of the server is an answer too: 57014, or what follows from it. A wrong answer is none.
      for number in 0..<300 {
        var random = SplitMix64(seed: seed &* 1000 &+ UInt64(number))
        do {
          switch Int.random(in: 0..<6, using: &random) {
          case 0: #expect(try connection.value("SELECT \(number)", as: Int.self) == number)
          case 1: #expect(try connection.copyIn("COPY pg_temp.t FROM STDIN") { try $0.write("1\n2\n") } == 2)
          case 2: #expect(try connection.copyOut("COPY (SELECT \(unchecked: "\(number)")) TO STDOUT") { _ in } == 1)
          case 3:
            try connection.stream("SELECT \(number)") { row in
              let back = try row.value(0, as: Int.self)
              #expect(back == number)
            }
          case 4: #expect(try connection.pipeline(["SELECT 1", "SELECT \(number)"]) == 2)
          default:
            let back = try connection.transaction { try $0.value("SELECT \(number)", as: Int.self) }
            #expect(back == number)
          }
        } catch let error as PostgreSQLError {
          #expect(error.sqlState == "57014", "\(error)")
        }
        let status = connection.transactionStatus
        #expect(status == .idle)
      }
    }
    // The last request may still be on its way.
    _ = try? connection.execute("SELECT 1")
    #expect(try connection.value("SELECT 42", as: Int32.self) == 42)
  }

  @Test("does nothing where nothing runs, and outlives its connection") func idle() throws {
    var connection = try TestCluster.shared().connect()
    let canceller = try connection.canceller()
    try canceller.cancel()
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
    connection.close()
    try canceller.cancel()
  }

  @Test("says when it cannot reach the server") func unreachable() throws {
    let cluster = try TestCluster()
    let canceller = try cluster.connect().canceller()
    try cluster.whileStopped {
      let error = failure { try canceller.cancel() }
      #expect(error?.description.hasPrefix("the request to cancel was not delivered: ") == true)
    }
  }

  @Test("is not needed for a statement that runs too long") func timeout() throws {
    var settings = ConnectionSettings(try TestCluster.shared().connectionString())
    settings.statementTimeout = .milliseconds(50)
    var connection = try Connection(settings)
    #expect(failure { try connection.execute("SELECT pg_catalog.pg_sleep(60)") }?.sqlState == "57014")
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }
}
