import LedgerTestSupport
import PostgreSQL
import Synchronization
import Testing

@Suite("A pipeline") struct PipelineTests {
  let database: TestDatabase

  init() throws {
    database = try TestDatabase()
    var connection = try database.connect()
    try connection.execute("CREATE TABLE public.t (id int8 CONSTRAINT t_key PRIMARY KEY)")
  }

  private func count() throws -> Int {
    var connection = try database.connect()
    return try connection.value("SELECT count(*) FROM public.t", as: Int.self)
  }

  private func inserts(_ ids: some Sequence<Int>) -> [SQL] {
    ids.map { "INSERT INTO public.t VALUES (\($0)) RETURNING id" }
  }

  @Test("hands on each answer in order", arguments: [1, 2, 7, 64, 1000, 100_000])
  func answers(window: Int) throws {
    var connection = try database.connect()
    var next = 0
    let sent = try connection.pipeline(inserts(0..<5000), window: window) { number, rows in
      #expect(number == next)
      let id = try rows.value(0, 0, as: Int.self)
      #expect(id == next)
      next += 1
    }
    #expect(sent == 5000)
    #expect(next == 5000)
    #expect(try count() == 5000)
    let status = connection.transactionStatus
    #expect(status == .idle)
    #expect(try connection.pipeline([SQL]()) == 0)
  }

  @Test("is undone whole by an error in the middle", arguments: [0, 1, 2499, 4999])
  func errorInTheMiddle(place: Int) throws {
    var connection = try database.connect()
    try connection.execute("INSERT INTO public.t VALUES (-1)")
    var statements = inserts(0..<5000)
    statements[place] = "INSERT INTO public.t VALUES (-1)"
    var answered = 0
    let error = failure { try connection.pipeline(statements, window: 100) { _, _ in answered += 1 } }
    #expect(error?.sqlState == "23505")
    #expect(error?.serverError?.constraint == "t_key")
    #expect(error?.serverError?.statement?.text == "INSERT INTO public.t VALUES (-1)")
    #expect(answered == place)
    #expect(try count() == 1)
    // Prepared statements whose preparation was skipped over are made again.
    try connection.pipeline(inserts(0..<10))
    #expect(try count() == 11)
    for _ in 0..<3 { #expect(try connection.value("SELECT 1", as: Int32.self) == 1) }
  }

  @Test("inside a transaction leaves what to do to it") func inTransaction() throws {
    var connection = try database.connect()
    try connection.transaction { connection in
      try connection.pipeline(inserts(0..<10))
      try connection.savepoint { connection in _ = try connection.pipeline(inserts(10..<20)) }
      let error = failure { try connection.savepoint { connection in _ = try connection.pipeline(inserts(15..<30)) } }
      #expect(error?.sqlState == "23505")
    }
    #expect(try count() == 20)
  }

  @Test("is undone by an error of its body, and throws that") func bodyThrows() throws {
    var connection = try database.connect()
    #expect(throws: Stop(number: 2)) {
      try connection.pipeline(inserts(0..<5000), window: 50) { number, _ in
        if number == 1234 { throw Stop(number: 2) }
      }
    }
    #expect(try count() == 0)
    #expect(try connection.value("SELECT 1", as: Int32.self) == 1)
  }

  @Test("stops at a value that cannot be sent") func encoding() throws {
    var connection = try database.connect()
    let statements = inserts(0..<100) + ["SELECT \("\0")"] + inserts(100..<200)
    let error = failure { try connection.pipeline(statements) }
    #expect(
      error?.description
        == "parameter 1 cannot be sent: the text holds the character U+0000, which PostgreSQL cannot store")
    #expect(try count() == 0)
  }

  @Test("takes statements only as there is room") func laziness() throws {
    var connection = try database.connect()
    let taken = Mutex(0)
    let statements = (0..<2000).lazy.map { number -> SQL in
      taken.withLock { $0 += 1 }
      return "SELECT \(number)"
    }
    try connection.pipeline(statements, window: 10) { number, _ in
      let ahead = taken.withLock { $0 } - number
      #expect(ahead <= 11)
    }
    #expect(taken.withLock { $0 } == 2000)
  }

  @Test("has bounded memory, though what it sends and what it reads is large", .disabled(if: keepsFreedMemory))
  func memory() async throws {
    let string = try TestCluster.shared().connectionString()
    await #expect(processExitsWith: .success) { [string = string as String] in
      var connection = try Connection(ConnectionSettings(string))
      let before = peakBytes()
      let large = String(repeating: "x", count: 20_000)
      let statements = (0..<2000).lazy.map { _ in "SELECT \(large) || \(large)" as SQL }
      // 80 MB go out and 80 MB come in.
      let sent = try connection.pipeline(statements, window: 50) { _, rows in
        let length = try rows.value(0, 0, as: String.self).utf8.count
        #expect(length == 40_000)
      }
      #expect(sent == 2000)
      let grown = peakBytes() - before
      #expect(grown < 30_000_000, "grown by \(grown)")
    }
  }

  @Test("of a backend that is ended says so") func terminated() throws {
    var connection = try database.connect()
    let process = connection.backendProcessID
    let cluster = database.cluster
    var hasEnded = false
    let error = failure {
      try connection.pipeline((0..<1_000_000_000).lazy.map { "SELECT \($0)" as SQL }) { _, _ in
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

  @Test("has a window") func window() async {
    await #expect(processExitsWith: .failure) {
      var connection = try TestCluster.shared().connect()
      try connection.pipeline(["SELECT 1"], window: 0)
    }
  }
}
