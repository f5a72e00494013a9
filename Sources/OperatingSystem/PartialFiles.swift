internal import Glibc
internal import Synchronization

/// The temporary files under which files are being written, so that a program that a signal ends leaves none.
enum PartialFiles {
  // The only state of the process here: a signal is one for the process too.
  private static let paths = Mutex<Set<String>>([])

  static func add(_ path: String) { _ = paths.withLock { $0.insert(path) } }

  static func forget(_ path: String) { _ = paths.withLock { $0.remove(path) } }

  /// Removes them all.
  ///
  /// Calls `unlink`.
  static func removeAll() {
    paths.withLock { paths in
      for path in paths { _ = unsafe unlink(path) }
      paths = []
    }
  }
}
