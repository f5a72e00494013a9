public import PostgreSQL

extension Inspection {
  /// Damage that the server has met, and ways in which others on the network could meddle.
  ///
  /// - Throws: `PostgreSQLError`.
  public func surroundings(_ connection: inout Connection) throws -> [Finding] {
    var findings: [Finding] = []
    let damaged = try connection.value(
      "SELECT sum(checksum_failures)::int8 FROM pg_catalog.pg_stat_database", as: Int64?.self)
    if let damaged, damaged > 0 {
      findings.append(
        Finding(
          severity: .error, problem: "the server has met \(damaged) damaged pages",
          remedy: "look at its log and its disk; restore a backup beside it and compare"))
    }
    let isLocal = try connection.value(
      """
      SELECT a IS NULL OR a OPERATOR(pg_catalog.<<=) '127.0.0.0/8'::inet OR a OPERATOR(pg_catalog.=) '::1'::inet
      FROM pg_catalog.inet_server_addr() a
      """, as: Bool.self)
    let isEncrypted = connection.isEncrypted
    if let finding = Self.network(isLocal, isEncrypted: isEncrypted, hasProvenServer: connection.hasProvenServer) {
      findings.append(finding)
    }
    return findings
  }

  /// What is wrong with the way to a server; nothing is where it does not leave the machine.
  static func network(_ isLocal: Bool, isEncrypted: Bool, hasProvenServer: Bool) -> Finding? {
    let way = "connect with sslmode=verify-full and sslrootcert=FILE"
    if isLocal || isEncrypted && hasProvenServer { return nil }
    if isEncrypted {
      return Finding(
        severity: .warning, problem: "the server's certificate is not checked: another server could take its place",
        remedy: way)
    }
    return Finding(
      severity: .warning,
      problem: "the connection is not encrypted: others on the network can read unpublished figures, and change them",
      remedy: "set ssl = on at the server and \(way)")
  }
}
