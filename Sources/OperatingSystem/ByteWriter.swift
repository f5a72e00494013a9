internal import Glibc

/// A buffered way out to one descriptor.
///
/// What is still in the buffer when the writer goes is lost: call ``flush()``.
public struct ByteWriter: ~Copyable {
  /// The most bytes kept before they are handed to the system.
  public static let bufferByteCount = 65_536

  private let name: String
  private let descriptor: Descriptor
  private var buffer: [UInt8] = []

  init(descriptor: consuming Descriptor, name: String) {
    self.descriptor = descriptor
    self.name = name
    buffer.reserveCapacity(ByteWriter.bufferByteCount)
  }

  /// Writes text as UTF-8.
  public mutating func write(_ text: String) throws(OperatingSystemError) {
    var text = text
    // A native string lends its bytes; withUTF8 makes any other native first.
    let count = text.utf8.count
    if buffer.count + count > ByteWriter.bufferByteCount { try flush() }
    if count <= ByteWriter.bufferByteCount {
      text.withUTF8 { unsafe buffer.append(contentsOf: $0) }
    } else {
      try send(Array(text.utf8))
    }
  }

  /// Writes bytes as they are.
  public mutating func write(_ bytes: [UInt8]) throws(OperatingSystemError) {
    if buffer.count + bytes.count > ByteWriter.bufferByteCount { try flush() }
    if bytes.count <= ByteWriter.bufferByteCount {
      buffer.append(contentsOf: bytes)
    } else {
      try send(bytes)
    }
  }

  /// Hands everything written so far to the system.
  ///
  /// - Throws: `brokenPipe` if nobody reads any more; `failed` with ``SystemCode/noSpace`` if the disk is full.
  public mutating func flush() throws(OperatingSystemError) {
    guard !buffer.isEmpty else { return }
    // Emptied even when sending fails, so that a later flush does not repeat what has gone out.
    var bytes: [UInt8] = []
    swap(&bytes, &buffer)
    defer {
      bytes.removeAll(keepingCapacity: true)
      swap(&bytes, &buffer)
    }
    try send(bytes)
  }

  /// Flushes and waits until the device holds the bytes.
  ///
  /// Calls `fsync`.
  mutating func synchronize() throws(OperatingSystemError) {
    try flush()
    _ = try check("synchronise", name, systemCall { fsync(descriptor.number) })
  }

  /// Flushes and closes, and reports what closing reveals.
  consuming func close() throws(OperatingSystemError) {
    try flush()
    try descriptor.close(name)
  }

  private func send(_ bytes: [UInt8]) throws(OperatingSystemError) {
    var start = 0
    while start < bytes.count {
      let result = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
        return systemCall { unsafe Glibc.write(descriptor.number, rest.baseAddress, rest.count) }
      }
      switch result {
      case .success(let count): start += count
      case .failure(.wouldBlock): descriptor.wait(for: POLLOUT)
      case .failure(let code) where code.rawValue == EPIPE: throw .brokenPipe
      case .failure(let code): throw .failed(operation: "write", subject: name, code: code)
      }
    }
  }
}
