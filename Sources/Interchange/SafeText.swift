/// Text from outside, made safe to print.
public enum SafeText {
  /// How many characters of a value are shown before it is cut.
  public static let limit = 60

  /// A number with the words for one or for more: `1 row has`, `2 rows have`.
  public static func counted(_ count: Int, _ one: String, _ more: String) -> String {
    "\(count) \(count == 1 ? one : more)"
  }

  /// Shows text on one line: controls, direction marks and other invisible characters as `\u{1B}`.
  ///
  /// A value over `limit` characters is cut, and the cut is marked with `…`.
  public static func show(_ text: String, limit: Int = .max) -> String {
    var shown = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit { return shown + "…" }
      append(scalar, to: &shown)
      count += 1
    }
    return shown
  }

  /// Shows bytes on one line: what is not UTF-8 as `\xE9`, the rest as text is shown.
  public static func show(_ bytes: some Collection<UInt8>, limit: Int = SafeText.limit) -> String {
    let bytes = Array(bytes.prefix(limit == .max ? .max : limit * 4 + 4))
    var shown = ""
    var index = 0
    var count = 0
    while index < bytes.count {
      if count == limit { return shown + "…" }
      switch UTF8Sequence.decode(bytes.span, at: index, isComplete: true) {
      case .scalar(let scalar, let length):
        append(scalar, to: &shown)
        index += length
      case .invalid, .incomplete:
        shown += "\\x" + hex(UInt32(bytes[index]), width: 2)
        index += 1
      }
      count += 1
    }
    return shown
  }

  /// Shows a value in quotation marks, cut if it is long.
  public static func quote(_ text: String) -> String { "\"" + show(text, limit: limit) + "\"" }

  /// Shows a value in quotation marks, cut if it is long.
  public static func quote(_ bytes: some Collection<UInt8>) -> String { "\"" + show(bytes) + "\"" }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    if scalar == "\\" {
      text += "\\\\"
    } else if isVisible(scalar) {
      text.unicodeScalars.append(scalar)
    } else {
      text += "\\u{" + hex(scalar.value, width: 1) + "}"
    }
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: return false
    case .spaceSeparator: return false
    default: return true
    }
  }

  static func hex(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
