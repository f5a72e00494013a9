public import PostgreSQL

extension TestDatabase {
  /// Runs the body while each commit waits for a standby that is not there; it gets a connection of the superuser.
  ///
  /// For a server of the test's own.
  public func withoutStandby<Value>(_ body: (inout Connection) throws -> Value) throws -> Value {
    var observer = try connect()
    try observer.execute("ALTER SYSTEM SET synchronous_standby_names = 'ghost'")
    defer {
      // After a restart the observer is gone.
      var other = try? connect()
      _ = try? other?.execute("ALTER SYSTEM RESET synchronous_standby_names")
      try? cluster.reload()
    }
    try cluster.reload()
    // In force once a commit waits.
    let cluster = cluster
    let probe = Background<Void> {
      var connection = try Connection(ConnectionSettings(cluster.connectionString(), applicationName: "probe"))
      let deadline = Deadline()
      while true {
        try connection.execute("SELECT pg_catalog.pg_logical_emit_message(true, 'probe', '')")
        try deadline.check("a commit waits for the standby that is not there")
      }
    }
    let waiting = try observer.waitForCommit(of: "probe")
    guard try observer.value("SELECT pg_terminate_backend(\(waiting))", as: Bool.self), (try? probe.value()) == nil
    else { throw TestClusterError(message: "the commit that waited for no standby has ended") }
    return try body(&observer)
  }
}

extension Connection {
  /// Waits until a session of this name waits for a standby; says which process serves it.
  public mutating func waitForCommit(of name: String) throws -> Int32 {
    try waitForProcess("application_name = \(name) AND wait_event = 'SyncRep'")
  }

  /// Waits until a session of this name in this database waits for a lock; says which process serves it.
  public mutating func waitForLock(of name: String) throws -> Int32 {
    try waitForProcess(
      """
      application_name = \(name) AND wait_event_type = 'Lock' AND datname = pg_catalog.current_database()
      """)
  }

  /// Waits until there is a session of which a condition holds; says which process serves it.
  public mutating func waitForProcess(_ condition: SQL) throws -> Int32 {
    // A session that has ended may still be listed for a moment.
    try wait(until: "SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE \(condition))")
    return try value("SELECT pid FROM pg_catalog.pg_stat_activity WHERE \(condition)", as: Int32.self)
  }
}
