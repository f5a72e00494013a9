extension DerivationParser {
  mutating func selection() throws(Refusal) -> Selection {
    let range = argument()
    do { return try Selection(slice(range)) } catch { throw error.moved(by: range.lowerBound) }
  }

  mutating func nextPeriod() throws(Refusal) -> Period {
    try skip(",")
    return try period(argument())
  }

  func period(_ range: Range<Int>) throws(Refusal) -> Period {
    do { return try Period(slice(range)) } catch { throw error.moved(by: range.lowerBound) }
  }

  func code(_ range: Range<Int>) throws(Refusal) -> Code {
    do { return try Code(encoded: bytes[range].span) } catch { throw error.moved(by: range.lowerBound) }
  }

  mutating func number() throws(Refusal) -> Decimal {
    let range = argument()
    do { return try Decimal(slice(range)) } catch { throw error.moved(by: range.lowerBound) }
  }

  mutating func targetName() throws(Refusal) -> Derivation.TargetName {
    let range = argument()
    guard let slash = range.first(where: { bytes[$0] == UInt8(ascii: "/") }) else {
      return Derivation.TargetName(plan: nil, code: try code(range))
    }
    return Derivation.TargetName(
      plan: try code(range.lowerBound..<slash), code: try code(slash + 1..<range.upperBound))
  }

  mutating func choice<Choice: CaseIterable & RawRepresentable>(
    of type: Choice.Type
  ) throws(Refusal) -> Choice where Choice.RawValue == String {
    try choice(of: type, in: argument())
  }

  func choice<Choice: CaseIterable & RawRepresentable>(
    of _: Choice.Type, in range: Range<Int>
  ) throws(Refusal) -> Choice where Choice.RawValue == String {
    let text = slice(range)
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    throw Refusal(
      .derivationForm, "'\(text)' is not one of \(names.joined(separator: ", "))",
      advice: suggestion(for: text, among: names), at: .byte(range.lowerBound))
  }

  mutating func counted() throws(Refusal) -> Derivation.Counted {
    skipBlanks()
    let start = index
    let what = word()
    switch what {
    case "figures":
      return .figures(try selection())
    case "nodes":
      let pairs = try pairs(["kind", "sector", "plan"])
      return .nodes(
        kind: try pairs["kind"].map(code), sector: try pairs["sector"].map(code), plan: try pairs["plan"].map(code))
    case "targets":
      let pairs = try pairs(["plan", "status", "basis"])
      let basis = try pairs["basis"].map { range throws(Refusal) in try choice(of: Derivation.Basis.self, in: range) }
      return .targets(
        plan: try pairs["plan"].map(code),
        status: try pairs["status"].map { range throws(Refusal) in try choice(of: TargetStatus.self, in: range) },
        basis: basis ?? .judged)
    case "members":
      return try members()
    default:
      let names = ["figures", "nodes", "targets", "members"]
      throw Refusal(
        .derivationForm, "'\(what)' cannot be counted", advice: suggestion(for: what, among: names), at: .byte(start))
    }
  }

  private mutating func members() throws(Refusal) -> Derivation.Counted {
    let pairs = try pairs(["group", "category", "on", "joined", "distinct"])
    if let on = pairs["on"], pairs["joined"] != nil { throw expected("either on= or joined=", at: on.lowerBound) }
    if let distinct = pairs["distinct"], slice(distinct) != "yes" {
      throw expected("distinct=yes", at: distinct.lowerBound)
    }
    let when: Derivation.When =
      if let on = pairs["on"] { .on(try period(on)) } else if let joined = pairs["joined"] {
        .joined(try period(joined))
      } else { .atQuestion }
    return .members(
      group: try pairs["group"].map(code), category: try pairs["category"].map(code), when: when,
      isDistinct: pairs["distinct"] != nil)
  }

  /// The places of the values of `key=value` words, up to the closing parenthesis.
  private mutating func pairs(_ keys: [String]) throws(Refusal) -> [String: Range<Int>] {
    var pairs: [String: Range<Int>] = [:]
    while true {
      skipBlanks()
      let start = index
      guard index < bytes.count, bytes[index] != UInt8(ascii: ")") else { return pairs }
      let key = word()
      guard keys.contains(key), index < bytes.count, bytes[index] == UInt8(ascii: "=") else {
        throw Refusal(
          .derivationForm, "'\(key)=' cannot stand here", advice: suggestion(for: key, among: keys), at: .byte(start))
      }
      guard pairs[key] == nil else { throw expected("'\(key)=' once", at: start) }
      index += 1
      let value = index
      while index < bytes.count, bytes[index] != UInt8(ascii: " "), bytes[index] != UInt8(ascii: ")") { index += 1 }
      pairs[key] = value..<index
    }
  }

  /// Moves past an argument, and gives its place without the blanks around it.
  private mutating func argument() -> Range<Int> {
    skipBlanks()
    let start = index
    var hasArea = false
    while index < bytes.count, bytes[index] != UInt8(ascii: "("), bytes[index] != UInt8(ascii: ")") {
      if bytes[index] == UInt8(ascii: "@") { hasArea = true }
      if bytes[index] == UInt8(ascii: ","), !(hasArea && breakdownContinues(after: index)) { break }
      index += 1
    }
    var end = index
    while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    return start..<end
  }

  private func breakdownContinues(after comma: Int) -> Bool {
    for byte in bytes[(comma + 1)...] {
      switch byte {
      case UInt8(ascii: "="): return true
      case UInt8(ascii: "@"), UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"): return false
      default: continue
      }
    }
    return false
  }

  mutating func word() -> String {
    let start = index
    while index < bytes.count,
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] || bytes[index] == UInt8(ascii: "_")
    {
      index += 1
    }
    return slice(start..<index)
  }

  mutating func skipBlanks() {
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
  }

  mutating func skipComma() throws(Refusal) -> Bool {
    skipBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { return false }
    index += 1
    return true
  }

  mutating func skip(_ sign: Character) throws(Refusal) {
    skipBlanks()
    guard index < bytes.count, bytes[index] == sign.asciiValue else { throw expected("'\(sign)'") }
    index += 1
  }

  func slice(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func expected(_ what: String, at place: Int? = nil) -> Refusal {
    let place = place ?? index
    let found = place < bytes.count ? "'\(shown(Array(bytes[place...]).span))'" : "the end"
    return Refusal(.derivationForm, "\(found) stands where \(what) is due", at: .byte(place))
  }
}

extension Refusal {
  /// The same refusal of a part that begins some bytes into a longer text.
  fileprivate func moved(by start: Int) -> Refusal {
    if case .byte(let offset) = place { at(.byte(start + offset)) } else { at(.byte(start)) }
  }
}
