/// A line taken apart as a shell would, as far as examples and completion need it: blanks, quotes and backslashes.
public struct ShellLine: Sendable, Equatable {
  /// The words without their quotes, up to the end, a pipe or a redirection; the last is empty if the line ends with a
  /// blank.
  public private(set) var words: [String] = []
  /// Whether the last word stands in quotes that are still open.
  public private(set) var isQuoted = false

  /// Takes a line apart.
  public init(_ line: String) {
    var word: [UInt8]? = nil
    var quote: UInt8? = nil
    var isEscaped = false
    var isWhole = true
    reading: for byte in line.utf8 {
      switch byte {
      case _ where isEscaped:
        word = (word ?? []) + [byte]
        isEscaped = false
      case backslash where quote != singleQuote: isEscaped = true
      case quote: quote = nil
      case _ where quote != nil: word?.append(byte)
      case singleQuote, doubleQuote:
        quote = byte
        word = word ?? []
      case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "<"):
        isWhole = false
        break reading
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        finish(&word)
      default: word = (word ?? []) + [byte]
      }
    }
    if isWhole, line.utf8.last == UInt8(ascii: " ") || line.utf8.last == UInt8(ascii: "\t") { word = word ?? [] }
    finish(&word)
    isQuoted = quote != nil
  }

  private mutating func finish(_ word: inout [UInt8]?) {
    if let word { words.append(String(decoding: word, as: UTF8.self)) }
    word = nil
  }
}

private let backslash = UInt8(ascii: "\\")
private let singleQuote = UInt8(ascii: "'")
private let doubleQuote = UInt8(ascii: "\"")
