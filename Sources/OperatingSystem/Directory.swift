internal import Glibc

/// Directories: made, listed and removed with what is in them.
public enum Directory {
  /// Makes a directory, and those above it that are missing; one that is there already is left as it is.
  public static func create(_ path: String, permissions: UInt32 = 0o777) throws(OperatingSystemError) {
    try checkPath(path)
    let bytes = Array(path.utf8)
    for end in bytes.indices where end > 0 && bytes[end] == UInt8(ascii: "/") {
      try createOne(String(decoding: bytes[..<end], as: UTF8.self), permissions: 0o777)
    }
    try createOne(path, permissions: permissions)
  }

  /// Makes a directory of its own for this caller alone, under a name nobody has.
  ///
  /// Calls `mkdtemp`.
  public static func createTemporary(prefix: String, in parent: String = "/tmp") throws(OperatingSystemError) -> String
  {
    try checkPath(parent)
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    let succeeded = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    guard succeeded else {
      throw .failed(operation: "make a directory in", subject: parent, code: SystemCode(rawValue: errno))
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Returns the names in a directory in the order of their bytes, without `.` and `..`.
  public static func names(_ path: String) throws(OperatingSystemError) -> [String] {
    try checkPath(path)
    guard let stream = unsafe opendir(path) else {
      throw .failed(operation: "list", subject: path, code: SystemCode(rawValue: errno))
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw .failed(operation: "list", subject: path, code: SystemCode(rawValue: errno)) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Removes a directory and everything in it, never what a symbolic link in it points to.
  public static func removeTree(_ path: String) throws(OperatingSystemError) {
    if FileKind(path: path) == nil { return }
    for name in try names(path) {
      let inner = "\(path)/\(name)"
      if FileKind(path: inner) == .directory {
        try removeTree(inner)
      } else {
        try File.remove(inner)
      }
    }
    _ = try check("remove", path, systemCall { unsafe rmdir(path) })
  }

  private static func createOne(_ path: String, permissions: mode_t) throws(OperatingSystemError) {
    let result = systemCall { unsafe mkdir(path, permissions) }
    if case .failure(.exists) = result {
      var status = stat()
      if unsafe stat(path, &status) == 0, FileKind(mode: status.st_mode) == .directory { return }
    }
    _ = try check("make the directory", path, result)
  }
}
