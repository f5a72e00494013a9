internal import Ledger

/// A report as one page that needs nothing else: no script, no font, no image from elsewhere.
///
/// The same report gives the same bytes. They are written piece by piece: of what may be long, the page holds the rows of
/// one indicator.
public struct HTMLReport: Sendable {
  /// The report.
  public let report: Report

  /// Whether anchors have to tell plans apart.
  let hasSeveralPlans: Bool

  /// A page of a report.
  public init(_ report: Report) {
    self.report = report
    hasSeveralPlans = Set(report.goals.map(\.plan)).count > 1
  }

  /// Writes the page as UTF-8.
  ///
  /// - Throws: What reading the rows throws, and what `output` throws.
  public func write<Rows: ReportRows & ~Copyable>(_ rows: inout Rows, to output: ([UInt8]) throws -> Void) throws {
    func write(_ html: Markup) throws { try output(Array(html.html.utf8)) }
    let isForHouse = report.asOf.release == nil
    try write(opening(isConfidential: try isForHouse && rows.areUnderEmbargo(at: report.asOf.recordedAt)))
    var tables = TableNumbers()
    for (index, section) in sections.enumerated() {
      let id = section.rawValue
      try write(
        """
        <section id="\(id)" aria-labelledby="title-\(id)">
        <h2 id="title-\(id)"><span class="number">\(index + 1).</span> \(section.title)</h2>

        """)
      switch section {
      case .summary: try write(summary(&tables))
      case .targets: try write(status(&tables))
      case .figures: try figures(&rows, &tables, write)
      case .membership: try membership(&rows, &tables, write)
      case .changes: try changes(&rows, &tables, write)
      case .audit: try write(audit(&tables))
      case .reading: try write(reading)
      }
      try write("</section>\n")
    }
    try write(closing)
  }

  private var sections: [Section] { Section.allCases.filter { $0 != .audit || report.audit != nil } }

  private func opening(isConfidential: Bool) -> Markup {
    let contents = sections.map { section -> Markup in
      let inner = section == .targets ? contentsOfStatus : .none
      return "<li><a href=\"#\(section.rawValue)\">\(section.title)</a>\(inner)</li>\n"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light">
      <title>\(report.symbol.map { "\($0): " } ?? .none)\(report.title)</title>
      <style>
      \(StyleSheet.screen)\(StyleSheet.print(footer: footerText))</style>
      </head>
      <body>
      <a class="skip" href="#content">Skip to the content</a>
      \(Self.shapes)<div class="page">
      \(masthead(isConfidential: isConfidential))<nav aria-labelledby="title-contents">
      <h2 id="title-contents">Contents</h2>
      <ol>
      \(contents)</ol>
      </nav>
      <main id="content">

      """
  }

  private var closing: Markup {
    """
    </main>
    <footer><p>\(footerText)</p></footer>
    </div>
    </body>
    </html>

    """
  }

  private func masthead(isConfidential: Bool) -> Markup {
    """
    <header>
    <p class="organ"><span>Report to the Council</span><span>\(report.symbol ?? "")</span></p>
    <h1>\(report.title)</h1>
    \(isConfidential ? Self.warning : .none)\(stateOfData)</header>

    """
  }

  /// What every page of the print says: where the numbers come from.
  private var footerText: String {
    let position = NumberStyle.grouped(report.asOf.position)
    return (report.symbol.map { "\($0). " } ?? "") + "Ledger \(report.origin), position \(position)"
  }

  private static let warning: Markup = """
    <p class="warning" role="note"><strong>Not for release.</strong> This report holds figures that are still under \
    embargo in the state that it describes. They are marked in the list of figures.</p>

    """

  /// The state that the report describes, in full.
  private var stateOfData: Markup {
    let asOf = report.asOf
    var facts: [(String, Markup)] = [
      ("Ledger", "<span class=\"code\">\(report.origin)</span>"),
      ("Position", "<data value=\"\(asOf.position)\">\(NumberStyle.grouped(asOf.position))</data>"),
      ("Recorded by", PageText.instant(asOf.recordedAt)),
      ("In force on", "\(PageText.validTime(asOf.on))"),
    ]
    if let published = asOf.published { facts.append(("As published by", PageText.instant(published))) }
    if let release = asOf.release { facts.append(("Public, as released at", PageText.instant(release))) }
    if let previous = report.previous {
      let issued = previous.issuedOn.map { ", issued \(PageText.day($0))" } ?? ""
      facts.append(
        ("Compared with", "\(previous.code)\(issued), position \(NumberStyle.grouped(previous.position))"))
    }
    if let command = report.command { facts.append(("Made by", "<code>\(command)</code>")) }
    return """
      <dl class="state" aria-label="State of the data">
      \(facts.map { name, value -> Markup in "<div><dt>\(name)</dt><dd>\(value)</dd></div>\n" })</dl>

      """
  }

  /// A part of the page; its name is its anchor.
  enum Section: String, CaseIterable {
    case summary
    case targets
    case figures
    case membership
    case changes
    case audit
    case reading

    var title: String {
      switch self {
      case .summary: "Summary"
      case .targets: "Status of the targets"
      case .figures: "Latest figures"
      case .membership: "Membership"
      case .changes: "Figures changed since the previous publication"
      case .audit: "Audit annex: printed numbers, recomputed"
      case .reading: "How to read this report"
      }
    }
  }

  /// The numbers of the tables, in the order of the page.
  struct TableNumbers {
    private var last = 0

    mutating func next() -> Int {
      last += 1
      return last
    }
  }
}

extension HTMLReport {
  /// A number with the plain one beside it for a program.
  func value(_ value: PrintedValue) -> Markup {
    switch value.content {
    case .missing(let reason):
      let words: Markup = reason.map { " <span class=\"aside\">\(Self.words(of: $0))</span>" } ?? .none
      return "<span class=\"missing\">\(PrintedValue.notAvailable)</span>\(flag(of: value))\(words)"
    case .embargoed: return "<span class=\"missing\">\(value.text)</span>"
    case .number, .code, .boolean:
      let plain = value.plain ?? ""
      return "<span class=\"value\" data-value=\"\(plain)\" title=\"\(plain)\">\(value.text)</span>\(flag(of: value))"
    }
  }

  private func flag(of value: PrintedValue) -> Markup {
    let status = value.observationStatus
    guard status != .normal else { return .none }
    return " <abbr class=\"flag\" title=\"\(status.meaning)\">\(status.rawValue)</abbr>"
  }

  /// A number with its unit.
  func valueWithUnit(_ value: PrintedValue) -> Markup { self.value(value) + unit(of: value) }

  /// The unit of a number, unless the sign of the per cent says it all.
  func unit(of value: PrintedValue) -> Markup {
    guard value.isPresent, let unit = value.unit else { return .none }
    return self.unit(unit)
  }

  /// A unit, unless the sign of the per cent says it all.
  func unit(_ unit: PrintedValue.Unit) -> Markup {
    unit.isPercent && unit.code == "percent" ? .none : " <span class=\"unit\">\(unit.title)</span>"
  }

  /// A code of several words, such as `not_quantified`, as words.
  static func words(of code: String) -> String {
    String(decoding: code.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }

  /// A line for figures that a public answer withholds.
  static func embargoLine(_ count: Int) -> Markup? {
    count > 0 ? "<strong>\(NumberStyle.grouped(count)) embargoed</strong>" : nil
  }
}
