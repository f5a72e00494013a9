/// Splits a line as a shell would, as far as examples need it: blanks, both kinds of quotes, and no more.
enum ShellWords {
  /// Returns the words up to the end, a pipe or a redirection.
  static func split(_ line: String) -> [String] {
    var words: [String] = []
    var word: [UInt8]? = nil
    var quote: UInt8? = nil
    for byte in line.utf8 {
      switch byte {
      case quote: quote = nil
      case _ where quote != nil: word?.append(byte)
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        quote = byte
        word = word ?? []
      case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "<"): return finish(words, word)
      case UInt8(ascii: " "):
        words = finish(words, word)
        word = nil
      default: word = (word ?? []) + [byte]
      }
    }
    return finish(words, word)
  }

  private static func finish(_ words: [String], _ word: [UInt8]?) -> [String] {
    word.map { words + [String(decoding: $0, as: UTF8.self)] } ?? words
  }
}
