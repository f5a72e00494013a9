extension CSVReader {
  var isEmptyLine: Bool {
    scanner.fields.count == 1 && scanner.recordStart == scanner.recordEnd && scanner.faults.isEmpty
  }

  mutating func stop(_ problem: Problem, _ problems: inout Problems) {
    isBroken = true
    problems.add(problem)
  }

  mutating func checkHeader(_ problems: inout Problems) -> Bool {
    if let problem = wrongDelimiter() {
      stop(problem, &problems)
      return false
    }
    if let lines = emptyLines {
      problems.add(Problem(file: file, line: lines.lowerBound, code: .emptyLine, message: "the header must come first"))
      emptyLines = nil
    }
    guard !reportFaults(&problems) else {
      isBroken = true
      return false
    }
    headerBytes = recordBytes
    header = (0..<fieldCount).map { text(of: $0) }
    var isGood = true
    var first: [[UInt8]: Int] = [:]
    for (position, name) in header.enumerated() {
      let place = place(of: position)
      if name.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        isGood = false
        problems.add(Problem(at: place, code: .unnamedColumn, message: "column \(position + 1) has no name"))
      } else if let earlier = first.updateValue(position, forKey: Array(name.utf8)) {
        isGood = false
        let text = "the column \(SafeText.quote(name)) occurs twice, as columns \(earlier + 1) and \(position + 1)"
        problems.add(Problem(at: place, code: .repeatedColumn, message: text))
      }
    }
    isBroken = !isGood
    return isGood
  }

  /// Finds a header that another separator would split.
  private func wrongDelimiter() -> Problem? {
    let bytes = recordBytes
    let place = Place(file: file, line: line, column: 1)
    if bytes.starts(with: Array("sep=".utf8)) {
      let found = bytes.dropFirst(4).first.map(CSVFormat.name) ?? "nothing"
      let text = "a line \"sep=\" names the separator for a spreadsheet (\(found)); remove the line"
      let option = bytes.dropFirst(4).first.map { $0 == format.delimiter ? "" : ", and give \(Self.option($0))" } ?? ""
      return Problem(at: place, code: .wrongDelimiter, message: text + option)
    }
    guard scanner.fields.count == 1, !scanner.fields[0].isQuoted else { return nil }
    for candidate in [UInt8(ascii: ";"), 0x09, UInt8(ascii: "|"), UInt8(ascii: ",")]
    where candidate != format.delimiter && bytes.contains(candidate) {
      let text =
        "the fields are separated by \(CSVFormat.name(of: candidate)), not by "
        + "\(CSVFormat.name(of: format.delimiter)); give \(Self.option(candidate))"
      return Problem(at: place, code: .wrongDelimiter, message: text)
    }
    return nil
  }

  private static func option(_ delimiter: UInt8) -> String {
    delimiter == 0x09 ? "--delimiter tab" : "--delimiter '\(Character(Unicode.Scalar(delimiter)))'"
  }

  mutating func checkRecord(_ problems: inout Problems) -> Bool {
    if let lines = emptyLines {
      let text = lines.count == 1 ? "the line is empty" : "lines \(lines.lowerBound) to \(lines.upperBound) are empty"
      problems.add(Problem(file: file, line: lines.lowerBound, code: .emptyLine, message: text))
      emptyLines = nil
    }
    guard !reportFaults(&problems) else { return false }
    if buffer[scanner.recordStart] == UInt8(ascii: "#"), scanner.recordEnd > scanner.recordStart {
      let text = "the line begins with #: give --comment '#' if it is a comment, or put the field in quotes"
      problems.add(Problem(at: place, code: .commentLine, message: text))
      return false
    }
    guard fieldCount == header.count else {
      let text = "expected \(header.count) fields, found \(fieldCount)"
      problems.add(Problem(at: place, code: .fieldCount, message: text))
      return false
    }
    if scanner.recordEnd - scanner.recordStart == headerBytes.count, recordBytes == headerBytes {
      let text = "the header again: were two files joined?"
      problems.add(Problem(at: place, code: .secondHeader, message: text))
      return false
    }
    if scanner.recordEnd - scanner.recordStart == fieldCount - 1, fieldCount > 1 {
      let text = "nothing but separators on the line"
      problems.add(Problem(at: place, code: .emptyRecord, message: text))
      return false
    }
    return true
  }

  mutating func finish(_ problems: inout Problems) {
    if let lines = emptyLines {
      problems.note(Place(file: file, line: lines.lowerBound), "empty lines at the end were passed over")
    }
    if scanner.repairCount > 0 {
      let names = format.repairs.map(\.rawValue).sorted().joined(separator: ", ")
      problems.note(
        Place(file: file), "\(SafeText.counted(scanner.repairCount, "place was", "places were")) repaired (\(names))")
    }
    if scanner.lineFeeds > 0, scanner.carriageReturns > 0 {
      let counts = "LF on \(scanner.lineFeeds) lines, CRLF on \(scanner.carriageReturns)"
      problems.note(Place(file: file), "line ends are mixed: \(counts)")
    }
    if scanner.endedWithoutLineEnd, format.requiresFinalLineEnd {
      let text = "the input ends inside this line: was the pipe cut?"
      stop(Problem(file: file, line: line - 1, code: .cutShort, message: text), &problems)
    }
  }

  /// Reports what is wrong with the bytes of the record.
  ///
  /// - Returns: Whether anything is.
  @discardableResult mutating func reportFaults(_ problems: inout Problems) -> Bool {
    if scanner.faults.isEmpty { return false }
    for fault in scanner.faults {
      if fault.code == .loneCarriageReturn {
        // A file with nothing but these has one in each line: say it once.
        if hasLoneCarriageReturn { continue }
        hasLoneCarriageReturn = true
      }
      let place = place(ofOffset: fault.offset)
      problems.add(Problem(at: place, code: fault.code, message: message(for: fault)))
    }
    problems.add(uncounted: scanner.droppedFaults)
    return true
  }

  private func message(for fault: CSVScanner.Fault) -> String {
    let byte = fault.offset < buffer.count ? buffer[fault.offset] : 0
    var scalar = ""
    if fault.offset < buffer.count,
      case .scalar(let found, _) = UTF8Sequence.decode(buffer.span, at: fault.offset, isComplete: true)
    {
      scalar = "\\u{" + SafeText.hex(found.value, width: 1) + "}"
    }
    switch fault.code {
    case .invalidUTF8:
      let hex = "\\x" + SafeText.hex(UInt32(byte), width: 2)
      return "the byte \(hex) is not UTF-8; save the file as UTF-8 (it may be Latin-1 or Windows-1252)"
    case .nul: return "a NUL byte"
    case .control where byte == 0x0D:
      return "a carriage return inside quotes; use LF alone there, or give --normalise line-ends"
    case .control: return "the control character \(scalar)"
    case .bidi: return "the direction mark \(scalar), which can make text read as something else"
    case .byteOrderMark:
      return "a byte order mark (\(scalar)) that is not at the start of the file; --normalise byte-order-marks drops it"
    case .noncharacter: return "\(scalar) is not a character"
    case .loneCarriageReturn: return "a carriage return without a line feed; end lines with LF or CRLF"
    case .unclosedQuote: return "the quoted field that begins here has no closing quote"
    case .textAfterQuote: return textAfterQuote(fault)
    case .strayQuote: return "a quote inside a field that is not quoted; quote the field and double the quote"
    case .fieldTooLong where byte == 0x22:
      return
        "the quoted field that begins here is longer than \(format.fieldLimit) bytes: is its closing quote missing?"
    case .fieldTooLong: return "the field that begins here is longer than \(format.fieldLimit) bytes"
    case .lineTooLong: return "the line that begins here is longer than \(format.lineLimit) bytes"
    case .tooManyColumns: return "more than \(format.columnLimit) columns"
    default: return fault.code.rawValue
    }
  }

  private func textAfterQuote(_ fault: CSVScanner.Fault) -> String {
    let text = "text after a closing quote"
    guard let field = scanner.fields.last(where: { $0.isQuoted && $0.end < fault.offset }) else { return text }
    let start = place(ofOffset: field.outerStart)
    guard let line = start.line, let column = start.column, line != place(ofOffset: fault.offset).line else {
      return text + "; double a quote that belongs to the text"
    }
    return text + ": is the closing quote of the field that begins at \(line):\(column) missing?"
  }
}
