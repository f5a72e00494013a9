import FoundationEssentials
import Testing

/// The files that an independent script wrote, in `Tests/Data/golden`.
enum GoldenFile {
  static func lines(_ name: String) throws -> [[UInt8]] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "Data/golden/\(name)")))
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    try #require(lines.count > 40, "\(name) holds the golden lines.")
    return lines
  }

  /// An entry, its leaf hash in hexadecimal and its name.
  struct Entry {
    let line: [UInt8]
    let leaf: String
    let name: String
  }

  /// Takes `{"entry":…,"leaf":…,"name":…}` apart by its bytes, with nothing of the code under test.
  static func entries() throws -> [Entry] {
    let separator = Array(",\"leaf\":\"".utf8)
    return try lines("golden_entries.jsonl").map { line in
      let start = 9
      let end = try #require(line.indices.last { line[$0...].starts(with: separator) })
      let leaf = String(decoding: line[(end + 9)..<(end + 73)], as: UTF8.self)
      let name = String(decoding: line[(end + 83)..<(line.count - 2)], as: UTF8.self)
      return Entry(line: Array(line[start..<end]), leaf: leaf, name: name)
    }
  }

  /// The columns of `golden_subjects.tsv`.
  static func subjects() throws -> [[String]] {
    try lines("golden_subjects.tsv").dropFirst().map { line in
      line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }
}
