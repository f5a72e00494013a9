extension Code {
  /// Orders codes as readers expect: runs of digits by their number, so that 2.9 stands before 2.10.
  public static func precedesNaturally(_ one: Code, _ other: Code) -> Bool {
    let (left, right) = (Array(one.text.utf8), Array(other.text.utf8))
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      guard isDigit(left[i]), isDigit(right[j]) else {
        if left[i] != right[j] { return left[i] < right[j] }
        i += 1
        j += 1
        continue
      }
      let (a, b) = (digits(left, &i), digits(right, &j))
      if a.count != b.count { return a.count < b.count }
      if !a.elementsEqual(b) { return a.lexicographicallyPrecedes(b) }
    }
    if i < left.count || j < right.count { return j < right.count }
    return one < other
  }

  /// A run of digits without the zeros before it.
  private static func digits(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    return bytes[start..<index].drop { $0 == UInt8(ascii: "0") }
  }
}
