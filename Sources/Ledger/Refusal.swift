/// Why a text or an event was not accepted, in words that say what to write instead.
///
/// Every check of this module throws this one type. `rule` is for programs and tests, `description` for people.
public struct Refusal: Error, Hashable, Sendable {
  /// The rule that the input breaks.
  public let rule: Rule

  /// What is wrong, as a sentence without a full stop.
  public let reason: String

  /// What to write instead, where that can be said.
  public var advice: String?

  /// Where the trouble begins, where that is known.
  public var place: Place?

  /// A refusal under one rule.
  public init(_ rule: Rule, _ reason: String, advice: String? = nil, at place: Place? = nil) {
    self.rule = rule
    self.reason = reason
    self.advice = advice
    self.place = place
  }

  /// A place in what was given.
  public enum Place: Hashable, Sendable {
    /// Bytes before the place, from the start of the text.
    case byte(Int)

    /// Line and column of a file, both from 1; the column counts bytes.
    case line(Int, column: Int)

    /// A JSON pointer (RFC 6901) to a value.
    case pointer(String)
  }
}

extension Refusal: CustomStringConvertible {
  /// The value as people read it.
  public var description: String {
    var text = ""
    switch place {
    case .byte(let offset): text += "byte \(offset + 1): "
    case .line(let line, let column): text += "line \(line), column \(column): "
    case .pointer(let pointer): text += "\(pointer.isEmpty ? "the document" : pointer): "
    case nil: break
    }
    text += reason
    if let advice { text += "; \(advice)" }
    return text
  }
}

extension Refusal {
  /// The same refusal, moved to a place.
  public func at(_ place: Place) -> Refusal {
    var moved = self
    moved.place = place
    return moved
  }
}

extension Refusal {
  /// The rules that an input can break.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    // Text.
    /// Bytes that are not UTF-8.
    case encoding
    /// A character that no text of the ledger may hold.
    case forbiddenCharacter
    /// Text that is not in Unicode's composed form (NFC).
    case notComposed
    /// Text longer than its limit.
    case tooLong
    /// Nothing where text is due.
    case empty

    // Codes.
    /// A character that is not printable ASCII in a code.
    case codeCharacter
    /// A blank first, last or doubled in a code.
    case codeBlank
    /// A percent sign that does not begin an encoded byte, or a sign that must be encoded here.
    case codeEncoding
    /// A word that is not among the ones accepted.
    case unknownWord

    // Numbers.
    /// A number written in a way that is not a plain decimal.
    case numberForm
    /// A thousands separator or a decimal comma.
    case numberSeparator
    /// An exponent or a number in another base.
    case numberExponent
    /// A sign or zeros that a plain decimal does not have.
    case numberSign
    /// Minus zero.
    case negativeZero
    /// A spreadsheet's error value.
    case spreadsheetError
    /// A unit or currency sign inside the number.
    case numberUnit
    /// A word for a number that is absent.
    case notANumber
    /// More than sixty digits.
    case tooManyDigits
    /// A whole number outside its bounds.
    case outOfRange

    // Dates and periods.
    /// A date written in another form than `YYYY-MM-DD`.
    case dateForm
    /// A date that no calendar holds.
    case noSuchDate
    /// An instant in another form than `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
    case instantForm
    /// An instant without its offset from UTC.
    case offsetMissing
    /// A time of day or an offset that does not exist.
    case noSuchTime
    /// A word such as `now`, which means another instant each time.
    case relativeTime
    /// A period written in no known form.
    case periodForm
    /// A period that no calendar holds.
    case noSuchPeriod
    /// A range that ends before it begins.
    case rangeOrder

    // Figures, selections and subjects.
    /// A figure that is not `INDICATOR@AREA@PERIOD[@k=v,…]`.
    case figureForm
    /// A dimension named twice.
    case repeatedDimension
    /// A selection that cannot be read.
    case selectionForm
    /// A derivation that cannot be read.
    case derivationForm
    /// A subject in another than its canonical form.
    case subjectForm

    // JSON.
    /// A text that is not one JSON document.
    case jsonSyntax
    /// A key that an object has twice.
    case jsonRepeatedKey
    /// Arrays and objects nested too deeply.
    case jsonDepth
    /// A surrogate without its partner.
    case jsonSurrogate
    /// A JSON number, where every number is a string.
    case jsonNumber
    /// A null, where an absent value is an absent key.
    case jsonNull
    /// More keys or longer strings than allowed.
    case jsonLimit
    /// Not the one canonical way to write the value.
    case jsonNotCanonical

    // Data and entries.
    /// A key that the kind does not have.
    case unknownKey
    /// A key that the kind needs.
    case missingKey
    /// A value of another type than the key's.
    case wrongType
    /// Keys that contradict one another.
    case contradiction
    /// An entry whose envelope is not the canonical one.
    case entryForm
    /// An entry longer than 65,535 bytes.
    case entryTooLong
    /// A kind that is not `name/version`.
    case kindForm
  }
}
