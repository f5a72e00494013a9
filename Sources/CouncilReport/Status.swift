/// How far a target has come, in one word.
public enum Status: String, Hashable, Sendable, CaseIterable {
  /// The target is met.
  case achieved
  /// It will be met if things go on as they do.
  case onTrack = "on_track"
  /// It will not be met if things go on as they do.
  case offTrack = "off_track"
  /// It was not met when it was due.
  case missed
  /// There is one figure, with which later ones will be compared.
  case benchmarked
  /// There is no figure.
  case notMeasured = "not_measured"
  /// The method cannot tell.
  case noAnswer = "no_answer"

  /// The status in words.
  public var label: String {
    switch self {
    case .achieved: "Achieved"
    case .onTrack: "On track"
    case .offTrack: "Off track"
    case .missed: "Missed"
    case .benchmarked: "Benchmarked"
    case .notMeasured: "Not yet measured"
    case .noAnswer: "No answer"
    }
  }
}
