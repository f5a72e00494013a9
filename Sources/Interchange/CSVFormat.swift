/// How a CSV file is written, and how much of it is taken at once.
///
/// The form is RFC 4180's: fields in `"` where needed, `""` for a quote inside, LF or CRLF at the end of a line.
public struct CSVFormat: Sendable, Hashable {
  /// The byte between two fields.
  public var delimiter: UInt8
  /// The beginnings of lines that are skipped, such as `#`.
  public var comments: [[UInt8]]
  /// Whether the last line must end with a line end, as on a pipe, where a cut file looks like a whole one.
  public var requiresFinalLineEnd: Bool
  /// What is repaired instead of refused.
  public var repairs: Set<Repair> = []
  /// The most bytes in one field.
  public var fieldLimit: Int
  /// The most fields in one line.
  public var columnLimit: Int
  /// The most bytes in one record, line ends inside quotes included.
  public var lineLimit: Int

  /// A repair of the bytes, done only when it is asked for by name.
  public enum Repair: String, Sendable, CaseIterable {
    /// A CRLF inside quotes becomes LF.
    case lineEnds = "line-ends"
    /// A byte order mark inside the file is dropped.
    case byteOrderMarks = "byte-order-marks"
  }

  /// Creates a format; the limits are 64 KiB a field, 1,000 columns and 1 MiB a line.
  public init(delimiter: UInt8 = UInt8(ascii: ","), comments: [[UInt8]] = [], requiresFinalLineEnd: Bool = false) {
    self.delimiter = delimiter
    self.comments = comments
    self.requiresFinalLineEnd = requiresFinalLineEnd
    self.fieldLimit = 65_536
    self.columnLimit = 1_000
    self.lineLimit = 1_048_576
  }

  /// Reads a delimiter as the user writes it: one character, or `tab`.
  ///
  /// - Returns: Nil for anything that cannot separate fields: a letter, a digit, a quote, a line end, not ASCII.
  public static func delimiter(from text: String) -> UInt8? {
    switch text {
    case "tab", "TAB", "\\t", "\t": return 0x09
    case "comma": return UInt8(ascii: ",")
    case "semicolon": return UInt8(ascii: ";")
    default:
      guard let byte = text.utf8.first, text.utf8.count == 1, byte > 0x20, byte < 0x7F else { return nil }
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "\""), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "+"):
        return nil
      default: return byte
      }
    }
  }

  /// A delimiter in words for a message.
  static func name(of delimiter: UInt8) -> String {
    switch delimiter {
    case 0x09: "TAB"
    case UInt8(ascii: ";"): "semicolon"
    case UInt8(ascii: ","): "comma"
    case UInt8(ascii: "|"): "vertical bar"
    default: "\"\(Character(Unicode.Scalar(delimiter)))\""
    }
  }
}
