extension HTMLReport {
  /// Every printed number with the answer of the history.
  func audit(_ tables: inout TableNumbers) -> Section? {
    guard let audit = report.audit else { return nil }
    var body: Markup = """
      <p>Each number that \(audit.publication), “\(audit.title)”, prints is recomputed from the events of the ledger: \
      once in the state in which the publication froze it (then), and once in the state of this report (now).</p>

      """
    if audit.claims.isEmpty {
      body += "<p>The ledger holds no claim of this publication.</p>\n"
    } else {
      body += counts(audit).html(number: tables.next())
      body += claims(audit).html(number: tables.next())
    }
    return Section(id: "audit", title: "Audit annex: printed numbers, recomputed", body: body)
  }

  private func counts(_ audit: Report.Audit) -> HTMLTable {
    let rows = audit.counts.map { answer, count -> Markup in
      let now = audit.claims.count { $0.now == answer }
      return """
        <tr><th scope="row">\(Self.tag(answer))</th><td class="number">\(self.count(count))</td>\
        <td class="number">\(self.count(now))</td></tr>

        """
    }
    let all = audit.claims.count
    let total: Markup = """
      <tr class="total"><th scope="row">All claims</th><td class="number">\(count(all))</td>\
      <td class="number">\(count(all))</td></tr>

      """
    let changed = audit.changedAnswers
    let note: Markup =
      changed == 0
      ? "No answer has changed since the publication."
      : "\(NumberStyle.grouped(changed)) \(changed == 1 ? "answer has" : "answers have") changed since the publication."
    return HTMLTable(
      id: "table-answers", caption: "Answers",
      headnote: audit.frozenAt.map { "The publication froze the ledger at position \(NumberStyle.grouped($0))." }
        ?? .none,
      columns: [
        .init(title: "Answer"), .init(title: "Then", style: "number"), .init(title: "Now", style: "number"),
      ],
      bodies: [Markup(rows) + total], notes: [note], style: "narrow")
  }

  private func claims(_ audit: Report.Audit) -> HTMLTable {
    HTMLTable(
      id: "table-claims", caption: "Claims of \(audit.publication)",
      columns: [
        .init(title: "Claim", style: "wide"), .init(title: "Printed", style: "number"),
        .init(title: "Recomputed", style: "number"), .init(title: "Then"), .init(title: "Now"),
        .init(title: "Evidence, and what is missing"),
      ],
      bodies: [Markup(audit.claims.map(row))],
      notes: [
        "<span class=\"missing\">\(PrintedValue.notAvailable)</span> not available.",
        "Independent: the number follows from figures that stand elsewhere. Same document, same sentence: the evidence "
          + "is no further away than that.",
      ], style: "claims")
  }

  private func row(_ claim: Report.Claim) -> Markup {
    let derivation = claim.derivation.map { derivation -> Markup in
      let relation = claim.relation.flatMap { $0 == "=" ? nil : $0 + " " } ?? ""
      return "<code class=\"line\">\(relation)\(derivation)</code>"
    }
    let unit: Markup = claim.unit.map { " <span class=\"unit\">\($0)</span>" } ?? .none
    return """
      <tr id="\(Self.id(of: claim))"><th scope="row">\(claim.text)<span class="line code">\(claim.id)</span>\
      \(derivation ?? .none)</th>\
      <td class="number"><span class="value">\(claim.printed)</span>\(unit)</td>\
      <td class="number">\(recomputed(claim))</td><td>\(Self.tag(claim.then))</td><td>\(now(claim))</td>\
      <td>\(evidence(claim))</td></tr>

      """
  }

  private func recomputed(_ claim: Report.Claim) -> Markup {
    guard let recomputed = claim.recomputed else { return value(.missing) }
    let about: Markup = claim.isApproximate ? "<span class=\"line aside\">from approximate figures</span>" : .none
    return "<span class=\"value\">\(recomputed)</span>\(about)"
  }

  private func now(_ claim: Report.Claim) -> Markup {
    guard claim.then != claim.now || claim.recomputed != claim.recomputedNow else {
      return "<span class=\"aside\">the same</span>"
    }
    let number: Markup =
      claim.recomputedNow.map { "<span class=\"line\">recomputed <span class=\"value\">\($0)</span></span>" } ?? .none
    return Self.tag(claim.now) + number
  }

  private func evidence(_ claim: Report.Claim) -> Markup {
    var html: Markup = claim.evidence.map { "\(Self.words(of: $0))" } ?? .none
    if !claim.missing.isEmpty {
      html += "<ul class=\"missing-list\">\(claim.missing.map { "<li>\($0)</li>" as Markup })</ul>"
    }
    return html
  }
}
