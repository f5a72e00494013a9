/// The place of one field in a buffer.
struct CSVField {
  /// The first byte of the content, after an opening quote.
  var start: Int
  /// The byte after the content, before a closing quote.
  var end: Int
  /// Whether the field is in quotes.
  var isQuoted: Bool
  /// Whether the content is not the bytes as they stand: doubled quotes stand for one, or something was repaired.
  var needsRewriting: Bool

  /// The first byte of the field with its quote.
  var outerStart: Int { isQuoted ? start - 1 : start }
}

/// The state machine of CSV over bytes that arrive in pieces: no reading, no positions, no text.
///
/// All offsets count from the start of the buffer that `scan` is given. The caller keeps the bytes from `recordStart`
/// on in its buffer, and says so with `rebase` when it drops those before.
struct CSVScanner {
  /// What a scan came to.
  enum Outcome {
    /// A record is complete: its fields are in `fields`.
    case record
    /// The bytes end inside a record: give more of them.
    case needsMore
    /// A comment was skipped.
    case comment
    /// No bytes are left.
    case end
    /// Nothing further can be read; the last fault says why.
    case broken
  }

  /// Something wrong at an offset.
  struct Fault {
    var code: ProblemCode
    var offset: Int
  }

  private enum Mode { case fieldStart, bare, quoted, afterQuote, comment }

  /// How many faults of one record are kept; the rest are counted.
  static let faultLimit = Problems.limit

  let delimiter: UInt8
  let comments: [[UInt8]]
  let repairs: Set<CSVFormat.Repair>
  let fieldLimit: Int
  let columnLimit: Int
  let lineLimit: Int

  /// The fields of the record found last.
  private(set) var fields: [CSVField] = []
  /// The faults of the record found last.
  private(set) var faults: [Fault] = []
  /// How many faults of that record were not kept.
  private(set) var droppedFaults = 0
  /// The first byte of the record.
  private(set) var recordStart = 0
  /// The byte after the record's last field, before its line end.
  private(set) var recordEnd = 0
  /// How many line feeds the record holds inside quotes.
  private(set) var innerLines = 0
  /// How many places were repaired, over all records.
  private(set) var repairCount = 0
  /// How many records ended with LF, and how many with CRLF.
  private(set) var lineFeeds = 0
  private(set) var carriageReturns = 0
  /// Whether the last record ended with the bytes and not with a line end.
  private(set) var endedWithoutLineEnd = false

  private var index = 0
  private var fieldStart = 0
  private var needsRewriting = false
  private var mode = Mode.fieldStart
  private var isInRecord = false

  init(_ format: CSVFormat) {
    self.delimiter = format.delimiter
    self.comments = format.comments
    self.repairs = format.repairs
    self.fieldLimit = format.fieldLimit
    self.columnLimit = format.columnLimit
    self.lineLimit = format.lineLimit
    fields.reserveCapacity(32)
  }

  /// The first byte that must stay in the buffer.
  var firstNeeded: Int { isInRecord ? recordStart : index }

  /// Moves all offsets after the caller dropped `count` bytes at the start of its buffer.
  mutating func rebase(by count: Int) {
    recordStart -= count
    recordEnd -= count
    index -= count
    fieldStart -= count
    for position in fields.indices {
      fields[position].start -= count
      fields[position].end -= count
    }
    for position in faults.indices { faults[position].offset -= count }
  }

  /// Skips bytes before the next record, such as a byte order mark.
  mutating func skip(_ count: Int) { index += count }

  /// Reads on to the end of the record.
  ///
  /// - Parameters:
  ///   - buffer: The whole buffer.
  ///   - isComplete: Whether no more bytes follow.
  mutating func scan(_ buffer: borrowing [UInt8], isComplete: Bool) -> Outcome {
    scan(buffer.span, isComplete: isComplete)
  }

  private mutating func scan(_ bytes: Span<UInt8>, isComplete: Bool) -> Outcome {
    if !isInRecord {
      guard index < bytes.count else { return isComplete ? .end : .needsMore }
      fields.removeAll(keepingCapacity: true)
      faults.removeAll(keepingCapacity: true)
      (recordStart, fieldStart, innerLines, droppedFaults) = (index, index, 0, 0)
      switch beginsComment(bytes) {
      case nil where !isComplete: return .needsMore
      case true?: mode = .comment
      default: mode = .fieldStart
      }
      (needsRewriting, isInRecord) = (false, true)
    }
    if mode == .comment { return scanComment(bytes, isComplete: isComplete) }
    let count = bytes.count
    let delimiter = delimiter
    while index < count {
      var i = index
      // The hot loop: what is neither a separator, a quote, a control nor outside ASCII belongs to the field.
      while i < count {
        let byte = bytes[i]
        if byte &- 0x20 < 0x5F, byte != 0x22, byte != delimiter { i += 1 } else { break }
      }
      if i > index, mode != .quoted {
        if mode == .afterQuote { fault(.textAfterQuote, at: index) }
        mode = mode == .fieldStart ? .bare : mode
      }
      index = i
      guard i < count else { break }
      let byte = bytes[i]
      if mode == .quoted {
        if byte == 0x22 {
          guard i + 1 < count || isComplete else { return .needsMore }
          if i + 1 < count, bytes[i + 1] == 0x22 {
            needsRewriting = true
            index = i + 2
          } else {
            guard endField(at: i, isQuoted: true) else { return .broken }
            mode = .afterQuote
            index = i + 1
          }
        } else if byte == delimiter {
          index = i + 1
        } else {
          if byte == 0x0A { innerLines += 1 }
          guard step(over: bytes, isComplete: isComplete) else { return .needsMore }
        }
      } else if byte == delimiter {
        if mode != .afterQuote { guard endField(at: i, isQuoted: false) else { return .broken } }
        index = i + 1
        (mode, fieldStart, needsRewriting) = (.fieldStart, i + 1, false)
      } else if byte == 0x0A {
        return endRecord(at: i, lineEnd: 1)
      } else if byte == 0x0D {
        guard i + 1 < count || isComplete else { return .needsMore }
        if i + 1 < count, bytes[i + 1] == 0x0A { return endRecord(at: i, lineEnd: 2) }
        fault(.loneCarriageReturn, at: i)
        return endRecord(at: i, lineEnd: 1)
      } else if byte == 0x22 {
        if mode == .fieldStart {
          (mode, fieldStart) = (.quoted, i + 1)
        } else {
          fault(mode == .bare ? .strayQuote : .textAfterQuote, at: i)
        }
        index = i + 1
      } else {
        if mode == .fieldStart { mode = .bare }
        if mode == .afterQuote { fault(.textAfterQuote, at: i) }
        guard step(over: bytes, isComplete: isComplete) else { return .needsMore }
      }
    }
    return isComplete ? endOfBytes() : needMore()
  }

  /// Passes a byte that is a control or begins a sequence outside ASCII.
  private mutating func step(over bytes: Span<UInt8>, isComplete: Bool) -> Bool {
    switch UTF8Sequence.decode(bytes, at: index, isComplete: isComplete) {
    case .scalar(let scalar, let length):
      if let code = UTF8Sequence.refusal(of: scalar) {
        if code == .control, scalar == "\r", repairs.contains(.lineEnds), mode == .quoted {
          guard index + 1 < bytes.count || isComplete else { return false }
          if index + 1 < bytes.count, bytes[index + 1] == 0x0A {
            repair(1)
            return true
          }
        }
        if code == .byteOrderMark, repairs.contains(.byteOrderMarks) {
          repair(length)
          return true
        }
        fault(code, at: index)
      }
      index += length
    case .invalid:
      fault(.invalidUTF8, at: index)
      index += 1
    case .incomplete: return false
    }
    return true
  }

  /// Passes bytes that are not part of the content.
  private mutating func repair(_ length: Int) {
    needsRewriting = true
    repairCount += 1
    index += length
  }

  private mutating func endField(at end: Int, isQuoted: Bool) -> Bool {
    guard end - fieldStart <= fieldLimit else { return fail(.fieldTooLong) }
    guard fields.count < columnLimit else { return fail(.tooManyColumns) }
    fields.append(CSVField(start: fieldStart, end: end, isQuoted: isQuoted, needsRewriting: needsRewriting))
    return true
  }

  private mutating func fail(_ code: ProblemCode) -> Bool {
    fault(code, at: mode == .quoted ? fieldStart - 1 : fieldStart)
    return false
  }

  private mutating func endRecord(at end: Int, lineEnd: Int) -> Outcome {
    if mode != .afterQuote { guard endField(at: end, isQuoted: false) else { return .broken } }
    guard end - recordStart <= lineLimit else { return tooLong() }
    if lineEnd == 2 { carriageReturns += 1 } else if lineEnd == 1 { lineFeeds += 1 }
    recordEnd = end
    index = end + lineEnd
    isInRecord = false
    endedWithoutLineEnd = lineEnd == 0
    return .record
  }

  private mutating func endOfBytes() -> Outcome {
    if mode == .quoted {
      fault(.unclosedQuote, at: fieldStart - 1)
      return .broken
    }
    return endRecord(at: index, lineEnd: 0)
  }

  /// Refuses what is over a limit before the buffer grows for it.
  private mutating func needMore() -> Outcome {
    if mode != .afterQuote, index - fieldStart > fieldLimit {
      _ = fail(.fieldTooLong)
      return .broken
    }
    return index - recordStart > lineLimit ? tooLong() : .needsMore
  }

  private mutating func tooLong() -> Outcome {
    fault(.lineTooLong, at: recordStart)
    return .broken
  }

  /// Notes a fault; of one quoted or bare field, only the first misplaced quote.
  private mutating func fault(_ code: ProblemCode, at offset: Int) {
    let isQuote = code == .textAfterQuote || code == .strayQuote
    if isQuote, let last = faults.last, last.code == code, last.offset >= fieldStart { return }
    if faults.count < Self.faultLimit || Self.isLast(code) {
      faults.append(Fault(code: code, offset: offset))
    } else {
      droppedFaults += 1
    }
  }

  /// Whether nothing can be read after such a fault.
  private static func isLast(_ code: ProblemCode) -> Bool {
    switch code {
    case .fieldTooLong, .lineTooLong, .tooManyColumns, .unclosedQuote: true
    default: false
    }
  }

  /// Whether the record that begins at `index` is a comment; nil while too few bytes are there to say.
  private func beginsComment(_ bytes: Span<UInt8>) -> Bool? {
    var isShort = false
    for comment in comments {
      var length = 0
      while length < comment.count, index + length < bytes.count, bytes[index + length] == comment[length] {
        length += 1
      }
      if length == comment.count { return true }
      if index + length == bytes.count { isShort = true }
    }
    return isShort ? nil : false
  }

  private mutating func scanComment(_ bytes: Span<UInt8>, isComplete: Bool) -> Outcome {
    while index < bytes.count {
      index += 1
      if bytes[index - 1] == 0x0A {
        isInRecord = false
        endedWithoutLineEnd = false
        return .comment
      }
    }
    guard isComplete else { return index - recordStart > lineLimit ? tooLong() : .needsMore }
    isInRecord = false
    endedWithoutLineEnd = true
    return .comment
  }
}
