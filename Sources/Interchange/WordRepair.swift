internal import Ledger

/// Repairs of single words that `--normalise` names.
enum WordRepair {
  /// Fields in which `288.0` can only mean `288`.
  static let numberFields = [
    "area", "period", "code", "m49", "mult", "precision", "decimals", "due", "baseline_period",
  ]
  /// Fields whose text stays as it is.
  static let verbatimFields = [
    "quote", "comment", "text", "statement", "title", "printed", "locator", "document", "instrument",
  ]

  /// Drops blanks and tabs at both ends.
  static func trim(_ bytes: inout ArraySlice<UInt8>) {
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
  }

  /// Turns `288.0` and `288.00` into `288`.
  static func dropZeroFraction(_ bytes: inout ArraySlice<UInt8>) {
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")), point > bytes.startIndex else { return }
    let isWhole = bytes[..<point].allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    let fraction = bytes[(point + 1)...]
    guard isWhole, !fraction.isEmpty, fraction.allSatisfy({ $0 == UInt8(ascii: "0") }) else { return }
    bytes = bytes[..<point]
  }

  /// Turns `> 95` into `>95`.
  static func closeComparison(_ bytes: inout ArraySlice<UInt8>) {
    var signs = bytes.prefix {
      $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "~")
    }
    guard !signs.isEmpty, signs.count <= 2 else { return }
    let rest = bytes[signs.endIndex...].drop { $0 == 0x20 }
    guard rest.startIndex != signs.endIndex else { return }
    signs += rest
    bytes = signs
  }
}

/// The repairs that `--normalise` asks for in one field.
struct FieldRepairs {
  private let trims: Bool
  private let dropsZeroFraction: Bool
  private let closesComparison: Bool

  init(_ field: String, _ names: Set<ImportOptions.Normalisation>) {
    let isVerbatim = WordRepair.verbatimFields.contains(field)
    trims = !isVerbatim && names.contains(.blanks)
    dropsZeroFraction = names.contains(.wholeNumbers) && WordRepair.numberFields.contains(field)
    closesComparison = names.contains(.comparisons) && field == "value"
  }

  var isEmpty: Bool { !trims && !dropsZeroFraction && !closesComparison }

  /// Repairs a word; tells whether it changed.
  func apply(to bytes: inout ArraySlice<UInt8>) -> Bool {
    let count = bytes.count
    if trims { WordRepair.trim(&bytes) }
    if dropsZeroFraction { WordRepair.dropZeroFraction(&bytes) }
    if closesComparison { WordRepair.closeComparison(&bytes) }
    return bytes.count != count
  }
}

/// The columns of a wide table.
enum WideColumns {
  /// The most columns.
  static let limit = 1_000

  /// Why there are no such columns.
  struct Mistake: Error {
    let message: String
  }

  /// The names of the columns that hold one period each.
  static func names(_ wide: ImportOptions.Wide, in header: [String]) throws(Mistake) -> [String] {
    switch wide {
    case .range(let first, let last):
      if let names = names(from: first, to: last) { return names }
      throw Mistake(message: "give two periods of one precision, the first before the last")
    case .all:
      let names = header.filter { (try? Period($0)) != nil }
      if names.isEmpty { throw Mistake(message: "no column is named by a period") }
      return names
    }
  }

  /// The years, quarters or months from one to another, as their columns are named; nil if they do not fit.
  static func names(from first: String, to last: String) -> [String]? {
    guard let (start, form) = number(first), let (end, otherForm) = number(last), form == otherForm, start <= end,
      end - start < limit
    else { return nil }
    return (start...end).map { value in
      switch form {
      case .year: pad(value, 4)
      case .quarter: pad(value / 4, 4) + "-Q\(value % 4 + 1)"
      case .month: pad(value / 12, 4) + "-" + pad(value % 12 + 1, 2)
      }
    }
  }

  private enum Form { case year, quarter, month }

  private static func number(_ text: String) -> (Int, Form)? {
    let bytes = Array(text.utf8)
    func digits(_ range: Range<Int>) -> Int? {
      bytes[range].reduce(0 as Int?) { sum, byte in
        guard let sum, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        return sum * 10 + Int(byte - UInt8(ascii: "0"))
      }
    }
    guard bytes.count >= 4, let year = digits(0..<4), year > 0 else { return nil }
    if bytes.count == 4 { return (year, .year) }
    guard bytes.count == 7, bytes[4] == UInt8(ascii: "-") else { return nil }
    if bytes[5] == UInt8(ascii: "Q") {
      guard let quarter = digits(6..<7), (1...4).contains(quarter) else { return nil }
      return (year * 4 + quarter - 1, .quarter)
    }
    guard let month = digits(5..<7), (1...12).contains(month) else { return nil }
    return (year * 12 + month - 1, .month)
  }

  private static func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
