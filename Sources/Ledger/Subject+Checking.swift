extension Subject {
  /// Checks that bytes are a subject in its canonical form, without making one.
  ///
  /// Subjects of forms that this program does not know need only be well written.
  ///
  /// - Throws: `Refusal` with the byte where it is not.
  public static func check(_ bytes: borrowing Span<UInt8>) throws(Refusal) {
    guard bytes.count <= maximumByteCount else {
      throw Refusal(.tooLong, "the subject is \(bytes.count) bytes long", advice: "use shorter codes")
    }
    var slash = 0
    while slash < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[slash] { slash += 1 }
    guard slash > 0, slash < bytes.count, bytes[slash] == UInt8(ascii: "/") else {
      throw refusal("the subject does not begin with a form and a slash", slash)
    }
    if slash == 6, CanonicalJSON.has("figure", bytes, 0) {
      try checkFigure(bytes, from: 7)
      return
    }
    var start = slash + 1
    var count = 0
    for index in start...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: "/") {
      try checkComponent(bytes, start..<index, limit: CoverageSet.maximumByteCount)
      start = index + 1
      count += 1
    }
    try checkForm(bytes, bytes.extracting(0..<slash), count, slash)
  }

  private static func checkForm(
    _ bytes: borrowing Span<UInt8>, _ form: borrowing Span<UInt8>, _ count: Int, _ slash: Int
  ) throws(Refusal) {
    let expected: Int
    switch String(decoding: copy(form, form.indices), as: UTF8.self) {
    case "node", "target", "judgement", "membership", "claim": expected = 2
    case "indicator", "area", "unit", "codelist", "method", "publication": expected = 1
    case "coverage":
      expected = 1
      let raw = copy(bytes, slash + 1..<bytes.count)
      let name = String(decoding: try Code.decode(raw.span) ?? raw, as: UTF8.self)
      guard sameBytes(try CoverageSet(name).name, name) else { throw refusal("the set is not canonical", slash + 1) }
      return
    case "import":
      let digest = slash + 1..<bytes.count
      guard digest.count == 64, digest.allSatisfy({ isLowerHexadecimal(bytes[$0]) }) else {
        throw refusal("64 lower-case hexadecimal digits are due", slash + 1)
      }
      return
    case "ledger":
      guard bytes.count == 11, CanonicalJSON.has("ledger/self", bytes, 0) else {
        throw refusal("the ledger itself is written ledger/self", slash + 1)
      }
      return
    default: return
    }
    guard count == expected else { throw refusal("the subject has \(count) components, not \(expected)", slash) }
    var start = slash + 1
    for index in start...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: "/") {
      try checkComponent(bytes, start..<index, limit: Code.maximumByteCount)
      start = index + 1
    }
  }

  /// Checks `INDICATOR@AREA@PERIOD[@k=v,…]` in its canonical form.
  static func checkFigure(_ bytes: borrowing Span<UInt8>, from start: Int) throws(Refusal) {
    var index = start
    try checkComponent(bytes, upTo(UInt8(ascii: "@"), bytes, &index), limit: Code.maximumByteCount)
    try checkComponent(bytes, upTo(UInt8(ascii: "@"), bytes, &index), limit: Code.maximumByteCount)
    let first = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "@") { index += 1 }
    try checkPeriod(bytes, first..<index)
    guard index < bytes.count else { return }
    index += 1
    var previous = 0..<0
    let breakdown = index
    while true {
      let dimension = try upTo(UInt8(ascii: "="), bytes, &index)
      try checkComponent(bytes, dimension, limit: Code.maximumByteCount)
      guard previous.isEmpty || isBefore(bytes, previous, dimension) else {
        throw refusal("the dimensions are not sorted, or one stands twice", dimension.lowerBound)
      }
      previous = dimension
      let value = index
      while index < bytes.count, bytes[index] != UInt8(ascii: ",") { index += 1 }
      try checkComponent(bytes, value..<index, limit: Code.maximumByteCount)
      guard index < bytes.count else { break }
      index += 1
    }
    guard bytes.count - breakdown <= Breakdown.maximumByteCount else {
      throw Refusal(.tooLong, "the breakdown is too long", at: .byte(breakdown))
    }
  }

  private static func upTo(
    _ sign: UInt8, _ bytes: borrowing Span<UInt8>, _ index: inout Int
  ) throws(Refusal) -> Range<Int> {
    let start = index
    while index < bytes.count, bytes[index] != sign { index += 1 }
    guard index < bytes.count else {
      throw refusal("'\(Character(Unicode.Scalar(sign)))' is missing", start)
    }
    defer { index += 1 }
    return start..<index
  }

  private static func isBefore(_ bytes: borrowing Span<UInt8>, _ one: Range<Int>, _ other: Range<Int>) -> Bool {
    for (left, right) in zip(one, other) where bytes[left] != bytes[right] { return bytes[left] < bytes[right] }
    return one.count < other.count
  }

  private static func checkPeriod(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(Refusal) {
    // A year, by far the most frequent period, has one spelling and needs no comparison.
    if range.count == 4, let year = number(bytes, range), year > 0 { return }
    let period = try Period(part: bytes, range)
    var canonical: [UInt8] = []
    canonical.reserveCapacity(24)
    period.encode(into: &canonical)
    var matches = canonical.count == range.count
    if matches {
      for offset in 0..<canonical.count where canonical[offset] != bytes[range.lowerBound + offset] { matches = false }
    }
    guard matches else { throw refusal("the period's canonical form is \(period)", range.lowerBound) }
  }

  /// Checks one encoded component: plain bytes, and `%XX` in upper case for printable ones that are not plain.
  private static func checkComponent(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, limit: Int
  ) throws(Refusal) {
    guard !range.isEmpty else { throw refusal("a component is empty", range.lowerBound) }
    var index = range.lowerBound
    var count = 0
    var wasBlank = true
    while index < range.upperBound {
      var byte = bytes[index]
      if Code.isPlain(byte) {
        index += 1
      } else {
        guard byte == UInt8(ascii: "%"), index + 2 < range.upperBound,
          let high = upperHexadecimal(bytes[index + 1]), let low = upperHexadecimal(bytes[index + 2])
        else { throw refusal("a byte must be written %XX in upper case", index) }
        byte = high << 4 | low
        guard 0x20..<0x7F ~= byte, !Code.isPlain(byte) else {
          throw refusal("%XX stands for a plain or hidden byte", index)
        }
        index += 3
      }
      guard byte != 0x20 || !wasBlank else { throw refusal("a blank begins a code or stands twice", index) }
      wasBlank = byte == 0x20
      count += 1
    }
    guard !wasBlank else { throw refusal("a blank ends a code", range.lowerBound) }
    guard count <= limit else { throw Refusal(.tooLong, "a code is \(count) bytes long", at: .byte(range.lowerBound)) }
  }

  private static func refusal(_ reason: String, _ offset: Int) -> Refusal {
    Refusal(.subjectForm, reason, at: .byte(offset))
  }
}

@inline(__always)
private func upperHexadecimal(_ byte: UInt8) -> UInt8? {
  UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte ? nil : hexadecimalValue(byte)
}

/// Whether a byte is a hexadecimal digit as digests are written.
@inline(__always)
func isLowerHexadecimal(_ byte: UInt8) -> Bool {
  isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
}
