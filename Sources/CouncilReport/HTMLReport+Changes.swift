internal import Ledger

extension HTMLReport {
  /// The figures that the previous publication had otherwise.
  ///
  /// They are read twice: the sentence above the table counts what is new.
  func changes<Rows: ReportRows & ~Copyable>(
    _ rows: inout Rows, _ tables: inout TableNumbers, _ write: (Markup) throws -> Void
  ) throws {
    guard let previous = report.previous else {
      return try write("<p>The ledger holds no earlier publication to compare with.</p>\n")
    }
    var signs = Signs()
    var isRevised = false
    let newFigures = try rows.changes { change in
      isRevised = true
      signs.add(change.old)
      signs.add(change.new ?? .missing)
    }
    let position = NumberStyle.grouped(previous.position)
    let new =
      switch newFigures {
      case 0: "No figure is new since then."
      case 1: "One figure is new since then."
      default: "New since then: \(NumberStyle.spoken(newFigures)) figures."
      }
    try write(
      """
      <p>Compared with \(previous.code), “\(previous.title)”, which froze the ledger at position \(position). \(new)</p>

      """)
    guard isRevised else { return try write("<p>No figure that was there then has changed.</p>\n") }
    let table = HTMLTable(
      id: "table-changes", caption: "Figures changed since \(previous.code)",
      columns: [
        .init(title: "Figure"), .init(title: "Then", style: "number"), .init(title: "Now", style: "number"),
        .init(title: "Reason"), .init(title: "Recorded"), .init(title: "Position", style: "number"),
      ],
      style: "changes")
    try write(table.opening(number: tables.next()) + table.bodyOpening)
    _ = try rows.changes { try write(table.line(row($0))) }
    try write(HTMLTable.bodyClosing + table.closing(notes: [signs.key].compactMap(\.self)))
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
