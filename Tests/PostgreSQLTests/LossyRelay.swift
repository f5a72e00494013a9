import Dispatch
import Glibc

/// A way to a server, for one connection without encryption, on which rows that hold the word "lost" are lost, and whole
/// answers with a column of that name.
///
/// - Parameter path: The server's socket in the file system.
/// - Returns: The port of the loopback interface to connect to.
func lossyRelay(to path: String) throws -> UInt16 {
  let listener = try SilentListener()
  let port = listener.port
  DispatchQueue(label: "relay").async {
    let client = listener.accept()
    let server = connect(to: path)
    var losses = Losses()
    var ends = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: server, events: Int16(POLLIN), revents: 0),
    ]
    while unsafe poll(&ends, 2, -1) > 0 {
      if ends[0].revents != 0 {
        guard let bytes = receive(client) else { break }
        deliver(bytes, server)
      }
      if ends[1].revents != 0 {
        guard let bytes = receive(server) else { break }
        deliver(losses.pass(bytes), client)
      }
    }
    close(client)
    close(server)
  }
  return port
}

/// Goes through what a server says, message by message.
private struct Losses {
  private static let lost = Array("lost".utf8)

  private var bytes: [UInt8] = []
  private var losesAnswer = false

  /// What is left of the messages that are whole.
  mutating func pass(_ more: [UInt8]) -> [UInt8] {
    bytes += more
    var passed: [UInt8] = []
    // A message is a letter, the length of what follows in four bytes that count themselves, and the rest.
    while bytes.count >= 5 {
      let length = 1 + bytes[1...4].reduce(0) { $0 << 8 | Int($1) }
      guard bytes.count >= length else { break }
      if !loses(bytes[..<length]) { passed += bytes[..<length] }
      bytes.removeFirst(length)
    }
    return passed
  }

  private mutating func loses(_ message: ArraySlice<UInt8>) -> Bool {
    let hasWord = message.indices.contains { message[$0...].starts(with: Self.lost) }
    switch message[0] {
    case UInt8(ascii: "T"): losesAnswer = hasWord
    case UInt8(ascii: "D"), UInt8(ascii: "d"): return losesAnswer || hasWord
    case UInt8(ascii: "C"):
      defer { losesAnswer = false }
      return losesAnswer
    default: return false
    }
    return losesAnswer
  }
}

private func connect(to path: String) -> Int32 {
  let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
  unsafe withUnsafePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      _ = unsafe Glibc.connect(socket, address, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  return socket
}

/// What has come; nil at the end.
private func receive(_ socket: Int32) -> [UInt8]? {
  var bytes = [UInt8](repeating: 0, count: 65_536)
  let count = unsafe read(socket, &bytes, bytes.count)
  return count > 0 ? Array(bytes[..<count]) : nil
}

private func deliver(_ bytes: [UInt8], _ socket: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes {
      unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard count > 0 else { return }
    rest = rest.dropFirst(count)
  }
}
