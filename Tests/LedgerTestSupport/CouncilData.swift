internal import OperatingSystem

/// The files of the Council's document C21, in `Tests/Data/itu-c21`.
public enum CouncilData {
  /// The folder they are in.
  public static let folder =
    #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Data/itu-c21"

  /// The rows of a file, each by its columns' names.
  public static func rows(_ name: String) throws -> [[String: String]] {
    let records = records(try File.readWhole("\(folder)/\(name)", byteLimit: 1 << 20))
    return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(records[0], $0)) }
  }

  /// RFC 4180, for files that are known to be good.
  private static func records(_ bytes: [UInt8]) -> [[String]] {
    var records: [[String]] = [[]]
    var field: [UInt8] = []
    var isQuoted = false
    func end() {
      records[records.count - 1].append(String(decoding: field, as: UTF8.self))
      field = []
    }
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "\""):
        // A quote that ends one stretch and begins the next stands for itself.
        if !isQuoted, index > 0, bytes[index - 1] == byte { field.append(byte) }
        isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted: end()
      case UInt8(ascii: "\n") where !isQuoted:
        end()
        records.append([])
      case UInt8(ascii: "\r") where !isQuoted: continue
      default: field.append(byte)
      }
    }
    return records.filter { !$0.isEmpty }
  }
}
