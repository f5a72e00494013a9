/// Lends bytes as a C string; they hold no zero.
func withCString<Value>(_ utf8: [UInt8], _ body: (UnsafePointer<CChar>) -> Value) -> Value {
  let terminated = utf8.map { CChar(bitPattern: $0) } + [0]
  return unsafe terminated.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { preconditionFailure("an array with an element has an address") }
    return unsafe body(start)
  }
}

/// Lends strings as an array of C strings that ends with a null pointer.
func withCStrings<Value>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
  var bytes: [CChar] = []
  var offsets: [Int] = []
  for string in strings {
    offsets.append(bytes.count)
    bytes.append(contentsOf: string.utf8.map { CChar(bitPattern: $0) })
    bytes.append(0)
  }
  return unsafe bytes.withUnsafeBufferPointer { buffer in
    var pointers: [UnsafePointer<CChar>?] = unsafe offsets.map { offset in
      unsafe buffer.baseAddress.map { unsafe $0 + offset }
    }
    unsafe pointers.append(nil)
    return unsafe pointers.withUnsafeBufferPointer { pointers in
      guard let start = pointers.baseAddress else { preconditionFailure("an array with an element has an address") }
      return unsafe body(start)
    }
  }
}

/// Lends parameters as the four arrays that libpq takes: types, values, lengths and formats.
func withPointers<Value>(
  _ parameters: Parameters,
  _ body: (
    UnsafePointer<UInt32>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
  ) -> Value
) -> Value {
  if parameters.types.isEmpty { return body(nil, nil, nil, nil) }
  let ranges = parameters.ranges
  let types = parameters.types.map(\.rawValue)
  let lengths = ranges.map { Int32($0?.count ?? 0) }
  let formats = Array(repeating: Int32(1), count: ranges.count)
  return unsafe parameters.bytes.withUnsafeBytes { buffer in
    // An empty value still has an address, which is what tells it from NULL.
    let values: [UnsafePointer<CChar>?] = unsafe ranges.map { range in
      guard let range, let base = buffer.baseAddress else { return nil }
      return unsafe (base + range.lowerBound).assumingMemoryBound(to: CChar.self)
    }
    return unsafe body(types, values, lengths, formats)
  }
}
