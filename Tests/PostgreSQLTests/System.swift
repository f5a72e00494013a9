import Glibc

/// Sets a variable of this process, for exit tests only.
func setEnvironment(_ name: String, _ value: String) { _ = unsafe setenv(name, value, 1) }

/// A TCP port that takes connections and never says anything by itself.
final class SilentListener: Sendable {
  let port: UInt16
  private let socket: Int32

  init() throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = socket
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(number, address, length) == 0 && listen(number, 8) == 0
          && getsockname(number, address, &length) == 0
      }
    }
    guard result else { throw Stop() }
    port = UInt16(bigEndian: address.sin_port)
  }

  /// Waits for somebody who connects, and returns the socket to talk with him.
  func accept() -> Int32 { Glibc.accept(socket, nil, nil) }

  deinit { _ = close(socket) }
}

/// The most memory that this process has used so far.
func peakBytes() -> Int {
  var usage = rusage()
  _ = unsafe getrusage(0, &usage)
  return usage.ru_maxrss * 1024
}

/// Whether the address sanitiser keeps freed memory, so that measuring it means nothing.
var keepsFreedMemory: Bool { unsafe dlsym(nil, "__asan_init") != nil }
