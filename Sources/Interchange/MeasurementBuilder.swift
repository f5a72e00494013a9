import Ledger

/// Turns rows of measurements into events, at the speed of a file and in memory that does not grow with it.
struct MeasurementBuilder {
  /// How many words of each sort are remembered.
  private static let memoLimit = 65_536

  private struct Fields {
    let indicator, area, period, breakdown, value, qualifier, missingReason, status, unit, mult, precision,
      embargo: Int

    init(_ layout: ImportLayout) {
      func own(_ name: String) -> Int {
        guard let position = layout.position(of: name) else { preconditionFailure("measurements have a \(name)") }
        return position
      }
      (indicator, area, period, breakdown) = (own("indicator"), own("area"), own("period"), own("breakdown"))
      (value, qualifier, missingReason) = (own("value"), own("qualifier"), own("missing_reason"))
      (status, unit, mult, precision) = (own("obs_status"), own("unit"), own("mult"), own("precision"))
      embargo = own("embargo")
    }
  }

  private let fields: Fields
  private let context: ImportContext
  private let indicators: [IndicatorRule]
  private let indicatorTable: ByteTable<Int>
  private let areas: AreaIndex
  private let usesM49: Bool
  private let missingWords: [(word: [UInt8], reason: [UInt8])]
  private let separator: UInt8
  private let isWide: Bool
  private var basis: BasisEncoder
  private var embargoes = InstantMemo(bareDate: .refused)
  private var areaMemo = ByteTable<[UInt8]>()
  private var periodMemo = ByteTable<(text: [UInt8], last: Int)>()
  private var breakdownMemo = ByteTable<[UInt8]>()
  private var scratch: [UInt8] = []

  /// The event of the row read last.
  private(set) var event = ImportedEvent(kind: "measurement.recorded/1", subject: [], data: [], basis: [], line: 0)
  private(set) var notes = MeasurementNotes()

  init(_ layout: ImportLayout, _ options: ImportOptions, _ context: ImportContext) {
    fields = Fields(layout)
    self.context = context
    var rules: [IndicatorRule] = []
    var table = ByteTable<Int>(capacity: context.catalogue.indicators.count)
    for (code, indicator) in context.catalogue.indicators {
      table.set(Array(code.utf8), rules.count)
      rules.append(IndicatorRule(code, indicator, context.catalogue))
    }
    (indicators, indicatorTable) = (rules, table)
    areas = AreaIndex(context.catalogue)
    usesM49 = options.maps.contains { $0.field == "area" && $0.scheme == "m49" }
    missingWords = options.missingWords.map { (Array($0.word.utf8), Array($0.reason.utf8)) }
    separator = options.breakdownSeparator
    isWide = options.wide != nil
    basis = BasisEncoder(layout, context)
  }

  var composedCount: Int { basis.composedCount }
  var invisibleCount: Int { basis.invisibleCount }

  /// Builds the event of a row.
  ///
  /// - Returns: False if anything is wrong, which `faults` then says.
  mutating func build(_ row: ImportRow, faults: inout [RowFault]) -> Bool {
    faults.removeAll(keepingCapacity: true)
    event.subject.removeAll(keepingCapacity: true)
    event.data.removeAll(keepingCapacity: true)
    event.basis.removeAll(keepingCapacity: true)
    event.line = row.line
    guard let number = indicatorTable.find(row.fields[fields.indicator]) else {
      unknownIndicator(row.fields[fields.indicator], &faults)
      return false
    }
    if let derivation = indicators[number].derivation {
      let text = "its figures are worked out, not recorded: record what \(SafeText.quote(derivation)) reads"
      faults.append(RowFault(field: fields.indicator, code: .inconsistent, message: text))
      return false
    }
    subject(row, number, &faults)
    let hasEmbargo = !row.fields[fields.embargo].isEmpty
    basis.encode(row, salt: hasEmbargo ? context.salt() : nil, into: &event.basis, faults: &faults)
    data(row, number, &faults)
    return faults.isEmpty
  }
}

// MARK: - The subject

extension MeasurementBuilder {
  private func unknownIndicator(_ word: ArraySlice<UInt8>, _ faults: inout [RowFault]) {
    let text = String(decoding: word, as: UTF8.self)
    var hint = NearestName.hint(text, among: context.catalogue.indicators.keys)
    if hint.isEmpty { hint = Totals.hint(text) }
    if let refusal = Self.refusal(ofCode: word) {
      faults.append(RowFault(field: fields.indicator, refusal, code: .badCode, value: word))
      return
    }
    let message = "there is no indicator \(SafeText.quote(word))\(hint)"
    faults.append(
      RowFault(field: fields.indicator, code: .unknownCode, message: message, value: SafeText.show(word)))
  }

  private static func refusal(ofCode word: ArraySlice<UInt8>) -> Refusal? {
    do throws(Refusal) {
      try Code.check(word.span)
      return nil
    } catch {
      return error
    }
  }

  private mutating func subject(_ row: ImportRow, _ number: Int, _ faults: inout [RowFault]) {
    event.subject += "figure/".utf8
    event.subject += indicators[number].encoded
    event.subject.append(UInt8(ascii: "@"))
    let area = row.fields[fields.area]
    if let known = areaMemo.find(area) {
      event.subject += known
    } else {
      let match = usesM49 ? areas.find(m49: area) : areas.find(area)
      if case .area(let code) = match {
        var encoded: [UInt8] = []
        Code.encode(code.utf8.span, into: &encoded)
        event.subject += encoded
        if areaMemo.count >= Self.memoLimit { areaMemo.removeAll() }
        areaMemo.set(Array(area), encoded)
      } else if !usesM49, let refusal = Self.refusal(ofCode: area) {
        faults.append(RowFault(field: fields.area, refusal, code: .badCode, value: area))
      } else {
        faults.append(areas.fault(area, field: fields.area, match: match))
      }
    }
    if usesM49 { notes.countM49(area) }
    event.subject.append(UInt8(ascii: "@"))
    period(row.fields[fields.period], &faults)
    breakdown(row, number, &faults)
  }

  private mutating func period(_ word: ArraySlice<UInt8>, _ faults: inout [RowFault]) {
    if let known = periodMemo.find(word) {
      event.subject += known.text
      notes.periodEnd = known.last
      return
    }
    do throws(Refusal) {
      let period = try Period(bytes: word.span)
      var text: [UInt8] = []
      period.encode(into: &text)
      event.subject += text
      notes.periodEnd = period.last.dayNumber
      if periodMemo.count >= Self.memoLimit { periodMemo.removeAll() }
      periodMemo.set(Array(word), (text, period.last.dayNumber))
    } catch {
      faults.append(RowFault(field: fields.period, error, code: .badPeriod, value: word))
    }
  }

  private mutating func breakdown(_ row: ImportRow, _ number: Int, _ faults: inout [RowFault]) {
    let word = row.fields[fields.breakdown]
    if word.isEmpty && row.dimensions.isEmpty { return }
    scratch.removeAll(keepingCapacity: true)
    for shift in stride(from: 0, to: 32, by: 8) { scratch.append(UInt8(truncatingIfNeeded: number >> shift)) }
    scratch += word
    for dimension in row.dimensions {
      scratch.append(0)
      scratch += dimension.name
      scratch.append(0)
      scratch += dimension.value
    }
    if let known = breakdownMemo.find(scratch[...]) {
      event.subject += known
      return
    }
    do throws(Refusal) {
      var parsed = try BreakdownWords.members(of: word, separator: separator)
      for dimension in row.dimensions {
        parsed.append(try BreakdownWords.member(dimension.name[...], dimension.value))
      }
      let whole = try Breakdown(parsed)
      if let fault = indicators[number].fault(of: whole, field: fields.breakdown) {
        faults.append(fault)
        return
      }
      var encoded: [UInt8] = []
      let breakdown = whole.without(defaults: indicators[number].defaults)
      if !breakdown.isEmpty {
        encoded.append(UInt8(ascii: "@"))
        breakdown.encode(into: &encoded)
      }
      event.subject += encoded
      if breakdownMemo.count >= Self.memoLimit { breakdownMemo.removeAll() }
      breakdownMemo.set(scratch, encoded)
    } catch {
      faults.append(RowFault(field: fields.breakdown, error, code: .badBreakdown, value: word))
    }
  }
}

// MARK: - The data

extension MeasurementBuilder {
  private static let qualifiers = ["exact", "at_least", "at_most", "less_than", "more_than", "approximately"]
  private static let statuses = Set("ABDEFGHIJKLMNOPQSUVW".utf8)

  private mutating func data(_ row: ImportRow, _ number: Int, _ faults: inout [RowFault]) {
    let rule = indicators[number]
    var value = row.fields[fields.value]
    var reason = row.fields[fields.missingReason]
    for missing in missingWords where value.elementsEqual(missing.word) {
      value = []
      if reason.isEmpty { reason = missing.reason[...] }
    }
    if isWide, reason.isEmpty, let words = Self.reason(in: value) { (value, reason) = ([], words) }
    event.data.append(UInt8(ascii: "{"))
    let embargo = row.fields[fields.embargo]
    if !embargo.isEmpty {
      switch embargoes.read(embargo) {
      case .success(let instant): member("embargo", instant.text[...])
      case .failure(let refusal):
        faults.append(RowFault(field: fields.embargo, refusal, code: .badDate, value: embargo))
      }
    }
    let qualifier = Self.takeQualifier(from: &value)
    if value.isEmpty {
      missing(row, reason, hasQualifier: qualifier != nil, &faults)
    } else {
      if !reason.isEmpty {
        let text = "both a value and a missing_reason: which is it?"
        faults.append(RowFault(field: fields.missingReason, code: .inconsistent, message: text))
      }
      let mult = wholeNumber(row, fields.mult, 30, &faults)
      if let mult, mult != 0 { member("mult", row.fields[fields.mult]) }
      if wholeNumber(row, fields.precision, 60, &faults) != nil { member("precision", row.fields[fields.precision]) }
      if !rule.isNumber, mult != nil && mult != 0 || !row.fields[fields.precision].isEmpty {
        let text = "a value of type \(rule.valueType.rawValue) has no mult or precision"
        faults.append(RowFault(field: fields.mult, code: .valueType, message: text))
      }
      self.qualifier(row, written: qualifier, rule, &faults)
      status(row, &faults)
      unit(row, rule, &faults)
      // A power of ten that cannot be read says nothing about the value.
      let power = mult ?? (row.fields[fields.mult].isEmpty ? 0 : 60)
      rule.check(value, mult: power, field: fields.value, &faults)
      if faults.isEmpty, rule.unitKind == .percent { notes.countPercent(value, line: row.line) }
      member("value", value)
    }
    event.data.append(UInt8(ascii: "}"))
    notes.count(publishedAt: basis.publishedAt, now: context.now, status: row.fields[fields.status].first, row.line)
  }

  private mutating func member(_ key: String, _ value: ArraySlice<UInt8>) {
    if event.data.count > 1 { event.data.append(UInt8(ascii: ",")) }
    event.data.append(0x22)
    event.data += key.utf8
    event.data += [0x22, UInt8(ascii: ":")]
    JSON.encode(utf8: value.span, into: &event.data)
  }

  private mutating func missing(
    _ row: ImportRow, _ reason: ArraySlice<UInt8>, hasQualifier: Bool, _ faults: inout [RowFault]
  ) {
    if hasQualifier || reason.isEmpty {
      let text = "there is no value; give missing_reason, or --missing WORD=REASON for a word that stands for none"
      faults.append(RowFault(field: fields.value, code: .missingValue, message: text))
      return
    }
    if !row.fields[fields.qualifier].isEmpty && !row.fields[fields.qualifier].elementsEqual("exact".utf8)
      || !row.fields[fields.mult].isEmpty || !row.fields[fields.precision].isEmpty
    {
      let text = "a qualifier, mult or precision without a value"
      faults.append(RowFault(field: fields.missingReason, code: .inconsistent, message: text))
    }
    do throws(Refusal) {
      let (text, _) = try FreeText.composed(reason.span)
      member("missing_reason", Array(text.utf8)[...])
    } catch {
      faults.append(RowFault(field: fields.missingReason, error, code: .badText, value: reason))
    }
    status(row, &faults)
  }

  /// The reason why there is no value, which stands in brackets in the cell of a wide table; not a number in brackets,
  /// by which some mean that it is negative.
  private static func reason(in cell: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard cell.count > 2, cell.first == UInt8(ascii: "("), cell.last == UInt8(ascii: ")") else { return nil }
    let words = cell.dropFirst().dropLast()
    guard words.contains(where: { !"0123456789.,+- %".utf8.contains($0) }) else { return nil }
    return words
  }

  /// Takes the sign of comparison off a value; nil if there is none.
  private static func takeQualifier(from value: inout ArraySlice<UInt8>) -> String? {
    guard let first = value.first else { return nil }
    let isEqual = value.dropFirst().first == UInt8(ascii: "=")
    let word: String
    switch first {
    case UInt8(ascii: ">"): word = isEqual ? "at_least" : "more_than"
    case UInt8(ascii: "<"): word = isEqual ? "at_most" : "less_than"
    case UInt8(ascii: "~"):
      value = value.dropFirst()
      return "approximately"
    default: return nil
    }
    value = value.dropFirst(isEqual ? 2 : 1)
    return word
  }

  private mutating func qualifier(
    _ row: ImportRow, written: String?, _ rule: IndicatorRule, _ faults: inout [RowFault]
  ) {
    let word = row.fields[fields.qualifier]
    var found = written.map { Array($0.utf8) }
    if !word.isEmpty {
      guard Self.qualifiers.contains(where: { word.elementsEqual($0.utf8) }) else {
        faults.append(RowFault(word, among: Self.qualifiers, field: fields.qualifier))
        return
      }
      if let found, !word.elementsEqual(found) {
        let text = "the qualifier \(SafeText.quote(word)) is not the sign before the value"
        faults.append(RowFault(field: fields.qualifier, code: .inconsistent, message: text))
        return
      }
      found = word.elementsEqual("exact".utf8) ? nil : Array(word)
    }
    guard let found else { return }
    if !rule.isNumber {
      let text = "a value of type \(rule.valueType.rawValue) has no qualifier"
      faults.append(RowFault(field: fields.qualifier, code: .valueType, message: text))
      return
    }
    member("qualifier", found[...])
  }

  private mutating func status(_ row: ImportRow, _ faults: inout [RowFault]) {
    let word = row.fields[fields.status]
    guard let first = word.first, !word.elementsEqual("A".utf8) else { return }
    guard word.count == 1, Self.statuses.contains(first) else {
      let text = "\(SafeText.quote(word)) is no observation status (SDMX CL_OBS_STATUS: A, B, D, E, F, …)"
      faults.append(RowFault(field: fields.status, code: .badWord, message: text, value: SafeText.show(word)))
      return
    }
    member("status", word)
  }

  private mutating func unit(_ row: ImportRow, _ rule: IndicatorRule, _ faults: inout [RowFault]) {
    let word = row.fields[fields.unit]
    guard !word.isEmpty, !word.elementsEqual(rule.unit) else { return }
    let text = String(decoding: word, as: UTF8.self)
    let own = SafeText.quote(rule.unit)
    guard let unit = context.catalogue.units[text] else {
      let hint = NearestName.hint(text, among: context.catalogue.units.keys)
      let message = "there is no unit \(SafeText.quote(word)); the indicator's is \(own)\(hint)"
      faults.append(RowFault(field: fields.unit, code: .unknownCode, message: message, value: SafeText.show(word)))
      return
    }
    let shares: [IndicatorRule.UnitKind] = [.percent, .ratio]
    guard shares.contains(IndicatorRule.UnitKind(unit.kind)), shares.contains(rule.unitKind) else {
      let message = "the unit is \(SafeText.quote(word)), the indicator's is \(own)"
      faults.append(RowFault(field: fields.unit, code: .badUnit, message: message, value: SafeText.show(word)))
      return
    }
    member("unit", word)
  }

  private func wholeNumber(
    _ row: ImportRow, _ field: Int, _ limit: Int, _ faults: inout [RowFault]
  ) -> Int? {
    let word = row.fields[field]
    guard !word.isEmpty else { return nil }
    let text = String(decoding: word, as: UTF8.self)
    // `Int` reads "+5" and "-0"; what it writes again is the one form that is allowed.
    guard let value = Int(text), String(value) == text, abs(value) <= limit else {
      let message = "\(SafeText.quote(word)) is not a power of ten from -\(limit) to \(limit)"
      faults.append(RowFault(field: field, code: .badNumber, message: message, value: SafeText.show(word)))
      return nil
    }
    return value
  }
}
