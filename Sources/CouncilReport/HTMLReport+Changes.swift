internal import Ledger

extension HTMLReport {
  /// The figures that the previous publication had otherwise.
  func changes(_ tables: inout TableNumbers) -> Section {
    Section(id: "changes", title: "Figures changed since the previous publication", body: changesBody(&tables))
  }

  private func changesBody(_ tables: inout TableNumbers) -> Markup {
    guard let previous = report.previous else {
      return "<p>The ledger holds no earlier publication to compare with.</p>\n"
    }
    let changes = report.changes
    let position = NumberStyle.grouped(previous.position)
    let new =
      switch changes.newFigures {
      case 0: "No figure is new since then."
      case 1: "One figure is new since then."
      case let count: "New since then: \(NumberStyle.spoken(count)) figures."
      }
    let body: Markup = """
      <p>Compared with \(previous.code), “\(previous.title)”, which froze the ledger at position \(position). \(new)</p>

      """
    guard !changes.revised.isEmpty else {
      return body + "<p>No figure that was there then has changed.</p>\n"
    }
    let values = changes.revised.flatMap { [$0.old, $0.new ?? .missing] }
    return body
      + HTMLTable(
        id: "table-changes", caption: "Figures changed since \(previous.code)",
        columns: [
          .init(title: "Figure"), .init(title: "Then", style: "number"), .init(title: "Now", style: "number"),
          .init(title: "Reason"), .init(title: "Recorded"), .init(title: "Position", style: "number"),
        ],
        bodies: [changes.revised.map(row)], notes: [key(values)].compactMap(\.self), style: "changes"
      ).html(number: tables.next())
  }

  private func row(_ change: Report.Change) -> HTMLTable.Row {
    let figure = change.figure
    let new: Markup =
      change.new.map { valueWithUnit($0) } ?? "\(value(.missing)) <span class=\"line aside\">withdrawn</span>"
    let comment: Markup = change.comment.map { "<span class=\"line aside\">\($0)</span>" } ?? .none
    let breakdown: Markup =
      figure.breakdown.isEmpty ? .none : "<span class=\"line aside\">\(self.breakdown(figure.breakdown))</span>"
    return HTMLTable.Row(
      header: """
        \(change.title)<span class="line aside">\(change.area), \(PageText.period("\(figure.period)"))</span>\(breakdown)
        """,
      cells: [
        valueWithUnit(change.old), new, "\(Self.words(for: change.reason))\(comment)",
        PageText.dayOf(change.recordedAt), count(change.position),
      ])
  }

  private static func words(for reason: Basis.Reason?) -> String {
    switch reason {
    case nil: "Routine revision"
    case .method: "Change of method"
    case .error: "Correction of an error"
    case .late: "Late information"
    }
  }
}
