public import PostgreSQL

/// A database for one suite or one test, dropped when nobody holds it any more.
///
/// On a server that ends with this process it stays: dropping it costs a checkpoint.
public final class TestDatabase: Sendable {
  /// The server it is on.
  public let cluster: TestCluster
  /// Its name, which nobody else has.
  public let name: String

  /// Creates a database, empty or as a copy of another.
  public init(on cluster: TestCluster? = nil, name: String? = nil, template: String = "template0") throws {
    self.cluster = try cluster ?? TestCluster.shared()
    self.name = name ?? "test_" + String(UInt64.random(in: .min ... .max), radix: 36)
    var connection = try self.cluster.connect()
    try connection.execute("CREATE DATABASE \(identifier: self.name) TEMPLATE \(identifier: template)")
  }

  /// A database that is there already, as on a standby; it is not dropped.
  public init(existing name: String, on cluster: TestCluster) {
    self.cluster = cluster
    self.name = name
  }

  deinit {
    guard !cluster.isOwn, var connection = try? cluster.connect() else { return }
    _ = try? connection.execute("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
  }

  /// A connection string for it, as the superuser or as another role.
  public func connectionString(user: String? = nil) -> String { cluster.connectionString(database: name, user: user) }

  /// Connects to it, as the superuser or as another role.
  public func connect(user: String? = nil) throws -> Connection { try cluster.connect(database: name, user: user) }
}
