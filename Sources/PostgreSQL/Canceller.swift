internal import CLibPQ
internal import Dispatch
internal import Glibc

/// Cancels what runs on a connection, from any thread.
///
/// The statement then fails with SQLSTATE 57014 and the connection stays usable; if nothing runs, nothing happens. A
/// canceller may outlive its connection.
///
/// Calls `PQcancel`.
@safe public final class Canceller: @unchecked Sendable {
  // Proof of `Sendable`: the structure holds an address and a key that nobody changes after `PQgetCancel`, and
  // `PQcancel` opens a socket of its own (manual, "Canceling Queries in Progress": it is safe in a signal handler).
  private let handle: OpaquePointer

  init(_ channel: Channel) throws(PostgreSQLError) {
    guard let handle = unsafe channel.makeCancelHandle() else { throw channel.failure }
    unsafe self.handle = handle
  }

  deinit { unsafe PQfreeCancel(handle) }

  /// Asks the server to cancel, and returns when it has been told, not when the statement has ended.
  ///
  /// - Throws: `PostgreSQLError.cancellation` if the request could not be delivered.
  public func cancel() throws(PostgreSQLError) {
    var message = [CChar](repeating: 0, count: 256)
    let delivered = unsafe PQcancel(handle, &message, Int32(message.count))
    guard delivered == 1 else {
      let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .cancellation(oneLine(String(decoding: bytes, as: UTF8.self)))
    }
  }

  /// Asks the server to cancel, on a thread of its own, again and again while the condition holds.
  ///
  /// A request that comes between two statements cancels neither, and a server that cannot be reached keeps nobody
  /// waiting here.
  public func cancel(while condition: @escaping @Sendable () -> Bool) {
    DispatchQueue(label: "cancel").async { [self] in
      while condition() {
        try? cancel()
        _ = poll(nil, 0, 100)
      }
    }
  }
}
