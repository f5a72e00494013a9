internal import Interchange
internal import Ledger

/// Everything of one sort, ready to be shown.
struct Listing {
  var columns: [TextTable.Column]
  var rows: [Row] = []
  /// Whether there are more than those shown.
  var isCut = false
  /// How many figures of the indicators listed have a value that may not be told yet.
  var embargoedCount = 0
  /// What this program cannot read, which is named below the table and never left out in silence.
  private(set) var unreadable: [Unreadable] = []

  /// One thing: the cells of the table, nil where there is nothing, and the line for a program.
  struct Row {
    var cells: [String?]
    var line: JSONLine
  }

  init(columns: [TextTable.Column]) { self.columns = columns }

  /// Lists codes, targets, publications or claims; figures are read from the log, so `FigureListing` lists them.
  init(_ what: Listed, _ state: State, _ filter: Filter, limit: Int) {
    switch what {
    case .indicators: self = Self.indicators(state, filter)
    case .areas: self = Self.areas(state, filter)
    case .units: self = Self.units(state, filter)
    case .codelists: self = Self.codelists(state, filter)
    case .methods: self = Self.methods(state, filter)
    case .coverage: self = Self.coverage(state, filter)
    case .targets: self = Self.targets(state, filter)
    case .nodes: self = Self.nodes(state, filter)
    case .publications: self = Self.publications(state, filter)
    case .claims: self = Self.claims(state, filter)
    case .figures: self = Listing(columns: FigureListing.columns)
    }
    if rows.count > limit {
      rows.removeSubrange(limit...)
      isCut = true
    }
  }

  /// The state, if there is one; a state that cannot be read is kept for the end.
  private mutating func value<Value>(_ current: Current<Value>) -> Value? {
    if case .unreadable(let one) = current { unreadable.append(one) }
    return current.value
  }

  mutating func add(_ cells: [String?], _ line: JSONLine) { rows.append(Row(cells: cells, line: line)) }
}

extension Listing {
  private static func indicators(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Indicator", isFlexible: true), .init(title: "Title", isFlexible: true),
      .init(title: "Unit", isFlexible: true), .init(title: "Broken down by", isFlexible: true),
    ])
    for code in state.codes.indicators {
      guard let indicator = listing.value(state.codes.indicator(code)), filter.keeps(code.text, indicator.title) else {
        continue
      }
      let dimensions = indicator.dimensions.keys.sorted().map(\.text)
      var line = JSONLine(["indicator": .text(code.text), "title": .text(indicator.title)])
      line.add("unit", indicator.unit.text)
      line.add("value_type", indicator.valueType.rawValue)
      line.add("direction", indicator.direction?.rawValue)
      line.add("decimals", indicator.decimals.map { .integer($0) })
      line.add("codelist", indicator.codelist?.text)
      line.add("dimensions", .list(dimensions.map { .text($0) }))
      line.add("derivation", indicator.derivation)
      listing.add(
        [
          code.text, indicator.title, indicator.unit.text,
          dimensions.isEmpty ? nil : dimensions.joined(separator: ", "),
        ],
        line)
    }
    return listing
  }

  private static func areas(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Area"), .init(title: "Kind"), .init(title: "Title", isFlexible: true), .init(title: "M49"),
      .init(title: "Also called", isFlexible: true),
    ])
    for code in state.codes.areas {
      guard let area = listing.value(state.codes.area(code)) else { continue }
      guard
        filter.keeps(code.text, area.title) || (area.aliases + area.titles.values).contains(where: { filter.keeps($0) })
      else { continue }
      var line = JSONLine(["area": .text(code.text), "kind": .text(area.kind.rawValue)])
      line.add("title", area.title)
      if !area.titles.isEmpty {
        line.add("titles", .object(area.titles.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }))
      }
      line.add("m49", area.m49)
      line.add("aliases", .list(area.aliases.map { .text($0) }))
      listing.add(
        [
          code.text, area.kind.rawValue, area.title, area.m49,
          area.aliases.isEmpty ? nil : area.aliases.joined(separator: ", "),
        ], line)
    }
    return listing
  }

  private static func units(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Unit", isFlexible: true), .init(title: "Kind"), .init(title: "Is", isFlexible: true),
      .init(title: "Title", isFlexible: true),
    ])
    for code in state.codes.units {
      guard let unit = listing.value(state.codes.unit(code)), filter.keeps(code.text, unit.title) else { continue }
      var line = JSONLine(["unit": .text(code.text), "kind": .text(unit.kind.rawValue)])
      line.add("factor", unit.factor.map { "\($0)" })
      line.add("base", unit.base?.text)
      line.add("title", unit.title)
      let base = unit.base.map { base in "\(unit.factor.map { "\($0) " } ?? "")\(base)" }
      listing.add([code.text, unit.kind.rawValue, base, unit.title], line)
    }
    return listing
  }

  private static func codelists(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "List"), .init(title: "Code", isFlexible: true), .init(title: "Title", isFlexible: true),
    ])
    for list in state.codes.codelists {
      for item in listing.value(state.codes.codelist(list))?.codes ?? [] {
        guard filter.keeps(list.text, item.code.text, item.title) else { continue }
        var line = JSONLine(["list": .text(list.text), "code": .text(item.code.text)])
        line.add("title", item.title)
        listing.add([list.text, item.code.text, item.title], line)
      }
    }
    return listing
  }

  private static func methods(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Method"), .init(title: "Title", isFlexible: true), .init(title: "Parameters", isFlexible: true),
    ])
    for code in state.codes.methods {
      guard let method = listing.value(state.codes.method(code)), filter.keeps(code.text, method.title) else {
        continue
      }
      let parameters = method.parameters.sorted { $0.key < $1.key }
      var line = JSONLine(["method": .text(code.text)])
      line.add("title", method.title)
      line.add("parameters", .object(parameters.map { ($0.key, .text($0.value)) }))
      listing.add(
        [code.text, method.title, parameters.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")], line)
    }
    return listing
  }

  private static func coverage(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Set", isFlexible: true), .init(title: "State"), .init(title: "Reason", isFlexible: true),
    ])
    for set in state.codes.coverages {
      guard let coverage = listing.value(state.codes.coverage(of: set)), filter.keeps(set.name, coverage.reason) else {
        continue
      }
      var line = JSONLine(["set": .text(set.name), "state": .text(coverage.state.rawValue)])
      line.add("reason", coverage.reason)
      listing.add([set.name, coverage.state.rawValue, coverage.reason], line)
    }
    return listing
  }

  private static func targets(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Target"), .init(title: "Promise", isFlexible: true),
      .init(title: "Fed by", isFlexible: true),
    ])
    let entries = state.targets.inForce(on: state.asOf.on)
    let severalPlans = state.targets.plans.count > 1
    for entry in entries {
      guard let target = listing.value(entry.current) else { continue }
      let feeds = target.measures.map(\.indicator.text)
      guard filter.keeps(entry.code.text, target.statement) || feeds.contains(where: { filter.keeps($0) }) else {
        continue
      }
      listing.add(
        [
          severalPlans ? "\(entry.plan)/\(entry.code)" : entry.code.text, target.statement, target.feedWords,
        ], state.line(entry.plan, entry.code, entry.current, nil))
    }
    return listing
  }

  private static func nodes(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Node", isFlexible: true), .init(title: "Kind"), .init(title: "Title", isFlexible: true),
      .init(title: "Fed by", isFlexible: true),
    ])
    let severalPlans = state.framework.plans.count > 1
    for entry in state.framework.nodes(on: state.asOf.on) {
      guard let node = listing.value(entry.current) else { continue }
      let feeds = state.feeds(of: node, entry.plan, entry.code).map(\.text)
      guard filter.keeps(entry.code.text, node.title) || feeds.contains(where: { filter.keeps($0) }) else { continue }
      var line = JSONLine(["plan": .text(entry.plan.text), "node": .text(entry.code.text)])
      line.add("kind", node.kind.rawValue)
      line.add("title", node.title)
      line.add("parent", node.parent?.text)
      line.add("sector", node.sector)
      line.add("fed_by", .list(feeds.map { .text($0) }))
      listing.add(
        [
          severalPlans ? "\(entry.plan)/\(entry.code)" : entry.code.text,
          node.kind.rawValue.replacing("_", with: " "), node.title, feeds.isEmpty ? nil : feeds.joined(separator: ", "),
        ], line)
    }
    return listing
  }

  private static func publications(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Publication"), .init(title: "Title", isFlexible: true), .init(title: "Issued"),
      .init(title: "Shows position", alignsRight: true), .init(title: "Decision"),
      .init(title: "Claims", alignsRight: true),
    ])
    for code in state.publications.codes {
      guard let publication = listing.value(state.publications.publication(code)),
        filter.keeps(code.text, publication.title)
      else { continue }
      let claims = state.publications.claims(of: code).count
      var line = JSONLine(["publication": .text(code.text)])
      line.add("title", publication.title)
      line.add("issued_on", publication.issuedOn.map { "\($0)" })
      line.add("supersedes", publication.supersedes?.text)
      line.add("frozen_position", publication.frozen.map { "\($0.position)" })
      line.add("frozen_published", publication.frozen?.published.map { "\($0)" })
      line.add("frozen_on", publication.frozen.map { "\($0.on)" })
      line.add("decision", publication.decision?.outcome.rawValue)
      line.add("decided_on", publication.decision?.on.map { "\($0)" })
      line.add("decided_by", publication.decision?.by)
      line.add("claims", .integer(claims))
      let position = publication.frozen.map { "\($0.position)" }
      listing.add(
        [
          code.text, publication.title, publication.issuedOn.map { "\($0)" }, position,
          publication.decision?.outcome.rawValue.replacing("_", with: " "), "\(claims)",
        ], line)
    }
    return listing
  }

  private static func claims(_ state: State, _ filter: Filter) -> Listing {
    var listing = Listing(columns: [
      .init(title: "Claim", isFlexible: true), .init(title: "Printed", alignsRight: true),
      .init(title: "Must follow from", isFlexible: true),
    ])
    for publication in state.publications.codes {
      for id in state.publications.claims(of: publication) {
        guard let claim = listing.value(state.publications.claim(id, of: publication)) else { continue }
        let name = "\(publication)#\(id)"
        guard filter.keeps(name, claim.text) else { continue }
        let checks = [claim.check, claim.secondCheck].compactMap { $0 }
        let words = checks.map { "\($0.relation.rawValue) \($0.derivation)" }
        var line = JSONLine(["publication": .text(publication.text), "id": .text(id.text)])
        line.add("text", claim.text)
        line.add("printed", claim.printed)
        line.add("unit", claim.unit?.text)
        line.add("derivation", .list(words.map { .text($0) }))
        listing.add([name, claim.printed, words.isEmpty ? nil : words.joined(separator: " and ")], line)
      }
    }
    return listing
  }
}

extension State {
  /// The indicators that measure a node: its own, and those of the targets in force that stand at it.
  fileprivate func feeds(of node: Node, _ plan: Code, _ code: Code) -> [Code] {
    var feeds = node.measuredBy
    for entry in targets.inForce(on: asOf.on) where entry.plan == plan {
      guard let target = entry.current.value, target.node ?? entry.code == code else { continue }
      for measure in target.measures where !feeds.contains(measure.indicator) { feeds.append(measure.indicator) }
    }
    return feeds
  }
}
