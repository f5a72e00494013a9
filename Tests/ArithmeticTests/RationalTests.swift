import Arithmetic
import LedgerTestSupport
import Testing

@Suite("A rational number")
struct RationalTests {
  func number(_ text: String) throws -> Rational { try #require(Rational(decimal: text)) }

  @Test("adds 0.1 and 0.2 to exactly 0.3")
  func addsExactly() throws {
    #expect(try number("0.1") + number("0.2") == number("0.3"))
    #expect(try number("9007199254740993") - number("9007199254740992") == 1)
  }

  @Test("is in lowest terms, however it was reached")
  func lowestTerms() {
    #expect(Rational(6, over: -4).description == "-3/2")
    #expect(Rational(6, over: -4).hashValue == Rational(-3, over: 2).hashValue)
    #expect((Rational(1, over: 3) * Rational(3)).description == "1")
    #expect(Rational(0, over: -7).description == "0")
  }

  @Test("refuses what is no decimal", arguments: ["", "-", ".5", "5.", "1e3", "+1", "1.2.3", "--1", "1 ", "0x1", "१"])
  func refuses(_ text: String) {
    #expect(Rational(decimal: text) == nil)
  }

  @Test(
    "rounds half away from zero",
    arguments: [
      ("85.507", 0, "86"), ("0.5", 0, "1"), ("-0.5", 0, "-1"), ("0.49", 0, "0"), ("-0.49", 0, "0"),
      ("2.675", 2, "2.68"),
      ("-2.675", 2, "-2.68"), ("1", 3, "1.000"), ("0.0449", 2, "0.04"), ("-0.004", 2, "0.00"), ("1234.5", 1, "1234.5"),
    ])
  func rounds(_ text: String, _ decimals: Int, _ expected: String) throws {
    #expect(try number(text).text(decimals: decimals) == expected)
  }

  @Test("rounds down and up towards the infinities")
  func roundsDirected() throws {
    #expect(try number("-1.25").text(decimals: 1, .down) == "-1.3")
    #expect(try number("-1.25").text(decimals: 1, .up) == "-1.2")
    #expect(try number("1.25").text(decimals: 1, .up) == "1.3")
    #expect(try number("1234.5").rounded(decimals: -2) == 1200)
  }

  @Test("says its decimals where they end, and nothing where they do not")
  func exactText() {
    #expect(Rational(1, over: 8).exactText == "0.125")
    #expect(Rational(-7, over: 20).exactText == "-0.35")
    #expect(Rational(12).exactText == "12")
    #expect(Rational(1, over: 3).exactText == nil)
  }

  @Test("gives roots to fifty significant digits")
  func roots() throws {
    // The first 50 digits of the square root of 2 and the cube root of 10 (OEIS A002193, A010582).
    #expect(Rational(2).root(2)?.exactText == "1.4142135623730950488016887242096980785696718753769")
    #expect(Rational(10).root(3)?.exactText == "2.1544346900318837217592935665193504952593449421921")
    #expect(
      Rational(8, over: 27).root(3)?.text(decimals: 52) == "0.6666666666666666666666666666666666666666666666666700")
    #expect(Rational(8, over: 27).exactRoot(3) == Rational(2, over: 3))
    #expect(Rational(2).exactRoot(2) == nil)
    #expect(Rational(1024).root(10) == 2)
    #expect(Rational(-27).root(3) == -3)
    #expect(Rational(-4).root(2) == nil)
    #expect(Rational.zero.root(7) == 0)
    #expect(
      try number("0.000000000000000000000000000000000000000000000000000000000001").root(2)?.exactText == "0."
        + String(repeating: "0", count: 29) + "1")
    #expect(Rational.powerOfTen(400).root(4) == .powerOfTen(100))
  }

  @Test("raises to positive and negative powers")
  func powers() {
    #expect(Rational(2, over: 3).power(3) == Rational(8, over: 27))
    #expect(Rational(2, over: 3).power(-2) == Rational(9, over: 4))
    #expect(Rational(5).power(0) == 1)
    #expect(Rational.zero.power(-1) == nil)
    #expect(Rational.zero.divided(by: 0) == nil)
  }

  @Test("follows the laws of arithmetic on random fractions")
  func laws() {
    var generator = SeededGenerator(seed: 20_260_101)
    for _ in 0..<500 {
      let a = Rational(Int.random(in: -999...999, using: &generator), over: Int.random(in: 1...999, using: &generator))
      let b = Rational(Int.random(in: -999...999, using: &generator), over: Int.random(in: 1...999, using: &generator))
      let c = Rational(Int.random(in: -999...999, using: &generator), over: Int.random(in: 1...999, using: &generator))
      #expect((a + b) * c == a * c + b * c)
      #expect(a - b == -(b - a))
      #expect((a < b) == (b - a > 0))
      if !b.isZero { #expect(a / b * b == a) }
      #expect(a.rounded(decimals: 3, .down) <= a && a <= a.rounded(decimals: 3, .up))
    }
  }

  @Test("may be read by many at once")
  func concurrency() async {
    let shared = Rational(1, over: 3)
    await withTaskGroup(of: Bool.self) { group in
      for step in 1...64 { group.addTask { shared * Rational(step) == Rational(step, over: 3) } }
      for await right in group { #expect(right) }
    }
  }

  @Test("stops the program on a division by zero")
  func divisionByZero() async {
    await #expect(processExitsWith: .failure) { _ = Rational(1) / Rational.zero }
    await #expect(processExitsWith: .failure) { _ = Rational(1, over: 0) }
    await #expect(processExitsWith: .failure) { _ = Rational(2).root(0) }
    await #expect(processExitsWith: .failure) { _ = Rational(2).power(10_001) }
    await #expect(processExitsWith: .failure) { _ = Rational(2).text(decimals: -1) }
  }
}
