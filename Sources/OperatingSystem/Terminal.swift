internal import Glibc

/// What is known of the terminal, if there is one.
public enum Terminal {
  /// The width where nothing tells it.
  public static let defaultWidth = 80

  /// Whether standard input is a terminal.
  public static var isInput: Bool { isTerminal(0) }
  /// Whether standard output is a terminal.
  public static var isOutput: Bool { isTerminal(1) }
  /// Whether standard error is a terminal.
  public static var isErrors: Bool { isTerminal(2) }

  /// The columns of standard output's terminal: `COLUMNS` if it holds a number from 1 to 10,000, else what the terminal
  /// says, else 80.
  public static func width(_ environment: Environment) -> Int {
    width(columns: environment["COLUMNS"], window: windowWidth(1))
  }

  static func width(columns: String?, window: Int?) -> Int {
    if let columns, columns.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(columns), (1...10_000).contains(number)
    {
      return number
    }
    return window ?? defaultWidth
  }

  /// Returns text safe for a terminal: controls and characters that reorder or hide text are shown as `\u{...}`.
  ///
  /// Text from outside (a file name, a word of the command line) must not be able to write on the terminal by itself.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if isHarmless(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return result
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
    default: true
    }
  }

  private static func isTerminal(_ number: Int32) -> Bool { isatty(number) == 1 }

  private static func windowWidth(_ number: Int32) -> Int? {
    var size = winsize()
    guard unsafe ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
