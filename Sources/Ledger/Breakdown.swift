/// What a figure is broken down by: dimensions with their codes, `sex=F,age=15-24`.
///
/// Each dimension stands once, and they are sorted by the bytes of their encoded names.
public struct Breakdown: Hashable, Sendable {
  /// A dimension and its code.
  public struct Member: Hashable, Sendable {
    /// The dimension, such as `sex`.
    public let dimension: Code

    /// Its code, such as `F`.
    public let value: Code

    /// A dimension with its code.
    public init(_ dimension: Code, _ value: Code) {
      self.dimension = dimension
      self.value = value
    }
  }

  /// The longest breakdown in its canonical form, in bytes.
  ///
  /// With the longest codes beside it, a figure still fits the 2,048 bytes of a subject.
  public static let maximumByteCount = 800

  /// The dimensions in their order.
  public let members: [Member]

  /// No breakdown.
  public static let none = Breakdown(sorted: [])

  init(sorted members: [Member]) { self.members = members }

  /// A breakdown, in any order.
  ///
  /// - Throws: `Refusal` if a dimension stands twice or the breakdown is too long.
  public init(_ members: [Member]) throws(Refusal) {
    var sorted = members
    sorted.sort { $0.dimension.encoded < $1.dimension.encoded }
    for (one, next) in zip(sorted, sorted.dropFirst()) where one.dimension == next.dimension {
      throw Refusal(.repeatedDimension, "the dimension '\(one.dimension)' stands twice", advice: "give it once")
    }
    self.members = sorted
    guard !sorted.isEmpty, description.utf8.count > Breakdown.maximumByteCount else { return }
    throw Refusal(
      .tooLong, "the breakdown is \(description.utf8.count) bytes long",
      advice: "use at most \(Breakdown.maximumByteCount)")
  }

  /// Reads `k=v,…` in any order, with codes as they stand or percent-encoded.
  ///
  /// - Throws: `Refusal` for another form.
  public init(bytes: borrowing Span<UInt8>) throws(Refusal) {
    guard !bytes.isEmpty else {
      throw Refusal(.figureForm, "the breakdown is empty", advice: "leave it out, with its sign before it")
    }
    var members: [Member] = []
    var start = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: ",") {
      members.append(try Breakdown.member(bytes, start..<index))
      start = index + 1
    }
    try self.init(members)
  }

  private static func member(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(Refusal) -> Member {
    guard let sign = range.first(where: { bytes[$0] == UInt8(ascii: "=") }) else {
      throw Refusal(
        .figureForm, "'\(shown(bytes.extracting(range)))' is no dimension with its code", advice: "write k=v",
        at: .byte(range.lowerBound))
    }
    let dimension = try Code(encoded: bytes, range.lowerBound..<sign)
    return Member(dimension, try Code(encoded: bytes, sign + 1..<range.upperBound))
  }

  /// The code of a dimension, if the figure is broken down by it.
  public subscript(dimension: Code) -> Code? { members.first { $0.dimension == dimension }?.value }

  /// Whether there are no dimensions.
  public var isEmpty: Bool { members.isEmpty }

  /// The breakdown without the dimensions that stand at their default.
  ///
  /// A dimension that is added to an indicator later then changes no figure's key.
  public func without(defaults: [Code: Code]) -> Breakdown {
    guard !defaults.isEmpty, members.contains(where: { defaults[$0.dimension] == $0.value }) else { return self }
    return Breakdown(sorted: members.filter { defaults[$0.dimension] != $0.value })
  }

  /// Appends the canonical form.
  public func encode(into bytes: inout [UInt8]) {
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      Code.encode(member.dimension.text.utf8.span, into: &bytes)
      bytes.append(UInt8(ascii: "="))
      Code.encode(member.value.text.utf8.span, into: &bytes)
    }
  }
}

extension Breakdown: CustomStringConvertible {
  /// The canonical form, empty for no breakdown.
  public var description: String {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Code {
  /// Reads an encoded code that is part of a longer text; a refusal names its place there.
  init(encoded bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(Refusal) {
    do {
      try self.init(encoded: bytes.extracting(range))
    } catch {
      guard case .byte(let offset) = error.place else { throw error.at(.byte(range.lowerBound)) }
      throw error.at(.byte(range.lowerBound + offset))
    }
  }
}
