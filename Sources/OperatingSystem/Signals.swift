internal import Glibc

/// Signals the program answers in its own way.
public enum Signals {
  /// Makes a write to a reader that has gone an error (`brokenPipe`) instead of the program's silent end.
  public static func ignoreBrokenPipe() {
    _ = signal(SIGPIPE, SIG_IGN)
  }
}
