/// The values of a statement, in PostgreSQL's binary format.
///
/// One buffer holds them all, each after its length in four bytes, as in a row of a binary COPY; -1 is NULL.
struct Parameters: Sendable {
  /// The most a statement can have: the protocol counts them in two bytes.
  static let maximumCount = 65_535

  private(set) var bytes: [UInt8] = []
  private(set) var types: [DataType] = []

  var count: Int { types.count }

  mutating func append(
    _ type: DataType, isNull: Bool, _ encode: (inout [UInt8]) throws(EncodingFailure) -> Void
  ) throws(EncodingFailure) {
    types.append(type)
    try bytes.appendField(isNull: isNull, encode)
  }

  mutating func append(contentsOf other: Parameters) {
    bytes.append(contentsOf: other.bytes)
    types.append(contentsOf: other.types)
  }

  /// Where each value starts in ``bytes`` and how long it is; nil for NULL.
  var ranges: [Range<Int>?] {
    var ranges: [Range<Int>?] = []
    ranges.reserveCapacity(types.count)
    var offset = 0
    for _ in types {
      let length = Int(bytes.span.integer(at: offset, as: Int32.self))
      offset += 4
      ranges.append(length < 0 ? nil : offset..<offset + length)
      offset += max(0, length)
    }
    return ranges
  }

  /// Each value in words, cut short: for debugging only, because values may be confidential.
  var debugDescriptions: [String] {
    zip(types, ranges).map { type, range in
      guard let range else { return "NULL" }
      let value = Array(bytes[range])
      let text: String? =
        switch type {
        case .text: try? String(binary: value.span).debugDescription
        case .int8: (try? Int64(binary: value.span))?.description
        case .int4: (try? Int32(binary: value.span))?.description
        case .int2: (try? Int16(binary: value.span))?.description
        case .bool: (try? Bool(binary: value.span))?.description
        case .uuid: (try? UUIDValue(binary: value.span))?.description
        case .numeric: (try? NumericText(binary: value.span))?.description
        case .date: (try? DateValue(binary: value.span))?.description
        case .timestamptz: (try? TimestampTZ(binary: value.span))?.description
        default: nil
        }
      let shown = text ?? "\(type) of \(value.count) bytes"
      return shown.count > 100 ? "\(shown.prefix(100))…" : shown
    }
  }
}

extension [UInt8] {
  /// Appends what the body encodes after its length in four bytes; the length of a null is -1.
  mutating func appendField(
    isNull: Bool, _ encode: (inout [UInt8]) throws(EncodingFailure) -> Void
  ) throws(EncodingFailure) {
    let start = count
    append(bigEndian: Int32(-1))
    if isNull { return }
    try encode(&self)
    guard let length = Int32(exactly: count - start - 4) else { throw .tooLong }
    overwrite(at: start, bigEndian: length)
  }
}
