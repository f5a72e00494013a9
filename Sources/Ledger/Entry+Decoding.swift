extension Entry {
  /// Reads an entry, which must be canonical to the last byte.
  ///
  /// - Throws: `Refusal` for a field that is unknown, missing, misplaced or repeated, for trailing bytes, for more than
  ///   65,535 bytes, and for anything in `data` and `basis` that is not canonical JSON of allowed characters.
  public init(decoding line: [UInt8]) throws(Refusal) {
    self.init(line: line, layout: try Entry.layout(line.span))
  }

  /// Reads an entry, which must be canonical to the last byte.
  ///
  /// - Throws: `Refusal` as `init(decoding:)` with an array does.
  public init(decoding bytes: borrowing Span<UInt8>) throws(Refusal) {
    let layout = try Entry.layout(bytes)
    self.init(line: copy(bytes, bytes.indices), layout: layout)
  }

  private static func layout(_ bytes: borrowing Span<UInt8>) throws(Refusal) -> Layout {
    guard bytes.count <= maximumByteCount else {
      throw Refusal(.entryTooLong, "the entry is \(bytes.count) bytes long; no entry is longer than 65,535")
    }
    var layout = Layout()
    var index = 0
    try pass("{\"append\":\"", bytes, &index)
    guard index + 36 <= bytes.count, AppendID(bytes: bytes.extracting(index..<index + 36)) != nil else {
      throw refusal("the id of the append is not a UUID in lower case", index)
    }
    index += 36
    try pass("\",\"at\":\"", bytes, &index)
    guard index + 27 <= bytes.count, Instant(canonical: bytes.extracting(index..<index + 27)) != nil else {
      throw refusal("the time is not written YYYY-MM-DDTHH:MM:SS.ffffffZ", index)
    }
    index += 27
    try pass("\",\"basis\":", bytes, &index)
    layout.basis = try object(bytes, &index)
    try pass(",\"by\":\"", bytes, &index)
    layout.by = upToQuote(bytes, &index)
    guard isLogin(bytes, layout.by.range) else {
      throw refusal("the login has other characters than letters, digits and _ . @ -", Int(layout.by.start))
    }
    try pass("\",\"data\":", bytes, &index)
    layout.data = try object(bytes, &index)
    try pass(",\"format\":\"1\",\"kind\":\"", bytes, &index)
    layout.kind = upToQuote(bytes, &index)
    _ = try Kind(bytes: bytes.extracting(layout.kind.range))
    try pass("\",\"ledger\":\"", bytes, &index)
    layout.ledger = upToQuote(bytes, &index)
    guard isOrigin(bytes, layout.ledger.range) else {
      throw refusal("the origin has other characters than letters, digits and . _ / -", Int(layout.ledger.start))
    }
    try pass("\",\"position\":\"", bytes, &index)
    layout.position = upToQuote(bytes, &index)
    try checkCount(bytes, layout.position.range, "the position")
    try pass("\",\"subject\":\"", bytes, &index)
    layout.subject = upToQuote(bytes, &index)
    try Subject.check(bytes.extracting(layout.subject.range))
    try pass("\",\"version\":\"", bytes, &index)
    layout.version = upToQuote(bytes, &index)
    try checkCount(bytes, layout.version.range, "the version")
    try pass("\"}", bytes, &index)
    guard index == bytes.count else { throw refusal("more bytes follow the entry", index) }
    return layout
  }

  @inline(__always)
  private static func pass(_ expected: String, _ bytes: borrowing Span<UInt8>, _ index: inout Int) throws(Refusal) {
    guard CanonicalJSON.has(expected, bytes, index) else { throw refusal("\(expected) is due", index) }
    index += expected.utf8.count
  }

  @inline(__always)
  private static func object(_ bytes: borrowing Span<UInt8>, _ index: inout Int) throws(Refusal) -> Place {
    let start = index
    try CanonicalJSON.skipObject(bytes, &index, depth: 0)
    return Place(start..<index)
  }

  @inline(__always)
  private static func upToQuote(_ bytes: borrowing Span<UInt8>, _ index: inout Int) -> Place {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") { index += 1 }
    return Place(start..<index)
  }

  private static func checkCount(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ name: String
  ) throws(Refusal) {
    guard let value = wholeNumber(bytes, range), value > 0 else {
      throw refusal("\(name) is not a whole number from 1", range.lowerBound)
    }
  }

  /// Whether bytes are a login that may record: letters, digits and `_.@-`.
  static func isLogin(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard 1...63 ~= range.count else { return false }
    return range.allSatisfy { isLetterOrDigit(bytes[$0]) || "_.@-".utf8.contains(bytes[$0]) }
  }

  /// Whether bytes are the origin of a ledger: letters, digits and `._/-`.
  static func isOrigin(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard 1...200 ~= range.count else { return false }
    return range.allSatisfy { isLetterOrDigit(bytes[$0]) || "._/-".utf8.contains(bytes[$0]) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  static func refusal(_ reason: String, _ offset: Int) -> Refusal { Refusal(.entryForm, reason, at: .byte(offset)) }
}
