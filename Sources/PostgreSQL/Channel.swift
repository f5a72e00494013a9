internal import CLibPQ
internal import Glibc

/// libpq's connection with Swift's types around each call; the only file that knows its handle.
@safe final class Channel {
  private let handle: OpaquePointer
  private var isGivenUp = false
  let notices: NoticeSink

  init(_ settings: ConnectionSettings, onNotice: @escaping @Sendable (Notice) -> Void) throws(PostgreSQLError) {
    let secrets = try ConnectionSecrets(of: settings.connectionString)
    let options = unsafe connectionOptions(settings, ignoringOptionsOfEnvironment: getenv("PGOPTIONS") != nil)
    let started = unsafe withCStrings(options.map(\.name)) { names in
      unsafe withCStrings(options.map(\.value)) { values in unsafe PQconnectStartParams(names, values, 1) }
    }
    guard let started = unsafe started else { throw .outOfMemory }
    unsafe handle = started
    notices = NoticeSink(onNotice)
    // The receiver is set before the server can say anything: libpq's own prints on the standard error output.
    let context = unsafe Unmanaged.passUnretained(notices).toOpaque()
    _ = unsafe PQsetNoticeReceiver(
      handle,
      { context, result in
        guard let context = unsafe context, let result = unsafe result else { return }
        unsafe Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue().receive(notice(from: result))
      }, context)
    // libpq hands back a connection even when it cannot connect; it is freed by `deinit`, also after this throw.
    guard finishConnecting() else {
      throw .connection(secrets.redacted(errorMessage ?? "the connection failed without a message"))
    }
  }

  deinit { unsafe PQfinish(handle) }

  /// Waits until the connection is there or has failed.
  private func finishConnecting() -> Bool {
    let timeout = connectTimeout
    let deadline = timeout.map { ContinuousClock.now + $0 }
    var state = PGRES_POLLING_WRITING
    if isBroken { return false }
    while true {
      switch state {
      case PGRES_POLLING_OK: return true
      case PGRES_POLLING_FAILED: return false
      default: break
      }
      let events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT
      guard wait(for: Int16(events), until: deadline) else {
        // Only libpq itself can go on to the next host: `PQreset` connects anew, with its own timeout for each.
        unsafe PQreset(handle)
        return !isBroken
      }
      state = unsafe PQconnectPoll(handle)
    }
  }

  /// The effective `connect_timeout`, which libpq takes for at least two seconds.
  private var connectTimeout: Duration? {
    guard let seconds = option("connect_timeout").flatMap({ Int64($0) }), seconds > 0 else { return nil }
    return .seconds(max(2, seconds))
  }

  /// A connection option as libpq resolved it.
  private func option(_ keyword: String) -> String? {
    guard let options = unsafe PQconninfo(handle) else { return nil }
    defer { unsafe PQconninfoFree(options) }
    var entry = unsafe options
    while let name = unsafe entry.pointee.keyword {
      if unsafe String(cString: name) == keyword { return unsafe entry.pointee.val.map { unsafe String(cString: $0) } }
      unsafe entry += 1
    }
    return nil
  }

  // MARK: State

  var isBroken: Bool { unsafe isGivenUp || PQstatus(handle) == CONNECTION_BAD }
  var serverVersion: Int { Int(unsafe PQserverVersion(handle)) }
  var isEncrypted: Bool { unsafe PQsslInUse(handle) == 1 || PQgssEncInUse(handle) == 1 }
  var hasProvenServer: Bool {
    unsafe PQgssEncInUse(handle) == 1 || PQsslInUse(handle) == 1 && option("sslmode") == "verify-full"
  }
  var backendProcessID: Int32 { unsafe PQbackendPID(handle) }

  var transactionStatus: TransactionStatus {
    switch unsafe PQtransactionStatus(handle) {
    case PQTRANS_IDLE: .idle
    case PQTRANS_ACTIVE: .active
    case PQTRANS_INTRANS: .inTransaction
    case PQTRANS_INERROR: .failed
    default: .unknown
    }
  }

  func parameterStatus(_ name: String) -> String? {
    unsafe PQparameterStatus(handle, name).map { unsafe String(cString: $0) }
  }

  private var errorMessage: String? {
    let message = oneLine(unsafe String(cString: PQerrorMessage(handle)))
    return message.isEmpty ? nil : message
  }

  /// What libpq says is wrong with the connection.
  var failure: PostgreSQLError { .connection(errorMessage ?? "the connection is broken") }

  /// Returns what `PQgetCancel` gives, to be owned by the caller.
  func makeCancelHandle() -> OpaquePointer? { unsafe PQgetCancel(handle) }

  // MARK: Statements

  /// Sends text that may hold several statements and no parameters; results come as text.
  func sendScript(_ utf8: [UInt8]) throws(PostgreSQLError) {
    let sent = unsafe withCString(utf8) { text in unsafe PQsendQuery(handle, text) }
    guard sent == 1 else { throw failure }
  }

  /// Sends a statement with its parameters; results come in binary.
  func send(_ sql: SQL) throws(PostgreSQLError) {
    let parameters = sql.parameters
    let sent = unsafe withCString(sql.utf8) { text in
      unsafe withPointers(parameters) { types, values, lengths, formats in
        unsafe PQsendQueryParams(handle, text, Int32(parameters.count), types, values, lengths, formats, 1)
      }
    }
    guard sent == 1 else { throw failure }
  }

  /// Sends a request to prepare a statement under a name.
  func sendPrepare(_ sql: SQL, name: String) throws(PostgreSQLError) {
    let types = sql.parameters.types.map(\.rawValue)
    let sent = unsafe withCString(sql.utf8) { text in
      unsafe PQsendPrepare(handle, name, text, Int32(types.count), types)
    }
    guard sent == 1 else { throw failure }
  }

  /// Sends a request to execute a prepared statement.
  func sendPrepared(_ name: String, _ parameters: Parameters) throws(PostgreSQLError) {
    let sent = unsafe withPointers(parameters) { _, values, lengths, formats in
      unsafe PQsendQueryPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 1)
    }
    guard sent == 1 else { throw failure }
  }

  /// The next result of what was sent, or nil when there is no more.
  func nextResult() -> QueryResult? {
    guard let result = unsafe PQgetResult(handle) else { return nil }
    return unsafe QueryResult(owning: result)
  }

  /// Asks for one result a row, for the statement just sent.
  func enterSingleRowMode() throws(PostgreSQLError) {
    guard unsafe PQsetSingleRowMode(handle) == 1 else { throw failure }
  }

  // MARK: COPY

  /// Sends bytes of a COPY; false if the connection is lost, for which the next result has the reason.
  func putCopyData(_ bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe PQputCopyData(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count)) == 1
    }
  }

  /// Shuts the connection down: what is done with it next finds it broken.
  func giveUp() {
    // What libpq has read already would keep its own status good for a while.
    isGivenUp = true
    _ = unsafe shutdown(PQsocket(handle), Int32(SHUT_RDWR))
  }

  /// Ends a COPY, with a reason if it shall fail.
  func putCopyEnd(failure reason: String?) -> Bool { unsafe PQputCopyEnd(handle, reason) == 1 }

  /// Lends the next bytes of a COPY; false when there are no more, and then the next result tells how it ended.
  func withCopyData(_ body: (Span<UInt8>) throws -> Void) rethrows -> Bool {
    var buffer: UnsafeMutablePointer<CChar>?
    let count = unsafe PQgetCopyData(handle, &buffer, 0)
    guard count > 0, let start = unsafe buffer else { return false }
    defer { unsafe PQfreemem(start) }
    let bytes = unsafe UnsafeBufferPointer(
      start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: Int(count))
    try unsafe body(bytes.span)
    return true
  }

  // MARK: Pipeline

  func enterPipeline() throws(PostgreSQLError) {
    guard unsafe PQenterPipelineMode(handle) == 1, unsafe PQsetnonblocking(handle, 1) == 0 else { throw failure }
  }

  /// Leaves the mode; false if results are still to be read.
  func exitPipeline() -> Bool {
    unsafe PQsetnonblocking(handle, 0) == 0 && PQexitPipelineMode(handle) == 1
  }

  func sendSync() throws(PostgreSQLError) {
    guard unsafe PQpipelineSync(handle) == 1 else { throw failure }
  }

  /// Asks the server to send what it has so far.
  func sendFlushRequest() throws(PostgreSQLError) {
    guard unsafe PQsendFlushRequest(handle) == 1 else { throw failure }
  }

  /// Sends what the socket takes; true if something is left.
  func flush() throws(PostgreSQLError) -> Bool {
    switch unsafe PQflush(handle) {
    case 0: false
    case 1: true
    default: throw failure
    }
  }

  /// Whether `nextResult` would wait.
  var isBusy: Bool { unsafe PQisBusy(handle) == 1 }

  func consumeInput() throws(PostgreSQLError) {
    guard unsafe PQconsumeInput(handle) == 1 else { throw failure }
  }

  /// Waits until there is something to read, or room to write; true if there is something to read.
  func waitForSocket(toWrite: Bool) throws(PostgreSQLError) -> Bool {
    var entry = unsafe pollfd(fd: PQsocket(handle), events: Int16(POLLIN | (toWrite ? POLLOUT : 0)), revents: 0)
    guard entry.fd >= 0 else { throw failure }
    while unsafe poll(&entry, 1, -1) < 0 {
      guard errno == EINTR else { throw .connection("poll: error \(errno)") }
    }
    return Int32(entry.revents) & ~POLLOUT != 0
  }

  /// Waits for an event on the socket; false if the deadline passes first.
  private func wait(for events: Int16, until deadline: ContinuousClock.Instant?) -> Bool {
    while true {
      var entry = unsafe pollfd(fd: PQsocket(handle), events: events, revents: 0)
      let left = deadline.map { (ContinuousClock.now.duration(to: $0)).milliseconds }
      if let left, left <= 0 { return false }
      let ready = unsafe poll(&entry, 1, left.map { Int32(clamping: $0) } ?? -1)
      if ready > 0 || ready < 0 && errno != EINTR { return true }
    }
  }
}
