internal import Glibc
internal import OperatingSystem
public import PostgreSQL

/// A PostgreSQL server for tests.
///
/// All tests of a process share one, which `shared()` starts when the first test asks for it. A test that restarts or
/// reconfigures its server, or needs two, makes its own. A cluster ends with its process, however the process ends.
public final class TestCluster: Sendable {
  /// Where the server's programs are.
  private let binaries: String
  /// The data directory's parent, which also holds the socket and the log; nil for a server that is not ours.
  private let directory: String?
  private let base: String
  /// The port of the loopback interface that the server listens on, if it does.
  public let port: Int?

  private static let sharedResult = Result {
    try TestCluster(connectionString: Environment.current()["TALLY_TEST_SERVER"])
  }

  /// The server that all tests share: that of `TALLY_TEST_SERVER`, a connection string of keywords for a superuser, or
  /// else one of the process's own.
  public static func shared() throws -> TestCluster { try sharedResult.get() }

  /// Starts a server of the test's own.
  public convenience init() throws { try self.init(connectionString: nil) }

  /// Starts a server of the test's own that listens on the loopback interface too.
  public convenience init(listeningOn port: Int) throws { try self.init(connectionString: nil, port: port) }

  private init(connectionString: String?, port: Int? = nil) throws {
    binaries = try findBinaries()
    self.port = port
    if let connectionString {
      base = connectionString
      directory = nil
    } else {
      let directory = try makeDirectory()
      self.directory = directory
      base = "host=\(directory) user=postgres" + (port.map { " port=\($0)" } ?? "")
      try watch(directory)
      try asServerUser(
        "\(binaries)/initdb",
        [
          "-D", "\(directory)/data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
          "--data-checksums", "--no-sync",
        ])
      try control("start")
    }
  }

  /// Starts a hot standby of another server.
  public init(standbyOf primary: TestCluster) throws {
    binaries = primary.binaries
    port = nil
    let directory = try makeDirectory()
    self.directory = directory
    base = "host=\(directory) user=postgres"
    try watch(directory)
    try asServerUser(
      "\(binaries)/pg_basebackup",
      [
        "-d", primary.connectionString(), "-D", "\(directory)/data", "--write-recovery-conf", "--checkpoint=fast",
        "--no-sync",
      ])
    try control("start")
  }

  deinit { try? stop() }

  /// A connection string for a database, as the superuser or as another role.
  public func connectionString(database: String = "postgres", user: String? = nil) -> String {
    // Of a keyword given twice libpq takes the last.
    "\(base) dbname=\(database)" + (user.map { " user=\($0)" } ?? "")
  }

  /// Connects to a database, as the superuser or as another role.
  public func connect(database: String = "postgres", user: String? = nil) throws -> Connection {
    try Connection(ConnectionSettings(connectionString(database: database, user: user), applicationName: "tests"))
  }

  /// Runs one of PostgreSQL's client programs, such as `pg_dump`, to its end.
  ///
  /// - Throws: `TestClusterError` with what it printed, if it fails.
  @discardableResult
  public func run(_ program: String, _ arguments: [String]) throws -> String {
    try outcome("\(binaries)/\(program)", arguments)
  }

  /// Restarts a server that the test made for itself.
  public func restart(mode: String = "fast") throws { try control("restart", ["-m", mode]) }

  /// Makes the server read its configuration again.
  public func reload() throws { try control("reload") }

  /// Kills every process of a server that the test made for itself, at once, as a power cut would, and starts it again.
  public func kill() throws {
    guard let directory else { throw TestClusterError(message: "a shared server is not killed by a test") }
    // All at once: the server is stopped first, so that it makes no child that would outlive it and keep its memory.
    try outcome(
      "sh",
      [
        "-c",
        """
        read -r first < "$1/data/postmaster.pid"
        kill -STOP "$first"
        kill -KILL "$first" $(cat "/proc/$first/task/$first/children")
        tail -s 0.05 --pid="$first" -f /dev/null
        """, "kill", directory,
      ])
    try control("start")
  }

  /// Gives the server the certificate that it shows, and restarts it.
  public func showCertificate(_ certificate: String, key: String) throws {
    guard let directory else { throw TestClusterError(message: "a shared server keeps its certificate") }
    let owner = User.current()?.isRoot == true ? ["-o", "postgres"] : []
    try outcome("install", owner + ["-m", "600", certificate, "\(directory)/data/server.crt"])
    try outcome("install", owner + ["-m", "600", key, "\(directory)/data/server.key"])
    var connection = try connect()
    try connection.execute("ALTER SYSTEM SET ssl = on")
    try restart()
  }

  /// Stops a server that the test made for itself, and starts it again after the body.
  public func whileStopped(_ body: () throws -> Void) throws {
    try control("stop", ["-m", "fast"])
    defer { try? control("start") }
    try body()
  }

  /// Whether the server ends with this process, and whatever was made on it.
  var isOwn: Bool { directory != nil }

  /// Stops the server and removes its files.
  private func stop() throws {
    guard let directory else { return }
    try control("stop", ["-m", "immediate"])
    try Directory.removeTree(directory)
  }

  /// When this process is gone, however it went, its server goes too.
  private func watch(_ directory: String) throws {
    if User.current()?.isRoot == true { try outcome("chown", ["postgres", directory]) }
    try asServerUser(
      "setsid",
      [
        "-f", "sh", "-c",
        """
        tail -s 0.2 --pid="$1" -f /dev/null
        "$2" -D "$3/data" -m immediate stop
        rm -rf "$3"
        """, "watch", "\(getpid())", "\(binaries)/pg_ctl", directory,
      ], output: .discarded)
  }

  /// Calls `pg_ctl` and waits until it has done its work.
  private func control(_ command: String, _ arguments: [String] = []) throws {
    guard let directory else { throw TestClusterError(message: "a shared server is not restarted by a test") }
    // fsync stays on: a ledger is not opened on a server without it. In memory it costs nothing.
    let network = port.map { "-c listen_addresses=localhost -p \($0)" } ?? "-c listen_addresses=''"
    let options = "\(network) -c unix_socket_directories='\(directory)' -c max_connections=200"
    let start = command == "start" || command == "restart" ? ["-o", options, "-l", "\(directory)/log"] : []
    try asServerUser(
      "\(binaries)/pg_ctl", ["-D", "\(directory)/data", "-w", "-t", "60"] + start + arguments + [command],
      output: .discarded)
  }

  /// Runs a program as the user that may run a server: never the superuser.
  private func asServerUser(
    _ program: String, _ arguments: [String], output: Program.Destination = .captured
  ) throws {
    if User.current()?.isRoot == true {
      try outcome("runuser", ["-u", "postgres", "--", program] + arguments, output: output)
    } else {
      try outcome(program, arguments, output: output)
    }
  }
}

/// A directory with a short name, because the path of a socket has at most 107 bytes: in memory if there is room.
private func makeDirectory() throws -> String {
  let free = try? outcome("df", ["--output=avail", "--block-size=1M", "/dev/shm"])
  let megabytes = free?.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) } ?? 0
  return try Directory.createTemporary(prefix: "tally-test-", in: megabytes >= 4096 ? "/dev/shm" : "/tmp")
}

/// Why a server for tests does not work.
public struct TestClusterError: Error, CustomStringConvertible {
  /// What a program printed.
  public let message: String

  /// The message.
  public var description: String { message }
}

@discardableResult
private func outcome(
  _ program: String, _ arguments: [String], output: Program.Destination = .captured
) throws -> String {
  let outcome = try Program.run(program, arguments, workingDirectory: "/", output: output, errors: output)
  guard outcome.status.isSuccess else {
    throw TestClusterError(
      message: "\(program) \(arguments) \(outcome.status): \(outcome.errorText)\(outcome.outputText)")
  }
  return outcome.outputText
}

/// The newest PostgreSQL of the machine: where Debian has them, else where `PATH` leads.
private func findBinaries() throws -> String {
  let root = "/usr/lib/postgresql"
  let versions = FileKind(path: root) == nil ? [] : try Directory.names(root).compactMap { Int($0) }.sorted()
  for version in versions.reversed() where FileKind(path: "\(root)/\(version)/bin/initdb") != nil {
    return "\(root)/\(version)/bin"
  }
  let path = try outcome("pg_config", ["--bindir"])
  return String(path.prefix { !$0.isNewline })
}
