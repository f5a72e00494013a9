internal import CommandLineParsing
internal import Ledger

extension InvalidValue {
  /// Why a word of the command line is not what it should be, as the ledger says it.
  ///
  /// The message of the command line begins with the word, and so do many of the ledger's: it stands there once.
  init(_ refusal: Refusal, of text: String, as what: String) {
    let reason = "\(refusal)"
    let beginning = "'\(text)' "
    self.init(reason.hasPrefix(beginning) ? String(reason.dropFirst(beginning.count)) : "is no \(what): \(reason)")
  }
}
