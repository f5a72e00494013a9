import Ledger

/// The rows of a small kind, all in memory, until what they say together is known.
struct RowBatch {
  private struct Stored {
    var row: ImportRow
    var bytes: [UInt8]
    var place: (Int?) -> Place
  }

  private struct Draft {
    var built: RowBuilder.Built
    var basis: [UInt8]
    var row: Int
  }

  private let layout: ImportLayout
  private let context: ImportContext
  private var builder: RowBuilder
  private var basis: BasisEncoder
  private var rows: [Stored] = []

  init(_ layout: ImportLayout, _ options: ImportOptions, _ context: ImportContext) {
    self.layout = layout
    self.context = context
    builder = RowBuilder(layout, options, context)
    basis = BasisEncoder(layout, context)
  }

  var count: Int { rows.count }

  mutating func add(_ row: ImportRow, bytes: [UInt8], place: @escaping (Int?) -> Place) {
    builder.declare(row)
    rows.append(Stored(row: row, bytes: bytes, place: place))
  }

  /// Checks the rows against each other and hands on their events if nothing is wrong.
  mutating func finish(
    _ report: inout ImportReport, reject: ((RejectedRow) throws -> Void)?, sink: (ImportedEvent) throws -> Void
  ) throws {
    var events: [ImportedEvent] = []
    var composed = 0
    if layout.kind == .memberships {
      events = try memberships(&report, reject, &composed)
    } else {
      var drafts: [Draft] = []
      for (position, stored) in rows.enumerated() {
        var fields = FieldReader(stored.row)
        let built = try builder.build(&fields)
        composed += fields.composedCount
        var faults = fields.faults
        let text = encodeBasis(stored.row, &faults)
        if let built, faults.isEmpty { drafts.append(Draft(built: built, basis: text, row: position)) }
        try refuse(position, faults, &report, reject)
      }
      if layout.kind == .indicators { try checkDerivations(&drafts, &report, reject) }
      events = merge(withoutRepetitions(drafts, &report))
    }
    composed += basis.composedCount
    if composed > 0 {
      let place = Place(file: rows.first?.place(nil).file ?? "")
      report.problems.note(
        place, "\(SafeText.counted(composed, "text was", "texts were")) brought to composed form (NFC)")
    }
    if report.isGood { check(events, &report) }
    guard report.isGood else { return }
    report.eventCount = events.count
    for event in events { try sink(event) }
  }

  /// Holds each event to what its kind allows, whatever the columns let through.
  private func check(_ events: [ImportedEvent], _ report: inout ImportReport) {
    for event in events {
      do throws(Refusal) {
        try checkData(try event.draft().dataObject, of: try Kind(event.kind))
      } catch {
        let file = rows.first?.place(nil).file ?? ""
        let place = Place(file: file, line: event.line > 0 ? event.line : nil)
        report.problems.add(Problem(at: place, code: .inconsistent, message: error.description))
      }
    }
  }

  /// Refuses derivations of indicators that name what there is not, or that lead back to the indicator itself.
  private func checkDerivations(
    _ drafts: inout [Draft], _ report: inout ImportReport, _ reject: ((RejectedRow) throws -> Void)?
  ) throws {
    var derivations = context.catalogue.indicators.mapValues(\.derivation)
    for draft in drafts { derivations[draft.built.key] = .some(draft.built.data["derivation"]?.string) }
    let graph = IndicatorGraph(derivations)
    var kept: [Draft] = []
    for draft in drafts {
      let fault = graph.fault(of: draft.built.key, field: layout.position(of: "derivation"))
      try refuse(draft.row, fault.map { [$0] } ?? [], &report, reject)
      if fault == nil { kept.append(draft) }
    }
    drafts = kept
  }

  private mutating func encodeBasis(_ row: ImportRow, _ faults: inout [RowFault]) -> [UInt8] {
    var bytes: [UInt8] = []
    basis.encode(row, salt: nil, into: &bytes, faults: &faults)
    return bytes
  }

  private func refuse(
    _ row: Int, _ faults: [RowFault], _ report: inout ImportReport, _ reject: ((RejectedRow) throws -> Void)?
  ) throws {
    guard !faults.isEmpty else { return }
    let problems = faults.map { Problem(at: rows[row].place($0.field), $0) }
    if let reject {
      report.rejectedCount += 1
      try reject(RejectedRow(problems: problems, bytes: rows[row].bytes))
    } else {
      for problem in problems { report.problems.add(problem) }
    }
  }
}

extension RowBatch {
  /// Drops rows that repeat another, and refuses those that contradict one.
  private func withoutRepetitions(_ drafts: [Draft], _ report: inout ImportReport) -> [Draft] {
    var first: [String: Int] = [:]
    var kept: [Draft] = []
    for draft in drafts {
      guard let earlier = first[draft.built.key] else {
        first[draft.built.key] = kept.count
        kept.append(draft)
        continue
      }
      let other = kept[earlier]
      if other.built.data == draft.built.data, other.built.member == draft.built.member {
        report.repeatedCount += 1
        continue
      }
      let place = rows[draft.row].place(nil)
      let line = rows[other.row].row.line
      let text =
        "says something else about \(SafeText.quote(draft.built.key.replacing("\u{0}", with: " "))) than line \(line)"
      report.problems.add(Problem(at: place, code: .conflict, message: text))
    }
    return kept
  }

  /// Puts the rows of one subject together.
  private func merge(_ drafts: [Draft]) -> [ImportedEvent] {
    var order: [[UInt8]] = []
    var groups: [[UInt8]: [Draft]] = [:]
    for draft in drafts {
      let subject = RowBuilder.subject(draft.built.subject)
      if groups[subject] == nil { order.append(subject) }
      groups[subject, default: []].append(draft)
    }
    return order.compactMap { subject in
      guard let group = groups[subject], let head = group.first else { return nil }
      let members = group.compactMap(\.built.member)
      let data = members.isEmpty ? head.built.data : state(of: head.built, with: members)
      return ImportedEvent(
        kind: head.built.kind, subject: subject, data: data.canonical, basis: head.basis, line: rows[head.row].row.line)
    }
  }

  /// The whole state of a list: what the ledger says, with the file's members in place of the same ones or at the end.
  private func state(of built: RowBuilder.Built, with members: [JSON]) -> JSONObject {
    let isCodelist = built.subject[0] == "codelist"
    let current =
      isCodelist
      ? context.catalogue.codelists[built.subject[1]]
      : context.catalogue.targets[built.subject[1]]?[built.subject[2]]
    var state = current?.object ?? JSONObject()
    let list = isCodelist ? "codes" : "measures"
    let keys = isCodelist ? ["code"] : ["indicator", "area", "breakdown"]
    var all = state[list]?.array ?? []
    for member in members {
      let same = all.firstIndex { other in keys.allSatisfy { other[$0] == member[$0] } }
      if let same { all[same] = member } else { all.append(member) }
    }
    state[list] = .array(all)
    return state
  }

  /// Where that comes from which no row says: the file, its document and its date.
  private mutating func basisOfList() -> [UInt8] {
    var row = ImportRow(layout)
    for name in ["document", "published_at"] {
      guard let field = layout.position(of: name), let first = rows.first else { continue }
      row.fields[field] = first.row.fields[field]
    }
    var faults: [RowFault] = []
    return encodeBasis(row, &faults)
  }

  private mutating func memberships(
    _ report: inout ImportReport, _ reject: ((RejectedRow) throws -> Void)?, _ composed: inout Int
  ) throws -> [ImportedEvent] {
    var memberships = MembershipBuilder(context, builder.options, builder.areas)
    var bases: [Int: [UInt8]] = [:]
    var seen: Set<String> = []
    for (position, stored) in rows.enumerated() {
      var fields = FieldReader(stored.row)
      let change = memberships.read(&fields, row: position)
      composed += fields.composedCount
      var faults = fields.faults
      bases[position] = encodeBasis(stored.row, &faults)
      try refuse(position, faults, &report, reject)
      guard let change, faults.isEmpty else { continue }
      if seen.insert(change.key).inserted { memberships.add(change) } else { report.repeatedCount += 1 }
    }
    var refused: [(row: Int, text: String)] = []
    let field = layout.position(of: "member")
    var events = memberships.events(
      refuse: { refused.append(($0, $1)) }, note: { report.problems.note(rows[$0].place(field), $1) })
    if let list = context.list, refused.isEmpty, report.isGood {
      let place = Place(file: rows.first?.place(nil).file ?? "")
      events += memberships.events(of: list, &report.list) { report.problems.note(place, $0) }
    }
    for (row, text) in refused {
      let field = layout.position(of: "change")
      try refuse(row, [RowFault(field: field, code: .badChange, message: text)], &report, reject)
    }
    report.unchangedCount = memberships.unchangedCount
    let wholeBasis = basisOfList()
    return events.map { event in
      ImportedEvent(
        kind: "membership.changed/1", subject: RowBuilder.subject(event.subject), data: event.data.canonical,
        basis: event.row.flatMap { bases[$0] } ?? wholeBasis, line: event.row.map { rows[$0].row.line } ?? 0)
    }
  }
}
