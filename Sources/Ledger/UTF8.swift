/// Reads one scalar of UTF-8, strictly: no overlong form, surrogate or value above U+10FFFF.
///
/// - Returns: the scalar's value and its length in bytes, or nil where the bytes are not UTF-8.
@inline(__always)
func scalar(of bytes: borrowing Span<UInt8>, at index: Int) -> (value: UInt32, byteCount: Int)? {
  let first = UInt32(bytes[index])
  if first < 0x80 { return (first, 1) }
  func tail(_ offset: Int) -> UInt32? {
    guard index + offset < bytes.count else { return nil }
    let byte = UInt32(bytes[index + offset])
    return byte & 0xC0 == 0x80 ? byte & 0x3F : nil
  }
  switch first {
  case 0xC2...0xDF:
    guard let a = tail(1) else { return nil }
    return ((first & 0x1F) << 6 | a, 2)
  case 0xE0...0xEF:
    guard let a = tail(1), let b = tail(2) else { return nil }
    let value = (first & 0x0F) << 12 | a << 6 | b
    return value < 0x800 || 0xD800...0xDFFF ~= value ? nil : (value, 3)
  case 0xF0...0xF4:
    guard let a = tail(1), let b = tail(2), let c = tail(3) else { return nil }
    let value = (first & 0x07) << 18 | a << 12 | b << 6 | c
    return value < 0x10000 || value > 0x10FFFF ? nil : (value, 4)
  default:
    return nil
  }
}

/// Whether a scalar must not stand in any text of the ledger.
///
/// The sets are fixed for ever by Unicode's stability policy, so that a decoder of the year 2050 agrees.
@inline(__always)
func isForbidden(_ value: UInt32) -> Bool {
  switch value {
  case 0x09, 0x0A: false
  case 0..<0x20, 0x7F...0x9F: true
  case 0x20..<0x61C: false
  // Bidirectional controls can make a text read as another.
  case 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
  case 0xFEFF, 0xFDD0...0xFDEF: true
  default: value & 0xFFFE == 0xFFFE
  }
}

/// Whether a span holds these bytes.
func sameBytes(_ bytes: borrowing Span<UInt8>, _ other: [UInt8]) -> Bool {
  guard bytes.count == other.count else { return false }
  for index in 0..<other.count where bytes[index] != other[index] { return false }
  return true
}

/// A copy of some bytes of a span.
func copy(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
  [UInt8](capacity: range.count) { output in
    for index in range { output.append(bytes[index]) }
  }
}

extension [UInt8] {
  /// Appends the bytes of a span, with one check of the capacity.
  @inline(__always)
  mutating func append(_ bytes: borrowing Span<UInt8>) {
    let count = bytes.count
    append(addingCapacity: count) { output in
      for index in 0..<count { output.append(bytes[index]) }
    }
  }
}

/// The text of some bytes of a span, which must be UTF-8.
func text(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
  // A checked span of UTF-8 becomes a string without a second array in between.
  guard let checked = try? UTF8Span(validating: bytes.extracting(range)) else {
    preconditionFailure("text of bytes that are not UTF-8")
  }
  return String(copying: checked)
}

/// Whether two texts are the same bytes.
///
/// Swift's own comparison takes canonically equivalent texts for equal, which identities must not.
@inline(__always)
func sameBytes(_ one: String, _ other: String) -> Bool {
  one.utf8.count == other.utf8.count && one.utf8.elementsEqual(other.utf8)
}

/// Whether one text sorts before another by its bytes.
@inline(__always)
func precedes(_ one: String, _ other: String) -> Bool {
  one.utf8.lexicographicallyPrecedes(other.utf8)
}

/// A text as an error message may show it: what cannot be seen is named, and it is cut short.
func shown(_ text: String) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < 60 else { return result + "…" }
    count += 1
    result += shown(scalar.value)
  }
  return result
}

/// A scalar as an error message may show it.
func shown(_ value: UInt32) -> String {
  let isInvisible =
    isForbidden(value) || value == 0x09 || value == 0x0A
    || [0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x202F, 0x2060].contains(value)
  guard !isInvisible, let scalar = Unicode.Scalar(value) else {
    return "\\u{\(String(value, radix: 16, uppercase: true))}"
  }
  return String(Character(scalar))
}

/// Bytes as an error message may show them.
func shown(_ bytes: borrowing Span<UInt8>) -> String {
  shown(String(decoding: copy(bytes, 0..<min(bytes.count, 244)), as: UTF8.self))
}
