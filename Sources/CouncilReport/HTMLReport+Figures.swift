public import Ledger

extension HTMLReport {
  /// The latest figures, indicator by indicator.
  func figures<Rows: ReportRows & ~Copyable>(
    _ rows: inout Rows, _ tables: inout TableNumbers, _ write: (Markup) throws -> Void
  ) throws {
    let table = table(id: "table-figures", caption: "Latest figure of each indicator, area and breakdown")
    var signs: Signs?
    let embargoed = try rows.latestFigures { indicator in
      try self.write(indicator, in: table, &signs, &tables, isAnchored: true, write)
    }
    let withheld = Self.embargoLine(embargoed)
    if let signs {
      try write(table.closing(notes: [signs.key, withheld].compactMap(\.self)))
    } else {
      try write("<p>No figure is in this state of the ledger.</p>\n\(withheld.map { "<p>\($0)</p>\n" } ?? .none)")
    }
  }

  /// Writes the figures of an indicator as a body of a table, which the first of them opens.
  ///
  /// - Parameter signs: The signs that the table uses; nil until it is opened.
  func write(
    _ indicator: Report.IndicatorFigures, in table: HTMLTable, _ signs: inout Signs?, _ tables: inout TableNumbers,
    isAnchored: Bool, _ write: (Markup) throws -> Void
  ) throws {
    if signs == nil {
      try write(table.opening(number: tables.next()))
      signs = Signs()
    }
    for figure in indicator.figures { signs?.add(figure.value) }
    try write(table.body(rows(of: indicator, isAnchored: isAnchored)))
  }

  func table(id: String, caption: String) -> HTMLTable {
    HTMLTable(
      id: id, caption: caption,
      headnote: "Position is the place in the ledger of the event that holds the figure.",
      columns: [
        .init(title: "Indicator"), .init(title: "Area and breakdown"), .init(title: "Period"),
        .init(title: "Value", style: "number"), .init(title: "Source", style: "source"),
        .init(title: "Position", style: "number"),
      ],
      style: "figures")
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

  private func isUnderEmbargo(_ row: Report.FigureRow) -> Bool { row.isUnderEmbargo(at: report.asOf.recordedAt) }
}

extension Report.FigureRow {
  /// Whether it may not be told at an instant.
  public func isUnderEmbargo(at instant: Instant) -> Bool { embargo.map { $0 > instant } ?? false }
}

extension HTMLReport {
  /// The signs that the values of a table are printed with.
  struct Signs {
    private var hasMissing = false
    private var statuses: Set<ObservationStatus> = []

    init(_ values: [PrintedValue] = [], alwaysMissing: Bool = false) {
      hasMissing = alwaysMissing
      for value in values { add(value) }
    }

    mutating func add(_ value: PrintedValue) {
      if case .missing = value.content { hasMissing = true }
      statuses.insert(value.observationStatus)
    }

    /// Their meaning; nil if there are none.
    var key: Markup? {
      var signs: [Markup] = []
      if hasMissing { signs.append("<span class=\"missing\">\(PrintedValue.notAvailable)</span> not available") }
      for status in ObservationStatus.allCases where status != .normal && statuses.contains(status) {
        signs.append("<span class=\"flag\">\(status.rawValue)</span> \(status.meaning)")
      }
      return signs.isEmpty ? nil : Markup(signs, separator: "; ") + "."
    }
  }
}
