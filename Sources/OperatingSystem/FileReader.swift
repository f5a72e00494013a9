internal import Glibc

/// One pass over the bytes of a regular file or of standard input.
public struct FileReader: ~Copyable {
  /// The path, or `standard input`: the name for messages.
  public let name: String
  /// The size when the file was opened, or nil for standard input.
  public let byteCount: Int?
  private let descriptor: Descriptor

  /// Opens a regular file.
  ///
  /// Never waits, not even for a named pipe without a writer.
  ///
  /// - Throws: `refused` for what is missing, is not a regular file or may not be read.
  public init(path: String) throws(OperatingSystemError) {
    try checkPath(path)
    // O_NONBLOCK: opening a pipe returns at once, so that it can be told from a file by what is open, not by its name.
    switch Descriptor.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) {
    case .success(let number):
      let descriptor = Descriptor(owning: number)
      let status = try descriptor.status(path)
      if let refusal = FileKind(mode: status.st_mode).refusal { throw .refused(path: path, refusal) }
      byteCount = Int(status.st_size)
      self.descriptor = descriptor
      name = path
    case .failure(let code):
      throw FileReader.error(opening: path, code)
    }
  }

  private init(descriptor: consuming Descriptor, name: String) {
    self.descriptor = descriptor
    self.name = name
    byteCount = nil
  }

  /// Reads what the program was given as standard input.
  public static func standardInput() throws(OperatingSystemError) -> FileReader {
    try FileReader(copyOf: 0, name: "standard input")
  }

  /// Reads a descriptor that somebody else keeps open.
  init(copyOf number: Int32, name: String) throws(OperatingSystemError) {
    let copy = try check("read", name, systemCall { fcntl(number, F_DUPFD_CLOEXEC, 3) })
    self.init(descriptor: Descriptor(owning: copy), name: name)
  }

  /// Returns the next bytes, or nil at the end.
  public mutating func next(upTo byteCount: Int = 65_536) throws(OperatingSystemError) -> [UInt8]? {
    precondition(byteCount > 0, "a read asks for at least one byte")
    while true {
      if let bytes = try descriptor.read(upTo: byteCount, name) { return bytes.isEmpty ? nil : bytes }
      descriptor.wait(for: POLLIN)
    }
  }

  /// Returns everything that is left.
  ///
  /// - Throws: `tooLarge` past the limit, before more memory is taken.
  public mutating func rest(byteLimit: Int) throws(OperatingSystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try next() {
      guard chunk.count <= byteLimit - bytes.count else { throw .tooLarge(path: name, byteLimit: byteLimit) }
      bytes.append(contentsOf: chunk)
    }
    return bytes
  }

  private static func error(opening path: String, _ code: SystemCode) -> OperatingSystemError {
    switch code.rawValue {
    case ENOENT, ENOTDIR: .refused(path: path, .missing)
    case EACCES, EPERM: .refused(path: path, .noPermission)
    case EISDIR: .refused(path: path, .directory)
    // What open says of a socket, and of a device without a driver.
    case ENXIO, ENODEV: .refused(path: path, FileKind(path: path) == .socket ? .socket : .device)
    default: .failed(operation: "open", subject: path, code: code)
    }
  }
}
