internal import Glibc
internal import Synchronization

/// Where a command's answer goes: standard output, or memory in a test.
///
/// A class, because one output is shared by everything that prints.
public final class Output: Sendable {
  private enum Sink: ~Copyable {
    case writer(ByteWriter)
    case memory([UInt8])
    case closed
  }

  private let sink: Mutex<Sink>

  private init(_ sink: consuming sending Sink) { self.sink = Mutex(sink) }

  /// Returns an output on a descriptor that closes with it: 1 is standard output.
  ///
  /// From here on a reader that goes away is the error `brokenPipe`, not a signal that ends the program.
  public static func descriptor(_ number: Int32, name: String) -> Output {
    Signals.ignoreBrokenPipe()
    return Output(.writer(ByteWriter(descriptor: Descriptor(owning: number), name: name)))
  }

  /// Returns standard output.
  ///
  /// Ask once a program: it is closed with the value.
  public static func standard() -> Output { descriptor(1, name: "standard output") }

  /// Returns an output that keeps what is written, for ``written``.
  public static func memory() -> Output { Output(.memory([])) }

  /// What was written to an output in memory; empty for any other.
  public var written: [UInt8] {
    sink.withLock { sink in
      switch sink {
      case .memory(let bytes): bytes
      case .writer: []
      case .closed: []
      }
    }
  }

  /// Writes text as UTF-8.
  public func write(_ text: String) throws(OperatingSystemError) {
    try write { writer throws(OperatingSystemError) in
      try writer.write(text)
    } memory: {
      $0.append(contentsOf: text.utf8)
    }
  }

  /// Writes text and ends the line.
  public func writeLine(_ text: String = "") throws(OperatingSystemError) {
    try write(text)
    try write("\n")
  }

  /// Writes bytes as they are.
  public func write(_ bytes: [UInt8]) throws(OperatingSystemError) {
    try write { writer throws(OperatingSystemError) in
      try writer.write(bytes)
    } memory: {
      $0.append(contentsOf: bytes)
    }
  }

  /// Hands everything written so far to the system; a closed output has nothing left.
  public func flush() throws(OperatingSystemError) {
    try write(afterClose: {}) { writer throws(OperatingSystemError) in
      try writer.flush()
    } memory: { _ in
    }
  }

  /// Flushes and closes; a full disk may show only now.
  ///
  /// Call it once, last.
  public func close() throws(OperatingSystemError) {
    try sink.withLock { sink throws(OperatingSystemError) in
      var last = Sink.closed
      swap(&sink, &last)
      switch consume last {
      case .writer(let writer): try writer.close()
      case .memory(let bytes): sink = .memory(bytes)
      case .closed: break
      }
    }
  }

  private func write(
    afterClose: () -> Void = { preconditionFailure("an output is not written to after it was closed") },
    _ body: (inout ByteWriter) throws(OperatingSystemError) -> Void, memory: (inout [UInt8]) -> Void
  ) throws(OperatingSystemError) {
    try sink.withLock { sink throws(OperatingSystemError) in
      var current = Sink.closed
      swap(&sink, &current)
      switch consume current {
      case .writer(var writer):
        do throws(OperatingSystemError) {
          try body(&writer)
          sink = .writer(writer)
        } catch {
          sink = .writer(writer)
          throw error
        }
      case .memory(var bytes):
        memory(&bytes)
        sink = .memory(bytes)
      case .closed: afterClose()
      }
    }
  }
}
