extension HTMLReport {
  /// What documents report about the membership, and what the ledger lists.
  func membership(_ tables: inout TableNumbers) -> Section {
    var body: Markup = """
      <p>Reported counts are figures that a document prints. Listed counts are members whose joining and leaving the \
      ledger holds one by one. A member of several Sectors counts once in a total, so the Sectors may sum to more.</p>

      """
    let reported = report.membership.reported
    if reported.isEmpty {
      body += "<p>No count of members is reported in this state of the ledger.</p>\n"
    } else {
      body += table(
        id: "table-reported", caption: "Membership as reported", reported,
        notes: [key(values(of: reported))].compactMap(\.self), isAnchored: false
      ).html(number: tables.next())
    }
    let listed = report.membership.listed
    if listed.isEmpty {
      body += "<p>The ledger lists no members one by one in this state.</p>\n"
    } else {
      body += table(listed).html(number: tables.next())
    }
    return Section(id: "membership", title: "Membership", body: body)
  }

  private func table(_ listed: [Report.Membership.Listed]) -> HTMLTable {
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
