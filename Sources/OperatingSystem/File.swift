internal import CGNU
internal import Glibc

/// Whole files: written completely or not at all, read up to a limit.
public enum File {
  /// Writes a file so that its name holds the old content or the whole new one, whatever happens meanwhile.
  ///
  /// The bytes go to a temporary file beside the target, which is synchronised and then given the name; the directory
  /// is synchronised last. A file that is replaced hands its permissions on.
  /// - Throws: `refused` if the target exists and is not to be replaced, or is no regular file; what the body throws.
  public static func writeWhole(
    _ path: String, replacing: Bool = false, _ body: (inout ByteWriter) throws -> Void
  ) throws {
    let target = try Target(path)
    let permissions = try target.checkFree(replacing: replacing)
    // Short and free of the target's name, so that a name of full length stays possible.
    let temporaryName = ".\(hexadecimal(try randomBytes(count: 8))).partial"
    var writer = ByteWriter(descriptor: try target.create(temporaryName), name: path)
    do {
      if let permissions { try target.setPermissions(permissions, of: temporaryName) }
      try body(&writer)
      try writer.synchronize()
      try writer.close()
      try target.rename(temporaryName, replacing: replacing)
    } catch {
      target.remove(temporaryName)
      throw error
    }
  }

  /// Writes bytes as a whole file, as ``writeWhole(_:replacing:_:)`` does.
  public static func writeWhole(_ path: String, _ bytes: [UInt8], replacing: Bool = false) throws {
    try writeWhole(path, replacing: replacing) { writer in try writer.write(bytes) }
  }

  /// Reads a regular file whole.
  ///
  /// - Throws: `refused` for what is no readable regular file, `tooLarge` past the limit.
  public static func readWhole(_ path: String, byteLimit: Int) throws(OperatingSystemError) -> [UInt8] {
    var reader = try FileReader(path: path)
    return try reader.rest(byteLimit: byteLimit)
  }

  /// Removes a file; one that is not there is as good as removed.
  ///
  /// Calls `unlink`.
  public static func remove(_ path: String) throws(OperatingSystemError) {
    try checkPath(path)
    let result = systemCall { unsafe unlink(path) }
    if case .failure(.notFound) = result { return }
    _ = try check("remove", path, result)
  }
}

/// A name about to be given to a new file, seen from its directory, which stays open so that it stays the same one.
private struct Target: ~Copyable {
  private let path: String
  private let name: String
  private let directory: Descriptor

  init(_ path: String) throws(OperatingSystemError) {
    // Everything that can throw comes before the first property: a noncopyable value is whole or nothing.
    try checkPath(path)
    let bytes = Array(path.utf8)
    let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let name = String(decoding: bytes[nameStart...], as: UTF8.self)
    guard !name.isEmpty, name != ".", name != ".." else { throw .refused(path: path, .directory) }
    directory = try Descriptor.directory(nameStart == 0 ? "." : String(decoding: bytes[..<nameStart], as: UTF8.self))
    self.name = name
    self.path = path
  }

  /// Returns the permissions of the file to be replaced, or nil if the name is free.
  func checkFree(replacing: Bool) throws(OperatingSystemError) -> mode_t? {
    var status = stat()
    let result = systemCall { unsafe fstatat(directory.number, name, &status, AT_SYMLINK_NOFOLLOW) }
    if case .failure(.notFound) = result { return nil }
    _ = try check("examine", path, result)
    // Replacing a link or a device by name would surprise whoever wrote `-o /dev/stdout`.
    if let refusal = FileKind(mode: status.st_mode).refusal { throw .refused(path: path, refusal) }
    guard replacing else { throw .refused(path: path, .exists) }
    return status.st_mode & 0o777
  }

  func create(_ temporary: String) throws(OperatingSystemError) -> Descriptor {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let result = systemCall { unsafe openat(directory.number, temporary, flags, 0o666) }
    let number = try check("create a file beside", path, result)
    PartialFiles.add(beside(temporary))
    return Descriptor(owning: number)
  }

  func setPermissions(_ permissions: mode_t, of temporary: String) throws(OperatingSystemError) {
    let result = systemCall { unsafe fchmodat(directory.number, temporary, permissions, 0) }
    _ = try check("set the permissions of", path, result)
  }

  func rename(_ temporary: String, replacing: Bool) throws(OperatingSystemError) {
    let folder = directory.number
    if replacing {
      _ = try check("name", path, systemCall { unsafe renameat(folder, temporary, folder, name) })
    } else {
      var result = systemCall { unsafe renameat2(folder, temporary, folder, name, CGNU_RENAME_NOREPLACE) }
      if case .failure(let code) = result, code.rawValue == EINVAL {
        // A network file system may not know the flag; a hard link refuses a taken name as well.
        result = systemCall { unsafe linkat(folder, temporary, folder, name, 0) }
        if case .success = result { remove(temporary) }
      }
      if case .failure(.exists) = result { throw .refused(path: path, .exists) }
      _ = try check("name", path, result)
    }
    PartialFiles.forget(beside(temporary))
    _ = try check("synchronise the directory of", path, systemCall { fsync(folder) })
  }

  func remove(_ temporary: String) {
    _ = unsafe unlinkat(directory.number, temporary, 0)
    PartialFiles.forget(beside(temporary))
  }

  /// The path of a name in the target's directory.
  private func beside(_ name: String) -> String { path.dropLast(self.name.utf8.count) + name }
}
