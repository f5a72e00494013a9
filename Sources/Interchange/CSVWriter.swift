/// Writes CSV: RFC 4180 with LF, for a program or for a spreadsheet.
public struct CSVWriter: Sendable {
  /// Who reads the file.
  public enum Audience: String, Sendable, CaseIterable {
    /// A program: the bytes as they are.
    case machine
    /// A spreadsheet: text that it would run as a formula gets an apostrophe in front.
    case spreadsheet
  }

  /// What stands in a column.
  public enum Content: Sendable {
    /// Text: codes, titles, notes.
    case text
    /// Numbers, which nothing is ever put in front of.
    case number
  }

  /// One column.
  public struct Column: Sendable {
    /// The name in the header.
    public var name: String
    /// What stands in it.
    public var content: Content

    /// Creates a column.
    public init(_ name: String, _ content: Content = .text) {
      self.name = name
      self.content = content
    }
  }

  /// The columns, in order.
  public let columns: [Column]
  /// Who reads the file.
  public let audience: Audience
  /// What was written and not yet taken.
  public private(set) var bytes: [UInt8] = []
  /// How many records were written, without the header.
  public private(set) var recordCount = 0
  /// The names of the columns in which a text got an apostrophe, for the manifest.
  public private(set) var guardedColumns: Set<String> = []

  private var position = 0

  /// Creates a writer and writes the header.
  public init(columns: [Column], for audience: Audience = .machine) {
    precondition(!columns.isEmpty, "a file without columns has no header")
    self.columns = columns
    self.audience = audience
    for column in columns { field(Array(column.name.utf8)[...], content: .text) }
    endLine()
    recordCount = 0
  }

  /// Writes one record; an absent value is an empty field.
  ///
  /// In a column of numbers, what is not a number (a qualifier before it, a word) is treated as text.
  public mutating func write(_ values: [String?]) {
    precondition(values.count == columns.count, "a record has as many values as the header has columns")
    let isEmpty = values.allSatisfy { ($0 ?? "").utf8.isEmpty }
    for (value, column) in zip(values, columns) {
      // A record of nothing but separators could not be told from an accident: its first field is `""`.
      if isEmpty, position == 0 {
        bytes += [0x22, 0x22]
        position += 1
      } else {
        field(Array((value ?? "").utf8)[...], content: column.content)
      }
    }
    endLine()
  }

  /// Takes what was written so far, and lets go of it.
  public mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  private mutating func endLine() {
    bytes.append(0x0A)
    position = 0
    recordCount += 1
  }

  private mutating func field(_ value: ArraySlice<UInt8>, content: Content) {
    if position > 0 { bytes.append(UInt8(ascii: ",")) }
    var value = value
    if audience == .spreadsheet, Self.startsFormula(value), content == .text || !Self.isNumber(value) {
      guardedColumns.insert(columns[position].name)
      value.insert(UInt8(ascii: "'"), at: value.startIndex)
    }
    if Self.needsQuotes(value, isFirst: position == 0) {
      bytes.append(0x22)
      for byte in value {
        if byte == 0x22 { bytes.append(0x22) }
        bytes.append(byte)
      }
      bytes.append(0x22)
    } else {
      bytes += value
    }
    position += 1
  }

  private static func startsFormula(_ value: ArraySlice<UInt8>) -> Bool {
    switch value.first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D, 0x00: true
    default: false
    }
  }

  /// Whether the text matches `-?(0|[1-9][0-9]*)(\.[0-9]+)?`.
  private static func isNumber(_ value: ArraySlice<UInt8>) -> Bool {
    var rest = value
    func digits() -> Int { rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let whole = digits()
    guard whole > 0, whole == 1 || rest.first != UInt8(ascii: "0") else { return false }
    rest = rest.dropFirst(whole)
    if rest.isEmpty { return true }
    guard rest.first == UInt8(ascii: ".") else { return false }
    rest = rest.dropFirst()
    let fraction = digits()
    return fraction > 0 && fraction == rest.count
  }

  /// Whether RFC 4180 asks for quotes, or a reader would take the bare text for something else.
  private static func needsQuotes(_ value: ArraySlice<UInt8>, isFirst: Bool) -> Bool {
    guard let first = value.first, let last = value.last else { return false }
    if first == 0x20 || first == 0x09 || last == 0x20 || last == 0x09 { return true }
    // A line that begins with # reads as a comment, one with U+FEFF as a byte order mark.
    if isFirst, first == UInt8(ascii: "#") || value.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
    return value.contains { $0 == UInt8(ascii: ",") || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
  }
}
