internal import Ledger

extension HTMLReport {
  /// How to read the page: signs, statuses and words.
  var reading: Markup {
    let statuses = TargetStatus.allCases.map { status -> Markup in
      "<div><dt>\(Self.tag(status))</dt><dd>\(Self.meaning(of: status))</dd></div>\n"
    }
    return """
      <p>Every number comes from an event of the ledger. The position says which events this report may see, so the \
      same position gives the same report at any time.</p>
      <dl class="meanings">
      \(statuses)</dl>
      <ul class="plain">
      <li><span class="missing">\(PrintedValue.notAvailable)</span> means that a figure is not available. A missing \
      figure is never printed as zero.</li>
      <li>“At least”, “at most”, “less than”, “more than” and “about” belong to the figure as its source gives it.</li>
      <li>The status is the one that a person set, or else the method’s. Both are shown, and where both are definite \
      and differ, the table says so.</li>
      <li>A floating baseline is the figure of its period in the state that this report describes, and moves with it.</li>
      <li>Digits are those that were recorded; nothing is rounded but shares in per cent, once, half away from zero.</li>
      </ul>

      """
  }

  private static func meaning(of status: TargetStatus) -> String {
    switch status {
    case .achieved: "The target is reached."
    case .onTrack: "It will be reached in time if things go on as they do."
    case .offTrack: "It will not be reached in time if things go on as they do."
    case .missed: "It was not reached when it was due."
    case .benchmarked: "There is one figure, with which later ones will be compared."
    case .notMeasured: "There is no figure yet."
    case .noAnswer: "The method cannot tell; the table gives the reason."
    }
  }
}
