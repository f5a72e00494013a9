/// How the page looks, on a screen and on A4.
enum StyleSheet {
  /// The rules for every medium, and for narrow screens.
  ///
  /// Each colour of text has a contrast of at least 4.5 to 1 against what it stands on; colours only repeat what words and
  /// shapes say.
  static let screen: Markup = """
    :root { --ink: #1a2430; --soft: #4d5a68; --line: #c9d1d9; --rule: #12395b; --accent: #0b5394; --pale: #f3f6f9; }
    * { box-sizing: border-box; }
    html { font-size: 16px; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body { margin: 0; background: #fff; color: var(--ink); line-height: 1.5;
      font-family: system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
    .page { max-width: 74rem; margin: 0 auto; padding: 0 1.5rem 3rem; }
    a { color: var(--accent); text-underline-offset: .15em; text-decoration-thickness: .06em; }
    a:focus-visible, .scroll:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
    .skip { position: absolute; left: -999em; }
    .skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: #fff; border: 2px solid var(--rule); z-index: 2; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .shapes { position: absolute; }
    header { border-top: .5rem solid var(--rule); padding-top: 1.25rem; }
    .organ { max-width: none; display: flex; justify-content: space-between; gap: 1rem; margin: 0; padding-bottom: .5rem;
      border-bottom: 1px solid var(--ink); font-weight: 600; }
    h1, h2, h3 { font-family: Charter, "Bitstream Charter", Georgia, "Liberation Serif", "Times New Roman", serif;
      color: var(--rule); line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
    h1 { font-size: 2.1rem; font-weight: 600; margin: 1.5rem 0 1.25rem; max-width: 22em; }
    h2 { font-size: 1.5rem; margin: 3rem 0 1rem; padding-top: .75rem; border-top: 1px solid var(--line); }
    h2 .number { color: var(--soft); font-weight: 400; margin-right: .25em; }
    h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; max-width: 42em; }
    p { max-width: 44em; margin: 0 0 1rem; }
    .state { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem 2rem; margin: 0;
      padding: 1rem 1.25rem; background: var(--pale); border-left: 4px solid var(--rule); font-size: .9rem; }
    .state dt { color: var(--soft); font-size: .8rem; }
    .state div:has(code) { grid-column: 1 / -1; }
    .state dd { margin: 0; overflow-wrap: anywhere; }
    .warning { margin: 0 0 1rem; padding: .75rem 1.25rem; border: 2px solid #9b1c1c; color: #7d1616; max-width: none; }
    nav h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; padding: 0; border: 0; }
    nav ol { margin: 0; padding-left: 1.5rem; }
    nav ul { padding-left: 1rem; list-style: none; font-size: .9rem; }
    nav li { margin: .2rem 0; }
    .scroll { overflow-x: auto; margin: 1rem 0 0; }
    table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; }
    table.narrow { width: auto; min-width: min(26rem, 100%); }
    caption { text-align: left; font-weight: 600; padding: 0 0 .5rem; }
    caption .number { color: var(--soft); }
    .headnote { display: block; font-weight: 400; font-size: .8rem; color: var(--soft); }
    th, td { padding: .5rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
      font-weight: 400; }
    thead th { font-weight: 600; font-size: .8rem; color: var(--rule); vertical-align: bottom;
      border-top: 2px solid var(--rule); border-bottom: 1px solid var(--rule); }
    table { border-bottom: 2px solid var(--rule); }
    .number { font-variant-numeric: tabular-nums lining-nums; }
    td.number, th.number { text-align: right; }
    .status, .claims, .figures { table-layout: fixed; }
    .status thead th:nth-child(1) { width: 26%; }
    .status thead th:nth-child(2) { width: 11%; }
    .status thead th:nth-child(3) { width: 14%; }
    .status thead th:nth-child(4) { width: 12%; }
    .status thead th:nth-child(5) { width: 15%; }
    .status thead th:nth-child(6) { width: 12%; }
    .claims thead th:nth-child(1) { width: 38%; }
    .compared thead th:nth-child(1) { width: 29%; }
    .claims thead th:nth-child(2), .claims thead th:nth-child(3) { width: 11%; }
    .claims thead th:nth-last-child(1) { width: 23%; }
    .compared thead th:nth-last-child(1) { width: 19%; }
    .figures thead th:nth-child(1) { width: 36%; }
    .figures thead th:nth-child(2) { width: 22%; }
    .figures thead th:nth-child(3) { width: 12%; }
    .figures thead th:nth-child(4) { width: 13%; }
    .figures thead th:nth-child(5) { width: 9%; }
    .date { white-space: nowrap; }
    .scroll + p, .notes + p { margin-top: 1rem; }
    .value { font-variant-numeric: tabular-nums lining-nums; }
    .unit, .aside { color: var(--soft); font-size: .8rem; }
    .line { display: block; }
    .alert { color: #8a1c1c; font-size: .8rem; font-weight: 600; }
    .missing { color: var(--soft); }
    .flag { font-size: .75rem; font-weight: 600; text-decoration: none; color: var(--rule); }
    .code, code { font-family: ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace; font-size: .75rem;
      color: var(--soft); overflow-wrap: anywhere; font-weight: 400; }
    .state .code, .state code { color: var(--ink); font-size: .85rem; }
    .target { font-weight: 700; margin-right: .35em; }
    .total > * { font-weight: 600; }
    .measure + .measure { margin-top: .4rem; }
    .notes { list-style: none; margin: .4rem 0 0; padding: 0; font-size: .8rem; color: var(--soft); }
    .missing-list { margin: .2rem 0 0; padding-left: 1rem; font-size: .8rem; overflow-wrap: anywhere; }
    .plain li { max-width: 44em; margin: .3rem 0; }
    .shape { width: .8em; height: .8em; margin-right: .4em; fill: currentColor; vertical-align: -.04em; flex: none; }
    .stroke { fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
    .tag, .quiet { display: inline-flex; align-items: baseline; }
    .tag { padding: .1rem .5rem; border-radius: .2rem; border: 1px solid; font-weight: 600; font-size: .8rem; }
    .quiet { font-size: .825rem; }
    .achieved { color: #0b4f2a; background: #e3f3e9; border-color: #8cc3a2; }
    .on_track { color: #0a4a63; background: #e2f1f7; border-color: #86bdd3; }
    .off_track { color: #7a2e06; background: #fdeee2; border-color: #e0ad86; }
    .missed { color: #7d1616; background: #fbe6e6; border-color: #dd9a9a; }
    .benchmarked { color: #46346f; background: #eeeaf8; border-color: #b3a6d6; }
    .not_measured, .no_answer { color: #3d4852; background: #f0f2f4; border-color: #b5bec7; }
    .marks { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: 0; padding: 0; }
    .mark { display: block; background: none; text-decoration: none; border-radius: .2rem; }
    .mark .tag { min-width: 3.6rem; padding: .2rem .5rem; }
    .meanings > div { display: grid; grid-template-columns: 11rem 1fr; gap: .5rem; margin: .4rem 0; }
    .meanings dd { margin: 0; }
    :target > * { background: #fff6d6; }
    footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--ink); color: var(--soft); font-size: .8rem;
      overflow-wrap: anywhere; }
    @media screen and (max-width: 48rem) {
      .page { padding: 0 1rem 2rem; }
      h1 { font-size: 1.55rem; }
      h2 { font-size: 1.3rem; }
      .figures, .changes { min-width: 44rem; }
      .stacks, .stacks caption, .stacks tbody, .stacks tr, .stacks th, .stacks td { display: block; width: auto; }
      .stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .stacks tr { padding: .6rem 0; border-bottom: 1px solid var(--rule); }
      .stacks tbody th, .stacks tbody td { padding: .2rem 0; border: 0; text-align: left; }
      .stacks tbody td { position: relative; min-height: 1.6em; padding-left: 8rem; }
      .stacks tbody td::before { content: attr(data-label); position: absolute; left: 0; width: 7.5rem;
        color: var(--soft); font-size: .8rem; }
      .meanings > div { grid-template-columns: 1fr; gap: .1rem; }
    }

    """

  /// The rules for paper.
  ///
  /// - Parameter footer: What stands at the foot of each page, beside its number.
  static func print(footer: String) -> Markup {
    """
    @page { size: A4; margin: 18mm 15mm 20mm;
      @bottom-left { content: \(string(footer)); font: 7.5pt sans-serif; color: #4d5a68; }
      @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt sans-serif; color: #4d5a68; } }
    @media print {
      html { font-size: 9.5pt; }
      body { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      .page { max-width: none; padding: 0; }
      .skip, footer { display: none; }
      a { color: inherit; text-decoration: none; }
      .scroll { overflow: visible; }
      table { font-size: 8pt; }
      .figures, .claims { font-size: 7.5pt; }
      .unit, .aside, .alert, .headnote, .notes { font-size: 7pt; }
      .code, code { font-size: 6.5pt; }
      th, td { padding: .25rem .35rem; }
      thead { display: table-header-group; }
      tr, caption, .notes, .together, .state, .meanings, nav, .scroll:has(.narrow, .goals) { break-inside: avoid; }
      caption, thead, h2, h3 { break-after: avoid; }
      #targets, #figures, #audit { break-before: page; }
      #targets h2, #figures h2, #audit h2 { margin-top: 0; border-top: 0; }
      .state { font-size: 8.5pt; }
      .notes { break-before: avoid; }
      .tag { font-size: 7pt; padding: .05rem .3rem; }
    }

    """
  }

  /// Text as a string of CSS: all but letters, digits and blanks by number, so that none of it ends the string.
  private static func string(_ text: String) -> Markup {
    var css = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", " ": css.unicodeScalars.append(scalar)
      default: css += "\\" + String(scalar.value, radix: 16) + " "
      }
    }
    return "\"\(css)\""
  }
}
