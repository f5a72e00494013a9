extension HTMLReport {
  /// What documents report about the membership, and what the ledger lists.
  func membership<Rows: ReportRows & ~Copyable>(
    _ rows: inout Rows, _ tables: inout TableNumbers, _ write: (Markup) throws -> Void
  ) throws {
    try write(
      """
      <p>Reported counts are figures that a document prints. Listed counts are members whose joining and leaving the \
      ledger holds one by one. A member of several Sectors counts once in a total, so the Sectors may sum to more.</p>

      """)
    let reported = table(id: "table-reported", caption: "Membership as reported")
    var signs: Signs?
    try rows.reportedMembers { indicator in
      try self.write(indicator, in: reported, &signs, &tables, isAnchored: false, write)
    }
    if let signs {
      try write(reported.closing(notes: [signs.key].compactMap(\.self)))
    } else {
      try write("<p>No count of members is reported in this state of the ledger.</p>\n")
    }
    let listed = report.listedMembers
    try write(
      listed.isEmpty
        ? "<p>The ledger lists no members one by one in this state.</p>\n" : table(listed).html(number: tables.next()))
  }

  private func table(_ listed: [Report.ListedMembers]) -> HTMLTable {
    let hasUncertain = listed.contains { $0.uncertain > 0 }
    let rows = listed.map { count in
      HTMLTable.Row(
        header: "\(count.group)",
        cells: [
          count.category.map { "\($0)" } ?? "<strong>All categories, each member once</strong>",
          self.count(count.certain), self.count(count.uncertain),
        ])
    }
    let note: Markup? =
      hasUncertain
      ? "Uncertain: the date of joining or leaving is known to the year or month only, and the day asked for lies in it."
      : nil
    return HTMLTable(
      id: "table-listed", caption: "Membership as listed",
      headnote: "Members on \(PageText.validTime(report.asOf.on)).",
      columns: [
        .init(title: "Group"), .init(title: "Category"), .init(title: "Members", style: "number"),
        .init(title: "Uncertain", style: "number"),
      ],
      bodies: [rows], notes: [note].compactMap(\.self), style: "listed")
  }

  func count(_ count: Int) -> Markup { "<data value=\"\(count)\">\(NumberStyle.grouped(count))</data>" }
}
