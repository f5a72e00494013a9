public import Ledger

/// What a report lists row by row, read while its page is written: a ledger may hold more of it than the memory does.
///
/// Each call reads anew and hands over the same, as long as the state of the report is bound to a position.
public protocol ReportRows: ~Copyable {
  /// Hands over the latest figures, indicator by indicator, in the order of their codes.
  ///
  /// - Returns: How many figures a public answer withholds.
  mutating func latestFigures(_ body: (Report.IndicatorFigures) throws -> Void) throws -> Int

  /// Hands over the latest figures of those indicators that count members.
  mutating func reportedMembers(_ body: (Report.IndicatorFigures) throws -> Void) throws

  /// Whether a latest figure is still under embargo at an instant.
  mutating func areUnderEmbargo(at instant: Instant) throws -> Bool

  /// Hands over the figures that had a value in the previous publication and have another now, or none.
  ///
  /// - Returns: How many figures are new.
  mutating func changes(_ body: (Report.Change) throws -> Void) throws -> Int
}

extension Report {
  /// Whether an indicator is about membership: its code has one of these words.
  ///
  /// Nothing in a ledger says that an indicator counts members; the words of its code do.
  public static func countsMembers(_ indicator: Code) -> Bool {
    let words: Set<Substring> = ["member", "members", "membership", "associate", "associates", "academia"]
    return indicator.text.split(whereSeparator: { $0 == "-" || $0 == "_" || $0 == " " }).contains(where: words.contains)
  }
}
