/// What is measured.
///
/// Unit, value type and dimension codes never change: a change is a new code that replaces the old one.
public struct Indicator: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.indicatorDefined]

  /// Which way a measure is meant to go.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// Up.
    case increase
    /// Down.
    case decrease
    /// To a state, such as parity or all countries.
    case reach
  }

  /// What it is called.
  public var title: String

  /// The unit of its values.
  public var unit: Code

  /// The type of its values.
  public var valueType: ValueType

  /// Which way it is meant to go.
  public var direction: Direction?

  /// The decimals to show.
  public var decimals: Int?

  /// The list that its coded values come from.
  public var codelist: Code?

  /// Its dimensions, each with the code that is left out of keys, if there is one.
  public var dimensions: [Code: Code?]

  /// The indicator that it replaces.
  public var replaces: Code?

  /// The derivation that its figures follow from, if they are not measured; `IndicatorDerivation` reads it.
  public var derivation: String?

  /// The area of all figures that follow from a derivation, where it does not follow the area.
  public var area: Code?

  /// An indicator.
  public init(
    title: String, unit: Code, valueType: ValueType, direction: Direction? = nil, decimals: Int? = nil,
    codelist: Code? = nil, dimensions: [Code: Code?] = [:], replaces: Code? = nil, derivation: String? = nil,
    area: Code? = nil
  ) {
    self.title = title
    self.unit = unit
    self.valueType = valueType
    self.direction = direction
    self.decimals = decimals
    self.codelist = codelist
    self.dimensions = dimensions
    self.replaces = replaces
    self.derivation = derivation
    self.area = area
  }

  /// The dimensions' defaults, for `Figure.without(defaults:)`.
  public var defaults: [Code: Code] { dimensions.compactMapValues { $0 } }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    title = try fields.required("title", try fields.words("title"))
    unit = try fields.required("unit", try fields.value("unit", Code.init(_:)))
    valueType = try fields.required("value_type", try fields.word("value_type", ValueType.self))
    direction = try fields.word("direction", Direction.self)
    decimals = try fields.number("decimals", in: 0...Decimal.maximumDigits)
    codelist = try fields.value("codelist", Code.init(_:))
    replaces = try fields.value("replaces", Code.init(_:))
    derivation = try fields.words("derivation")
    area = try fields.value("area", Code.init(_:))
    dimensions = [:]
    if var inner = try fields.fields("dimensions") {
      guard !inner.object.isEmpty else { throw Refusal(.empty, "the object is empty", at: .pointer("/dimensions")) }
      for key in inner.object.keys {
        let value = try inner.value(key) { text throws(Refusal) in text.isEmpty ? nil : try Code(text) }
        dimensions[try Code(key)] = value ?? nil
      }
    }
    try fields.finish()
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [
      ("title", .string(title)), ("unit", .text(unit)), ("value_type", .word(valueType)),
      ("direction", direction.map { .word($0) }), ("decimals", decimals.map { .text($0) }),
      ("codelist", codelist.map { .text($0) }), ("replaces", replaces.map { .text($0) }),
      ("derivation", derivation.map { .string($0) }), ("area", area.map { .text($0) }),
      (
        "dimensions",
        dimensions.isEmpty
          ? nil
          : .object(JSONObject(present: dimensions.map { ($0.key.text, .string($0.value?.text ?? "")) }))
      ),
    ])
  }
}
