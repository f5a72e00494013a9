/// What is wrong with a place in a file, as a short name that a program can match.
///
/// The raw value is what is printed between the position and the text of a problem.
public enum ProblemCode: String, CaseIterable, Sendable {
  // The file as a whole.

  /// The file has no header line.
  case noHeader = "no-header"
  /// The file is not CSV but another kind of file.
  case notCSV = "not-csv"
  /// The text is UTF-16 or UTF-32.
  case notUTF8 = "not-utf-8"
  /// The fields are separated by another character than the one in use.
  case wrongDelimiter = "wrong-delimiter"
  /// Standard input ended inside a line.
  case cutShort = "cut-short"
  /// The bytes could not be read.
  case unreadable = "unreadable"

  // Bytes.

  /// The bytes are not UTF-8.
  case invalidUTF8 = "invalid-utf-8"
  /// A NUL byte.
  case nul = "nul"
  /// A control character that text may not hold.
  case control = "control"
  /// A character that changes the direction of text.
  case bidi = "bidi"
  /// A byte order mark that is not at the start of the file.
  case byteOrderMark = "byte-order-mark"
  /// A code point that is not a character.
  case noncharacter = "noncharacter"

  // Structure.

  /// A carriage return without a line feed.
  case loneCarriageReturn = "lone-carriage-return"
  /// A quoted field without its closing quote.
  case unclosedQuote = "unclosed-quote"
  /// Text after the closing quote of a field.
  case textAfterQuote = "text-after-quote"
  /// A quote inside a field that is not quoted.
  case strayQuote = "stray-quote"
  /// A line without anything on it.
  case emptyLine = "empty-line"
  /// A line of separators alone.
  case emptyRecord = "empty-record"
  /// A line that looks like a comment.
  case commentLine = "comment-line"
  /// A line with too few or too many fields.
  case fieldCount = "field-count"
  /// A field over the limit.
  case fieldTooLong = "field-too-long"
  /// A line over the limit.
  case lineTooLong = "line-too-long"
  /// A line with more columns than the limit.
  case tooManyColumns = "too-many-columns"
  /// The header once more, further down.
  case secondHeader = "second-header"

  // Header and mapping.

  /// A required column is missing.
  case missingColumn = "missing-column"
  /// A column name occurs twice.
  case repeatedColumn = "repeated-column"
  /// A column without a name.
  case unnamedColumn = "unnamed-column"
  /// A column that the kind of row does not have.
  case unknownColumn = "unknown-column"
  /// An option that does not fit the file.
  case badOption = "bad-option"

  // Values of one field.

  /// A required value is empty.
  case missingValue = "missing-value"
  /// A code that is not written as codes are.
  case badCode = "bad-code"
  /// A code that the ledger does not know.
  case unknownCode = "unknown-code"
  /// A name or code that fits more than one known code.
  case ambiguousCode = "ambiguous-code"
  /// Text that is not a number.
  case badNumber = "bad-number"
  /// An error that a spreadsheet left in place of a number.
  case spreadsheetError = "spreadsheet-error"
  /// A value that the indicator's value type does not allow.
  case valueType = "value-type"
  /// Text that is not a date or an instant.
  case badDate = "bad-date"
  /// Text that is not a period.
  case badPeriod = "bad-period"
  /// A word that is not one of the allowed ones.
  case badWord = "bad-word"
  /// A breakdown that is not written as breakdowns are.
  case badBreakdown = "bad-breakdown"
  /// A derivation or a figure that cannot be parsed.
  case badExpression = "bad-expression"
  /// A unit that does not fit the indicator.
  case badUnit = "bad-unit"
  /// Text over the limit, or with characters that an identifier may not hold.
  case badText = "bad-text"

  // Rows against each other and against the ledger.

  /// The same key with two different values.
  case conflict = "conflict"
  /// Rows that need each other and do not fit.
  case inconsistent = "inconsistent"
  /// A membership change that does not fit the member's timeline.
  case badChange = "bad-change"
  /// A second file has no row, or more than one, for the key.
  case joinFailed = "join-failed"

  // Notes: nothing is refused because of them.

  /// Something that was accepted and should be known.
  case note = "note"
}
