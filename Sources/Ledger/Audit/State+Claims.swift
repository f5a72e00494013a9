internal import Arithmetic

extension State {
  /// Whether this state gives what a publication prints.
  ///
  /// Only the claim is taken from the event; no answer is stored with it.
  public func check(_ claim: Claim, printedBy event: Event, in publication: Code) -> ClaimAnswer {
    var answer = ClaimAnswer(
      verdict: .cannotBeChecked, parts: [], recomputed: nil, recomputedText: nil, missing: [], isApproximate: false,
      evidence: nil)
    let checks = [claim.check, claim.secondCheck].compactMap { $0 }
    guard !checks.isEmpty else {
      answer.missing = [.noDerivation]
      return answer
    }
    var isBareFigure = false
    for check in checks {
      let evaluation = Evaluation(state: self)
      var derived = evaluation.stored(check.derivation)
      let verdict = compare(claim, check.relation, &derived, into: &answer, isFirst: answer.parts.isEmpty)
      if checks.count == 1, case .figure(let selection) = try? Derivation(check.derivation) {
        isBareFigure = !(selection.indicator.map(isWorkedOut) ?? false)
      }
      answer.parts.append(ClaimAnswer.Part(relation: check.relation, derived: derived, verdict: verdict))
      answer.missing += derived.missing.filter { !answer.missing.contains($0) }
    }
    let source = Source(claim: event, publication: publication)
    if answer.missing.isEmpty { answer.evidence = source.evidence(of: answer.inputs) }
    decide(&answer, isBareFigure: isBareFigure)
    return answer
  }

  /// What the relations together say.
  private func decide(_ answer: inout ClaimAnswer, isBareFigure: Bool) {
    let verdicts = answer.parts.map(\.verdict)
    guard answer.missing.isEmpty, !verdicts.contains(nil) else { return }
    if verdicts.contains(.fails) {
      answer.verdict = .differs
    } else if verdicts.contains(.open) {
      answer.missing = answer.parts.filter { $0.verdict == .open }.flatMap(\.reasonsForOpenness)
    } else if isBareFigure, answer.evidence == .sameSentence {
      answer.missing = [.evidence]
    } else {
      answer.verdict = .reproduced
    }
  }

  /// Whether one relation holds; what is missing goes to `derived`.
  private func compare(
    _ claim: Claim, _ relation: Claim.Relation, _ derived: inout Derived, into answer: inout ClaimAnswer,
    isFirst: Bool
  ) -> Quantity.Verdict? {
    switch derived.value {
    case nil: return nil
    case .period(let period):
      if isFirst { answer.recomputedText = period.description }
      return compare(claim, relation, period, &derived)
    case .quantity(let quantity):
      guard let printed = try? Decimal(claim.printed) else {
        derived.ownMissing.append(.printedNumber(claim.printed))
        return nil
      }
      guard let quantity = inUnit(of: claim, quantity, &derived) else { return nil }
      if quantity.isApproximate { answer.isApproximate = true }
      if isFirst {
        answer.recomputed = quantity.value
        answer.recomputedText = quantity.value.text(decimals: printed.decimals)
      }
      return quantity.verdict(on: printed, relation)
    }
  }

  /// A number in the unit in which the claim is printed.
  private func inUnit(of claim: Claim, _ quantity: Quantity, _ derived: inout Derived) -> Quantity? {
    guard let printed = claim.unit, let own = quantity.unit, own != printed else { return quantity }
    switch codes.factor(from: own, to: printed) {
    case .success(let factor): return quantity.scaled(by: factor, unit: printed)
    case .failure(let failure):
      derived.ownMissing.append(failure.missing)
      return nil
    }
  }

  /// A period that is not a year can only be the printed one or another.
  private func compare(
    _ claim: Claim, _ relation: Claim.Relation, _ period: Period, _ derived: inout Derived
  ) -> Quantity.Verdict? {
    guard relation == .equal, let printed = try? Period(claim.printed) else {
      derived.ownMissing.append(.year(period))
      return nil
    }
    guard derived.gaps.isEmpty else { return .open }
    return printed == period ? .holds : .fails
  }
}

extension Quantity {
  /// Whether a printed number stands in a relation to this one.
  func verdict(on printed: Decimal, _ relation: Claim.Relation) -> Verdict {
    let number = printed.rational()
    return switch relation {
    case .equal: equals(printed: number, decimals: printed.decimals)
    case .less: compares(printed: number, <, toAbove: true)
    case .lessOrEqual: compares(printed: number, <=, toAbove: true)
    case .more: compares(printed: number, >, toAbove: false)
    case .moreOrEqual: compares(printed: number, >=, toAbove: false)
    }
  }
}

extension ClaimAnswer.Part {
  /// What leaves the relation open: sets that are not stated complete, else numbers that are only bounds.
  fileprivate var reasonsForOpenness: [Missing] {
    if !derived.gaps.isEmpty { return derived.gaps }
    var bounds: [Missing] = []
    for input in derived.allInputs where input.event.kind == .measurementRecorded {
      guard let value = (try? input.event.fact(Measurement.self))?.value, value.qualifier != .exact,
        let certainty = Quantity.Certainty(rawValue: value.qualifier.rawValue)
      else { continue }
      bounds.append(.bound(String(input.event.subject.text.dropFirst("figure/".utf8.count)), certainty))
    }
    return bounds.isEmpty ? [.bound(derived.form, derived.quantity?.certainty ?? .undecided)] : bounds
  }
}

/// Where a claim is printed.
private struct Source {
  let documents: [String]
  let locator: String?

  init(claim event: Event, publication: Code) {
    documents = [publication.text] + (event.entry.basisText("source").map { [$0] } ?? [])
    locator = event.entry.basisText("locator")
  }

  /// What an answer rests on that read some states.
  func evidence(of inputs: [Derived.Input]) -> ClaimAnswer.Evidence? {
    guard !inputs.isEmpty else { return ClaimAnswer.Evidence.none }
    let sources = inputs.map { $0.event.entry.basisText("source") }
    let isInDocument = sources.map { source in source.map { own in documents.contains { sameBytes($0, own) } } }
    let isInSentence = zip(inputs, isInDocument).allSatisfy { input, inDocument in
      guard inDocument == true, let locator, let own = input.event.entry.basisText("locator") else { return false }
      return sameBytes(locator, own)
    }
    if isInSentence { return .sameSentence }
    if isInDocument.contains(true) { return .sameDocument }
    return isInDocument.contains(nil) ? .unstated : .independent
  }
}
