import Ledger

/// What an indicator asks of its figures, ready to be checked row by row.
struct IndicatorRule {
  enum ValueType: String { case decimal, integer, code, boolean }

  enum UnitKind {
    case count, percent, ratio, other

    init(_ kind: String?) {
      switch kind {
      case "count": self = .count
      case "percent": self = .percent
      case "ratio": self = .ratio
      default: self = .other
      }
    }
  }

  /// The code as a component of a subject.
  let encoded: [UInt8]
  let unit: [UInt8]
  let unitKind: UnitKind
  let valueType: ValueType
  let defaults: [Code: Code]
  /// The derivation that its figures follow from, if they are not measured.
  let derivation: String?

  private let dimensions: [String]
  private let codes: Set<String>
  private let list: String

  init(_ code: String, _ indicator: Catalogue.Indicator, _ catalogue: Catalogue) {
    var encoded: [UInt8] = []
    Code.encode(code.utf8.span, into: &encoded)
    self.encoded = encoded
    unit = Array(indicator.unit.utf8)
    unitKind = UnitKind(catalogue.units[indicator.unit]?.kind)
    valueType = ValueType(rawValue: indicator.valueType) ?? .decimal
    derivation = indicator.derivation
    dimensions = indicator.dimensions.keys.sorted()
    var defaults: [Code: Code] = [:]
    for (name, value) in indicator.dimensions {
      if let name = try? Code(name), let value = try? Code(value) { defaults[name] = value }
    }
    self.defaults = defaults
    list = indicator.codelist ?? ""
    codes = Set(catalogue.codes(of: list))
  }

  var isNumber: Bool { valueType == .decimal || valueType == .integer }

  /// A dimension that the indicator does not have.
  func fault(of breakdown: Breakdown, field: Int) -> RowFault? {
    for member in breakdown.members where !dimensions.contains(member.dimension.text) {
      let name = SafeText.quote(member.dimension.text)
      let known = dimensions.isEmpty ? "it has none" : "it has \(dimensions.joined(separator: ", "))"
      let hint = NearestName.hint(member.dimension.text, among: dimensions)
      let text = "the indicator has no dimension \(name); \(known)\(hint)"
      return RowFault(field: field, code: .badBreakdown, message: text, value: name)
    }
    return nil
  }

  /// Checks a value without its qualifier.
  func check(_ value: ArraySlice<UInt8>, mult: Int, field: Int, _ faults: inout [RowFault]) {
    switch valueType {
    case .decimal, .integer:
      do throws(Refusal) {
        try Decimal.check(value.span)
        checkNumber(value, mult: mult, field: field, &faults)
      } catch {
        let code: ProblemCode = error.rule == .spreadsheetError ? .spreadsheetError : .badNumber
        faults.append(RowFault(field: field, error, code: code, value: value))
      }
    case .boolean:
      if value.elementsEqual("true".utf8) || value.elementsEqual("false".utf8) { return }
      faults.append(RowFault(value, among: ["true", "false"], field: field))
    case .code:
      let text = String(decoding: value, as: UTF8.self)
      if codes.contains(text) { return }
      let hint = NearestName.hint(text, among: codes)
      let message = "\(SafeText.quote(value)) is no code of the list \(SafeText.quote(list))\(hint)"
      faults.append(RowFault(field: field, code: .unknownCode, message: message, value: SafeText.show(value)))
    }
  }

  private func checkNumber(_ value: ArraySlice<UInt8>, mult: Int, field: Int, _ faults: inout [RowFault]) {
    func fault(_ message: String) {
      faults.append(RowFault(field: field, code: .valueType, message: message, value: SafeText.show(value)))
    }
    if unitKind == .count, value.first == UInt8(ascii: "-") { fault("a count is not negative") }
    guard valueType == .integer else { return }
    let point = value.firstIndex(of: UInt8(ascii: ".")) ?? value.endIndex
    let digits = value.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }
    let fraction = max(0, value.endIndex - point - 1)
    // The last digit that is not zero must not stand behind the point, once the point is moved by `mult`.
    let zeros = digits.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    guard digits.count > zeros, fraction - zeros > mult else { return }
    fault("the indicator's values are whole numbers")
  }
}

/// Reads the pairs of a breakdown.
enum BreakdownWords {
  /// The pairs `dimension=code`, separated by a byte, with codes as they stand or percent-encoded.
  static func members(of word: ArraySlice<UInt8>, separator: UInt8) throws(Refusal) -> [Breakdown.Member] {
    var members: [Breakdown.Member] = []
    if word.isEmpty { return members }
    for pair in word.split(separator: separator, omittingEmptySubsequences: false) {
      guard let sign = pair.firstIndex(of: UInt8(ascii: "=")) else {
        let advice = "write dimension=code, with \(CSVFormat.name(of: separator)) between pairs"
        throw Refusal(.figureForm, "\(SafeText.quote(pair)) is no dimension with its code", advice: advice)
      }
      let (name, value) = (pair[..<sign], pair[(sign + 1)...])
      members.append(Breakdown.Member(try Code(encoded: name.span), try Code(encoded: value.span)))
    }
    return members
  }

  /// A pair whose parts stand alone, as they are.
  static func member(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(Refusal) -> Breakdown.Member {
    Breakdown.Member(try Code(bytes: name.span), try Code(bytes: value.span))
  }
}

/// Things about many rows that are said once.
struct MeasurementNotes {
  /// The last day of the current row's period.
  var periodEnd = 0

  private var published: (instant: Instant, day: Int)?
  private var beforePeriodEnd = (count: 0, line: 0)
  private var inFuture = (count: 0, line: 0)
  private var outsidePercent = (count: 0, line: 0)
  private var m49 = (plain: 0, padded: 0, fraction: 0)

  mutating func count(publishedAt: Instant?, now: Instant, status: UInt8?, _ line: Int) {
    guard let publishedAt else { return }
    if published?.instant != publishedAt { published = (publishedAt, publishedAt.date.dayNumber) }
    if let day = published?.day, day < periodEnd, status != UInt8(ascii: "F") { Self.add(&beforePeriodEnd, line) }
    if publishedAt > now, publishedAt.date > now.date { Self.add(&inFuture, line) }
  }

  /// Counts a percentage outside 0 to 100.
  mutating func countPercent(_ value: ArraySlice<UInt8>, line: Int) {
    let whole = value.prefix { $0 != UInt8(ascii: ".") }
    let isOver = whole.count > 3 || whole.count == 3 && !value.elementsEqual("100".utf8)
    if value.first == UInt8(ascii: "-") || isOver { Self.add(&outsidePercent, line) }
  }

  mutating func countM49(_ word: ArraySlice<UInt8>) {
    if word.contains(UInt8(ascii: ".")) {
      m49.fraction += 1
    } else if word.count == 3 {
      m49.padded += 1
    } else {
      m49.plain += 1
    }
  }

  private static func add(_ note: inout (count: Int, line: Int), _ line: Int) {
    if note.count == 0 { note.line = line }
    note.count += 1
  }

  /// Makes a note of each thing that occurred.
  func report(_ file: String, _ problems: inout Problems) {
    func say(_ note: (count: Int, line: Int), _ text: String) {
      guard note.count > 0 else { return }
      let lead = note.count == 1 ? "" : "\(note.count) rows, this the first: "
      problems.note(Place(file: file, line: note.line > 0 ? note.line : nil), lead + text)
    }
    say(beforePeriodEnd, "published before the period ends (an announced figure has obs_status F)")
    say(inFuture, "published in the future")
    say(outsidePercent, "a percentage outside 0 to 100")
    if m49.plain + m49.padded + m49.fraction > 0 {
      let counts = "\(m49.padded) of three digits, \(m49.plain) without zeros in front, \(m49.fraction) with .0"
      problems.note(Place(file: file), "areas by M49: \(counts)")
    }
  }
}
