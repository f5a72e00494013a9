import Arithmetic
import Ledger
import LedgerTestSupport
import Testing

@Suite("A decimal")
struct NumberTests {
  @Test(
    "keeps its text",
    arguments: [
      "0", "1.10", "-3.5", "0.00", "9007199254740993", "-0.001", "1234567890123456789012345678901234567890",
      "123456789012345678901234567890.123456789012345678901234567890",
    ])
  func accepts(_ text: String) throws {
    #expect(try Decimal(text).text == text)
    #expect(try Decimal(text).rational().exactText.map { Rational(decimal: $0) } == Rational(decimal: text))
  }

  @Test(
    "with separators is refused (row 39, row 24)",
    arguments: [
      "1,5", "1.234,5", "1 234", "1'234", "1_000", "1.234.567", "1,234,567.8", "1\u{A0}234", "1\u{202F}234",
      "1\u{2009}234", "1\u{2019}234",
    ])
  func separators(_ text: String) { expect(text, .numberSeparator) }

  @Test(
    "in another notation is refused (row 40)",
    arguments: [
      ("1e3", Refusal.Rule.numberExponent), ("1E-7", .numberExponent), ("1e+05", .numberExponent),
      ("0x10", .numberExponent),
      ("+5", .numberSign), (".5", .numberForm), ("5.", .numberForm), ("-.5", .numberForm), ("00.5", .numberSign),
      ("007", .numberSign), ("--5", .numberSign), ("\u{2212}5", .numberSign), ("\u{2013}5", .numberSign),
      ("５", .numberForm), ("٥", .numberForm), (" 5", .numberForm), ("5 ", .numberForm), ("\t5", .numberForm),
      ("5\n", .numberForm), (">= 900", .numberForm), ("<2.5", .numberForm), ("five", .numberForm), ("1/2", .numberForm),
      ("(5)", .numberForm), ("5\u{0}", .forbiddenCharacter), ("5\u{200B}", .numberForm), ("5\r", .forbiddenCharacter),
    ])
  func notation(_ text: String, _ rule: Refusal.Rule) { expect(text, rule) }

  @Test(
    "that is a word for nothing is refused, and missing_reason is named (row 41)",
    arguments: [
      "NaN", "nan", "inf", "-inf", "Infinity", "-", "..", "…", "n/a", "N/A", "NA", "NV", "N", "null", ":",
    ])
  func words(_ text: String) {
    #expect(expect(text, .notANumber)?.advice?.contains("missing_reason") == true)
  }

  @Test("that is empty is refused, and missing_reason is named (row 41)")
  func empty() { #expect(expect("", .empty)?.advice?.contains("missing_reason") == true) }

  @Test("that is minus zero is refused (row 42)", arguments: ["-0", "-0.00", "-0.0000000000000000000000000000000000"])
  func minusZero(_ text: String) { expect(text, .negativeZero) }

  @Test("of more than sixty digits is refused, and no less is lost (row 44)")
  func digits() throws {
    let sixty = String(repeating: "9", count: 60)
    #expect(try Decimal(sixty).rational() + 1 == .powerOfTen(60))
    expect(sixty + "9", .tooManyDigits)
    expect("0." + sixty, .tooManyDigits)
    let sum = try Decimal("0.1").rational() + Decimal("0.2").rational()
    #expect(sum == Rational(3, over: 10))
  }

  @Test(
    "with a spreadsheet's errors or units in it is refused (row 45)",
    arguments: [
      ("#REF!", Refusal.Rule.spreadsheetError), ("#DIV/0!", .spreadsheetError), ("#N/A", .spreadsheetError),
      ("#WHAT", .spreadsheetError), ("1,00E+05", .numberExponent), ("45 %", .numberUnit), ("45%", .numberUnit),
      ("€5", .numberUnit), ("5 $", .numberUnit),
    ])
  func spreadsheets(_ text: String, _ rule: Refusal.Rule) { expect(text, rule) }

  @discardableResult
  func expect(_ text: String, _ rule: Refusal.Rule) -> Refusal? {
    let refusal = #expect(throws: Refusal.self, "\(text)") { try Decimal(text) }
    #expect(refusal?.rule == rule, "\(text): \(String(describing: refusal))")
    return refusal
  }

  @Test("names what to write instead")
  func advice() {
    #expect(expect("\u{2212}5.2", .numberSign)?.advice == "write -5.2")
    #expect(expect("+5", .numberSign)?.advice == "write 5")
    #expect(
      expect("1\u{202F}234", .numberSeparator)?.description
        == "'1\\u{202F}234' has a narrow no-break space (U+202F) between digits; write 1234")
  }

  @Test("is compared as a number, with its power of ten")
  func order() throws {
    var random = RandomEvents(seed: 5)
    for _ in 0..<5000 {
      let (one, other) = (try random.decimal(), try random.decimal())
      let (a, b) = (random.number(9) - 4, random.number(9) - 4)
      let order = Decimal.numericOrder(one, mult: a, other, mult: b)
      let (left, right) = (one.rational(mult: a), other.rational(mult: b))
      #expect(order.signum() == (left < right ? -1 : left == right ? 0 : 1), "\(one)e\(a) \(other)e\(b)")
    }
    #expect(Decimal.numericOrder(try Decimal("4.1"), mult: 9, try Decimal("4100"), mult: 6) == 0)
    #expect(Decimal.numericOrder(try Decimal("0.00"), mult: 9, try Decimal("0")) == 0)
  }
}

@Suite("A value")
struct ValueTests {
  @Test(
    "is read with its sign of comparison",
    arguments: [
      ("53.6", Qualifier.exact, "53.6"), (">=900", .atLeast, "900"), ("<=5", .atMost, "5"), (">95", .moreThan, "95"),
      ("<2.5", .lessThan, "2.5"), ("~160", .approximately, "160"), ("<-2", .lessThan, "-2"),
    ])
  func notation(_ text: String, _ qualifier: Qualifier, _ number: String) throws {
    let value = try Value(text, type: .decimal)
    #expect(value.qualifier == qualifier && value.text == number && value.description == text)
  }

  @Test("is refused with blanks or two signs", arguments: ["> 95", "≥5", ">>5", "=5", "<", "~~1", ">=", "5>"])
  func refused(_ text: String) {
    #expect(throws: Refusal.self) { try Value(text, type: .decimal) }
  }

  @Test("is of its indicator's type (row 47)")
  func types() throws {
    #expect(try Value("4.1", type: .integer, mult: 9).text == "4.1")
    for text in ["3.5", "288.0"] { #expect(throws: Refusal.self) { try Value(text, type: .integer) } }
    #expect(throws: Refusal.self) { try Value("5", type: .integer, mult: -1) }
    #expect(try Value("true", type: .boolean).text == "true")
    for text in ["yes", "True", "1", ">true"] { #expect(throws: Refusal.self) { try Value(text, type: .boolean) } }
    #expect(try Value("on going", type: .code).text == "on going")
    for text in ["öngoing", ">x", ""] { #expect(throws: Refusal.self) { try Value(text, type: .code) } }
  }

  @Test("compares by number, and otherwise as it stands (row 43)")
  func comparison() throws {
    func measured(_ text: String, _ status: ObservationStatus = .normal, mult: Int = 0, precision: Int? = nil) throws
      -> Measurement
    {
      try Measurement(.value(Value(text, type: .decimal)), status: status, mult: mult, precision: precision)
    }
    #expect(try measured("1.10").compared(with: measured("1.10")) == .same)
    #expect(try measured("1.10").compared(with: measured("1.1")) == .precisionOnly)
    #expect(try measured("1.1").compared(with: measured("1.1", precision: 0)) == .precisionOnly)
    #expect(try measured("1.1").compared(with: measured("1.1", precision: -1)) == .same)
    #expect(try measured("1.1").compared(with: measured("1.2")) == .changed)
    #expect(try measured("1.1").compared(with: measured(">=1.1")) == .changed)
    #expect(try measured("1.1").compared(with: measured("1.1", .estimated)) == .changed)
    #expect(try measured("1.1").compared(with: measured("11", mult: -1)) == .changed)
    let embargoed = try Measurement(.value(Value("1.1", type: .decimal)), embargo: Instant("2020-07-01T00:00Z"))
    #expect(try measured("1.1").compared(with: embargoed) == .changed)
    let missing = try Measurement(.missing(reason: "none"))
    #expect(missing.compared(with: missing) == .same)
    #expect(try measured("1.1").compared(with: missing) == .changed)
    #expect(try measured("4.1", mult: 9).significantPlace == 8)
    #expect(try measured("1.1", precision: -1).precision == nil)
  }
}
