import Ledger

/// Reads the fields of one row by name, and collects what is wrong with them.
struct FieldReader {
  let row: ImportRow
  private(set) var faults: [RowFault] = []
  /// How many texts were brought to composed form.
  private(set) var composedCount = 0

  init(_ row: ImportRow) { self.row = row }

  private func position(_ name: String) -> Int {
    guard let position = row.layout.position(of: name) else {
      preconditionFailure("\(row.layout.kind.rawValue) have a column \(name)")
    }
    return position
  }

  /// The bytes of a field, empty if it is absent.
  func bytes(_ name: String) -> ArraySlice<UInt8> { row.fields[position(name)] }

  /// Whether the field has a column or a word of its own, be it empty.
  func isGiven(_ name: String) -> Bool { row.isGiven[position(name)] }

  mutating func fault(_ name: String?, _ code: ProblemCode, _ message: String) {
    let field = name.map(position)
    let value = field.map { SafeText.show(row.fields[$0]) }
    faults.append(RowFault(field: field, code: code, message: message, value: value))
  }

  mutating func refuse(_ name: String, _ refusal: Refusal, _ code: ProblemCode) {
    faults.append(RowFault(field: position(name), refusal, code: code, value: bytes(name)))
  }

  mutating func add(_ fault: RowFault) { faults.append(fault) }

  /// The position of a field, for a fault that another type makes.
  func field(_ name: String) -> Int { position(name) }
}

extension FieldReader {
  /// Free text, in composed form.
  mutating func text(_ name: String) -> String? { text(bytes(name), name) }

  private mutating func text(_ bytes: ArraySlice<UInt8>, _ name: String) -> String? {
    guard !bytes.isEmpty else { return nil }
    do throws(Refusal) {
      let (text, wasChanged) = try FreeText.composed(bytes.span)
      if wasChanged { composedCount += 1 }
      return text
    } catch {
      refuse(name, error, .badText)
      return nil
    }
  }

  /// A code as it stands.
  mutating func code(_ name: String) -> String? {
    let bytes = bytes(name)
    guard !bytes.isEmpty else { return nil }
    do throws(Refusal) {
      return try Code(bytes: bytes.span).text
    } catch {
      refuse(name, error, .badCode)
      return nil
    }
  }

  /// A code that must be among the known ones.
  mutating func code(_ name: String, among known: some Collection<String>, _ what: String) -> String? {
    guard let code = code(name) else { return nil }
    if known.contains(code) { return code }
    unknown(name, code, among: known, what)
    return nil
  }

  mutating func unknown(_ name: String, _ code: String, among known: some Collection<String>, _ what: String) {
    var hint = NearestName.hint(code, among: known)
    if hint.isEmpty { hint = Totals.hint(code) }
    fault(name, .unknownCode, "there is no \(what) \(SafeText.quote(code))\(hint)")
  }

  /// One of some words.
  mutating func word(_ name: String, among allowed: [String]) -> String? {
    let bytes = bytes(name)
    guard !bytes.isEmpty else { return nil }
    let word = String(decoding: bytes, as: UTF8.self)
    if allowed.contains(word) { return word }
    add(RowFault(bytes, among: allowed, field: position(name)))
    return nil
  }

  /// One of the words of a type.
  mutating func word<T: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: T.Type) -> String? {
    word(name, among: T.allCases.map(\.rawValue))
  }

  /// A number.
  mutating func decimal(_ name: String) -> String? {
    let bytes = bytes(name)
    guard !bytes.isEmpty else { return nil }
    do throws(Refusal) {
      return try Decimal(bytes: bytes.span).text
    } catch {
      refuse(name, error, error.rule == .spreadsheetError ? .spreadsheetError : .badNumber)
      return nil
    }
  }

  /// A whole number.
  mutating func wholeNumber(_ name: String, _ range: ClosedRange<Int>) -> String? {
    let bytes = bytes(name)
    guard !bytes.isEmpty else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    if let value = Int(text), String(value) == text, range.contains(value) { return text }
    let bounds = "\(range.lowerBound) to \(range.upperBound)"
    fault(name, .badNumber, "\(SafeText.quote(bytes)) is not a whole number from \(bounds)")
    return nil
  }

  /// A date as exactly as it is known.
  mutating func date(_ name: String) -> PartialDate? {
    let bytes = bytes(name)
    guard !bytes.isEmpty else { return nil }
    do throws(Refusal) {
      return try PartialDate(bytes: bytes.span)
    } catch {
      refuse(name, error, .badDate)
      return nil
    }
  }

  /// A day.
  mutating func day(_ name: String) -> CalendarDate? {
    let bytes = bytes(name)
    guard !bytes.isEmpty else { return nil }
    do throws(Refusal) {
      return try CalendarDate(bytes: bytes.span)
    } catch {
      refuse(name, error, .badDate)
      return nil
    }
  }

  /// A period.
  mutating func period(_ name: String) -> Period? {
    let bytes = bytes(name)
    guard !bytes.isEmpty else { return nil }
    do throws(Refusal) {
      return try Period(bytes: bytes.span)
    } catch {
      refuse(name, error, .badPeriod)
      return nil
    }
  }

  /// A derivation, as text that can be read.
  mutating func derivation(_ name: String) -> String? {
    guard let text = text(name) else { return nil }
    check(derivation: text, name)
    return text
  }

  /// Checks that a part of a field is a derivation.
  mutating func check(derivation text: String, _ name: String) {
    do throws(Refusal) {
      _ = try Derivation(text)
    } catch {
      refuse(name, error, .badExpression)
    }
  }

  /// Texts separated by `;`.
  mutating func list(_ name: String) -> [String] {
    var texts: [String] = []
    for part in bytes(name).split(separator: UInt8(ascii: ";")) {
      var part = part
      WordRepair.trim(&part)
      if let text = text(part, name), !texts.contains(text) { texts.append(text) }
    }
    return texts
  }

  /// Pairs `name=value`, separated by `;`, or by `,` where there is no `;`.
  mutating func pairs(_ name: String) -> JSONObject {
    var object = JSONObject()
    let bytes = bytes(name)
    let separator = bytes.contains(UInt8(ascii: ";")) ? UInt8(ascii: ";") : UInt8(ascii: ",")
    for part in bytes.split(separator: separator) {
      var part = part
      WordRepair.trim(&part)
      guard let sign = part.firstIndex(of: UInt8(ascii: "=")), sign > part.startIndex else {
        fault(name, .badText, "\(SafeText.quote(part)) is not NAME=VALUE")
        continue
      }
      guard let key = text(part[..<sign], name) else { continue }
      if object[key] != nil { fault(name, .badText, "\(SafeText.quote(key)) stands twice") }
      object[key] = .string(text(part[(sign + 1)...], name) ?? "")
    }
    return object
  }
}

extension JSONObject {
  /// Sets a text; nil removes the key.
  mutating func set(_ key: String, _ text: String?) { self[key] = text.map(JSON.string) }

  /// Sets a list of texts; an empty one removes the key.
  mutating func set(_ key: String, _ texts: [String]) {
    self[key] = texts.isEmpty ? nil : .array(texts.map(JSON.string))
  }
}
