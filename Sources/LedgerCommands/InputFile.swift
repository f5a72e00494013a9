internal import Cryptography
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// A file that is read once: what was read is hashed, and its progress shown to those who watch.
///
/// A class, because the reader of the rows and the receipt of the import look at the same pass over the bytes.
final class InputFile {
  let name: String
  private let host: Host
  private var reader: FileReader
  private var hasher = SHA256()
  private var finished: Digest?
  private var bytesRead = 0
  private var nextReport: Int64
  private let started: Int64
  private(set) var joinedHashes: [String] = []

  init(_ path: String, host: Host) throws {
    reader = path == "-" ? try FileReader.standardInput() : try FileReader(path: path)
    name = path == "-" ? "standard input" : path
    self.host = host
    started = host.clock()
    nextReport = started + 500_000
  }

  /// The name in the receipt: without the folders, which say nothing about the file.
  var receiptName: String { String(name.split(separator: "/").last ?? "file") }

  /// The SHA-256 of everything that was read.
  var hash: Digest {
    if let finished { return finished }
    let digest = hasher.finalizeAndRestart()
    finished = digest
    return digest
  }

  /// The next bytes; none at the end.
  func source() throws -> [UInt8] {
    guard let bytes = try reader.next() else { return [] }
    hasher.update(bytes.span)
    bytesRead += bytes.count
    if host.showsProgress { showProgress() }
    return bytes
  }

  /// Opens a file that is joined; it is hashed as well.
  func openJoined(_ path: String) throws -> ByteSource {
    let bytes = try File.readWhole(path, byteLimit: 256 << 20)
    joinedHashes.append(SHA256.hash(bytes).description)
    var rest: [UInt8]? = bytes
    return {
      defer { rest = nil }
      return rest ?? []
    }
  }

  private func showProgress() {
    let now = host.clock()
    guard now >= nextReport else { return }
    nextReport = now + 250_000
    let rate = Double(bytesRead) / Double(now - started)
    var text = "\(bytesRead / 1_048_576) MB read"
    if let total = reader.byteCount, total > 0, rate > 0 {
      let left = Double(total - bytesRead) / rate / 1_000_000
      text += ", \(bytesRead * 100 / total) %, \(Int(left.rounded(.up))) s left"
    }
    host.showProgress(text)
  }

  /// How fast a long file went in, from the first byte read to the end of the append.
  func rateWords(rows: Int) -> String? {
    let microseconds = host.clock() - started
    guard rows >= 10_000, microseconds > 0 else { return nil }
    let tenths = microseconds / 100_000
    return "\(rows) rows in \(tenths / 10).\(tenths % 10) s, \(Int64(rows) * 1_000_000 / microseconds) rows/s"
  }

  /// Takes the line of progress away.
  func finishProgress() {
    guard nextReport > started + 500_000 else { return }
    host.clearProgress()
  }
}

/// The rows that were set aside, as a CSV file: a line for each problem.
///
/// A class, because the importer keeps the closure that fills it.
final class RejectsFile {
  private var writer = CSVWriter(columns: ["line", "column", "value", "reason", "row"].map { CSVWriter.Column($0) })

  func add(_ row: RejectedRow) {
    for problem in row.problems {
      writer.write([
        problem.line.map { "\($0)" }, problem.column.map { "\($0)" }, problem.value,
        "\(problem.code.rawValue): \(problem.message)", SafeText.show(row.bytes[...]),
      ])
    }
  }

  var bytes: [UInt8] { writer.bytes }
}
