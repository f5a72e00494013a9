public import Ledger

/// A value as it was recorded, with all that a page needs to print it.
public struct PrintedValue: Hashable, Sendable {
  /// What was recorded.
  public enum Content: Hashable, Sendable {
    /// A number, times ten to the power of `mult`.
    case number(Decimal, mult: Int)
    /// A code of a codelist, with its title.
    case code(String, title: String?)
    /// Yes or no.
    case boolean(Bool)
    /// No value, and perhaps why.
    case missing(reason: String?)
    /// A value that a public answer withholds.
    case embargoed
  }

  /// A unit of measurement.
  public struct Unit: Hashable, Sendable {
    /// Its code.
    public var code: String
    /// Its name.
    public var title: String
    /// Whether it is a percentage.
    public var isPercent: Bool

    /// A unit; its title is its code where it has none.
    public init(code: String, title: String? = nil, isPercent: Bool = false) {
      self.code = code
      self.title = title ?? code
      self.isPercent = isPercent
    }

    /// Whether its numbers name years, whose digits are never divided.
    var isYear: Bool { code == "year" }
  }

  /// What was recorded.
  public var content: Content
  /// What is known about the number.
  public var qualifier: Qualifier
  /// The unit.
  public var unit: Unit?
  /// What kind of observation it is.
  public var observationStatus: ObservationStatus

  /// A recorded value.
  public init(
    _ content: Content, qualifier: Qualifier = .exact, unit: Unit? = nil, observationStatus: ObservationStatus = .normal
  ) {
    self.content = content
    self.qualifier = qualifier
    self.unit = unit
    self.observationStatus = observationStatus
  }

  /// No value.
  public static let missing = PrintedValue(.missing(reason: nil))

  /// Whether there is something to print.
  public var isPresent: Bool {
    switch content {
    case .number, .code, .boolean: true
    case .missing, .embargoed: false
    }
  }
}

extension PrintedValue {
  /// The sign for a figure that is not available.
  public static let notAvailable = ".."

  /// The value as a person reads it in a table: `at least 3 420`, `53%`, `..`.
  public var text: String {
    switch content {
    case .number(let number, let mult):
      let scaled = unit?.isYear == true ? NumberStyle.plain(number, mult: mult) : NumberStyle.scaled(number, mult: mult)
      let digits = scaled + (unit?.isPercent == true ? "%" : "")
      return [qualifier.words, digits].compactMap(\.self).joined(separator: " ")
    case .code(let code, let title): return title ?? code
    case .boolean(let value): return value ? "yes" : "no"
    case .missing: return Self.notAvailable
    case .embargoed: return "embargoed"
    }
  }

  /// The value for a program: the number in full, without groups, or the code; nil if there is none.
  public var plain: String? {
    switch content {
    case .number(let number, let mult): NumberStyle.plain(number, mult: mult)
    case .code(let code, _): code
    case .boolean(let value): value ? "true" : "false"
    case .missing, .embargoed: nil
    }
  }
}

extension Qualifier {
  /// The words in front of a number, none for an exact one.
  fileprivate var words: String? {
    switch self {
    case .exact: nil
    case .atLeast: "at least"
    case .atMost: "at most"
    case .lessThan: "less than"
    case .moreThan: "more than"
    case .approximately: "about"
    }
  }
}
