internal import Ledger

extension HTMLReport {
  /// The latest figures, indicator by indicator.
  func figures(_ tables: inout TableNumbers) -> Section {
    var body: Markup = .none
    if report.figures.isEmpty {
      body = "<p>No figure is in this state of the ledger.</p>\n"
      if let line = Self.embargoLine(report.embargoedFigures) { body += "<p>\(line)</p>\n" }
    } else {
      let notes = [key(values(of: report.figures)), Self.embargoLine(report.embargoedFigures)]
      body += table(
        id: "table-figures", caption: "Latest figure of each indicator, area and breakdown", report.figures,
        notes: notes.compactMap(\.self), isAnchored: true
      ).html(number: tables.next())
    }
    return Section(id: "figures", title: "Latest figures", body: body)
  }

  func values(of indicators: [Report.IndicatorFigures]) -> [PrintedValue] {
    indicators.flatMap { $0.figures.map(\.value) }
  }

  func table(
    id: String, caption: String, _ indicators: [Report.IndicatorFigures], notes: [Markup], isAnchored: Bool
  ) -> HTMLTable {
    HTMLTable(
      id: id, caption: caption,
      headnote: "Position is the place in the ledger of the event that holds the figure.",
      columns: [
        .init(title: "Indicator"), .init(title: "Area and breakdown"), .init(title: "Period"),
        .init(title: "Value", style: "number"), .init(title: "Source", style: "source"),
        .init(title: "Position", style: "number"),
      ],
      bodies: indicators.map { rows(of: $0, isAnchored: isAnchored) }, notes: notes, style: "figures")
  }

  private func rows(of indicator: Report.IndicatorFigures, isAnchored: Bool) -> [HTMLTable.Row] {
    indicator.figures.enumerated().map { index, figure in
      var row = row(figure, in: indicator, isAnchored: isAnchored)
      if index == 0 {
        let unit = indicator.unit.map { unit in "<span class=\"unit\">\(unit.title)</span> · " as Markup }
        row.group = """
          <th scope="rowgroup" rowspan="\(indicator.figures.count)">\(indicator.title)\
          <span class="line">\(unit ?? .none)<span class="code">\(indicator.code)</span></span></th>
          """
      }
      return row
    }
  }

  private func row(
    _ row: Report.FigureRow, in indicator: Report.IndicatorFigures, isAnchored: Bool
  ) -> HTMLTable.Row {
    let breakdown = row.figure.breakdown
    let part: Markup =
      breakdown.isEmpty ? .none : "<span class=\"line aside\">\(self.breakdown(breakdown))</span>"
    let mark: Markup =
      isUnderEmbargo(row)
      ? row.embargo.map { "<span class=\"line alert\">under embargo until \(PageText.instant($0))</span>" } ?? .none
      : .none
    let value = row.value.unit == indicator.unit ? self.value(row.value) : valueWithUnit(row.value)
    return HTMLTable.Row(
      id: isAnchored ? Self.id(of: "\(row.figure)") : nil, header: "\(row.area)\(part)",
      cells: [
        PageText.period("\(row.figure.period)"), value + mark, source(row), count(row.position),
      ])
  }

  func breakdown(_ breakdown: Breakdown) -> Markup {
    Markup(
      breakdown.members.map { "<span class=\"pair\">\($0.dimension.text): \($0.value.text)</span>" }, separator: ", ")
  }

  private func source(_ row: Report.FigureRow) -> Markup {
    switch (row.document, row.locator) {
    case (nil, nil): value(.missing)
    case (let document?, nil): "\(document)"
    case (let document?, let locator?): "\(document), \(locator)"
    case (nil, let locator?): "\(locator)"
    }
  }

  /// The meaning of the signs that some values are printed with; nil if there are none.
  func key(_ values: [PrintedValue], alwaysMissing: Bool = false) -> Markup? {
    var signs: [Markup] = []
    let isMissing = values.contains { if case .missing = $0.content { true } else { false } }
    if isMissing || alwaysMissing {
      signs.append("<span class=\"missing\">\(PrintedValue.notAvailable)</span> not available")
    }
    let statuses = Set(values.map(\.observationStatus))
    for status in ObservationStatus.allCases where status != .normal && statuses.contains(status) {
      signs.append("<span class=\"flag\">\(status.rawValue)</span> \(status.meaning)")
    }
    return signs.isEmpty ? nil : Markup(signs, separator: "; ") + "."
  }
}
