internal import Glibc

/// A user of the operating system.
public struct User: Sendable, Equatable {
  /// The number (uid).
  public let number: UInt32
  /// The number of the user's own group (gid).
  public let group: UInt32
  /// The login name.
  public let name: String
  /// The home directory that the user database gives; `HOME` may say otherwise.
  public let home: String

  /// Whether this is the superuser.
  public var isRoot: Bool { number == 0 }

  /// Returns the user whose rights the program has, or nil if the user database does not know the number.
  public static func current() -> User? {
    let number = geteuid()
    return unsafe lookUp { entry, buffer, byteCount, found in
      unsafe getpwuid_r(number, entry, buffer, byteCount, found)
    }
  }

  /// Returns the user with a login name, or nil if there is none.
  public static func named(_ name: String) -> User? {
    unsafe lookUp { entry, buffer, byteCount, found in
      unsafe getpwnam_r(name, entry, buffer, byteCount, found)
    }
  }

  private static func lookUp(
    _ query: (
      UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32
  ) -> User? {
    // Entries from a directory service can be long; one of more than 1 MiB is none of ours.
    var byteCount = 1024
    while byteCount <= 1_048_576 {
      var entry = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>? = nil
      var buffer = [CChar](repeating: 0, count: byteCount)
      var user: User? = nil
      let code = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return ERANGE }
        let code = unsafe query(&entry, start, byteCount, &found)
        if code == 0, let found = unsafe found {
          unsafe user = User(
            number: found.pointee.pw_uid, group: found.pointee.pw_gid,
            name: String(cString: found.pointee.pw_name), home: String(cString: found.pointee.pw_dir))
        }
        return code
      }
      if code != ERANGE { return user }
      byteCount *= 4
    }
    return nil
  }
}
