import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A transaction") struct TransactionTests {
  let database: TestDatabase

  init() throws {
    database = try TestDatabase()
    var connection = try database.connect()
    try connection.execute("CREATE TABLE public.t (id int8 CONSTRAINT t_key PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
  }

  private func ids() throws -> [Int] {
    var connection = try database.connect()
    return try connection.query("SELECT id FROM public.t ORDER BY id").map { row in try row.value(0, as: Int.self) }
  }

  @Test("is kept when its body returns") func commits() throws {
    var connection = try database.connect()
    let answer = try connection.transaction { connection in
      let status = connection.transactionStatus
      #expect(status == .inTransaction)
      try connection.execute("INSERT INTO public.t VALUES (1)")
      return 42
    }
    #expect(answer == 42)
    let status = connection.transactionStatus
    #expect(status == .idle)
    #expect(try ids() == [1])
  }

  @Test("is undone when its body throws, and that error comes out") func rollsBack() throws {
    var connection = try database.connect()
    #expect(throws: Stop(number: 3)) {
      try connection.transaction { connection in
        try connection.execute("INSERT INTO public.t VALUES (1)")
        throw Stop(number: 3)
      }
    }
    let error = failure {
      try connection.transaction { connection in
        try connection.execute("INSERT INTO public.t VALUES (1)")
        try connection.execute("SELECT 1/0")
      }
    }
    #expect(error?.sqlState == "22012")
    let status = connection.transactionStatus
    #expect(status == .idle)
    #expect(try ids() == [])
  }

  @Test("whose body hides an error is not kept, and says so") func hiddenError() throws {
    var connection = try database.connect()
    let error = failure {
      try connection.transaction { connection in
        try connection.execute("INSERT INTO public.t VALUES (1)")
        _ = try? connection.execute("SELECT 1/0")
      }
    }
    guard case .transactionAborted = error else {
      Issue.record("\(String(reflecting: error))")
      return
    }
    let status = connection.transactionStatus
    #expect(status == .idle)
    #expect(try ids() == [])
  }

  @Test("that the server refuses to commit is an error of the server, not an unknown outcome") func deferred() throws {
    var connection = try database.connect()
    let error = failure {
      try connection.transaction { connection in
        for _ in 0..<2 { try connection.execute("INSERT INTO public.t VALUES (1)") }
      }
    }
    #expect(error?.sqlState == "23505")
    #expect(error?.serverError?.constraint == "t_key")
    #expect(try ids() == [])
    // The same for a statement that is a transaction of its own.
    #expect(
      failure { _ = try connection.queryCommitting("INSERT INTO public.t VALUES (1), (1)") }?.sqlState == "23505")
    let tag = try connection.queryCommitting("INSERT INTO public.t VALUES (\(5)) RETURNING id").value(
      0, 0, as: Int.self)
    #expect(tag == 5)
    #expect(try ids() == [5])
  }

  @Test("has the isolation and access it is asked for") func isolation() throws {
    var connection = try database.connect()
    for (isolation, text) in [
      (Isolation.readCommitted, "read committed"), (.repeatableRead, "repeatable read"),
      (.serializable, "serializable"),
    ] {
      let found = try connection.transaction(isolation: isolation) { connection in
        try connection.value("SELECT pg_catalog.current_setting('transaction_isolation')", as: String.self)
      }
      #expect(found == text)
    }
    let error = failure {
      try connection.transaction(readOnly: true) { connection in _ = try connection.execute("DELETE FROM public.t") }
    }
    #expect(error?.sqlState == "25006")
  }

  @Test("keeps what a savepoint does not undo") func savepoint() throws {
    var connection = try database.connect()
    try connection.transaction { connection in
      try connection.execute("INSERT INTO public.t VALUES (1)")
      let error = failure {
        try connection.savepoint { connection in
          try connection.execute("INSERT INTO public.t VALUES (2)")
          try connection.execute("SELECT 1/0")
        }
      }
      #expect(error?.sqlState == "22012")
      #expect(throws: Stop()) { try connection.savepoint { _ in throw Stop() } }
      try connection.savepoint { connection in _ = try connection.execute("INSERT INTO public.t VALUES (3)") }
    }
    #expect(try ids() == [1, 3])
  }

  @Test("cannot be inside another") func nested() async {
    await #expect(processExitsWith: .failure) {
      var connection = try TestCluster.shared().connect()
      try connection.transaction { connection in try connection.transaction { _ in } }
    }
    await #expect(processExitsWith: .failure) {
      var connection = try TestCluster.shared().connect()
      try connection.savepoint { _ in }
    }
    await #expect(processExitsWith: .failure) {
      var connection = try TestCluster.shared().connect()
      try connection.transaction { connection in _ = try connection.queryCommitting("SELECT 1") }
    }
  }

  @Test("ended by the body itself is found out") func endedInside() throws {
    var connection = try database.connect()
    let error = failure {
      try connection.transaction { connection in
        try connection.execute("INSERT INTO public.t VALUES (7)")
        try connection.execute("ROLLBACK")
      }
    }
    #expect(error?.description == "the body ended its transaction itself")
  }
}
