internal import Arithmetic

extension Quantity {
  /// The number in another unit, which is the given factor of this one's.
  func scaled(by factor: Rational, unit: Code?) -> Quantity {
    Quantity(
      value: value * factor, unit: unit, isApproximate: isApproximate, nominal: nominal.scaled(by: factor),
      outer: outer.scaled(by: factor))
  }

  /// The sum of numbers of one unit.
  static func sum(_ quantities: [Quantity]) -> Quantity {
    var sum = quantities[0]
    for next in quantities.dropFirst() {
      sum = Quantity(
        value: sum.value + next.value, unit: sum.unit ?? next.unit,
        isApproximate: sum.isApproximate || next.isApproximate, nominal: sum.nominal + next.nominal,
        outer: sum.outer + next.outer)
    }
    return sum
  }

  static prefix func - (quantity: Quantity) -> Quantity { quantity.scaled(by: -1, unit: quantity.unit) }

  /// The quotient; nil where the divisor may be zero.
  ///
  /// A divisor known only from above (`at_most 2`) is taken to be positive if its value is: what is divided by is a
  /// number of persons, countries or francs.
  func divided(by divisor: Quantity, unit: Code?) -> Quantity? {
    if divisor.value.sign < 0 { return (-self).divided(by: -divisor, unit: unit) }
    guard divisor.value.sign > 0, let inner = divisor.nominal.positivePart, let outside = divisor.outer.positivePart
    else { return nil }
    return Quantity(
      value: value / divisor.value, unit: unit, isApproximate: isApproximate || divisor.isApproximate,
      nominal: nominal.divided(byPositive: inner), outer: outer.divided(byPositive: outside))
  }

  /// The number through a function that grows with its argument.
  func map(increasing function: (Rational) -> Rational) -> Quantity {
    Quantity(
      value: function(value), unit: unit, isApproximate: isApproximate, nominal: nominal.map(increasing: function),
      outer: outer.map(increasing: function))
  }

  /// The greatest of numbers of one unit.
  static func greatest(of quantities: [Quantity]) -> Quantity {
    var value = quantities[0].value
    for next in quantities.dropFirst() { value = max(value, next.value) }
    return Quantity(
      value: value, unit: quantities[0].unit, isApproximate: quantities.contains(where: \.isApproximate),
      nominal: .greatest(of: quantities.map(\.nominal)), outer: .greatest(of: quantities.map(\.outer)))
  }

  /// The least of numbers of one unit.
  static func least(of quantities: [Quantity]) -> Quantity { -greatest(of: quantities.map { -$0 }) }

  /// The number if more may come that can only raise it.
  var orMore: Quantity { widened(lower: true, upper: false) }

  /// The number if more may come that can only lower it.
  var orLess: Quantity { widened(lower: false, upper: true) }

  /// The number if what may come can move it either way.
  var orAnything: Quantity { widened(lower: false, upper: false) }

  private func widened(lower: Bool, upper: Bool) -> Quantity {
    func widened(_ interval: Interval) -> Interval {
      Interval(lower: lower ? interval.lower : nil, upper: upper ? interval.upper : nil)
    }
    return Quantity(
      value: value, unit: unit, isApproximate: isApproximate, nominal: widened(nominal), outer: widened(outer))
  }
}

extension Interval {
  /// The positive numbers inside, if there is no reason to think that zero is among them.
  fileprivate var positivePart: Interval? {
    if isPositive { return self }
    guard lower == nil, let upper, upper.value.sign > 0 else { return nil }
    return Interval(lower: End(value: .zero, isIncluded: false), upper: upper)
  }
}
