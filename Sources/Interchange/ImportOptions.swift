/// How a file's columns and words become the fields of a kind.
///
/// Each option is kept in the order it was given and can be written down (`mapping`), so that the receipt of an import
/// says what was done to the file.
public struct ImportOptions: Sendable {
  /// A field that is read from a column of another name, and how its words are looked up.
  public struct Map: Sendable, Hashable {
    /// The field.
    public var field: String
    /// The column's name in the header.
    public var column: String
    /// `m49` looks areas up by their M49 code, with or without leading zeros or `.0`.
    public var scheme: String?
  }

  /// A word that is replaced by another.
  public struct Pair: Sendable, Hashable {
    /// The field.
    public var name: String
    /// The word in the file.
    public var from: String
    /// The word that it stands for.
    public var to: String
  }

  /// A second file whose columns are added to each row.
  public struct Join: Sendable, Hashable {
    /// The file's name.
    public var file: String
    /// The names of the columns that both files have and that say which rows belong together.
    public var keys: [String]
  }

  /// The columns of a table that has one column a period.
  public enum Wide: Sendable, Hashable {
    /// A column for each period from the first to the last, all of which must be there.
    case range(from: String, to: String)
    /// Every column whose name is a period.
    case all
  }

  /// A repair of words, done only when it is asked for by name.
  public enum Normalisation: String, Sendable, CaseIterable {
    /// `288.0` becomes `288` where a code, a period or a whole number is due.
    case wholeNumbers = "whole-numbers"
    /// `> 95` becomes `>95`.
    case comparisons
    /// Blanks around a value are dropped.
    case blanks
    /// A CRLF inside quotes becomes LF.
    case lineEnds = "line-ends"
    /// A byte order mark inside the file is dropped.
    case byteOrderMarks = "byte-order-marks"
  }

  /// How the file is written.
  public var format = CSVFormat()
  /// Fields that are read from columns of another name.
  public private(set) var maps: [Map] = []
  /// Fields with the same value in each row.
  public private(set) var constants: [(field: String, value: String)] = []
  /// Columns that are passed over; `*` stands for all that nothing is read from.
  public private(set) var ignored: [String] = []
  /// Words of a field that become others.
  public private(set) var recodes: [Pair] = []
  /// Words of a column that count as empty.
  public private(set) var dropped: [(column: String, value: String)] = []
  /// The byte between two pairs in a breakdown.
  public private(set) var breakdownSeparator = UInt8(ascii: ",")
  /// Columns that are dimensions of the breakdown.
  public private(set) var breakdownColumns: [(dimension: String, column: String)] = []
  /// The columns that each hold one period, if there are any.
  public private(set) var wide: Wide?
  /// Words in place of a value, and the reasons they stand for.
  public private(set) var missingWords: [(word: String, reason: String)] = []
  /// Second files.
  public private(set) var joins: [Join] = []
  /// Repairs.
  public private(set) var normalisations: Set<Normalisation> = []
  /// Whether a value that differs in precision alone is written.
  public var keepsPrecision = false

  /// Creates options that take the file as it is.
  public init() {}

  /// The options, by their name on the command line.
  public enum Name: String, Sendable, CaseIterable {
    case map, set, ignore, recode, drop, missing, wide, delimiter, comment, normalise
    case breakdownSeparator = "breakdown-separator"
    case breakdownFrom = "breakdown-from"
    case publishedAt = "published-at"
    case with
  }

  /// What is wrong with an option.
  public struct Mistake: Error, Hashable, CustomStringConvertible {
    /// The option.
    public var name: Name
    /// What is wrong and how to write it.
    public var message: String
    /// The mistake in one line.
    public var description: String { "--\(name.rawValue): \(message)" }
  }

  /// Adds one option as the user wrote it.
  ///
  /// - Parameter keys: For `with`: the names of the key columns, separated by commas.
  public mutating func add(_ name: Name, _ word: String, keys: String = "") throws(Mistake) {
    func halves(_ text: String, _ form: String) throws(Mistake) -> (String, String) {
      guard let index = text.utf8.firstIndex(of: UInt8(ascii: "=")), index > text.startIndex else {
        throw Mistake(name: name, message: "\(SafeText.quote(text)) is not \(form)")
      }
      return (String(text[..<index]), String(text[text.utf8.index(after: index)...]))
    }
    switch name {
    case .map:
      let (field, rest) = try halves(word, "FIELD=COLUMN")
      guard !maps.contains(where: { $0.field == field }) else {
        throw Mistake(name: name, message: "the field \(SafeText.quote(field)) is mapped twice")
      }
      var map = Map(field: field, column: rest, scheme: nil)
      if let index = rest.utf8.lastIndex(of: UInt8(ascii: ":")), rest[index...] == ":m49" {
        map = Map(field: field, column: String(rest[..<index]), scheme: "m49")
      }
      guard !map.column.isEmpty else { throw Mistake(name: name, message: "\(SafeText.quote(word)) names no column") }
      maps.append(map)
    case .set:
      let (field, value) = try halves(word, "FIELD=VALUE")
      try set(field, value, name)
    case .publishedAt: try set("published_at", word, name)
    case .ignore: ignored.append(word)
    case .recode:
      guard let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")) else {
        throw Mistake(name: name, message: "\(SafeText.quote(word)) is not FIELD:FROM=TO")
      }
      let (from, to) = try halves(String(word[word.utf8.index(after: colon)...]), "FIELD:FROM=TO")
      recodes.append(Pair(name: String(word[..<colon]), from: from, to: to))
    case .drop: dropped.append(try halves(word, "COLUMN=VALUE"))
    case .missing: missingWords.append(try halves(word, "WORD=REASON"))
    case .wide where word == "*": wide = .all
    case .wide:
      let parts = word.split(separator: "..", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw Mistake(name: name, message: "\(SafeText.quote(word)) is not FIRST..LAST, such as 2017..2020, nor *")
      }
      wide = .range(from: String(parts[0]), to: String(parts[1]))
    case .delimiter: format.delimiter = try delimiter(word, name)
    case .breakdownSeparator: breakdownSeparator = try delimiter(word, name)
    case .comment:
      guard !word.isEmpty else { throw Mistake(name: name, message: "give the beginning of such a line, as in '#'") }
      format.comments.append(Array(word.utf8))
    case .normalise:
      guard let repair = Normalisation(rawValue: word) else {
        let known = Normalisation.allCases.map(\.rawValue)
        let text = "\(SafeText.quote(word)) is none of \(known.joined(separator: ", "))"
        throw Mistake(name: name, message: text)
      }
      normalisations.insert(repair)
      if repair == .lineEnds { format.repairs.insert(.lineEnds) }
      if repair == .byteOrderMarks { format.repairs.insert(.byteOrderMarks) }
    case .breakdownFrom:
      for part in word.split(separator: ",") {
        let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
        breakdownColumns.append((pair[0], pair.last ?? pair[0]))
      }
    case .with:
      let keys = keys.split(separator: ",").map(String.init)
      guard !keys.isEmpty else { throw Mistake(name: name, message: "name its key columns with --on-key a,b,c") }
      joins.append(Join(file: word, keys: keys))
    }
  }

  private mutating func set(_ field: String, _ value: String, _ name: Name) throws(Mistake) {
    guard !constants.contains(where: { $0.field == field }) else {
      throw Mistake(name: name, message: "the field \(SafeText.quote(field)) is set twice")
    }
    constants.append((field, value))
  }

  private func delimiter(_ word: String, _ name: Name) throws(Mistake) -> UInt8 {
    guard let byte = CSVFormat.delimiter(from: word) else {
      throw Mistake(name: name, message: "\(SafeText.quote(word)) cannot separate fields; give one sign, or tab")
    }
    return byte
  }

  /// The options as they are written into the receipt of an import: what decides the meaning of the file.
  public var mapping: [(key: String, value: String)] {
    var pairs: [String: [String]] = [:]
    for map in maps { pairs[map.field, default: []].append(map.column + (map.scheme.map { ":" + $0 } ?? "")) }
    for (field, value) in constants { pairs["set:" + field, default: []].append(value) }
    for recode in recodes { pairs["recode:" + recode.name, default: []].append(recode.from + "=" + recode.to) }
    for (column, value) in dropped { pairs["drop", default: []].append(column + "=" + value) }
    for (word, reason) in missingWords { pairs["missing", default: []].append(word + "=" + reason) }
    for (dimension, column) in breakdownColumns {
      pairs["breakdown-from", default: []].append(dimension + "=" + column)
    }
    for join in joins { pairs["with", default: []].append(join.file + " on " + join.keys.joined(separator: ",")) }
    for name in normalisations.map(\.rawValue).sorted() { pairs["normalise", default: []].append(name) }
    for comment in format.comments { pairs["comment", default: []].append(String(decoding: comment, as: UTF8.self)) }
    if !ignored.isEmpty { pairs["ignore"] = ignored }
    if let wide { pairs["wide"] = ["\(wide)"] }
    if keepsPrecision { pairs["keep-precision"] = ["yes"] }
    if breakdownSeparator != UInt8(ascii: ",") { pairs["breakdown-separator"] = [Self.text(breakdownSeparator)] }
    if format.delimiter != UInt8(ascii: ",") { pairs["delimiter"] = [Self.text(format.delimiter)] }
    return pairs.map { ($0.key, $0.value.joined(separator: ", ")) }.sorted {
      $0.0.utf8.lexicographicallyPrecedes($1.0.utf8)
    }
  }

  private static func text(_ byte: UInt8) -> String { byte == 9 ? "tab" : String(Character(Unicode.Scalar(byte))) }
}

extension ImportOptions.Wide: CustomStringConvertible {
  /// The columns as the option names them.
  public var description: String {
    switch self {
    case .range(let first, let last): "\(first)..\(last)"
    case .all: "*"
    }
  }
}

extension ImportOptions {
  /// Whether the words of a field are M49 codes, as `--map FIELD=COLUMN:m49` says.
  func isM49(_ field: String) -> Bool { maps.contains { $0.field == field && $0.scheme == "m49" } }

  /// Whether columns that nothing is read from are passed over.
  var ignoresOthers: Bool { ignored.contains("*") }
}
