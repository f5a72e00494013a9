public import Ledger

extension Report {
  /// The publication that a report is compared with: the one before another, or the last one.
  ///
  /// Before a publication comes the one that it supersedes, else the last that was issued in an earlier state.
  ///
  /// - Parameters:
  ///   - code: The publication that the report shows; nil for a report that is no publication.
  ///   - publications: The publications of the newest state: a publication does not know itself.
  public static func publication(
    before code: Code?, in publications: Publications
  ) -> (code: Code, publication: Publication)? {
    let own = code.flatMap { publications.publication($0).value }
    if let earlier = own?.supersedes, let publication = publications.publication(earlier).value,
      publication.frozen != nil
    {
      return (earlier, publication)
    }
    let bound = own?.frozen?.position ?? Int.max
    var last: (code: Code, publication: Publication)?
    for candidate in publications.codes where candidate != code {
      guard let publication = publications.publication(candidate).value, let frozen = publication.frozen,
        frozen.position < bound
      else { continue }
      if let known = last?.publication.frozen?.position, known > frozen.position { continue }
      last = (candidate, publication)
    }
    return last
  }
}
