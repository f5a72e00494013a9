public import Ledger

/// Random events of every kind, for properties that must hold of any.
public struct RandomEvents {
  private var generator: SeededGenerator

  /// Events that follow from a seed.
  public init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// A number below a bound.
  public mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

  /// One of some values.
  public mutating func one<T>(of values: [T]) -> T { values[number(values.count)] }

  /// A value, or nil as often as not.
  public mutating func maybe<T>(_ value: T) -> T? { number(2) == 0 ? value : nil }

  /// A code of printable ASCII, signs of the notation and blanks included.
  public mutating func code() throws -> Code {
    let signs = Array(" !\"#$%&'()*+,-./0189:;<=>?@AZ[\\]^_`az{|}~".unicodeScalars)
    while true {
      var text = ""
      for _ in 0...number(12) { text.unicodeScalars.append(one(of: signs)) }
      if let code = try? Code(text) { return code }
    }
  }

  /// A text in composed form of characters from all over Unicode, TAB and line feed included.
  public mutating func text() -> String {
    let scalars = Array("aZ0 \"\\/\t\n\u{7E}\u{A0}éßñ\u{2028}→−日本ქ\u{E000}\u{FFFD}🌍\u{10FFFD}<&%".unicodeScalars)
    var text = ""
    for _ in 0...number(20) { text.unicodeScalars.append(one(of: scalars)) }
    return text
  }

  /// A plain decimal.
  public mutating func decimal() throws -> Decimal {
    var text = String(number(1_000_000))
    if number(2) == 0 { text += "." + String(number(100_000)) }
    let isZero = !text.utf8.contains { UInt8(ascii: "1")...UInt8(ascii: "9") ~= $0 }
    return try Decimal(number(4) == 0 && !isZero ? "-" + text : text)
  }

  /// A day between 1900 and 2100.
  public mutating func date() -> CalendarDate {
    CalendarDate(dayNumber: number(73_000) - 25_000) ?? Instant.start(of: Period.year(2000).first).date
  }

  /// A period of any precision, or a range.
  public mutating func period() throws -> Period {
    let year = 1900 + number(200)
    let units = [
      "\(year)", "\(year)-S\(1 + number(2))", "\(year)-T\(1 + number(3))", "\(year)-Q\(1 + number(4))",
      "\(year)-M\(String(101 + number(12)).suffix(2))", "\(year)-W\(String(101 + number(52)).suffix(2))",
      date().description,
    ]
    let first = try Period(one(of: units))
    guard number(3) == 0 else { return first }
    let second = try Period(one(of: units))
    return try first.first <= second.last ? Period(from: first, through: second) : Period(from: second, through: first)
  }

  /// A figure, broken down or not.
  public mutating func figure() throws -> Figure {
    var members: [Code: Code] = [:]
    for _ in 0..<number(4) { members[try code()] = try code() }
    let breakdown = try Breakdown(members.map { Breakdown.Member($0.key, $0.value) })
    return Figure(indicator: try code(), area: try code(), period: try period(), breakdown: breakdown)
  }

  /// A measurement, with whatever may stand beside a value.
  public mutating func measurement() throws -> Measurement {
    let embargo = maybe(Instant.start(of: date()))
    guard number(5) > 0 else { return try Measurement(.missing(reason: text()), status: .missing, embargo: embargo) }
    return try Measurement(
      .value(Value(try decimal(), one(of: Qualifier.allCases))), status: one(of: ObservationStatus.allCases),
      unit: maybe(try code()), mult: one(of: [0, 0, 3, 9, -2]), precision: maybe(number(8) - 4), embargo: embargo)
  }

  /// A basis with some of its keys.
  public mutating func basis() -> Basis {
    var basis = Basis(
      source: maybe(text()), locator: maybe(text()), quote: maybe(text()), publishedAt: maybe(.end(of: date())),
      author: maybe(text()), reason: maybe(one(of: Basis.Reason.allCases)), comment: maybe(text()))
    basis.line = maybe(1 + number(1_000_000))
    basis.salt = maybe("00112233445566778899aabbccddeeff")
    basis.importSHA256 = maybe(String(repeating: "a0", count: 32))
    return basis
  }

  /// A draft of any kind.
  public mutating func draft() throws -> Draft {
    let basis = basis()
    switch number(6) {
    case 0:
      return try Draft(
        kind: .measurementWithdrawn, subject: .figure(try figure()), data: Draft.withdrawn, basis: basis.data)
    case 1:
      let membership = Membership(
        timeline: [.init(from: PartialDate(date()), category: maybe(try code()))], attributes: [text(): text()],
        change: one(of: Membership.Change.allCases), effective: PartialDate(date()))
      return try Draft(
        kind: .membershipChanged, subject: .membership(group: try code(), member: try code()), membership, basis: basis)
    case 2:
      let target = Target(
        statement: text(), direction: .increase, rule: one(of: Target.Rule.allCases), value: maybe(try decimal()),
        due: maybe(try period()), instrument: text(),
        measures: [.init(indicator: try code(), area: try code(), breakdown: try figure().breakdown, role: .primary)])
      return try Draft(
        kind: .targetRevised, subject: .target(plan: try code(), code: try code()), target, basis: basis)
    case 3:
      return try Draft(withdrawing: .publication(try code()), kind: .publicationIssued, basis: basis)
    default:
      return try Draft(
        kind: .measurementRecorded, subject: .figure(try figure()), try measurement(), basis: basis)
    }
  }

  /// An event of any kind, at a position.
  public mutating func event(position: Int, version: Int = 1) throws -> Event {
    let at = Instant.start(of: date())
    let instant = Instant(microseconds: at.microseconds + Int64(number(86_400_000)) * 1000) ?? at
    let envelope = Entry.Envelope(
      append: AppendID(high: generator.next(), low: generator.next()), recordedAt: instant,
      recordedBy: one(of: ["data_officer", "a.b@c-d", "x"]), origin: "ledger.example.org/itu", position: position,
      version: version)
    return try Event(envelope, try draft())
  }
}
