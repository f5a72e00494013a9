internal import Ledger

extension HTMLReport {
  /// The shapes beside statuses and answers, drawn once and used by reference within the page.
  static let shapes: Markup = """
    <svg class="shapes" width="0" height="0" aria-hidden="true" focusable="false"><defs>
    <symbol id="shape-achieved" viewBox="0 0 16 16"><path d="M2.5 8.5l4 4 7-9" class="stroke"/></symbol>
    <symbol id="shape-on_track" viewBox="0 0 16 16"><path d="M8 2.5l6 10.5H2z"/></symbol>
    <symbol id="shape-off_track" viewBox="0 0 16 16"><path d="M8 13.5L2 3h12z"/></symbol>
    <symbol id="shape-missed" viewBox="0 0 16 16"><path d="M3 3l10 10M13 3L3 13" class="stroke"/></symbol>
    <symbol id="shape-benchmarked" viewBox="0 0 16 16"><path d="M8 2l6 6-6 6-6-6z"/></symbol>
    <symbol id="shape-not_measured" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5" class="stroke"/></symbol>
    <symbol id="shape-no_answer" viewBox="0 0 16 16"><path d="M3 8h10" class="stroke"/></symbol>
    </defs></svg>

    """

  private static func shape(_ name: String) -> Markup {
    "<svg class=\"shape\" aria-hidden=\"true\" focusable=\"false\"><use href=\"#shape-\(name)\"/></svg>"
  }

  /// A status in words, with its shape and colour.
  static func tag(_ status: TargetStatus, _ words: String? = nil) -> Markup {
    "<span class=\"tag \(status.rawValue)\">\(shape(status.rawValue))\(words ?? status.words)</span>"
  }

  /// A status without colour, for what stands beside the headline.
  static func quiet(_ status: TargetStatus, _ words: String? = nil) -> Markup {
    "<span class=\"quiet\">\(shape(status.rawValue))\(words ?? status.words)</span>"
  }

  /// An answer in words, with its shape and colour.
  static func tag(_ answer: ClaimAnswer.Verdict) -> Markup {
    let (style, name, words) =
      switch answer {
      case .reproduced: ("achieved", "achieved", "Reproduced")
      case .differs: ("off_track", "missed", "Differs")
      case .cannotBeChecked: ("not_measured", "not_measured", "Cannot be checked")
      }
    return "<span class=\"tag \(style)\">\(shape(name))\(words)</span>"
  }
}
