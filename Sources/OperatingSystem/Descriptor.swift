internal import Glibc

/// An open file descriptor with one owner, which closes it.
struct Descriptor: ~Copyable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { _ = Glibc.close(number) }

  /// Closes the descriptor and reports what only closing reveals, such as a full disk behind a network.
  consuming func close(_ subject: String) throws(OperatingSystemError) {
    let number = number
    discard self
    // Linux frees the descriptor even when close reports EINTR: never call it twice.
    guard Glibc.close(number) == 0 || errno == EINTR else {
      throw .failed(operation: "close", subject: subject, code: SystemCode(rawValue: errno))
    }
  }

  /// Reads at most so many bytes: an empty array is the end, nil means that nothing is there yet.
  func read(upTo byteCount: Int, _ subject: String) throws(OperatingSystemError) -> [UInt8]? {
    var result: Result<Int, SystemCode> = .success(0)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
      result = systemCall { unsafe Glibc.read(number, buffer.baseAddress, byteCount) }
      if case .success(let count) = result { initializedCount = count }
    }
    switch result {
    case .success: return bytes
    case .failure(.wouldBlock): return nil
    case .failure(let code): throw .failed(operation: "read", subject: subject, code: code)
    }
  }

  /// Waits until the descriptor has something to read or room to write.
  func wait(for events: Int32) {
    var request = pollfd(fd: number, events: Int16(events), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }

  /// Opens a file of the file system, relative to the working directory.
  static func open(_ path: String, _ flags: Int32, permissions: mode_t = 0) -> Result<Int32, SystemCode> {
    systemCall { unsafe Glibc.open(path, flags | O_CLOEXEC, permissions) }
  }

  /// Opens a directory.
  static func directory(_ path: String) throws(OperatingSystemError) -> Descriptor {
    Descriptor(owning: try check("open", path, open(path, O_RDONLY | O_DIRECTORY)))
  }

  /// What the descriptor is open on.
  func status(_ subject: String) throws(OperatingSystemError) -> stat {
    var status = stat()
    _ = try check("examine", subject, systemCall { unsafe fstat(number, &status) })
    return status
  }
}

/// Makes a system call, again when a signal interrupts it.
func systemCall<Number: SignedInteger>(_ call: () -> Number) -> Result<Number, SystemCode> {
  while true {
    let number = call()
    if number != -1 { return .success(number) }
    if errno != EINTR { return .failure(SystemCode(rawValue: errno)) }
  }
}

/// Returns what a system call returned, or throws its error with what it was for.
func check<Value>(
  _ operation: String, _ subject: String, _ result: Result<Value, SystemCode>
) throws(OperatingSystemError) -> Value {
  switch result {
  case .success(let value): return value
  case .failure(let code): throw .failed(operation: operation, subject: subject, code: code)
  }
}

/// Refuses text that the system would not take for the path it shows.
func checkPath(_ path: String) throws(OperatingSystemError) {
  guard !path.isEmpty, !path.utf8.contains(0) else { throw .refused(path: path, .notAPath) }
}
