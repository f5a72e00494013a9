internal import Glibc

/// What a file system says of itself.
public enum FileSystem {
  /// How many bytes a user may still write where a path leads.
  ///
  /// Calls `statvfs`.
  public static func freeByteCount(at path: String) throws(OperatingSystemError) -> Int {
    try checkPath(path)
    var status = statvfs()
    _ = try check("examine", path, systemCall { unsafe statvfs(path, &status) })
    return Int(clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
  }
}
