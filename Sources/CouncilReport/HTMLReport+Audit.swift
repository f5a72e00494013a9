internal import Ledger

extension HTMLReport {
  /// Every printed number with the answer of the history.
  func audit(_ tables: inout TableNumbers) -> Markup {
    guard let audit = report.audit else { return .none }
    var body: Markup = """
      <p>Each number that \(audit.publication), “\(audit.title)”, prints is recomputed from the events of the ledger: \
      once in the state in which the publication froze it\(position(audit.frozenAt)) (then), and once in a later \
      one\(position(audit.nowAt)) (now).</p>

      """
    if audit.claims.isEmpty {
      body += "<p>\(Self.embargoLine(audit.embargoed) ?? "The ledger holds no claim of this publication.")</p>\n"
    } else {
      body += counts(audit).html(number: tables.next())
      body += claims(audit).html(number: tables.next())
    }
    return body
  }

  private func position(_ position: Int?) -> String {
    position.map { ", position \(NumberStyle.grouped($0))" } ?? ""
  }

  private func counts(_ audit: Report.Audit) -> HTMLTable {
    var rows = audit.counts.map { answer, count in
      HTMLTable.Row(
        header: Self.tag(answer), cells: [self.count(count), self.count(audit.claims.count { $0.now == answer })])
    }
    let all = count(audit.claims.count)
    rows.append(HTMLTable.Row(style: "total", header: "All claims", cells: [all, all]))
    let changed = audit.changedAnswers
    let note: Markup =
      changed == 0
      ? "No answer has changed since the publication."
      : "\(NumberStyle.grouped(changed)) \(changed == 1 ? "answer has" : "answers have") changed since the publication."
    return HTMLTable(
      id: "table-answers", caption: "Answers",
      columns: [
        .init(title: "Answer"), .init(title: "Then", style: "number"), .init(title: "Now", style: "number"),
      ],
      bodies: [rows], notes: [note], style: "narrow")
  }

  private func claims(_ audit: Report.Audit) -> HTMLTable {
    let hasChanges = audit.claims.contains { $0.then != $0.now || $0.recomputed != $0.recomputedNow }
    var columns: [HTMLTable.Column] = [
      .init(title: "Claim"), .init(title: "Printed", style: "number"), .init(title: "Recomputed", style: "number"),
      .init(title: hasChanges ? "Answer then" : "Answer"), .init(title: "Answer now"),
      .init(title: "Evidence, and what is missing"),
    ]
    if !hasChanges { columns.remove(at: 4) }
    let notes: [Markup?] = [
      "<span class=\"missing\">\(PrintedValue.notAvailable)</span> not available.",
      """
      Independent: the number follows from figures that stand elsewhere. Same document, same sentence: the evidence is no \
      further away than that.
      """,
      Self.embargoLine(audit.embargoed),
    ]
    return HTMLTable(
      id: "table-claims", caption: "Claims of \(audit.publication)", columns: columns,
      bodies: [audit.claims.map { row($0, hasChanges: hasChanges) }], notes: notes.compactMap(\.self),
      style: hasChanges ? "claims compared" : "claims",
      stacks: true)
  }

  private func row(_ claim: Report.Claim, hasChanges: Bool) -> HTMLTable.Row {
    let derivation = claim.derivation.map { derivation -> Markup in
      let relation = claim.relation.flatMap { $0 == "=" ? nil : $0 + " " } ?? ""
      return "<code class=\"line\">\(relation)\(derivation)</code>"
    }
    let unit: Markup = claim.unit.map { self.unit($0) } ?? .none
    var cells: [Markup] = [
      "\(number(claim.printed, claim.unit))\(unit)", recomputed(claim), Self.tag(claim.then), now(claim),
      evidence(claim),
    ]
    if !hasChanges { cells.remove(at: 3) }
    return HTMLTable.Row(
      id: Self.id(of: claim),
      header: "\(claim.text)<span class=\"line code\">\(claim.id)</span>\(derivation ?? .none)", cells: cells)
  }

  private func recomputed(_ claim: Report.Claim) -> Markup {
    guard let recomputed = claim.recomputed else { return value(.missing) }
    let about: Markup = claim.isApproximate ? "<span class=\"line aside\">from approximate figures</span>" : .none
    return "\(number(recomputed, claim.unit))\(about)"
  }

  private func now(_ claim: Report.Claim) -> Markup {
    guard claim.then != claim.now || claim.recomputed != claim.recomputedNow else {
      return "<span class=\"aside\">the same</span>"
    }
    let recomputed: Markup =
      claim.recomputedNow.map { "<span class=\"line\">recomputed \(number($0, claim.unit))</span>" } ?? .none
    return Self.tag(claim.now) + recomputed
  }

  private func evidence(_ claim: Report.Claim) -> Markup {
    var html: Markup = claim.evidence.map { "\(Self.words(of: $0))" } ?? .none
    if !claim.missing.isEmpty {
      html += "<ul class=\"missing-list\">\(claim.missing.map { "<li>\($0)</li>" as Markup })</ul>"
    }
    return html
  }

  /// A printed or recomputed text: as a number where it is one.
  private func number(_ text: String, _ unit: PrintedValue.Unit?) -> Markup {
    guard let decimal = try? Decimal(text) else { return "<span class=\"value\">\(text)</span>" }
    return value(PrintedValue(.number(decimal, mult: 0), unit: unit))
  }
}
