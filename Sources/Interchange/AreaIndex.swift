/// Finds the area that a word of a file stands for.
struct AreaIndex {
  /// What a word stands for.
  enum Match {
    /// One area, by its code.
    case area(String)
    /// More than one.
    case ambiguous([String])
    /// None.
    case unknown
  }

  private var names: ByteTable<[String]>
  private var numbers: ByteTable<[String]>
  private let catalogue: Catalogue

  init(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    names = ByteTable(capacity: catalogue.areas.count * 2)
    numbers = ByteTable(capacity: catalogue.areas.count)
    for (code, area) in catalogue.areas {
      for alias in area.aliases { Self.add(code, alias, to: &names) }
      if let number = area.m49 { Self.add(code, number, to: &numbers) }
    }
    // A code is never hidden by another area's alias.
    for code in catalogue.areas.keys { names.set(Array(code.utf8), [code]) }
  }

  private static func add(_ code: String, _ name: String, to table: inout ByteTable<[String]>) {
    let key = Array(name.utf8)
    let known = table.find(key[...]) ?? []
    if !known.contains(code) { table.set(key, (known + [code]).sorted()) }
  }

  /// The area of a code or an alias.
  func find(_ word: ArraySlice<UInt8>) -> Match { Self.match(names.find(word)) }

  /// The area of an M49 code, written `4`, `4.0` or `004`.
  func find(m49 word: ArraySlice<UInt8>) -> Match {
    Self.match(numbers.find(Self.number(word, isMapped: true)))
  }

  /// An M49 code; where its column is mapped as one, with the zeros that it lost.
  static func number(_ word: ArraySlice<UInt8>, isMapped: Bool) -> ArraySlice<UInt8> {
    var digits = word
    WordRepair.dropZeroFraction(&digits)
    guard isMapped, 1...3 ~= digits.count, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return word }
    return (Array(repeating: UInt8(ascii: "0"), count: 3 - digits.count) + digits)[...]
  }

  private static func match(_ codes: [String]?) -> Match {
    guard let codes, let first = codes.first else { return .unknown }
    return codes.count == 1 ? .area(first) : .ambiguous(codes)
  }

  /// The fault for a word that is no area's, or more than one's.
  func fault(_ word: ArraySlice<UInt8>, field: Int, match: Match) -> RowFault {
    if case .ambiguous(let codes) = match {
      let text = "\(SafeText.quote(word)) stands for more than one area: \(codes.joined(separator: ", ")); give a code"
      return RowFault(field: field, code: .ambiguousCode, message: text, value: SafeText.show(word))
    }
    let text = String(decoding: word, as: UTF8.self)
    let folded = text.lowercased()
    let titled = catalogue.areas.filter { $0.value.title?.lowercased().contains(folded) == true }.map(\.key).sorted()
    var hint = NearestName.hint(text, among: catalogue.areas.keys)
    if hint.isEmpty, !titled.isEmpty, folded.utf8.count > 2 {
      hint = "; its name may be that of \(titled.prefix(3).map { SafeText.quote($0) }.joined(separator: ", "))"
    }
    if hint.isEmpty { hint = Totals.hint(text) }
    let message = "there is no area \(SafeText.quote(word))\(hint)"
    return RowFault(field: field, code: .unknownCode, message: message, value: SafeText.show(word))
  }
}

/// The words with which a line of totals begins.
enum Totals {
  /// The end of a message about an unknown code that may be the beginning of a line of totals.
  static func hint(_ word: String) -> String {
    let words = ["total", "totals", "grand total", "sum", "source", "note", "notes"]
    guard words.contains(word.lowercased().filter { $0 != ":" }) else { return "" }
    return "; if the line is a total or a note, --comment \(SafeText.quote(word)) passes it over"
  }
}
