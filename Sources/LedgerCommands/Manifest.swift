internal import Interchange
internal import OperatingSystem

/// The files of several vintages, in the order in which they are to be appended.
enum Manifest {
  struct Entry: Equatable {
    let file: String
    let publishedAt: String
  }

  /// Reads a manifest; names of files are relative to its folder.
  static func entries(_ path: String) throws -> [Entry] {
    let bytes = try File.readWhole(path, byteLimit: 1 << 20)
    var rest: [UInt8]? = bytes
    var reader = CSVReader(file: path, format: CSVFormat()) {
      defer { rest = nil }
      return rest ?? []
    }
    var problems = Problems()
    guard try reader.readHeader(&problems) else { throw InputRefused(problems.lines.joined(separator: "\n")) }
    guard let file = reader.header.firstIndex(of: "file"), let published = reader.header.firstIndex(of: "published_at")
    else { throw InputRefused("\(path): a manifest has the columns file and published_at") }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    var entries: [Entry] = []
    while try reader.next(&problems) {
      let name = String(decoding: reader.bytes(of: file), as: UTF8.self)
      entries.append(
        Entry(
          file: name.hasPrefix("/") ? name : folder + name,
          publishedAt: String(decoding: reader.bytes(of: published), as: UTF8.self)))
    }
    guard problems.isEmpty else { throw InputRefused(problems.lines.joined(separator: "\n")) }
    return entries
  }
}
