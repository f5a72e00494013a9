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

  let bytes: [UInt8]
  var index = 0

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
