internal import Ledger

extension HTMLReport {
  /// The counts of the statuses, and every target as one mark.
  func summary(_ tables: inout TableNumbers) -> Markup {
    let counts = report.statusCounts
    let total = report.targets.count
    let rows = report.goals.map { goal in
      HTMLTable.Row(
        header: "<a href=\"#\(id(of: goal))\">\(goal.title)</a>",
        cells: [
          "<ul class=\"marks\">\(goal.targets.map { target -> Markup in "<li>\(mark(target))</li>" })</ul>",
          count(goal.targets.count),
        ])
    }
    let shares = counts.map { status, count in
      let share = NumberStyle.percentage(count, of: total) ?? PrintedValue.notAvailable
      return HTMLTable.Row(header: Self.tag(status), cells: [self.count(count), "\(share)"])
    }
    var body: Markup = .none
    if total == 0 {
      body = "<p>No target is in force in this state of the ledger.</p>\n"
    } else {
      body += "<p>\(sentence(counts, total))</p>\n"
      body +=
        HTMLTable(
          id: "table-counts", caption: "Targets by status",
          headnote: "Shares in per cent of all \(total) targets; rounded shares need not add up to 100.",
          columns: [
            .init(title: "Status"), .init(title: "Targets", style: "number"), .init(title: "%", style: "number"),
          ],
          bodies: [shares], style: "narrow"
        ).html(number: tables.next())
      body +=
        HTMLTable(
          id: "table-goals", caption: "Targets by goal", headnote: "Each mark is a target; it leads to its row.",
          columns: [
            .init(title: "Goal"), .init(title: "Targets and their status"), .init(title: "Targets", style: "number"),
          ],
          bodies: [rows], style: "goals"
        ).html(number: tables.next())
    }
    return body
  }

  /// A target as a mark of its status that leads to its row.
  private func mark(_ target: Report.Target) -> Markup {
    """
    <a class="mark \(target.status.rawValue)" href="#\(id(of: target))" title="\(target.statement)">\
    \(Self.tag(target.status, target.code))<span class="hidden">: \(target.status.words)</span></a>
    """
  }

  /// The counts in running text, as the style of the United Nations writes them.
  private func sentence(_ counts: [(status: TargetStatus, count: Int)], _ total: Int) -> String {
    let parts = counts.map { "\(NumberStyle.spoken($0.count)) \(Self.inText($0.status))" }
    let list =
      parts.count < 2 ? parts.joined() : parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
    let good = counts.filter { $0.status == .achieved || $0.status == .onTrack }.reduce(0) { $0 + $1.count }
    let share = NumberStyle.percentage(good, of: total) ?? PrintedValue.notAvailable
    let targets = "\(NumberStyle.spoken(total)) \(total == 1 ? "target" : "targets")"
    return "Of \(targets), \(list). Achieved or on track: \(share) per cent (\(good) of \(total))."
  }

  private static func inText(_ status: TargetStatus) -> String {
    switch status {
    case .achieved: "achieved"
    case .onTrack: "on track"
    case .offTrack: "off track"
    case .missed: "missed"
    case .benchmarked: "benchmarked"
    case .notMeasured: "not yet measured"
    case .noAnswer: "without an answer"
    }
  }

  /// A table of targets for each goal.
  func status(_ tables: inout TableNumbers) -> Markup {
    if report.goals.isEmpty { return "<p>No goal is in force in this state of the ledger.</p>\n" }
    var body: Markup = .none
    for goal in report.goals {
      body += "<h3 id=\"\(id(of: goal))\">\(goal.title)</h3>\n"
      body +=
        goal.targets.isEmpty
        ? "<p>No target of this goal is in force.</p>\n"
        : "<div class=\"together\">\n\(table(goal).html(number: tables.next()))</div>\n"
    }
    return body
  }

  /// The goals, below the section in the contents.
  var contentsOfStatus: Markup {
    let entries = report.goals.map { goal -> Markup in
      "<li><a href=\"#\(id(of: goal))\">\(goal.title)</a></li>"
    }
    return entries.isEmpty ? .none : "<ul>\(entries)</ul>"
  }

  private func table(_ goal: Report.Goal) -> HTMLTable {
    let embargoed = goal.targets.reduce(0) { $0 + $1.embargoed }
    let signs = Signs(goal.targets.flatMap(printedValues), alwaysMissing: true)
    return HTMLTable(
      id: "table-\(id(of: goal))", caption: "Status of the targets of goal \(goal.code)",
      columns: [
        .init(title: "Target"), .init(title: "Baseline"), .init(title: "Latest figure"),
        .init(title: "To reach"), .init(title: "Status"), .init(title: "By the method"), .init(title: "Last time"),
      ],
      bodies: [goal.targets.map(row)],
      notes: [signs.key, Self.embargoLine(embargoed)].compactMap(\.self),
      style: "status", stacks: true)
  }

  private func printedValues(_ target: Report.Target) -> [PrintedValue] {
    [target.baseline?.value].compactMap(\.self) + target.measures.compactMap { $0.latest?.value }
  }

  private func row(_ target: Report.Target) -> HTMLTable.Row {
    let due: Markup = target.due.map { "<span class=\"line aside\">by \(PageText.period($0))</span>" } ?? .none
    return HTMLTable.Row(
      id: id(of: target), header: "<span class=\"target\">\(target.code)</span> \(target.statement)",
      cells: [
        baseline(target.baseline), latest(target), "\(target.goalpost)\(due)", headline(target), method(target),
        lastTime(target.lastTime),
      ])
  }

  private func baseline(_ baseline: Report.Baseline?) -> Markup {
    guard let baseline else { return value(.missing) }
    let period = baseline.period.map { "<span class=\"line aside\">\(PageText.period($0))</span>" as Markup }
    let kind: Markup =
      switch baseline.kind {
      case .fixed: .none
      case .floating: "<span class=\"line aside\">floating</span>"
      case .method: "<span class=\"line aside\">taken by the method</span>"
      }
    return "\(value(baseline.value))\(period ?? .none)\(kind)"
  }

  /// The figures that the target is judged by; the context stands among the figures.
  private func latest(_ target: Report.Target) -> Markup {
    var lines = target.measures.filter { $0.role != "context" }.map { measure -> Markup in
      let role: Markup = measure.role == "primary" ? .none : "<span class=\"line aside\">\(measure.role)</span>"
      guard let latest = measure.latest else {
        return
          "<div class=\"measure\">\(value(.missing))<span class=\"line aside\">\(measure.title)</span>\(role)</div>"
      }
      return """
        <div class="measure">\(link(to: latest))\
        <span class="line aside">\(PageText.period(latest.period))</span>\(role)</div>
        """
    }
    if let line = Self.embargoLine(target.embargoed) { lines.append("<div class=\"measure\">\(line)</div>") }
    return lines.isEmpty ? value(.missing) : Markup(lines)
  }

  /// The value, leading to its row in the list of figures if it has one, and its unit.
  private func link(to latest: Report.Latest) -> Markup {
    let value = value(latest.value)
    let link: Markup =
      latest.isListed ? "<a href=\"#\(Self.id(of: latest.figure))\">\(value)</a>" : value
    return link + unit(of: latest.value)
  }

  private func headline(_ target: Report.Target) -> Markup {
    var html = Self.tag(target.status)
    guard let judgement = target.judgement else {
      return html + (target.method == nil ? .none : "<span class=\"line aside\">by the method</span>")
    }
    for status in judgement.also { html += "<span class=\"line\">also \(Self.quiet(status))</span>" }
    if !judgement.flags.isEmpty {
      html += "<span class=\"line aside\">\(judgement.flags.map(Self.words).joined(separator: ", "))</span>"
    }
    html += printed(judgement.printed, besides: judgement.status)
    if judgement.isStale { html += "<span class=\"line alert\">judged before an input changed</span>" }
    return html
  }

  private func method(_ target: Report.Target) -> Markup {
    guard let method = target.method else { return value(.missing) }
    var html = Self.quiet(method.status)
    if let fine = method.fineClass { html += "<span class=\"line aside\">\(Self.words(of: fine))</span>" }
    if let reason = method.reason { html += "<span class=\"line aside\">\(Self.words(of: reason))</span>" }
    if target.isDisputed { html += "<span class=\"line alert\">differs from the judgement</span>" }
    return html
  }

  private func lastTime(_ last: Report.LastTime?) -> Markup {
    guard let last else { return value(.missing) }
    return Self.quiet(last.status) + printed(last.printed, besides: last.status)
  }

  /// The printed words, unless they are the ones that stand there already.
  private func printed(_ words: String?, besides status: TargetStatus) -> Markup {
    guard let words, words != status.words else { return .none }
    return "<span class=\"line aside\">printed “\(words)”</span>"
  }
}
