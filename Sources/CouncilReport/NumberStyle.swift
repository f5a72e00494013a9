internal import Ledger

/// Numbers as documents of the Union print them in English.
///
/// Thousands are divided by a narrow no-break space (U+202F), decimals by a point, and a minus is U+2212. Nothing is
/// rounded: the digits are those that were recorded.
enum NumberStyle {
  /// What divides the thousands.
  static let separator = "\u{202F}"

  /// A number with its thousands divided.
  static func grouped(_ number: Decimal) -> String { grouped(text: number.text) }

  /// A count with its thousands divided.
  static func grouped(_ count: Int) -> String { grouped(text: String(count)) }

  private static func grouped(text: String) -> String {
    var digits = text.utf8[...]
    var result = ""
    if digits.first == UInt8(ascii: "-") {
      digits = digits.dropFirst()
      result = "\u{2212}"
    }
    let whole = digits.prefix { $0 != UInt8(ascii: ".") }
    let first = whole.count % 3
    for (index, byte) in whole.enumerated() {
      if index > 0, index % 3 == first { result += separator }
      result.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return result + String(decoding: digits.dropFirst(whole.count), as: UTF8.self)
  }

  /// A number with its multiplier, in words where there is a word: `4.1 billion`.
  static func scaled(_ number: Decimal, mult: Int) -> String {
    switch mult {
    case 0: grouped(number)
    case 3: grouped(number) + " thousand"
    case 6: grouped(number) + " million"
    case 9: grouped(number) + " billion"
    case 12: grouped(number) + " trillion"
    default: grouped(text: plain(number, mult: mult))
    }
  }

  /// The widest shift of the point that is written out; beyond it a number takes an exponent.
  private static let widestShift = 60

  /// A number written out: 4.1 with the multiplier 9 is 4100000000.
  static func plain(_ number: Decimal, mult: Int) -> String {
    guard mult != 0 else { return number.text }
    guard abs(mult) <= widestShift else { return "\(number.text)E\(mult)" }
    var digits = Array(number.text.utf8)
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    var point = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.count
    if point < digits.count { digits.remove(at: point) }
    point += mult
    let zero = UInt8(ascii: "0")
    if point > digits.count { digits += repeatElement(zero, count: point - digits.count) }
    if point < 1 {
      digits.insert(contentsOf: repeatElement(zero, count: 1 - point), at: 0)
      point = 1
    }
    let leading = digits.prefix(point - 1).prefix { $0 == zero }.count
    digits.removeFirst(leading)
    point -= leading
    let whole = String(decoding: digits[..<point], as: UTF8.self)
    let fraction = String(decoding: digits[point...], as: UTF8.self)
    return (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// A share in per cent with one decimal, rounded half away from zero; nil of nothing.
  static func percentage(_ part: Int, of whole: Int) -> String? {
    guard whole > 0 else { return nil }
    let thousandths = (2000 * part + whole) / (2 * whole)
    return "\(grouped(thousandths / 10)).\(thousandths % 10)"
  }

  /// A count in running text: in words under ten.
  static func spoken(_ count: Int) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words.indices.contains(count) ? words[count] : grouped(count)
  }
}
