internal import Arithmetic

extension Evaluation {
  func growth(
    _ series: Selection, _ from: Period, _ to: Period, _ mode: Derivation.Growth, _ form: String
  ) -> Derived {
    var derived = Derived(form)
    guard let (base, last) = ends(of: series, from, to, into: &derived) else { return derived }
    guard base.outer.isPositive || (base.outer.lower == nil && base.value.sign > 0), last.value.sign >= 0,
      let quotient = last.divided(by: base, unit: nil)
    else {
      derived.ownMissing.append(.positiveBase)
      return derived
    }
    switch mode {
    case .total:
      derived.value = .quantity(quotient.map { ($0 - 1) * 100 })
    case .perYear:
      guard let years = years(from: from, to: to), years.sign > 0 else {
        derived.ownMissing.append(.time(from, to))
        return derived
      }
      derived.value = .quantity(quotient.map { ($0.power(over: years) - 1) * 100 })
    }
    return derived
  }

  func project(_ series: Selection, _ from: Period, _ to: Period, _ at: Period, _ form: String) -> Derived {
    var derived = Derived(form)
    guard let (base, last) = ends(of: series, from, to, into: &derived) else { return derived }
    guard let span = years(from: from, to: to), !span.isZero, let reach = years(from: from, to: at) else {
      derived.ownMissing.append(.time(from, to))
      return derived
    }
    let share = reach / span
    derived.value = .quantity(
      .sum([base.scaled(by: 1 - share, unit: base.unit), last.scaled(by: share, unit: base.unit)]))
    return derived
  }

  /// The numbers of a series at two periods, in one unit.
  private func ends(
    of series: Selection, _ from: Period, _ to: Period, into derived: inout Derived
  ) -> (Quantity, Quantity)? {
    let wanted = resolved(series)
    var quantities: [Quantity] = []
    for period in [from, to] {
      guard let figure = wanted.at(period).figure else {
        derived.ownMissing.append(.figures(series.at(period)))
        continue
      }
      if let quantity = number(of: figure, into: &derived) { quantities.append(quantity) }
    }
    guard quantities.count == 2 else { return nil }
    switch aligned(quantities) {
    case .success(let aligned): return (aligned[0], aligned[1])
    case .failure(let failure):
      derived.ownMissing.append(failure.missing)
      return nil
    }
  }

  /// The years from one calendar unit to another of the same precision; weeks and days make no years.
  private func years(from one: Period, to other: Period) -> Rational? {
    guard one.isUnit, other.isUnit, one.precision == other.precision, one.precision.months > 0 else { return nil }
    return Rational(other.last.monthNumber - one.last.monthNumber, over: 12)
  }
}

extension CalendarDate {
  /// The months since the beginning of the year 0.
  var monthNumber: Int { year * 12 + month - 1 }
}

extension Rational {
  /// This number, not negative, to the power of one over some years, which may be a fraction.
  fileprivate func power(over years: Rational) -> Rational {
    // Years are months over twelve, so the fraction has a small numerator and denominator.
    let months = (years * 12).int ?? 12
    guard months % 12 != 0 else { return root(months / 12) ?? self }
    return power(12)?.root(months) ?? self
  }
}
