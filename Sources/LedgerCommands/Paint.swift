internal import Ledger
internal import OperatingSystem

/// A colour that goes with a word and never stands for it.
enum Colour: String {
  case red = "31"
  case green = "32"
  case yellow = "33"
}

/// Puts colours on a terminal, and nothing anywhere else.
public struct Paint: Sendable {
  let isOn: Bool

  /// No colours.
  public static let none = Paint(isOn: false)

  /// Colours on a terminal that has them, unless `NO_COLOR` holds anything.
  static func on(terminal: Bool, _ environment: Environment) -> Paint {
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return Paint(isOn: terminal && !refused && environment["TERM"].map { !$0.isEmpty && $0 != "dumb" } ?? false)
  }

  /// The text in a colour.
  ///
  /// Measure the text before: what puts the colour on has no width.
  func callAsFunction(_ text: String, _ colour: Colour?) -> String {
    guard isOn, let colour, !text.isEmpty else { return text }
    return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }
}

extension TargetStatus {
  var colour: Colour? {
    switch self {
    case .achieved, .onTrack: .green
    case .offTrack, .missed: .red
    case .benchmarked: .yellow
    case .notMeasured, .noAnswer: nil
    }
  }
}

extension ClaimAnswer.Verdict {
  var colour: Colour {
    switch self {
    case .reproduced: .green
    case .differs: .red
    case .cannotBeChecked: .yellow
    }
  }
}
