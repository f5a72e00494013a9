internal import Glibc

/// What the operating system refused or could not do.
public enum OperatingSystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A system call failed: what was tried, on what, and the system's own code.
  case failed(operation: String, subject: String, code: SystemCode)
  /// A file cannot be read or written as asked, for a reason that needs no system code.
  case refused(path: String, FileRefusal)
  /// A file holds more bytes than the caller accepts.
  case tooLarge(path: String, byteLimit: Int)
  /// Whoever read our output has stopped reading: end quietly.
  case brokenPipe
  /// A program did not end in its time and was killed.
  case timedOut(program: String, after: Duration)
  /// A program wrote more than the caller accepts and was killed.
  case tooMuchOutput(program: String, byteLimit: Int)

  /// The error as one line.
  public var description: String {
    switch self {
    case .failed(let operation, let subject, let code): "cannot \(operation) \(subject): \(code)"
    case .refused(let path, let refusal): "\(path) \(refusal)"
    case .tooLarge(let path, let limit): "\(path) holds more than \(limit) bytes"
    case .brokenPipe: "the reader of the output has gone"
    case .timedOut(let program, let duration): "\(program) did not end within \(duration) and was stopped"
    case .tooMuchOutput(let program, let limit): "\(program) wrote more than \(limit) bytes and was stopped"
    }
  }
}

/// Why a path was refused as an input or as an output.
public enum FileRefusal: Equatable, Sendable, CustomStringConvertible {
  /// Nothing has this name.
  case missing
  /// The name is a directory's.
  case directory
  /// The name is a named pipe's, which could keep a reader waiting for ever.
  case pipe
  /// The name is a device's, which may never end.
  case device
  /// The name is a socket's.
  case socket
  /// The user may not open it.
  case noPermission
  /// An output's name is a symbolic link, which is never followed.
  case symbolicLink
  /// An output's name is taken, and replacing was not asked for.
  case exists
  /// The path is empty or contains a NUL byte, at which the system would cut it.
  case notAPath

  /// The rest of a sentence that begins with the path.
  public var description: String {
    switch self {
    case .missing: "does not exist"
    case .directory: "is a directory, not a file"
    case .pipe: "is a named pipe, not a regular file"
    case .device: "is a device, not a regular file"
    case .socket: "is a socket, not a regular file"
    case .noPermission: "may not be opened by this user"
    case .symbolicLink: "is a symbolic link; name the file it points to"
    case .exists: "exists already"
    case .notAPath: "is not a path: it is empty or contains a NUL byte"
    }
  }
}

/// An error code of the system (`errno`).
public struct SystemCode: Error, RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The number.
  public let rawValue: Int32

  /// Wraps a number of `errno.h`.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// No such file or directory (`ENOENT`).
  public static let notFound = SystemCode(rawValue: ENOENT)
  /// Permission denied (`EACCES`).
  public static let noPermission = SystemCode(rawValue: EACCES)
  /// No space left on the device (`ENOSPC`).
  public static let noSpace = SystemCode(rawValue: ENOSPC)
  /// The name is taken (`EEXIST`).
  public static let exists = SystemCode(rawValue: EEXIST)
  /// The call would have to wait (`EWOULDBLOCK`).
  public static let wouldBlock = SystemCode(rawValue: EWOULDBLOCK)

  /// The system's text for the code, in English because no locale is ever set.
  public var description: String {
    // glibc keeps the text of `strerror` in thread-local storage since 2.32.
    guard let text = unsafe strerror(rawValue) else { return "error \(rawValue)" }
    return unsafe String(cString: text)
  }
}
