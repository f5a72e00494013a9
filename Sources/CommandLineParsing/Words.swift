/// One word of a command line, before it is known what the command understands.
enum Word: Equatable {
  /// `--name`, `--name=value` or `-n`.
  case option(name: String, value: String?)
  /// Anything else, and everything after `--`.
  case plain(String, isAfterTerminator: Bool)
}

/// A word with its place on the line; the program's name is word 1.
struct PlacedWord {
  let word: Word
  /// What was typed.
  let text: String
  let origin: Int

  /// Splits a line: the first of the two phases of parsing.
  static func split(_ words: some Sequence<String>) -> [PlacedWord] {
    var result: [PlacedWord] = []
    var isTerminated = false
    for (index, text) in words.enumerated() {
      if !isTerminated, text.utf8.elementsEqual("--".utf8) {
        isTerminated = true
        continue
      }
      let word = isTerminated ? .plain(text, isAfterTerminator: true) : Word(text)
      result.append(PlacedWord(word: word, text: text, origin: index + 2))
    }
    return result
  }
}

extension Word {
  init(_ text: String) {
    let bytes = Array(text.utf8)
    let hyphen = UInt8(ascii: "-")
    // A lone hyphen means standard input, and -3.5 is a number.
    guard bytes.count > 1, bytes[0] == hyphen, bytes[1] == hyphen || Word.isLetter(bytes[1]) else {
      self = .plain(text, isAfterTerminator: false)
      return
    }
    if bytes[1] == hyphen, let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
      self = .option(
        name: String(decoding: bytes[..<equals], as: UTF8.self),
        value: String(decoding: bytes[(equals + 1)...], as: UTF8.self))
    } else {
      self = .option(name: text, value: nil)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte | 0x20 {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: false
    }
  }
}

extension Word {
  /// Whether text is a hyphen and a letter.
  static func isShortName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 2 && bytes[0] == UInt8(ascii: "-") && isLetter(bytes[1])
  }
}
