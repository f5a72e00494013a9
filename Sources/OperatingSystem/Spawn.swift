internal import CGNU
internal import Glibc

/// The preparations for one child process.
@safe struct Spawn: ~Copyable {
  private let name: String
  private var actions: posix_spawn_file_actions_t
  private var attributes: posix_spawnattr_t
  private var childEnds: [OwnedDescriptor] = []

  init(_ name: String) {
    self.name = name
    unsafe actions = unsafe posix_spawn_file_actions_t()
    attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
  }

  deinit {
    var (actions, attributes) = unsafe (actions, attributes)
    unsafe posix_spawn_file_actions_destroy(&actions)
    unsafe posix_spawnattr_destroy(&attributes)
  }

  /// Sets what the child starts with.
  mutating func prepare(
    input: Program.Input, ownGroup: Bool, workingDirectory: String?
  ) throws(OperatingSystemError) {
    try checkPath(name)
    try prepareSignals(ownGroup: ownGroup)
    if let workingDirectory {
      try checkPath(workingDirectory)
      try add(unsafe posix_spawn_file_actions_addchdir_np(&actions, workingDirectory))
    }
    switch input {
    case .inherited: break
    case .nothing: try add(unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0))
    case .bytes(let bytes): try connectInput(bytes)
    }
  }

  /// Connects a stream of the child and returns our end of a captured one.
  mutating func connect(
    _ stream: Int32, to destination: Program.Destination
  ) throws(OperatingSystemError) -> OwnedDescriptor? {
    switch destination {
    case .inherited: return nil
    case .discarded:
      try add(unsafe posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0))
      return nil
    case .captured:
      var ends: [Int32] = [-1, -1]
      _ = try check("make", "a pipe", systemCall { unsafe pipe2(&ends, O_CLOEXEC) })
      let ours = OwnedDescriptor(ends[0])
      childEnds.append(OwnedDescriptor(ends[1]))
      _ = try check("prepare", "a pipe", systemCall { fcntl(ends[0], F_SETFL, O_NONBLOCK) })
      try add(unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], stream))
      return ours
    }
  }

  /// Starts the program.
  ///
  /// Calls `posix_spawnp`.
  mutating func start(_ arguments: [String], environment: Environment?) throws(OperatingSystemError) -> pid_t {
    var child: pid_t = 0
    // A pipe that another thread just made without `O_CLOEXEC` would stay open as long as the child, and its reader
    // would wait for its end.
    try add(unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3))
    let variables = environment.map { $0.variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } }
    for text in arguments + (variables ?? []) where text.utf8.contains(0) {
      throw .failed(operation: "pass on to", subject: name, code: SystemCode(rawValue: EINVAL))
    }
    let code = unsafe withCStrings([name] + arguments) { argumentPointers in
      guard let variables else {
        return unsafe posix_spawnp(&child, name, &actions, &attributes, argumentPointers, cgnu_environment())
      }
      return unsafe withCStrings(variables) { variablePointers in
        unsafe posix_spawnp(&child, name, &actions, &attributes, argumentPointers, variablePointers)
      }
    }
    guard code == 0 else { throw .failed(operation: "run", subject: name, code: SystemCode(rawValue: code)) }
    return child
  }

  /// Lets go of the ends that only the child needs.
  mutating func closeChildEnds() { childEnds = [] }

  /// Undoes in the child what this program does to its own signals.
  private mutating func prepareSignals(ownGroup: Bool) throws(OperatingSystemError) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    try add(unsafe posix_spawnattr_setsigmask(&attributes, &signals))
    unsafe sigaddset(&signals, SIGPIPE)
    try add(unsafe posix_spawnattr_setsigdefault(&attributes, &signals))
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (ownGroup ? POSIX_SPAWN_SETPGROUP : 0)
    try add(unsafe posix_spawnattr_setflags(&attributes, Int16(flags)))
  }

  /// Gives the child bytes as a file in memory: it can neither block us nor stop reading on us, as a pipe could.
  private mutating func connectInput(_ bytes: [UInt8]) throws(OperatingSystemError) {
    let number = try check("make", "a file in memory", systemCall { unsafe memfd_create("input", CGNU_MFD_CLOEXEC) })
    childEnds.append(OwnedDescriptor(number))
    let copy = try check("make", "a file in memory", systemCall { fcntl(number, F_DUPFD_CLOEXEC, 3) })
    var writer = ByteWriter(descriptor: Descriptor(owning: copy), name: "a file in memory")
    try writer.write(bytes)
    try writer.close()
    _ = try check("rewind", "a file in memory", systemCall { lseek(number, 0, SEEK_SET) })
    try add(unsafe posix_spawn_file_actions_adddup2(&actions, number, 0))
  }

  private func add(_ code: Int32) throws(OperatingSystemError) {
    guard code == 0 else { throw .failed(operation: "prepare", subject: name, code: SystemCode(rawValue: code)) }
  }
}

/// A descriptor shared by name, closed when the last holder lets go.
final class OwnedDescriptor {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { _ = close(number) }
}

/// Lends texts as the null-terminated array of C strings that the exec family takes.
private func withCStrings<Value>(
  _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
) -> Value {
  var pointers = unsafe texts.map { unsafe strdup($0) }
  unsafe pointers.append(nil)
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
    guard let start = buffer.baseAddress else { preconditionFailure("the array holds at least its end") }
    return unsafe body(start)
  }
}
