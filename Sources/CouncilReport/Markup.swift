/// A piece of HTML, into which text goes only escaped.
///
/// A literal is markup as it stands. What is interpolated is text and is escaped, unless it is markup itself:
/// `"<td>\(title)</td>" as Markup` prints a title of `<script>` as it reads.
struct Markup: Hashable, Sendable, ExpressibleByStringInterpolation {
  private(set) var html: String

  init(stringLiteral value: String) { html = value }

  init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

  /// Nothing.
  static let none: Markup = ""

  /// Pieces one after the other.
  init(_ pieces: [Markup], separator: Markup = .none) {
    html = pieces.map(\.html).joined(separator: separator.html)
  }

  static func += (one: inout Markup, other: Markup) { one.html += other.html }

  static func + (one: Markup, other: Markup) -> Markup {
    var sum = one
    sum += other
    return sum
  }

  /// Whether there is nothing to print.
  var isEmpty: Bool { html.isEmpty }

  /// What a literal and its values become.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html = ""

    init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity * 2) }

    mutating func appendLiteral(_ literal: String) { html += literal }

    mutating func appendInterpolation(_ text: String) { Markup.escape(text, into: &html) }

    mutating func appendInterpolation(_ count: Int) { html += String(count) }

    mutating func appendInterpolation(_ markup: Markup) { html += markup.html }

    mutating func appendInterpolation(_ pieces: [Markup]) {
      for piece in pieces { html += piece.html }
    }
  }
}

extension Markup {
  /// Appends text so that it reads the same between tags and inside a quoted attribute.
  ///
  /// Characters that HTML does not allow and those that turn the direction of what follows them are shown by their
  /// number: a title cannot make the rest of a row read backwards.
  fileprivate static func escape(_ text: String, into html: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "'": html += "&#39;"
      default:
        if isPrintable(scalar) {
          html.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          html += "[U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + "]"
        }
      }
    }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: true
    case 0..<0x20, 0x7F...0x9F: false
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
    default: !scalar.properties.isNoncharacterCodePoint
    }
  }
}
