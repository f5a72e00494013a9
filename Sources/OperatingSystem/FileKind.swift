internal import Glibc

/// What a name in the file system stands for.
public enum FileKind: Sendable {
  /// A regular file.
  case file
  /// A directory.
  case directory
  /// A symbolic link.
  case symbolicLink
  /// A named pipe.
  case pipe
  /// A socket.
  case socket
  /// A character or block device.
  case device

  /// Examines a path without following a symbolic link at its end, or nil if nothing is there.
  public init?(path: String) {
    guard !path.utf8.contains(0) else { return nil }
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    self.init(mode: status.st_mode)
  }

  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symbolicLink
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    default: self = .device
    }
  }

  /// Why this is no regular file, or nil if it is.
  var refusal: FileRefusal? {
    switch self {
    case .file: nil
    case .directory: .directory
    case .symbolicLink: .symbolicLink
    case .pipe: .pipe
    case .socket: .socket
    case .device: .device
    }
  }
}
