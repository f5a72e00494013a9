import Ledger

/// Writes the basis of an event: where the fact came from.
struct BasisEncoder {
  private static let reasons = ["method", "error", "late"]

  private let author, comment, document, locator, published, quote, reason: Int?
  // Written once: it is the same in each row.
  private let program: [UInt8]?
  private var instants = InstantMemo(bareDate: .endOfDay)

  /// How many texts were brought to composed form.
  private(set) var composedCount = 0
  /// How many texts hold characters that nobody sees.
  private(set) var invisibleCount = 0
  /// The last instant of publication that was read.
  private(set) var publishedAt: Instant?

  init(_ layout: ImportLayout, _ context: ImportContext) {
    func own(_ name: String) -> Int? { layout.position(of: name) }
    (author, comment, document, locator) = (own("author"), own("comment"), own("document"), own("locator"))
    (published, quote) = (own("published_at"), own("quote"))
    // The reason of a coverage statement is part of the fact.
    reason = layout.kind == .coverage ? nil : own("reason")
    program = context.program.map { JSON.string($0).canonical }
  }

  /// Appends the basis of a row; the faults say what could not be written.
  mutating func encode(_ row: ImportRow, salt: String?, into bytes: inout [UInt8], faults: inout [RowFault]) {
    bytes.append(UInt8(ascii: "{"))
    let start = bytes.count
    text("author", author, row, &bytes, &faults)
    text("comment", comment, row, &bytes, &faults)
    // Which file it is, the append's import.completed says: its hash is known only at the end of the file.
    if row.line > 0 {
      Self.key("line", &bytes, start)
      bytes.append(0x22)
      Self.append(row.line, &bytes)
      bytes.append(0x22)
    }
    text("locator", locator, row, &bytes, &faults)
    if let program {
      Self.key("program", &bytes, start)
      bytes += program
    }
    publishedAt = nil
    if let published, !row.fields[published].isEmpty {
      switch instants.read(row.fields[published]) {
      case .success(let instant):
        publishedAt = instant.instant
        Self.key("published_at", &bytes, start)
        bytes.append(0x22)
        bytes += instant.text
        bytes.append(0x22)
      case .failure(let refusal):
        faults.append(RowFault(field: published, refusal, code: .badDate, value: row.fields[published]))
      }
    }
    text("quote", quote, row, &bytes, &faults)
    if let reason, !row.fields[reason].isEmpty, !row.fields[reason].elementsEqual("routine".utf8) {
      let word = row.fields[reason]
      if Self.reasons.contains(where: { word.elementsEqual($0.utf8) }) {
        Self.key("reason", &bytes, start)
        JSON.encode(utf8: word.span, into: &bytes)
      } else {
        faults.append(RowFault(word, among: Self.reasons + ["routine"], field: reason))
      }
    }
    if let salt {
      Self.key("salt", &bytes, start)
      JSON.encode(salt, into: &bytes)
    }
    text("source", document, row, &bytes, &faults)
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func text(
    _ key: String, _ field: Int?, _ row: ImportRow, _ bytes: inout [UInt8], _ faults: inout [RowFault]
  ) {
    guard let field, !row.fields[field].isEmpty else { return }
    let value = row.fields[field]
    // `{` is the only byte before the first key.
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    JSON.encode(key, into: &bytes)
    bytes.append(UInt8(ascii: ":"))
    if value.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      JSON.encode(utf8: value.span, into: &bytes)
      return
    }
    do throws(Refusal) {
      let (text, wasChanged) = try FreeText.composed(value.span)
      if wasChanged { composedCount += 1 }
      if !FreeText.invisible(in: text).isEmpty { invisibleCount += 1 }
      JSON.encode(text, into: &bytes)
    } catch {
      bytes += [0x22, 0x22]
      faults.append(RowFault(field: field, error, code: .badText, value: value))
    }
  }

  private static func key(_ key: String, _ bytes: inout [UInt8], _ start: Int) {
    if bytes.count > start { bytes.append(UInt8(ascii: ",")) }
    bytes.append(0x22)
    bytes += key.utf8
    bytes += [0x22, UInt8(ascii: ":")]
  }

  private static func append(_ number: Int, _ bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = number
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}

/// Reads instants, and remembers the last, which in a file is mostly the next as well.
struct InstantMemo {
  let bareDate: Instant.BareDate
  private var word: [UInt8] = []
  private var last: (instant: Instant, text: [UInt8])?

  init(bareDate: Instant.BareDate) { self.bareDate = bareDate }

  mutating func read(_ bytes: ArraySlice<UInt8>) -> Result<(instant: Instant, text: [UInt8]), Refusal> {
    if let last, word.elementsEqual(bytes) { return .success(last) }
    do throws(Refusal) {
      let instant = try Instant(bytes: bytes.span, bareDate: bareDate)
      var text: [UInt8] = []
      instant.encode(into: &text)
      (word, last) = (Array(bytes), (instant, text))
      return .success((instant, text))
    } catch {
      return .failure(error)
    }
  }
}

extension RowFault {
  /// A fault from a refusal of the domain.
  init(field: Int?, _ refusal: Refusal, code: ProblemCode, value: some Collection<UInt8>) {
    let advice = refusal.advice.map { "; " + $0 } ?? ""
    self.init(field: field, code: code, message: refusal.reason + advice, value: SafeText.show(value))
  }

  /// A word that is not among the allowed ones.
  init(_ word: ArraySlice<UInt8>, among allowed: [String], field: Int) {
    let hint = NearestName.hint(String(decoding: word, as: UTF8.self), among: allowed)
    let text = "\(SafeText.quote(word)) is none of \(allowed.joined(separator: ", "))\(hint)"
    self.init(field: field, code: .badWord, message: text, value: SafeText.show(word))
  }
}
