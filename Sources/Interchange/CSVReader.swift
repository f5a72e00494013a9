/// Gives the next bytes of an input; none at its end.
public typealias ByteSource = () throws -> [UInt8]

/// Reads CSV record by record, in memory that does not grow with the input.
///
/// The fields of the current record stay in the reader: ask for them with `bytes(of:)` or `text(of:)` until the next
/// call of `next`. A record with anything wrong is reported and passed over, so what `next` delivers is sound: UTF-8
/// without forbidden characters, as many fields as the header, not empty.
public struct CSVReader: ~Copyable {
  /// The file's name in messages.
  public let file: String
  /// How the file is written.
  public let format: CSVFormat
  /// The names in the header, once it was read.
  public internal(set) var header: [String] = []
  /// The line on which the current record begins.
  public private(set) var line = 0
  /// How many records after the header were delivered or refused.
  public private(set) var recordCount = 0
  /// How many lines were skipped as comments.
  public private(set) var commentCount = 0
  /// Whether `next` also stops at a record that was refused, so that each can be set aside.
  public var deliversRefused = false
  /// Whether the current record was refused.
  public private(set) var isRefused = false
  /// Whether reading stopped at something after which nothing can be read.
  public internal(set) var isBroken = false

  private let source: ByteSource
  var scanner: CSVScanner
  var buffer: [UInt8] = []
  var isComplete = false
  private var hasBegun = false
  var nextLine = 1
  var headerBytes: ArraySlice<UInt8> = []
  var emptyLines: ClosedRange<Int>?
  var hasLoneCarriageReturn = false

  /// Creates a reader over chunks of bytes of any size.
  public init(file: String, format: CSVFormat = CSVFormat(), source: @escaping ByteSource) {
    self.file = file
    self.format = format
    self.source = source
    self.scanner = CSVScanner(format)
  }

  /// How many bytes the buffer has room for.
  var bufferCapacity: Int { buffer.capacity }

  /// How many fields the current record has.
  public var fieldCount: Int { scanner.fields.count }

  /// The content of a field, without its quotes.
  ///
  /// The slice shares the reader's buffer: let go of it before the next record, or the buffer is copied.
  public func bytes(of field: Int) -> ArraySlice<UInt8> {
    let place = scanner.fields[field]
    let slice = buffer[place.start..<place.end]
    return place.needsRewriting ? rewritten(slice) : slice
  }

  /// The content of a field as text.
  public func text(of field: Int) -> String { String(decoding: bytes(of: field), as: UTF8.self) }

  /// Whether a field has no content.
  public func isEmpty(_ field: Int) -> Bool { scanner.fields[field].start == scanner.fields[field].end }

  /// The record as it stands in the file, without its line end.
  public var recordBytes: ArraySlice<UInt8> { buffer[scanner.recordStart..<scanner.recordEnd] }

  /// Where a field begins.
  ///
  /// - Complexity: O(*n*) in the bytes of the record before the field.
  public func place(of field: Int) -> Place { place(ofOffset: scanner.fields[field].outerStart) }

  /// The place of the record as a whole.
  public var place: Place { Place(file: file, line: line) }

  /// Reads the header.
  ///
  /// - Returns: Whether there is one that can be used; if not, `problems` says why.
  public mutating func readHeader(_ problems: inout Problems) throws -> Bool {
    guard try begin(&problems) else { return false }
    while true {
      switch try advance() {
      case .record:
        if isEmptyLine {
          emptyLines = (emptyLines?.lowerBound ?? line)...line
          continue
        }
        return checkHeader(&problems)
      case .comment: commentCount += 1
      case .end, .needsMore:
        let text = "there is no header: the file is empty or holds only empty lines"
        stop(Problem(file: file, code: .noHeader, message: text), &problems)
        return false
      case .broken:
        reportFaults(&problems)
        isBroken = true
        return false
      }
    }
  }

  /// Goes on to the next sound record, or to the next of any sort with `deliversRefused`.
  ///
  /// - Returns: False at the end of the input, or where nothing further can be read (`isBroken`).
  public mutating func next(_ problems: inout Problems) throws -> Bool {
    while !isBroken {
      switch try advance() {
      case .record:
        if isEmptyLine {
          emptyLines = (emptyLines?.lowerBound ?? line)...line
          continue
        }
        recordCount += 1
        isRefused = !checkRecord(&problems)
        if !isRefused || deliversRefused { return true }
      case .comment: commentCount += 1
      case .end, .needsMore:
        finish(&problems)
        return false
      case .broken:
        reportFaults(&problems)
        isBroken = true
      }
    }
    return false
  }
}

// MARK: - Bytes

extension CSVReader {
  /// Looks at the first bytes: what kind of file it is, and whether a byte order mark stands before the text.
  private mutating func begin(_ problems: inout Problems) throws -> Bool {
    precondition(!hasBegun, "the header is read once")
    hasBegun = true
    while buffer.count < FileSignature.byteCount, !isComplete { try refill() }
    if let refusal = FileSignature.refusal(of: Array(buffer.prefix(FileSignature.byteCount))) {
      stop(Problem(file: file, code: refusal.code, message: refusal.message), &problems)
      return false
    }
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) {
      scanner.skip(3)
      problems.note(Place(file: file, line: 1), "a byte order mark at the start was passed over")
    }
    return true
  }

  /// Scans on to the end of a record, and reads bytes as they are needed.
  private mutating func advance() throws -> CSVScanner.Outcome {
    line = nextLine
    while true {
      let outcome = scanner.scan(buffer, isComplete: isComplete)
      guard outcome == .needsMore else {
        nextLine = line + scanner.innerLines + 1
        return outcome
      }
      let dropped = scanner.firstNeeded
      if dropped > 0 {
        buffer.removeFirst(dropped)
        scanner.rebase(by: dropped)
      }
      try refill()
    }
  }

  private mutating func refill() throws {
    let chunk = try source()
    if chunk.isEmpty { isComplete = true } else if buffer.isEmpty { buffer = chunk } else { buffer += chunk }
  }

  private func rewritten(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(slice.count)
    var index = slice.startIndex
    while index < slice.endIndex {
      let byte = slice[index]
      if byte == 0xEF, slice[index...].starts(with: [0xEF, 0xBB, 0xBF]) {
        index += 3
        continue
      }
      // In a sound field each quote is the first of two, and each carriage return stands before a line feed.
      if byte != 0x0D { bytes.append(byte) }
      index += byte == 0x22 ? 2 : 1
    }
    return bytes[...]
  }

  /// Counts lines and characters from the start of the record to an offset.
  func place(ofOffset offset: Int) -> Place {
    var place = Place(file: file, line: line, column: 1)
    var (index, row, column) = (scanner.recordStart, line, 1)
    while index < offset {
      var length = 1
      if case .scalar(_, let found) = UTF8Sequence.decode(buffer.span, at: index, isComplete: true) { length = found }
      if buffer[index] == 0x0A { (row, column) = (row + 1, 1) } else { column += 1 }
      index += length
    }
    (place.line, place.column) = (row, column)
    return place
  }
}
