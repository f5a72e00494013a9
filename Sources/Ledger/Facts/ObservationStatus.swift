/// What kind of observation a value is: SDMX's list CL_OBS_STATUS, version 2.2.
public enum ObservationStatus: String, Hashable, Sendable, CaseIterable {
  /// Normal.
  case normal = "A"
  /// The time series breaks here.
  case seriesBreak = "B"
  /// The definition differs.
  case definitionDiffers = "D"
  /// Estimated.
  case estimated = "E"
  /// Forecast or announced.
  case forecast = "F"
  /// Experimental.
  case experimental = "G"
  /// Missing because of a holiday or weekend.
  case holiday = "H"
  /// Imputed.
  case imputed = "I"
  /// Derogation.
  case derogation = "J"
  /// Included in another category.
  case includedElsewhere = "K"
  /// Missing: the data exist but were not collected.
  case notCollected = "L"
  /// Missing: the data cannot exist.
  case cannotExist = "M"
  /// Not significant.
  case notSignificant = "N"
  /// Missing.
  case missing = "O"
  /// Provisional.
  case provisional = "P"
  /// Missing: suppressed.
  case suppressed = "Q"
  /// Strike or another special event.
  case specialEvent = "S"
  /// Of low reliability.
  case lowReliability = "U"
  /// Not validated.
  case unvalidated = "V"
  /// Includes data from another category.
  case includesOther = "W"
}
