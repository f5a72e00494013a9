/// Takes the bytes of a COPY into the server, lent for the length of a call.
///
/// What is written goes out in pieces of 64 KiB. What the server refuses is thrown when the body has returned: libpq does
/// not look at an error while it sends, and the server drops the rest.
public struct CopyWriter: ~Copyable {
  private static let chunkSize = 65_536

  private let channel: Channel
  private let statement: SQL
  private var buffer: [UInt8] = []

  init(_ channel: Channel, statement: SQL) {
    self.channel = channel
    self.statement = statement
    buffer.reserveCapacity(Self.chunkSize + 1024)
  }

  /// Writes bytes in the format of the statement.
  ///
  /// - Throws: `PostgreSQLError` if the connection is lost.
  public mutating func write(_ bytes: [UInt8]) throws(PostgreSQLError) {
    buffer.append(contentsOf: bytes)
    try sendIfFull()
  }

  /// Writes bytes in the format of the statement.
  ///
  /// - Throws: `PostgreSQLError` if the connection is lost.
  public mutating func write(_ bytes: Span<UInt8>) throws(PostgreSQLError) {
    buffer.append(copying: bytes)
    try sendIfFull()
  }

  /// Writes text in the format of the statement.
  ///
  /// - Throws: `PostgreSQLError` if the connection is lost.
  public mutating func write(_ text: String) throws(PostgreSQLError) {
    buffer.append(contentsOf: text.utf8)
    try sendIfFull()
  }

  /// Writes bytes after their length.
  mutating func write(prefix length: Int32, _ bytes: Span<UInt8>) throws(PostgreSQLError) {
    buffer.append(bigEndian: length)
    buffer.append(copying: bytes)
    try sendIfFull()
  }

  /// Lets the caller write straight into the buffer.
  mutating func withBuffer(_ body: (inout [UInt8]) throws(PostgreSQLError) -> Void) throws(PostgreSQLError) {
    try body(&buffer)
    try sendIfFull()
  }

  private mutating func sendIfFull() throws(PostgreSQLError) {
    if buffer.count >= Self.chunkSize { try flush() }
  }

  /// Sends what is left in the buffer.
  mutating func flush() throws(PostgreSQLError) {
    var start = 0
    while start < buffer.count {
      let end = min(buffer.count, start + Self.chunkSize)
      // Why the connection was lost, if the server said so, is in the next result.
      guard channel.putCopyData(buffer.span.extracting(start..<end)) else {
        guard let result = channel.nextResult(), result.kind == .failure else { throw channel.failure }
        throw result.error(statement: statement)
      }
      start = end
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

extension [UInt8] {
  /// Appends the bytes of a span.
  mutating func append(copying bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
