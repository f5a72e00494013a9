import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A connection") struct ConnectionTests {
  @Test("says who serves it")
  func state() throws {
    var connection = try TestCluster.shared().connect()
    let (process, version, status) = (
      connection.backendProcessID, connection.serverVersion, connection.transactionStatus
    )
    #expect(try connection.value("SELECT pg_catalog.pg_backend_pid()", as: Int32.self) == process)
    #expect(version >= 140_000)
    #expect(status == .idle)
    let (encoding, other) = (
      connection.parameterStatus("server_encoding"), connection.parameterStatus("no_such_parameter")
    )
    #expect(encoding == "UTF8")
    #expect(other == nil)
    let isBroken = connection.isBroken
    #expect(!isBroken)
  }
}
