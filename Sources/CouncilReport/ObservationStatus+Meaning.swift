public import Ledger

extension ObservationStatus {
  /// What the code means, for the key beside a table.
  public var meaning: String {
    switch self {
    case .normal: "normal"
    case .seriesBreak: "time series break"
    case .definitionDiffers: "definition differs"
    case .estimated: "estimated"
    case .forecast: "forecast or announced"
    case .experimental: "experimental"
    case .holiday: "missing: holiday or weekend"
    case .imputed: "imputed"
    case .derogation: "derogation"
    case .includedElsewhere: "included in another category"
    case .notCollected: "missing: data exist but were not collected"
    case .cannotExist: "missing: data cannot exist"
    case .notSignificant: "not significant"
    case .missing: "missing"
    case .provisional: "provisional"
    case .suppressed: "missing: suppressed"
    case .specialEvent: "strike or other special event"
    case .lowReliability: "low reliability"
    case .unvalidated: "not validated"
    case .includesOther: "includes another category"
    }
  }
}
