internal import CGNU
internal import Glibc
internal import Synchronization

/// A signal by which somebody asks the program to end.
public enum Signal: CaseIterable, Sendable {
  /// The terminal has gone.
  case hangup
  /// Ctrl-C.
  case interrupt
  /// What `kill`, a service manager and a shutdown send.
  case terminate

  var number: Int32 {
    switch self {
    case .hangup: SIGHUP
    case .interrupt: SIGINT
    case .terminate: SIGTERM
    }
  }

  /// The exit code by which a shell shows a program that the signal ended.
  public var exitCode: Int32 { 128 + number }

  /// The signal that an exit code shows.
  public init?(exitCode: Int32) {
    guard let signal = Self.allCases.first(where: { $0.exitCode == exitCode }) else { return nil }
    self = signal
  }

  /// Ends the program as if nobody watched the signal, without the files that it has not written whole.
  ///
  /// A shell whose loop runs the program then ends the loop too, which it does not after a code alone.
  ///
  /// - Parameter grace: How long other threads may go on until then.
  public func endProgram(after grace: Duration = .zero) -> Never {
    _ = poll(nil, 0, Int32(grace / .milliseconds(1)))
    PartialFiles.removeAll()
    _ = Glibc.signal(number, SIG_DFL)
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    // To this thread: no other one takes it.
    raise(number)
    _exit(exitCode)
  }
}

/// Signals the program answers in its own way.
public enum Signals {
  /// Makes a write to a reader that has gone an error (`brokenPipe`) instead of the program's silent end.
  public static func ignoreBrokenPipe() {
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// Ends the program with code 0, whatever it waits for, once so much time has passed.
  ///
  /// What it has not written by then stays unwritten.
  public static func endProgram(after time: Duration) {
    _ = signal(SIGALRM) { _ in _exit(0) }
    let (seconds, attoseconds) = time.components
    var timer = itimerval()
    timer.it_value.tv_sec = Int(seconds)
    timer.it_value.tv_usec = Int(attoseconds / 1_000_000_000_000)
    _ = unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }

  /// Ends the program with a code, from any thread, without the files that it has not written whole.
  public static func endProgram(exitCode: Int32) -> Never {
    PartialFiles.removeAll()
    _exit(exitCode)
  }

  /// Calls the body for each signal that asks the program to end, which then no longer ends it by itself.
  ///
  /// The body runs on a thread of its own, one call after the other, and may do what any code may. What the program was
  /// started to ignore, as under `nohup`, stays ignored. Call it once; programs that this one starts get the signals as
  /// usual.
  public static func watch(_ body: @escaping @Sendable (Signal) -> Void) throws(OperatingSystemError) {
    var ends: [Int32] = [-1, -1]
    _ = try check("make", "a pipe", systemCall { unsafe pipe2(&ends, O_CLOEXEC) })
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(SignalReader(Descriptor(owning: ends[0]), body)).toOpaque()
    let failure = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<SignalReader>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    guard failure == 0 else {
      throw .failed(operation: "start", subject: "a thread", code: SystemCode(rawValue: failure))
    }
    pthread_detach(thread)
    signalPipe.store(ends[1], ordering: .releasing)
    for signal in Signal.allCases where !isIgnored(signal) { _ = Glibc.signal(signal.number, handleSignal) }
  }

  private static func isIgnored(_ signal: Signal) -> Bool {
    var action = sigaction()
    unsafe sigaction(signal.number, nil, &action)
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

/// Where the handler writes.
///
/// An atomic, because a handler may take no lock and run nothing that does.
private let signalPipe = Atomic<Int32>(-1)

/// Passes the number of a signal on to the thread that waits for it.
///
/// Blocking the signals and waiting for them would need no handler, but the main thread of an asynchronous program
/// waits with none blocked (`dispatch_main`).
private func handleSignal(_ number: Int32) {
  let code = errno
  var byte = UInt8(truncatingIfNeeded: number)
  _ = unsafe write(signalPipe.load(ordering: .acquiring), &byte, 1)
  errno = code
}

/// What the thread that waits for signals knows.
private final class SignalReader: Sendable {
  private let descriptor: Descriptor
  private let body: @Sendable (Signal) -> Void

  init(_ descriptor: consuming Descriptor, _ body: @escaping @Sendable (Signal) -> Void) {
    self.descriptor = descriptor
    self.body = body
  }

  func run() {
    // The pipe never ends: its other end is open as long as the program.
    while let bytes = try? descriptor.read(upTo: 1, "a pipe"), let byte = bytes.first {
      guard let signal = Signal.allCases.first(where: { $0.number == Int32(byte) }) else { continue }
      body(signal)
    }
  }
}
