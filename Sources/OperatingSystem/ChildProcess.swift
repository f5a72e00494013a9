internal import Glibc

/// A program that runs, until it has been waited for.
struct ChildProcess {
  let number: pid_t
  let name: String
  let hasGroup: Bool
  let byteLimit: Int
  var streams: [CapturedStream]

  /// How long a program that was told to end is given.
  private static let grace = Duration.seconds(2)
  /// How often an end is looked for that no stream announces.
  private static let tickMilliseconds: Int32 = 10

  /// Reads the captured streams until the program has ended.
  mutating func wait(timeout: Duration?) throws(OperatingSystemError) -> Program.Status {
    let deadline = timeout.map { ContinuousClock.now + $0 }
    do throws(OperatingSystemError) {
      while true {
        pause()
        // Asked before reading: what a program wrote before it ended is then in the pipe.
        let isSilent = streams.allSatisfy { $0.descriptor == nil }
        let status = poll(waiting: isSilent && deadline == nil)
        for index in streams.indices {
          guard try streams[index].drain(upTo: byteLimit) else {
            throw .tooMuchOutput(program: name, byteLimit: byteLimit)
          }
        }
        if let status { return status }
        if let deadline, let timeout, ContinuousClock.now >= deadline {
          throw .timedOut(program: name, after: timeout)
        }
      }
    } catch {
      stop()
      throw error
    }
  }

  /// Waits until a stream has something, or for one tick; a program without open streams is about to end.
  private func pause() {
    var requests = streams.compactMap(\.descriptor).map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
    let milliseconds = requests.isEmpty ? 1 : ChildProcess.tickMilliseconds
    _ = unsafe Glibc.poll(&requests, nfds_t(requests.count), milliseconds)
  }

  /// Returns how the program ended, or nil while it runs.
  private func poll(waiting: Bool) -> Program.Status? {
    var status: Int32 = 0
    let options = waiting ? 0 : WNOHANG
    guard case .success(number) = systemCall({ unsafe waitpid(number, &status, options) }) else { return nil }
    // The macros WIFEXITED and so on are not imported: the low seven bits hold the signal (wait(2)).
    let signal = status & 0x7F
    return signal == 0 ? .exited(Int(status >> 8 & 0xFF)) : .signalled(Int(signal))
  }

  private func stop() {
    signal(SIGTERM)
    let end = ContinuousClock.now + ChildProcess.grace
    while ContinuousClock.now < end {
      if poll(waiting: false) != nil { return }
      _ = Glibc.poll(nil, 0, ChildProcess.tickMilliseconds)
    }
    signal(SIGKILL)
    var status: Int32 = 0
    _ = systemCall { unsafe waitpid(number, &status, 0) }
  }

  private func signal(_ signal: Int32) {
    _ = kill(hasGroup ? -number : number, signal)
  }
}

/// Our end of a stream that a program writes, and what came out of it.
struct CapturedStream {
  private(set) var descriptor: OwnedDescriptor?
  private(set) var bytes: [UInt8] = []

  init(_ descriptor: OwnedDescriptor?) { self.descriptor = descriptor }

  /// Reads what is there now.
  ///
  /// Returns false when it is more than the limit.
  mutating func drain(upTo byteLimit: Int) throws(OperatingSystemError) -> Bool {
    while let number = descriptor?.number {
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        count = 0
        switch systemCall({ unsafe read(number, buffer.baseAddress, 65_536) }) {
        case .success(0): descriptor = nil
        case .success(let read): count = read
        case .failure: break
        }
      }
      if chunk.isEmpty { return true }
      guard chunk.count <= byteLimit - bytes.count else { return false }
      bytes.append(contentsOf: chunk)
    }
    return true
  }
}
