internal import Glibc

/// The computer's clock, for what is shown and compared, never for what the ledger records.
public enum WallClock {
  /// The time now, in microseconds since 1970 (UTC).
  ///
  /// Calls `clock_gettime`.
  public static func microsecondsSince1970() -> Int64 {
    var time = timespec()
    let result = unsafe clock_gettime(CLOCK_REALTIME, &time)
    precondition(result == 0, "the system has no real-time clock")
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
