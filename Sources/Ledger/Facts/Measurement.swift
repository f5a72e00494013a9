/// What a figure is: a value, or the reason why there is none.
public struct Measurement: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.measurementRecorded]

  /// The powers of ten by which a value may be multiplied.
  public static let mults = -30...30

  /// The powers of ten that the last significant place may have.
  public static let precisions = -60...90

  /// A value, or why there is none.
  public enum Content: Hashable, Sendable {
    /// A value.
    case value(Value)

    /// No value, for a reason.
    case missing(reason: String)
  }

  /// The value, or why there is none.
  public let content: Content

  /// What kind of observation it is.
  public let status: ObservationStatus

  /// The unit, if it is not the indicator's own.
  public let unit: Code?

  /// The power of ten by which the number is multiplied, as in "4.1 billion".
  public let mult: Int

  /// The power of ten of the last significant place, if it is not the last digit's.
  public let precision: Int?

  /// The instant before which the figure must not leave the ledger in a public answer.
  public let embargo: Instant?

  /// A measurement.
  ///
  /// - Throws: `Refusal` if a multiplier or a precision stands without a number, or lies out of bounds.
  public init(
    _ content: Content, status: ObservationStatus = .normal, unit: Code? = nil, mult: Int = 0, precision: Int? = nil,
    embargo: Instant? = nil
  ) throws(Refusal) {
    self.content = content
    self.status = status
    self.unit = unit
    self.mult = mult
    self.embargo = embargo
    var decimal: Decimal?
    if case .value(let value) = content { decimal = value.decimal }
    // A precision that says what the digits say is absent, so that equal facts are equal bytes.
    self.precision = precision == decimal.map { mult - $0.decimals } ? nil : precision
    guard Measurement.mults ~= mult else {
      throw Refusal(.outOfRange, "the multiplier \(mult) does not lie in -30…30", at: .pointer("/mult"))
    }
    guard Measurement.precisions ~= precision ?? 0 else {
      throw Refusal(.outOfRange, "the precision does not lie in -60…90", at: .pointer("/precision"))
    }
    guard decimal != nil || mult == 0 && precision == nil else {
      throw Refusal(
        .contradiction, "a multiplier or a precision stands without a number",
        at: .pointer(mult == 0 ? "/precision" : "/mult"))
    }
    if case .missing(let reason) = content, reason.isEmpty {
      throw Refusal(.empty, "the reason is empty", at: .pointer("/missing_reason"))
    }
  }

  /// A value that is exact and normal, in the indicator's own unit.
  public init(_ value: Value) {
    content = .value(value)
    status = .normal
    unit = nil
    mult = 0
    precision = nil
    embargo = nil
  }

  /// The value, if there is one.
  public var value: Value? { if case .value(let value) = content { value } else { nil } }

  /// The reason why there is no value.
  public var missingReason: String? { if case .missing(let reason) = content { reason } else { nil } }

  /// The power of ten of the last significant place, if there is a number.
  public var significantPlace: Int? { value?.decimal.map { precision ?? mult - $0.decimals } }
}

extension Measurement {
  /// How two measurements of one figure compare.
  public enum Comparison: Hashable, Sendable {
    /// The same bytes.
    case same

    /// The same number, written with another precision, as `1.10` after `1.1`.
    case precisionOnly

    /// Another fact.
    case changed
  }

  /// How a later measurement of the same figure compares with this one.
  ///
  /// Numbers are compared as numbers; qualifier, status, unit, embargo and multiplier as they stand.
  public func compared(with later: Measurement) -> Comparison {
    if self == later { return .same }
    guard status == later.status, unit == later.unit, mult == later.mult, embargo == later.embargo,
      let mine = value, let theirs = later.value, mine.qualifier == theirs.qualifier,
      let one = mine.decimal, let other = theirs.decimal, Decimal.numericOrder(one, other) == 0
    else { return .changed }
    return .precisionOnly
  }
}
