internal import Ledger

/// A report as one page that needs nothing else: no script, no font, no image from elsewhere.
///
/// The same report gives the same bytes.
public struct HTMLReport: Sendable {
  /// The report.
  public let report: Report

  /// The figures that have a row of their own, in their notation.
  let listedFigures: Set<String>

  /// Whether anchors have to tell plans apart.
  let hasSeveralPlans: Bool

  /// A page of a report.
  public init(_ report: Report) {
    self.report = report
    listedFigures = Set(report.figures.flatMap(\.figures).map { "\($0.figure)" })
    hasSeveralPlans = Set(report.goals.map(\.plan)).count > 1
  }

  /// The page as UTF-8.
  public var bytes: [UInt8] { Array(page().html.utf8) }

  private func page() -> Markup {
    var tables = TableNumbers()
    let sections = [summary(&tables), status(&tables), figures(&tables), membership(&tables), changes(&tables)]
    let all = sections + [audit(&tables), reading()].compactMap(\.self)
    let contents = all.map { section -> Markup in
      "<li><a href=\"#\(section.id)\">\(section.title)</a>\(section.contents)</li>\n"
    }
    let bodies = all.enumerated().map { index, section -> Markup in
      """
      <section id="\(section.id)" aria-labelledby="title-\(section.id)">
      <h2 id="title-\(section.id)"><span class="number">\(index + 1).</span> \(section.title)</h2>
      \(section.body)</section>

      """
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
      \(masthead)<nav aria-labelledby="title-contents">
      <h2 id="title-contents">Contents</h2>
      <ol>
      \(contents)</ol>
      </nav>
      <main id="content">
      \(bodies)</main>
      <footer><p>\(footerText)</p></footer>
      </div>
      </body>
      </html>

      """
  }

  private var masthead: Markup {
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

  /// Whether there are figures here that were under embargo at the state's own instant.
  private var isConfidential: Bool {
    guard report.asOf.release == nil else { return false }
    let rows = (report.figures + report.membership.reported).flatMap(\.figures)
    return rows.contains { isUnderEmbargo($0) }
  }

  private static let warning: Markup = """
    <p class="warning" role="note"><strong>Not for release.</strong> This report holds figures that are still under \
    embargo in the state that it describes. They are marked in the list of figures.</p>

    """

  func isUnderEmbargo(_ row: Report.FigureRow) -> Bool { row.embargo.map { $0 > report.asOf.recordedAt } ?? false }

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

  /// A part of the page.
  struct Section {
    var id: String
    var title: String
    var contents: Markup = .none
    var body: Markup
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
