/// What the rows of a file are.
public enum ImportKind: String, Sendable, CaseIterable {
  case measurements, memberships, targets, measures, nodes, indicators, areas, units, codelists, coverage, judgements,
    publications, decisions, claims, methods

  /// The word for one row, as `tally append` takes it.
  public var singular: String {
    switch self {
    case .coverage: "coverage"
    default: String(rawValue.dropLast())
    }
  }

  /// The kind with a name, of one row or of many.
  public init?(named word: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue == word || $0.singular == word }) else { return nil }
    self = kind
  }
}

/// Which columns the rows of a kind have.
public struct ImportLayout: Sendable {
  /// One column.
  public struct Column: Sendable, Hashable {
    /// The name in the header.
    public var name: String
    /// Whether each row needs a value there.
    public var isRequired: Bool
    /// What stands in it, in a few words for the help.
    public var about: String
  }

  /// What the rows are.
  public let kind: ImportKind
  /// The columns, those of the fact first, then those that say where it came from.
  public let columns: [Column]

  private let positions: [String: Int]

  /// The layout of a kind.
  public init(_ kind: ImportKind) {
    self.kind = kind
    let own = Self.own(kind)
    columns = own + Self.origin.filter { column in !own.contains { $0.name == column.name } }
    positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element.name, $0.offset) })
  }

  /// The position of a column, or nil if the kind has none of that name.
  public func position(of name: String) -> Int? { positions[name] }

  /// The names of all columns.
  public var names: [String] { columns.map(\.name) }

  /// The columns that say where a fact came from, the same for each kind.
  private static let origin = [
    column("document", "the document that says so"), column("locator", "the place in the document"),
    column("quote", "the words of the document"), column("published_at", "when the source published it"),
    column("author", "who says so, an opaque code"), column("reason", "method, error or late; empty for routine"),
    column("comment", "a note"),
  ]

  private static func column(_ name: String, _ about: String) -> Column {
    Column(name: name, isRequired: false, about: about)
  }

  private static func required(_ name: String, _ about: String) -> Column {
    Column(name: name, isRequired: true, about: about)
  }

  private static func own(_ kind: ImportKind) -> [Column] {
    switch kind {
    case .measurements: measurements
    case .memberships:
      [
        required("group", "the group"), required("member", "the member"),
        required("change", "joins, leaves, suspended, reinstated or reclassified"),
        column("category", "the category in the group"), required("effective", "the date, with the precision it has"),
        column("attributes", "name=value pairs, separated by ;"),
      ]
    case .targets: targets
    case .measures:
      [
        required("plan", "the plan"), required("target", "the target"), required("indicator", "the indicator"),
        required("area", "the area"), column("breakdown", "dimension=code pairs"),
        required("role", "primary, component, proxy or context"),
      ]
    case .nodes:
      [
        required("plan", "the plan"), required("code", "the node's code"),
        required("kind", "goal, target, objective, outcome, enabler, enabler_indicator or thematic_priority"),
        column("parent", "the code of the node above"), column("sector", "the Sector"), required("title", "the title"),
        column("valid_from", "from when"), column("valid_to", "until when"),
        column("measured_by", "codes of indicators, separated by ;"),
      ]
    case .indicators: indicators
    case .areas:
      [
        required("code", "the area's code"), required("kind", "country, group, organization, region, world or other"),
        column("title", "the name; the English one if the column is left out"),
        column("m49", "the M49 code, three digits; --map m49=COLUMN:m49 puts lost zeros back"),
        column("aliases", "other names and codes, separated by ;"),
      ]
        + languages.map { code, name in column("title_\(code)", "the name in \(name)") }
    case .units:
      [
        required("code", "the unit's code"),
        required("kind", "count, percent, ratio, points, currency, duration, rate or other"),
        column("factor", "how many of the base make one"), column("base", "the base unit"), column("title", "the name"),
      ]
    case .codelists:
      [required("list", "the list's code"), required("code", "a code in the list"), column("title", "what it means")]
    case .coverage:
      [
        required("set", "nodes/PLAN/KIND, targets/PLAN, judgements/PLAN, figures/INDICATOR or members/GROUP"),
        required("state", "complete, incomplete or unknown"), column("reason", "why"),
      ]
    case .judgements:
      [
        required("plan", "the plan"), required("target", "the target"), required("status", "the status"),
        column("also", "further statuses, separated by ;"), column("flags", "flags, separated by ;"),
        column("printed", "the printed words"), column("on", "the day of the judgement"),
        column("publication", "the publication"),
      ]
    case .publications:
      [
        required("code", "the publication's code"), column("title", "the title"),
        column("issued_on", "the day of issue"),
        column("as_of", "the instant whose figures it shows"), column("supersedes", "the publication before it"),
      ]
    case .decisions:
      [
        required("publication", "the publication"),
        required("decision", "pending, approved, noted or not_reviewed"), column("on", "the day"),
        column("by", "who decided"),
      ]
    case .claims:
      [
        required("publication", "the publication"), required("id", "the claim's name in it"),
        column("text", "the sentence"), required("printed", "the printed number or word"), column("unit", "its unit"),
        column("relation", "=, <, <=, > or >=: printed RELATION derivation"),
        column("derivation", "what the number must follow from, and a second relation after `and`"),
      ]
    case .methods:
      [
        required("code", "the method's code"), column("title", "the title"),
        column("parameters", "name=value pairs, separated by ,"),
        column("base_year", "the base where a target has none"), column("cut", "the ratio from which it is on track"),
      ]
    }
  }

  /// The official languages of the United Nations.
  static let languages = [
    ("ar", "Arabic"), ("en", "English"), ("es", "Spanish"), ("fr", "French"), ("ru", "Russian"), ("zh", "Chinese"),
  ]

  private static let measurements = [
    required("indicator", "the indicator"), required("area", "the area's code or alias"),
    required("period", "the period, such as 2019, 2020-Q1 or 2019-04/2021-04"),
    column("breakdown", "dimension=code pairs"), column("value", "the value, such as 53.6, >=900 or ~160"),
    column("qualifier", "exact, at_least, at_most, less_than, more_than or approximately"),
    column("missing_reason", "why there is no value"), column("obs_status", "the SDMX observation status"),
    column("unit", "the unit, if it is not the indicator's"), column("mult", "the power of ten of the value"),
    column("precision", "the power of ten of the last significant place"),
    column("embargo", "the instant before which it is not public, as 2021-06-01T09:00Z"),
  ]

  private static let targets = [
    required("plan", "the plan"), required("code", "the target's code"),
    column("statement", "what is promised; kept if the column is left out"),
    column("node", "the node, if its code is another"), column("direction", "increase, decrease or reach"),
    column("rule", "level, relative_change, gap_reduction, count_all, parity or qualitative"),
    column("value", "the value to reach"), column("unit", "its unit"), column("due", "the period in which it is due"),
    column("denominator", "a derivation"), column("baseline_period", "the baseline's period"),
    column("baseline_value", "the baseline's value; empty: it floats"),
    required("instrument", "the decision that set the target"),
    column("effective_from", "from when the revision is in force"), column("combine", "all, worst or judged"),
  ]

  private static let indicators = [
    required("code", "the indicator's code"), required("title", "the title"), required("unit", "the unit"),
    column("direction", "increase, decrease or reach"), required("value_type", "decimal, integer, code or boolean"),
    column("decimals", "how many decimals are shown"), column("codelist", "the list of a coded value"),
    column("dimensions", "dimension=default pairs, separated by ;"), column("replaces", "the indicator before it"),
    column("derivation", "what gives its figures, with {area} and {period} for those of the figure"),
    column("area", "the area of figures that a derivation gives, if it has no {area}"),
  ]
}
