/// Reads the notation of derivations.
///
/// ```
/// claim      = form [ " and " relation " " form ]
/// relation   = "=" | "<" | "<=" | ">" | ">="
/// form       = number
///            | "figure(" selection ")"
///            | "sum(" term { "," term } ")"
///            | "difference(" form "," form ")"
///            | "ratio(" form "," form [ "," number ] ")"
///            | "growth(" selection "," period "," period "," ( "total" | "per-year" ) ")"
///            | "project(" selection "," period "," period "," period ")"
///            | "extreme(" selection "," ( "max" | "min" ) ")"
///            | "period(" selection "," ( "first" | "last" ) ")"
///            | "target(" [ code "/" ] code "," ( "value" | "baseline" | "due" ) ")"
///            | "count(" counted ")"
/// term       = form | selection
/// counted    = "figures " selection
///            | "nodes"   { " " ( "kind" | "sector" | "plan" ) "=" code }
///            | "targets" { " " ( "plan=" code | "status=" status | "basis=" ( "judged" | "method" ) ) }
///            | "members" { " " ( ( "group" | "category" ) "=" code | ( "on" | "joined" ) "=" period | "distinct=yes" ) }
/// ```
///
/// A selection is `Selection`'s, a number is a plain decimal. Blanks may stand around an argument. A comma goes on with a
/// selection's breakdown where what follows it, up to the next comma or parenthesis, holds `=` with no `@` before it;
/// else it ends the argument. The signs `,()=@/%` and blanks inside a code are written `%XX`, but for single blanks in a
/// selection, which may stand as they are.
struct DerivationParser {
  /// How deeply forms may be nested.
  static let maximumDepth = 32

  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// Reads one form that is the whole text.
  mutating func whole() throws(Refusal) -> Derivation {
    let derivation = try form(depth: 0)
    skipBlanks()
    guard index == bytes.count else { throw expected("nothing after the form") }
    return derivation
  }

  /// Reads a form and, if there is one, the second relation with its form.
  mutating func wholeClaim() throws(Refusal) -> (
    Derivation, (relation: Claim.Relation, derivation: Derivation)?
  ) {
    let first = try form(depth: 0)
    skipBlanks()
    if index == bytes.count { return (first, nil) }
    guard word() == "and" else { throw expected("'and' or nothing after the form") }
    skipBlanks()
    let start = index
    while index < bytes.count, "<=>".utf8.contains(bytes[index]) { index += 1 }
    guard let relation = Claim.Relation(rawValue: slice(start..<index)) else {
      throw expected("one of = < <= > >=", at: start)
    }
    return (first, (relation, try whole()))
  }

  private mutating func form(depth: Int) throws(Refusal) -> Derivation {
    guard depth < Self.maximumDepth else { throw expected("forms nested at most \(Self.maximumDepth) deep") }
    skipBlanks()
    let start = index
    if index < bytes.count, isDigit(bytes[index]) || bytes[index] == UInt8(ascii: "-") {
      return .constant(try number())
    }
    let name = word()
    guard index < bytes.count, bytes[index] == UInt8(ascii: "("), !name.isEmpty else {
      throw expected("a number or one of the forms \(Derivation.formNames.joined(separator: ", "))", at: start)
    }
    index += 1
    let derivation = try arguments(of: name, at: start, depth: depth + 1)
    try skip(")")
    return derivation
  }

  private mutating func arguments(of name: String, at start: Int, depth: Int) throws(Refusal) -> Derivation {
    switch name {
    case "figure": return .figure(try oneFigure())
    case "sum": return .sum(try terms(depth: depth))
    case "difference":
      let one = try form(depth: depth)
      try skip(",")
      return .difference(one, try form(depth: depth))
    case "ratio":
      let one = try form(depth: depth)
      try skip(",")
      let other = try form(depth: depth)
      return .ratio(one, other, scale: try skipComma() ? try number() : nil)
    case "growth":
      let (series, from, to) = try (selection(), nextPeriod(), nextPeriod())
      try skip(",")
      return .growth(series, from: from, to: to, try choice(of: Derivation.Growth.self))
    case "project":
      let (series, from, to, at) = try (selection(), nextPeriod(), nextPeriod(), nextPeriod())
      return .project(series, from: from, to: to, at: at)
    case "extreme":
      let set = try selection()
      try skip(",")
      return .extreme(set, try choice(of: Derivation.Extreme.self))
    case "period":
      let set = try selection()
      try skip(",")
      return .period(set, try choice(of: Derivation.End.self))
    case "target":
      let target = try targetName()
      try skip(",")
      return .target(target, try choice(of: Derivation.TargetField.self))
    case "count": return .count(try counted())
    default:
      throw Refusal(
        .derivationForm, "'\(name)' is not a form", advice: suggestion(for: name, among: Derivation.formNames),
        at: .byte(start))
    }
  }

  private mutating func terms(depth: Int) throws(Refusal) -> [Derivation.Term] {
    var terms: [Derivation.Term] = []
    repeat {
      skipBlanks()
      terms.append(isForm ? .derived(try form(depth: depth)) : .figures(try selection()))
    } while try skipComma()
    return terms
  }

  /// Whether a form begins here: a name and a parenthesis, or a number.
  private var isForm: Bool {
    var end = index
    while end < bytes.count, !",()@".utf8.contains(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] != UInt8(ascii: "@") else { return false }
    return bytes[end] == UInt8(ascii: "(") || isDigit(bytes[index]) || bytes[index] == UInt8(ascii: "-")
  }

  private mutating func oneFigure() throws(Refusal) -> Selection {
    let start = index
    let selection = try selection()
    guard selection.figure != nil else {
      throw expected("one figure, INDICATOR@AREA@PERIOD[@k=v,…], without '*' and '..'", at: start)
    }
    return selection
  }

  // MARK: Arguments

  private mutating func selection() throws(Refusal) -> Selection {
    let range = argument()
    do { return try Selection(slice(range)) } catch { throw error.moved(by: range.lowerBound) }
  }

  private mutating func nextPeriod() throws(Refusal) -> Period {
    try skip(",")
    return try period(argument())
  }

  private func period(_ range: Range<Int>) throws(Refusal) -> Period {
    do { return try Period(slice(range)) } catch { throw error.moved(by: range.lowerBound) }
  }

  private func code(_ range: Range<Int>) throws(Refusal) -> Code {
    do { return try Code(encoded: bytes[range].span) } catch { throw error.moved(by: range.lowerBound) }
  }

  private mutating func number() throws(Refusal) -> Decimal {
    let range = argument()
    do { return try Decimal(slice(range)) } catch { throw error.moved(by: range.lowerBound) }
  }

  private mutating func targetName() throws(Refusal) -> Derivation.TargetName {
    let range = argument()
    guard let slash = range.first(where: { bytes[$0] == UInt8(ascii: "/") }) else {
      return Derivation.TargetName(plan: nil, code: try code(range))
    }
    return Derivation.TargetName(
      plan: try code(range.lowerBound..<slash), code: try code(slash + 1..<range.upperBound))
  }

  private mutating func choice<Choice: CaseIterable & RawRepresentable>(
    of type: Choice.Type
  ) throws(Refusal) -> Choice where Choice.RawValue == String {
    try choice(of: type, in: argument())
  }

  private func choice<Choice: CaseIterable & RawRepresentable>(
    of _: Choice.Type, in range: Range<Int>
  ) throws(Refusal) -> Choice where Choice.RawValue == String {
    let text = slice(range)
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    throw Refusal(
      .derivationForm, "'\(text)' is not one of \(names.joined(separator: ", "))",
      advice: suggestion(for: text, among: names), at: .byte(range.lowerBound))
  }

  private mutating func counted() throws(Refusal) -> Derivation.Counted {
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

  // MARK: Bytes

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

  private mutating func word() -> String {
    let start = index
    while index < bytes.count,
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] || bytes[index] == UInt8(ascii: "_")
    {
      index += 1
    }
    return slice(start..<index)
  }

  private mutating func skipBlanks() {
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
  }

  private mutating func skipComma() throws(Refusal) -> Bool {
    skipBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { return false }
    index += 1
    return true
  }

  private mutating func skip(_ sign: Character) throws(Refusal) {
    skipBlanks()
    guard index < bytes.count, bytes[index] == sign.asciiValue else { throw expected("'\(sign)'") }
    index += 1
  }

  private func slice(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func expected(_ what: String, at place: Int? = nil) -> Refusal {
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

extension Derivation {
  /// Reads the notation.
  ///
  /// - Throws: `Refusal` with the byte where the text stops being a derivation, and what is due there.
  public init(_ text: String) throws(Refusal) {
    var parser = DerivationParser(text)
    self = try parser.whole()
  }

  /// Reads the derivation of a claim, after which a second relation may stand: `FORM and > FORM`.
  ///
  /// - Throws: `Refusal` as `init(_:)` does.
  public static func claimed(
    _ text: String
  ) throws(Refusal) -> (first: Derivation, second: (relation: Claim.Relation, derivation: Derivation)?) {
    var parser = DerivationParser(text)
    return try parser.wholeClaim()
  }
}
