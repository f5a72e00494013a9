import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A connection") struct ConnectionTests {
  @Test("says who serves it")
  func state() throws {
    var connection = try TestCluster.shared().connect()
    #expect(try connection.value("SELECT pg_catalog.pg_backend_pid()", as: Int32.self) == connection.backendProcessID)
    #expect(connection.serverVersion >= 140_000)
    #expect(connection.parameterStatus("server_encoding") == "UTF8")
    #expect(connection.parameterStatus("no_such_parameter") == nil)
    #expect(connection.transactionStatus == .idle)
    #expect(!connection.isBroken)
  }
}
