public import Ledger

/// What the ledger knows that an import is checked against: codes, and the states that an event has to repeat.
///
/// It is built by applying the current events of the framework, in any order; figures are not part of it.
public struct Catalogue: Sendable {
  /// An indicator, as far as its figures are checked by it.
  public struct Indicator: Sendable, Hashable {
    /// The unit's code.
    public var unit: String
    /// `decimal`, `integer`, `code` or `boolean`.
    public var valueType: String
    /// The list of a coded value.
    public var codelist: String?
    /// The dimensions with their default codes; an empty default is none.
    public var dimensions: [String: String]
    /// The derivation that its figures follow from, if they are not measured.
    public var derivation: String?
  }

  /// An area.
  public struct Area: Sendable, Hashable {
    /// Country, group, organization, region, world or other.
    public var kind: String
    /// The name.
    public var title: String?
    /// The M49 code, three digits.
    public var m49: String?
    /// Other names and codes.
    public var aliases: [String]
  }

  /// A unit.
  public struct Unit: Sendable, Hashable {
    /// Count, percent, ratio and so on.
    public var kind: String
    /// How many of the base make one.
    public var factor: String?
    /// The base unit.
    public var base: String?
  }

  /// Indicators by code.
  public private(set) var indicators: [String: Indicator] = [:]
  /// Areas by code.
  public private(set) var areas: [String: Area] = [:]
  /// Units by code.
  public private(set) var units: [String: Unit] = [:]
  /// The current state of each codelist.
  public private(set) var codelists: [String: JSON] = [:]
  /// The kind of each node, by plan and code.
  public private(set) var nodes: [String: [String: String]] = [:]
  /// The current state of each target, by plan and code.
  public private(set) var targets: [String: [String: JSON]] = [:]
  /// The current state of each publication.
  public private(set) var publications: [String: JSON] = [:]
  /// The current state of each membership, by group and member.
  public private(set) var memberships: [String: [String: JSON]] = [:]

  /// Creates an empty catalogue.
  public init() {}

  /// The kinds of event that `apply` takes in; others need not be read.
  public static let kinds: Set<String> = [
    "indicator.defined/1", "area.defined/1", "unit.defined/1", "codelist.defined/1", "node.defined/1",
    "target.revised/1", "publication.issued/1", "publication.decided/1", "membership.changed/1",
  ]

  /// Takes in the current event of a subject; another kind, or a subject that cannot be read, changes nothing.
  public mutating func apply(subject: String, kind: String, data: JSON) {
    guard Self.kinds.contains(kind), let parts = Self.components(subject) else { return }
    let isWithdrawn = data["withdrawn"]?.bool == true
    switch (parts[0], parts.count) {
    case ("indicator", 2): indicators[parts[1]] = isWithdrawn ? nil : Indicator(data)
    case ("area", 2): areas[parts[1]] = isWithdrawn ? nil : Area(data)
    case ("unit", 2): units[parts[1]] = isWithdrawn ? nil : Unit(data)
    case ("codelist", 2): codelists[parts[1]] = isWithdrawn ? nil : data
    case ("publication", 2): publications[parts[1]] = isWithdrawn ? nil : data
    case ("node", 3): nodes[parts[1], default: [:]][parts[2]] = isWithdrawn ? nil : data["kind"]?.string ?? ""
    case ("target", 3): targets[parts[1], default: [:]][parts[2]] = isWithdrawn ? nil : data
    case ("membership", 3): memberships[parts[1], default: [:]][parts[2]] = isWithdrawn ? nil : data
    default: break
    }
  }

  /// Takes in an event that an import produced, so that later rows can refer to it.
  mutating func apply(_ event: ImportedEvent) {
    guard let data = try? JSON(canonical: event.data) else { return }
    apply(subject: String(decoding: event.subject, as: UTF8.self), kind: event.kind, data: data)
  }

  /// The code of the area that a word stands for, itself or as an alias; nil if there is none, or more than one.
  public func area(of word: String) -> String? {
    if case .area(let code) = AreaIndex(self).find(Array(word.utf8)[...]) { code } else { nil }
  }

  /// The codes of a list.
  public func codes(of list: String) -> [String] {
    codelists[list]?["codes"]?.array?.compactMap { $0["code"]?.string } ?? []
  }

  /// The unencoded components of a subject.
  private static func components(_ subject: String) -> [String]? {
    var parts: [String] = []
    for part in subject.split(separator: "/", omittingEmptySubsequences: false) {
      guard let code = try? Code(encoded: part.utf8.span) else { return nil }
      parts.append(code.text)
    }
    return parts
  }
}

extension Catalogue.Indicator {
  init(_ data: JSON) {
    unit = data["unit"]?.string ?? ""
    valueType = data["value_type"]?.string ?? ""
    codelist = data["codelist"]?.string
    derivation = data["derivation"]?.string
    dimensions = [:]
    for member in data["dimensions"]?.object?.members ?? [] { dimensions[member.key] = member.value.string ?? "" }
  }
}

extension Catalogue.Area {
  init(_ data: JSON) {
    kind = data["kind"]?.string ?? ""
    title = data["title"]?.string
    m49 = data["m49"]?.string
    aliases = data["aliases"]?.array?.compactMap(\.string) ?? []
  }
}

extension Catalogue.Unit {
  init(_ data: JSON) {
    kind = data["kind"]?.string ?? ""
    factor = data["factor"]?.string
    base = data["base"]?.string
  }
}
