/// Reads the parameters by which a ledger adopted a method, and refuses those that the method does not have.
struct MethodParameters {
  private let given: [String: String]
  private var known: [String] = []

  init(_ given: [String: String]) { self.given = given }

  /// The year from which a course is measured; the base year of the Sustainable Development Goals, unless it is given.
  mutating func baseYear() throws(Refusal) -> Int {
    known.append("base_year")
    guard let text = given["base_year"] else { return 2015 }
    guard let year = wholeNumber(text), 1...9999 ~= year else {
      throw Refusal(.outOfRange, "'\(shown(text))' is not a base year", advice: "write a year such as 2015")
    }
    return year
  }

  /// A number, such as a cut.
  mutating func number(_ name: String, default standard: String) throws(Refusal) -> Decimal {
    known.append(name)
    guard let text = given[name] else { return Decimal(unchecked: standard) }
    return try Decimal(text)
  }

  /// The cut from which a target is on track, and the lower one of the class below.
  mutating func cuts(_ cut: String, _ lower: (name: String, value: String)) throws(Refusal) -> (Decimal, Decimal) {
    let first = try number("cut", default: cut)
    let second = try number(lower.name, default: lower.value)
    guard second.rational() <= first.rational() else {
      throw Refusal(
        .outOfRange, "\(lower.name) is \(second.text) and lies above cut, which is \(first.text)",
        advice: "the lower class ends where targets begin to be on track")
    }
    return (first, second)
  }

  /// Refuses a parameter that was not asked for.
  func finish(of method: Code) throws(Refusal) {
    for name in given.keys.sorted() where !known.contains(name) {
      let list = known.dropLast().joined(separator: ", ") + " and " + known.suffix(1).joined()
      throw Refusal(.unknownKey, "the method \(method) has no parameter '\(shown(name))'", advice: "it has \(list)")
    }
  }
}
