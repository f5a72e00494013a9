import Cryptography
import Interchange
import OperatingSystem

/// The user's own PostgreSQL: made on first use, reached through a Unix socket only.
///
/// It lives in the user's data directory (`$XDG_DATA_HOME/tally`, else `~/.local/share/tally`; for root
/// `/var/lib/tally`), survives reboots, and is started again by the next command. PostgreSQL refuses to run as root, so
/// root's cluster runs as the user `postgres`. Page checksums and fsync are on.
struct PrivateCluster: Sendable {
  /// The directory that holds the data directory, the log and the lock.
  let home: String
  /// The directory of the socket.
  ///
  /// Its path is short, because a socket's path has at most 107 bytes.
  let socketDirectory: String
  /// The operating system's user who runs the server where that is not the present user.
  let serverUser: String?
  /// The present user, who is the login of everything but `init` and `server`.
  let login: String

  var dataDirectory: String { home + "/postgresql" }
  var logFile: String { home + "/server.log" }
  /// The superuser of the cluster.
  ///
  /// Used by `tally init` and `tally server` only.
  static let superuser = "postgres"

  /// What is known of the server without connecting to it.
  enum Condition: Equatable {
    case absent
    case stopped
    case running
  }

  init(environment: Environment, user: User) {
    let root =
      user.isRoot ? "/var/lib" : environment["HOME"].map { $0 + "/.local/share" } ?? user.home + "/.local/share"
    let data = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? root
    home = data + "/tally"
    let runtime =
      user.isRoot
      ? "/run/tally" : environment["XDG_RUNTIME_DIR"].map { $0 + "/tally" } ?? "/tmp/tally-\(user.number)"
    // Two data directories of one user must not meet in one socket directory.
    socketDirectory = runtime + "/" + SHA256.hash(Array(home.utf8)).description.prefix(8)
    serverUser = user.isRoot ? "postgres" : nil
    login = user.name
  }

  /// The connection string of a login.
  func connectionString(user: String, database: String) -> String {
    "host='\(socketDirectory)' user='\(user)' dbname='\(database)'"
  }

  /// Whether the cluster was made.
  var exists: Bool { FileKind(path: dataDirectory + "/PG_VERSION") != nil }

  var condition: Condition {
    get throws {
      guard exists else { return .absent }
      // pg_ctl status: 0 running, 3 not running.
      return try run("pg_ctl", ["status", "-D", dataDirectory]).status == .exited(0) ? .running : .stopped
    }
  }

  /// Makes the cluster if there is none and starts it if it does not run.
  ///
  /// - Parameter say: Told what is done, one line a step.
  func ensureRunning(say: (String) -> Void) throws {
    if serverIsAlive { return }
    try checkPaths()
    try makeDirectory(home, permissions: "0755")
    let lock = try FileLock.acquire(home + "/lock")
    let condition = try condition
    if condition == .absent {
      say("Making a private PostgreSQL cluster in \(dataDirectory)")
      try create()
    }
    if condition != .running {
      try start()
      if condition == .stopped { say("Started the private PostgreSQL cluster in \(dataDirectory)") }
    }
    lock.release()
  }

  /// Whether the server that the data directory names is a running PostgreSQL with its socket in place.
  ///
  /// Every command asks this, so it starts no program. A wrong no only costs asking `pg_ctl`.
  var serverIsAlive: Bool {
    guard case .socket = FileKind(path: socketDirectory + "/.s.PGSQL.5432"),
      let lines = try? File.readWhole(dataDirectory + "/postmaster.pid", byteLimit: 4096),
      let number = Int(String(decoding: lines.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)),
      let name = try? File.readWhole("/proc/\(number)/comm", byteLimit: 64)
    else { return false }
    return name == Array("postgres\n".utf8)
  }

  /// Refuses directories whose names would not stay names: PostgreSQL's own `pg_ctl` starts the server through a shell, and
  /// its settings and connection strings have signs of their own.
  private func checkPaths() throws {
    for path in [dataDirectory, socketDirectory]
    where path.utf8.contains(where: { $0 < 0x20 || "\"'\\`$,".utf8.contains($0) }) {
      throw ClusterError.strangePath(path)
    }
  }

  /// Stops the server, if it runs, after the statements under way have been ended.
  func stop() throws {
    guard try condition == .running else { return }
    try require(run("pg_ctl", ["stop", "-D", dataDirectory, "-m", "fast", "-w", "-t", "60"]), doing: "stop the server")
  }

  private func create() throws {
    try makeDirectory(dataDirectory, permissions: "0700")
    try require(
      run(
        "initdb",
        [
          "-D", dataDirectory, "-U", Self.superuser, "--data-checksums", "--encoding=UTF8", "--no-locale",
          "--auth-local=peer", "--auth-host=reject",
        ]), doing: "make a PostgreSQL cluster")
    // Peer authentication: the system says who is at the other end of the socket. The owner of the cluster may also be
    // the superuser; everybody is the login of his own name.
    let operators = serverUser.map { [login, $0] } ?? [login]
    let mappings = operators.map { "tally \"\($0)\" \(Self.superuser)\n" }.joined()
    try write("pg_ident.conf", mappings + "tally /^(.*)$ \\1\n")
    try write("pg_hba.conf", "local all all peer map=tally\n")
    try write("postgresql.auto.conf", Self.settings)
  }

  private static let settings = """
    listen_addresses = ''
    fsync = on
    full_page_writes = on
    synchronous_commit = on
    timezone = 'UTC'
    log_timezone = 'UTC'
    max_wal_size = '4GB'
    shared_buffers = '256MB'
    log_min_messages = 'warning'

    """

  private func start() throws {
    try makeDirectory(socketDirectory, permissions: "0755")
    guard socketDirectory.utf8.count + "/.s.PGSQL.5432".utf8.count <= 107 else {
      throw ClusterError.socketPathTooLong(socketDirectory)
    }
    let outcome = try run(
      "pg_ctl",
      ["start", "-D", dataDirectory, "-l", logFileOfServer, "-w", "-t", "60", "-o", "-k '\(socketDirectory)' -p 5432"])
    try require(outcome, doing: "start the private server (its log is \(logFileOfServer))")
  }

  // The server's user cannot write into `home` itself when that belongs to root.
  private var logFileOfServer: String { dataDirectory + "/server.log" }

  private func write(_ name: String, _ text: String) throws {
    let path = dataDirectory + "/" + name
    guard let serverUser else { return try File.writeWhole(path, Array(text.utf8), replacing: true) }
    let outcome = try Program.run(
      "runuser", ["-u", serverUser, "--", "dd", "of=\(path)", "status=none"], input: .bytes(Array(text.utf8)))
    try require(outcome, doing: "write \(path)")
  }

  /// Makes a directory that the server's user owns.
  private func makeDirectory(_ path: String, permissions: String) throws {
    var arguments = ["-d", "-m", permissions]
    if let serverUser {
      guard User.named(serverUser) != nil else { throw ClusterError.noServerUser(serverUser) }
      arguments += ["-o", serverUser]
    }
    try require(Program.run("install", arguments + ["--", path]), doing: "make the directory \(path)")
  }

  private func run(_ name: String, _ arguments: [String]) throws -> Program.Outcome {
    let path = try binaries() + "/" + name
    // The server it starts goes on running and would hold a captured stream open.
    let output: Program.Destination = arguments.first == "start" ? .discarded : .captured
    guard let serverUser else {
      return try Program.run(path, arguments, workingDirectory: "/", output: output, errors: output)
    }
    return try Program.run(
      "runuser", ["-u", serverUser, "--", path] + arguments, workingDirectory: "/", output: output, errors: output)
  }

  private func require(_ outcome: Program.Outcome, doing what: String) throws {
    guard outcome.status.isSuccess else {
      throw ClusterError.failed(what, (outcome.errorText + outcome.outputText).split(separator: "\n").map(String.init))
    }
  }

  /// The directory with `initdb` and `pg_ctl`: of the cluster's own major version, else the newest installed.
  private func binaries() throws -> String {
    let parent = "/usr/lib/postgresql"
    var versions = ((try? Directory.names(parent)) ?? []).compactMap { Int($0) }.sorted(by: >)
    if let bytes = try? File.readWhole(dataDirectory + "/PG_VERSION", byteLimit: 16) {
      let wanted = Int(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber })
      versions = versions.filter { $0 == wanted }
    }
    for version in versions where FileKind(path: "\(parent)/\(version)/bin/initdb") != nil {
      return "\(parent)/\(version)/bin"
    }
    throw ClusterError.noServerPrograms
  }
}

/// Why the private cluster cannot be used.
enum ClusterError: Error, Equatable, CustomStringConvertible {
  case noServerPrograms
  case noServerUser(String)
  case socketPathTooLong(String)
  case strangePath(String)
  case failed(String, [String])

  var description: String {
    switch self {
    case .noServerPrograms:
      "PostgreSQL's server programs are not installed: run apt-get install postgresql, or name a server with --database"
    case .noServerUser(let name):
      "PostgreSQL refuses to run as root and there is no user \(name): run apt-get install postgresql"
    case .socketPathTooLong(let path):
      "the socket directory \(path) is too long for a socket: set XDG_RUNTIME_DIR to a shorter directory"
    case .strangePath(let path):
      "the path \(SafeText.show(path)) holds a quotation mark, a comma or another sign that PostgreSQL's programs would take for "
        + "more than a name: set XDG_DATA_HOME, or XDG_RUNTIME_DIR, to a plainer directory"
    case .failed(let what, let lines):
      (["cannot \(what)"] + lines.suffix(5)).joined(separator: "\n  ")
    }
  }
}
