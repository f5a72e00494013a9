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
        .init(title: "Area"), .init(title: "Period"), .init(title: "Breakdown"), .init(title: "Value", style: "number"),
        .init(title: "Source"), .init(title: "Position", style: "number"),
      ],
      bodies: indicators.map { body(of: $0, isAnchored: isAnchored) }, notes: notes, style: "figures")
  }

  private func body(of indicator: Report.IndicatorFigures, isAnchored: Bool) -> Markup {
    let unit = indicator.unit.map { "<span class=\"unit\">\($0.title)</span>" as Markup } ?? .none
    return """
      <tr class="group"><th scope="rowgroup" colspan="6">\(indicator.title) \(unit) \
      <span class="code">\(indicator.code)</span></th></tr>
      \(indicator.figures.map { row($0, in: indicator, isAnchored: isAnchored) })
      """
  }

  private func row(
    _ row: Report.FigureRow, in indicator: Report.IndicatorFigures, isAnchored: Bool
  ) -> Markup {
    let id: Markup = isAnchored ? " id=\"\(Self.id(of: "\(row.figure)"))\"" : .none
    let value = row.value.unit == indicator.unit ? self.value(row.value) : valueWithUnit(row.value)
    let embargo = isUnderEmbargo(row) ? row.embargo : nil
    let mark: Markup =
      embargo.map { "<span class=\"line alert\">under embargo until \(PageText.instant($0))</span>" } ?? .none
    return """
      <tr\(id)><th scope="row">\(row.area)</th><td>\(NumberStyle.period("\(row.figure.period)"))</td>\
      <td>\(breakdown(row.figure.breakdown))</td><td class="number">\(value)\(mark)</td>\
      <td>\(source(row))</td><td class="number">\(NumberStyle.grouped(row.position))</td></tr>

      """
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
