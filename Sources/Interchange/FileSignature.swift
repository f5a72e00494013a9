/// What a file is by its first bytes, where it is not text.
///
/// The signatures are those of `file(1)`; only kinds that people mistake for CSV are named.
enum FileSignature {
  /// How many bytes at the start are enough.
  static let byteCount = 256

  /// Says what the file is, or nil if it may be CSV.
  static func refusal(of head: [UInt8]) -> (code: ProblemCode, message: String)? {
    if let encoding = encoding(of: head) {
      return (.notUTF8, "the text is \(encoding); save it as UTF-8")
    }
    guard let name = name(of: head) else { return nil }
    return (.notCSV, "this is \(name), not CSV")
  }

  private static func name(of head: [UInt8]) -> String? {
    func starts(_ bytes: [UInt8]) -> Bool { head.starts(with: bytes) }
    if starts([0x1F, 0x8B]) { return "a gzip file; unpack it first (gunzip -c FILE.csv.gz | tally import … -)" }
    if starts([0x50, 0x4B, 0x03, 0x04]) || starts([0x50, 0x4B, 0x05, 0x06]) { return zip(head) }
    if starts(Array("%PDF-".utf8)) { return "a PDF document" }
    if starts([0xD0, 0xCF, 0x11, 0xE0]) { return "an old Office document (such as .xls); save it as CSV" }
    if starts([0x28, 0xB5, 0x2F, 0xFD]) { return "a zstd file; unpack it first" }
    if starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return "an xz file; unpack it first" }
    if starts(Array("BZh".utf8)), head.count > 9, Array(head[4..<10]) == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] {
      return "a bzip2 file; unpack it first"
    }
    if starts(Array("PAR1".utf8)) { return "a Parquet file" }
    if starts(Array("SQLite format 3".utf8)) { return "a SQLite database" }
    let lower = head.prefix(16).map { $0 | 0x20 }
    if lower.starts(with: "<!doctype html".utf8.map { $0 | 0x20 }) || lower.starts(with: Array("<html".utf8)) {
      return "an HTML page"
    }
    return nil
  }

  private static func zip(_ head: [UInt8]) -> String {
    // The name of the first member stands at byte 30; an OpenDocument file stores its type right after it.
    let text = String(decoding: head.dropFirst(30), as: UTF8.self)
    if text.hasPrefix("mimetypeapplication/vnd.oasis.opendocument.spreadsheet") {
      return "an OpenDocument spreadsheet (.ods); save it as CSV"
    }
    if text.hasPrefix("mimetypeapplication/vnd.oasis.opendocument") { return "an OpenDocument file" }
    for name in ["[Content_Types].xml", "_rels/", "xl/", "docProps/"] where text.hasPrefix(name) {
      return "an Excel workbook (.xlsx) or another Office document; save it as CSV"
    }
    return "a zip file; unpack it first"
  }

  private static func encoding(of head: [UInt8]) -> String? {
    if head.starts(with: [0xFF, 0xFE, 0x00, 0x00]) { return "UTF-32 (little-endian)" }
    if head.starts(with: [0x00, 0x00, 0xFE, 0xFF]) { return "UTF-32 (big-endian)" }
    if head.starts(with: [0xFF, 0xFE]) { return "UTF-16 (little-endian)" }
    if head.starts(with: [0xFE, 0xFF]) { return "UTF-16 (big-endian)" }
    // Without a mark, a header in ASCII shows a NUL in every other byte. One NUL alone is refused as a NUL.
    let pairs = min(head.count / 2, 4)
    guard pairs >= 2 else { return nil }
    let nuls = (0..<pairs * 2).map { head[$0] == 0 }
    if (0..<pairs).allSatisfy({ !nuls[$0 * 2] && nuls[$0 * 2 + 1] }) { return "UTF-16 (little-endian)" }
    if (0..<pairs).allSatisfy({ nuls[$0 * 2] && !nuls[$0 * 2 + 1] }) { return "UTF-16 (big-endian)" }
    return nil
  }
}
