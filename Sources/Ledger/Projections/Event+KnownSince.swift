extension Event {
  /// From when the fact was known, for questions about what was published; nil for always.
  ///
  /// It is the `published_at` of its basis; else the effective date of a target revision, a membership change or a
  /// judgement, taken at the end of that day, month or year; else, for measurements and for states without a date of
  /// their own (a withdrawn target, a judgement without a date), when it was recorded. Framework, codes, coverage,
  /// methods, claims and the ledger's own events were always known. A publication is known from the day of its issue.
  public var knownSince: Instant? {
    if let text = entry.basisText("published_at"), let instant = try? Instant(text, bareDate: .endOfDay) {
      return instant
    }
    switch kind {
    case .targetRevised: return isWithdrawn ? recordedAt : effective("effective_from")
    case .membershipChanged: return effective("effective") ?? recordedAt
    case .statusJudged: return effective("on") ?? recordedAt
    case .publicationIssued, .publicationDecided: return effective("issued_on")
    case .measurementRecorded, .measurementWithdrawn, .unknown: return recordedAt
    default: return nil
    }
  }

  /// The instant before which a public answer may not tell the value.
  public var embargo: Instant? {
    guard kind == .measurementRecorded, let text = entry.dataText("embargo") else { return nil }
    // An embargo that cannot be read holds for ever: what is not understood is not published.
    return (try? Instant(text)) ?? Instant(microseconds: Instant.range.upperBound)
  }

  private func effective(_ key: StaticString) -> Instant? {
    guard let text = entry.dataText(key), let date = try? PartialDate(orInterval: text) else { return nil }
    return .end(of: date.last)
  }
}
