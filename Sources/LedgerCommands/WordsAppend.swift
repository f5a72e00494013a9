internal import Cryptography
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// One row from the words of a command line, checked like a row of a file, compared with the ledger and appended.
struct WordsAppend {
  let host: Host
  let kind: ImportKind
  let words: [(column: String, value: String)]
  let options: AppendOptions
  let database: DatabaseOptions

  func run() throws {
    var ledger = try database.open(host)
    let request = try options.request(host, saying: said)
    host.note("append \(request.id)")
    if let receipt = try ledger.replayed(options, request) {
      return try host.report(receipt, RecordingCounts(), json: options.json)
    }
    let importer = Importer(kind, context: try ImportContext(of: &ledger, host) { try database.open(host) })
    let (report, events) = try importer.read(words: words)
    try host.refuse(report)
    host.showNotes(report)
    var recording = Recording()
    try recording.compare(events, with: &ledger)
    let receipt = recording.events.isEmpty ? nil : try ledger.append(recording.events, request)
    try host.report(receipt, recording.counts, json: options.json)
  }

  /// What the client says: the kind and its words.
  private var said: JSONObject {
    var object = JSONObject()
    for (column, value) in words { object[column] = .string(value) }
    return ["append": .string(kind.singular), "words": .object(object)]
  }
}

extension ImportContext {
  /// What an import is checked against, read from the ledger as it is now.
  ///
  /// - Parameter open: Opens the ledger once more, for a publication that names the instant whose figures it shows.
  init(of ledger: inout OpenLedger, _ host: Host, open: @escaping () throws -> OpenLedger) throws {
    let head = try ledger.head()
    let now = try host.now()
    self.init(
      catalogue: try ledger.catalogue(), now: now, head: UInt64(head.position), salt: { Self.newSalt() },
      position: { instant in
        var other = try open()
        do {
          return UInt64(try other.settle(TimestampTZ(microsecondsSinceUnixEpoch: instant.microseconds)))
        } catch StoreError.beforeFirst {
          return nil
        }
      })
  }

  /// 128 random bits: without them the hash of an embargoed figure could be guessed digit by digit.
  private static func newSalt() -> String {
    guard let bytes = try? SecureRandom.bytes(count: 16) else {
      preconditionFailure("the system's generator gives bytes at any time after the first")
    }
    return hexadecimal(bytes)
  }
}

/// Bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
