internal import Ledger

extension StateReader {
  /// The claims of a publication with both of their answers.
  func audit(_ audit: PublicationAudit, nowAt: Int?, embargoed: Set<Code>) -> Report.Audit {
    let told = audit.claims.filter { !isEmbargoed($0, embargoed) }
    return Report.Audit(
      publication: audit.publication.text, title: audit.current.value?.title ?? audit.publication.text,
      frozenAt: audit.current.value?.frozen?.position, nowAt: nowAt, claims: told.map(claim),
      embargoed: audit.claims.count - told.count)
  }

  /// Whether a public answer must withhold a claim: the number that it prints may rest on one that may not be told yet.
  private func isEmbargoed(_ audited: AuditedClaim, _ hidden: Set<Code>) -> Bool {
    guard state.asOf.release != nil, case .value(let claim, _) = audited.current else { return false }
    let missing = (audited.then?.missing ?? []) + (audited.now?.missing ?? [])
    if missing.contains(where: { if case .figure(_, .embargoed) = $0 { true } else { false } }) { return true }
    guard !hidden.isEmpty else { return false }
    // A claim about any indicator may be about one of those.
    return missing.contains { $0.leavesIndicatorOpen }
      || state.figures(neededBy: claim).contains { hidden.contains($0.indicator) }
  }

  private func claim(_ audited: AuditedClaim) -> Report.Claim {
    guard case .value(let claim, _) = audited.current, let then = audited.then, let now = audited.now else {
      var row = Report.Claim(
        id: audited.id.text, text: "This claim cannot be read.", printed: PrintedValue.notAvailable,
        then: .cannotBeChecked, now: .cannotBeChecked)
      row.missing = audited.missing.map(\.description)
      return row
    }
    var row = Report.Claim(
      id: audited.id.text, text: claim.text ?? audited.id.text, printed: claim.printed, unit: claim.unit.map(unit),
      then: then.verdict, now: now.verdict)
    row.relation = claim.check?.relation.rawValue
    row.derivation = claim.check?.derivation
    if let second = claim.secondCheck {
      row.derivation = "\(row.derivation ?? "") and \(second.relation.rawValue) \(second.derivation)"
    }
    row.recomputed = then.recomputedText
    row.recomputedNow = now.recomputedText
    row.isApproximate = then.isApproximate
    row.evidence = evidence(of: then)
    row.missing = then.missing.map(\.description)
    return row
  }

  /// What an answer rests on; nothing where the answer lacks something and nothing was read.
  private func evidence(of answer: ClaimAnswer) -> String? {
    guard answer.evidence == ClaimAnswer.Evidence.none else { return answer.evidence?.rawValue }
    return answer.verdict == .cannotBeChecked ? nil : "constants alone"
  }
}

extension Missing {
  /// Whether it is a selection that any indicator may be meant by.
  fileprivate var leavesIndicatorOpen: Bool {
    switch self {
    case .indicator: true
    case .figures(let selection): selection.indicator == nil
    default: false
    }
  }
}
