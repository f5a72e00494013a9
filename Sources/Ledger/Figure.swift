/// The identity of one number: what is measured, where, when, and of whom.
///
/// It is written `INDICATOR@AREA@PERIOD[@k=v,…]`; the grammar stands in <doc:WritingFigures>.
public struct Figure: Hashable, Sendable {
  /// What is measured.
  public let indicator: Code

  /// The country, group or organisation.
  public let area: Code

  /// The time that the figure is about.
  public let period: Period

  /// What it is broken down by.
  public let breakdown: Breakdown

  /// A figure.
  public init(indicator: Code, area: Code, period: Period, breakdown: Breakdown = .none) {
    self.indicator = indicator
    self.area = area
    self.period = period
    self.breakdown = breakdown
  }

  /// Reads the notation, with codes as they stand or percent-encoded.
  ///
  /// - Throws: `Refusal` with the byte where the notation breaks.
  public init(_ notation: String) throws(Refusal) { try self.init(bytes: notation.utf8.span) }

  /// Reads the notation, with codes as they stand or percent-encoded.
  ///
  /// - Throws: `Refusal` with the byte where the notation breaks.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    let parts = try FigureParts(bytes)
    indicator = try Code(encoded: bytes, parts.indicator)
    area = try Code(encoded: bytes, parts.area)
    period = try Period(part: bytes, parts.period)
    breakdown =
      if let range = parts.breakdown { try Breakdown(part: bytes, range) } else { .none }
  }

  /// The figure with dimensions at their default left out.
  public func without(defaults: [Code: Code]) -> Figure {
    Figure(indicator: indicator, area: area, period: period, breakdown: breakdown.without(defaults: defaults))
  }

  /// Whether this is a total as the source printed it, `total=reported`, which is never part of a sum.
  public var isReportedTotal: Bool {
    breakdown.members.contains { $0.dimension.text == "total" && $0.value.text == "reported" }
  }

  /// Appends the canonical notation.
  public func encode(into bytes: inout [UInt8]) {
    Code.encode(indicator.text.utf8.span, into: &bytes)
    bytes.append(UInt8(ascii: "@"))
    Code.encode(area.text.utf8.span, into: &bytes)
    bytes.append(UInt8(ascii: "@"))
    period.encode(into: &bytes)
    guard !breakdown.isEmpty else { return }
    bytes.append(UInt8(ascii: "@"))
    breakdown.encode(into: &bytes)
  }
}

extension Figure: CustomStringConvertible, Comparable {
  /// The canonical notation.
  public var description: String {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Orders figures by indicator, area, period and breakdown.
  public static func < (one: Figure, other: Figure) -> Bool {
    if one.indicator != other.indicator { return one.indicator < other.indicator }
    if one.area != other.area { return one.area < other.area }
    if one.period != other.period { return one.period < other.period }
    return precedes(one.breakdown.description, other.breakdown.description)
  }
}

/// The places of a figure's parts in its notation.
struct FigureParts {
  let indicator: Range<Int>
  let area: Range<Int>
  let period: Range<Int>
  let breakdown: Range<Int>?

  init(_ bytes: borrowing Span<UInt8>) throws(Refusal) {
    var starts = (0, 0, 0)
    var count = 0
    for index in bytes.indices where bytes[index] == UInt8(ascii: "@") {
      switch count {
      case 0: starts.0 = index
      case 1: starts.1 = index
      case 2: starts.2 = index
      default: throw FigureParts.wrongForm(bytes, "has more than four parts")
      }
      count += 1
    }
    guard count >= 2 else { throw FigureParts.wrongForm(bytes, "has fewer than three parts") }
    indicator = 0..<starts.0
    area = starts.0 + 1..<starts.1
    period = starts.1 + 1..<(count == 3 ? starts.2 : bytes.count)
    breakdown = count == 3 ? starts.2 + 1..<bytes.count : nil
  }

  private static func wrongForm(_ bytes: borrowing Span<UInt8>, _ reason: String) -> Refusal {
    Refusal(.figureForm, "'\(shown(bytes))' \(reason)", advice: "write INDICATOR@AREA@PERIOD[@k=v,…], with %40 for @")
  }
}

extension Period {
  /// Reads a period that is part of a longer text; a refusal names its place there.
  init(part bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(Refusal) {
    do {
      try self.init(bytes: bytes.extracting(range))
    } catch {
      throw error.at(.byte(range.lowerBound))
    }
  }
}

extension Breakdown {
  /// Reads a breakdown that is part of a longer text; a refusal names its place there.
  init(part bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(Refusal) {
    do {
      try self.init(bytes: bytes.extracting(range))
    } catch {
      guard case .byte(let offset) = error.place else { throw error.at(.byte(range.lowerBound)) }
      throw error.at(.byte(range.lowerBound + offset))
    }
  }
}
