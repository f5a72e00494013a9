import Ledger
import Testing

@testable import CouncilReport

@Suite("A number on a page")
struct NumberStyleTests {
  private static let narrow = "\u{202F}"

  @Test(
    "divides its thousands and keeps its digits",
    arguments: [
      ("0", "0"), ("7", "7"), ("999", "999"), ("1300", "1_300"), ("3420", "3_420"), ("12345", "12_345"),
      ("123456", "123_456"), ("1234567", "1_234_567"), ("1234.5678", "1_234.5678"), ("0.50", "0.50"),
      ("-1234.5", "\u{2212}1_234.5"), ("-100000", "\u{2212}100_000"),
    ])
  func groups(digits: String, printed: String) throws {
    #expect(NumberStyle.grouped(try Decimal(digits)) == printed.replacing("_", with: Self.narrow))
  }

  @Test(
    "is written out with its multiplier",
    arguments: [
      ("4.1", 9, "4100000000"), ("4.1", 0, "4.1"), ("0", 3, "0"), ("0.50", 3, "500"), ("0.05", 1, "0.5"),
      ("12", -3, "0.012"), ("1234", -2, "12.34"), ("-1.5", 2, "-150"), ("-1.5", -2, "-0.015"), ("1.2345", 2, "123.45"),
      ("10", -1, "1.0"),
    ])
  func writesOut(digits: String, mult: Int, plain: String) throws {
    #expect(NumberStyle.plain(try Decimal(digits), mult: mult) == plain)
  }

  @Test(
    "takes a word for its multiplier where there is one",
    arguments: [("4.1", 9, "4.1 billion"), ("7.5", 6, "7.5 million"), ("12", 2, "1_200"), ("3", 12, "3 trillion")])
  func scales(digits: String, mult: Int, printed: String) throws {
    #expect(NumberStyle.scaled(try Decimal(digits), mult: mult) == printed.replacing("_", with: Self.narrow))
  }

  @Test(
    "of a share has one decimal, rounded half away from zero",
    arguments: [
      (12, 24, "50.0"), (3, 24, "12.5"), (1, 3, "33.3"), (2, 3, "66.7"), (1, 80, "1.3"), (0, 5, "0.0"), (5, 5, "100.0"),
    ])
  func shares(part: Int, whole: Int, printed: String) {
    #expect(NumberStyle.percentage(part, of: whole) == printed)
  }

  @Test("of a share of nothing is not printed")
  func shareOfNothing() { #expect(NumberStyle.percentage(0, of: 0) == nil) }

  @Test(
    "has its qualifier in words and its unit beside it",
    arguments: [
      (Qualifier.exact, "53%"), (.atLeast, "at least 53%"), (.atMost, "at most 53%"), (.lessThan, "less than 53%"),
      (.moreThan, "more than 53%"), (.approximately, "about 53%"),
    ])
  func qualifies(qualifier: Qualifier, printed: String) throws {
    let unit = PrintedValue.Unit(code: "percent", isPercent: true)
    let value = PrintedValue(.number(try Decimal("53"), mult: 0), qualifier: qualifier, unit: unit)
    #expect(value.text == printed)
    #expect(value.plain == "53")
  }

  @Test(
    "under ten stands in words in running text",
    arguments: [(0, "no"), (1, "one"), (9, "nine"), (10, "10"), (24, "24")])
  func speaks(count: Int, printed: String) { #expect(NumberStyle.spoken(count) == printed) }
}
