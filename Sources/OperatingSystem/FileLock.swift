internal import Glibc

/// An advisory lock on a file, held until the value goes or the process ends, however it ends.
public struct FileLock: ~Copyable {
  private let descriptor: Descriptor

  /// Takes the lock, and waits for whoever holds it.
  ///
  /// Makes the file if it is not there.
  public static func acquire(_ path: String) throws(OperatingSystemError) -> FileLock {
    let descriptor = try open(path)
    _ = try check("lock", path, systemCall { flock(descriptor.number, LOCK_EX) })
    return FileLock(descriptor: descriptor)
  }

  /// Takes the lock if it is free, or returns nil.
  public static func acquireIfFree(_ path: String) throws(OperatingSystemError) -> FileLock? {
    let descriptor = try open(path)
    let result = systemCall { flock(descriptor.number, LOCK_EX | LOCK_NB) }
    if case .failure(.wouldBlock) = result { return nil }
    _ = try check("lock", path, result)
    return FileLock(descriptor: descriptor)
  }

  /// Gives the lock up.
  public consuming func release() {}

  private init(descriptor: consuming Descriptor) { self.descriptor = descriptor }

  private static func open(_ path: String) throws(OperatingSystemError) -> Descriptor {
    try checkPath(path)
    let result = Descriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, permissions: 0o600)
    return Descriptor(owning: try check("open", path, result))
  }
}
