extension Selection {
  /// Reads the notation.
  ///
  /// - Throws: `Refusal` with the byte where the notation breaks.
  public init(_ notation: String) throws(Refusal) { try self.init(bytes: notation.utf8.span) }

  /// Reads the notation.
  ///
  /// - Throws: `Refusal` with the byte where the notation breaks.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    let parts = try FigureParts(bytes)
    indicator = Selection.isWildcard(bytes, parts.indicator) ? nil : try Code(encoded: bytes, parts.indicator)
    area = Selection.isWildcard(bytes, parts.area) ? nil : try Code(encoded: bytes, parts.area)
    periods = try Selection.periods(bytes, parts.period)
    if let range = parts.breakdown {
      breakdowns = Selection.isWildcard(bytes, range) ? .any : try Selection.dimensions(bytes, range)
    } else {
      breakdowns = .exactly([:])
    }
  }

  private static func isWildcard(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count == 1 && bytes[range.lowerBound] == UInt8(ascii: "*")
  }

  private static func periods(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(Refusal) -> Periods {
    if isWildcard(bytes, range) { return .any }
    guard
      let dots = range.dropLast().first(where: {
        bytes[$0] == UInt8(ascii: ".") && bytes[$0 + 1] == UInt8(ascii: ".")
      })
    else { return .one(try Period(part: bytes, range)) }
    let start = try Period(part: bytes, range.lowerBound..<dots)
    guard start.isUnit else {
      throw Refusal(
        .selectionForm, "'\(start)..' begins with a range", advice: "write a single period before ..",
        at: .byte(range.lowerBound))
    }
    guard dots + 2 < range.upperBound else { return .each(from: start, through: nil) }
    let end = try Period(part: bytes, dots + 2..<range.upperBound)
    guard end.isUnit, end.precision == start.precision else {
      throw Refusal(
        .selectionForm, "'\(start)..\(end)' joins periods of two kinds", advice: "write both as years, months or days",
        at: .byte(range.lowerBound))
    }
    guard start.firstUnit <= end.firstUnit else {
      throw Refusal(.rangeOrder, "'\(start)..\(end)' ends before it begins", at: .byte(range.lowerBound))
    }
    return .each(from: start, through: end)
  }

  private static func dimensions(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(Refusal) -> Breakdowns {
    var found: [Code: Code?] = [:]
    var start = range.lowerBound
    for index in range.lowerBound...range.upperBound
    where index == range.upperBound || bytes[index] == UInt8(ascii: ",") {
      let member = start..<index
      guard let sign = member.first(where: { bytes[$0] == UInt8(ascii: "=") }) else {
        throw Refusal(
          .selectionForm, "'\(shown(bytes.extracting(member)))' is no dimension with its code",
          advice: "write k=v, k=* or * alone", at: .byte(start))
      }
      let dimension = try Code(encoded: bytes, start..<sign)
      let value: Code? =
        isWildcard(bytes, sign + 1..<index) ? nil : try Code(encoded: bytes, sign + 1..<index)
      guard found.updateValue(value, forKey: dimension) == nil else {
        throw Refusal(
          .repeatedDimension, "the dimension '\(dimension)' stands twice", advice: "give it once", at: .byte(start))
      }
      start = index + 1
    }
    return .exactly(found)
  }
}

extension Selection: CustomStringConvertible {
  /// The notation, with codes encoded and dimensions sorted.
  public var description: String {
    var text = "\(indicator?.encoded ?? "*")@\(area?.encoded ?? "*")@"
    switch periods {
    case .any: text += "*"
    case .one(let period): text += period.description
    case .each(let start, let end): text += "\(start)..\(end?.description ?? "")"
    }
    switch breakdowns {
    case .any: text += "@*"
    case .exactly(let dimensions) where dimensions.isEmpty: break
    case .exactly(let dimensions):
      let members = dimensions.map { (dimension: $0.key.encoded, value: $0.value?.encoded ?? "*") }
      let sorted = members.sorted { precedes($0.dimension, $1.dimension) }
      text += "@" + sorted.map { "\($0.dimension)=\($0.value)" }.joined(separator: ",")
    }
    return text
  }
}
