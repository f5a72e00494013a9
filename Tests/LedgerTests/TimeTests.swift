import Ledger
import LedgerTestSupport
import Testing

@Suite("A date or an instant")
struct TimeTests {
  @Test(
    "in another form is refused (row 48)",
    arguments: [
      "03/04/2026", "2026-3-4", "26-03-04", "46085", "2026/03/04", "2026-03-04 ", "20260304", "２026-03-04", "",
      "4 March 2026",
    ])
  func dateForms(_ text: String) {
    let refusal = #expect(throws: Refusal.self, "\(text)") { try CalendarDate(text) }
    #expect(refusal?.rule == .dateForm)
    #expect(throws: Refusal.self) { try PartialDate(text) }
  }

  @Test(
    "that no calendar holds is refused (row 49)",
    arguments: [
      "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "2026-04-31", "1900-02-29", "2026-01-00", "2026-01-32",
    ])
  func noSuchDate(_ text: String) {
    let refusal = #expect(throws: Refusal.self) { try CalendarDate(text) }
    #expect(refusal?.rule == .noSuchDate)
    let partial = #expect(throws: Refusal.self) { try PartialDate(text) }
    #expect(partial?.rule == .noSuchDate)
  }

  @Test("of the year 10000 is refused (row 49)")
  func tooLate() {
    #expect(throws: Refusal.self) { try CalendarDate("10000-01-01") }
    #expect(CalendarDate(year: 10_000, month: 1, day: 1) == nil)
    #expect(throws: Refusal.self) { try Instant("9999-12-31T23:30-01:00") }
    #expect(throws: Refusal.self) { try Instant("0001-01-01T00:30+01:00") }
  }

  @Test(
    "without its offset is refused (row 50)",
    arguments: [
      "2026-03-29T02:30", "2026-10-25T02:30", "2026-10-25T02:30:00", "2026-10-25T02:30:00.123",
    ])
  func offset(_ text: String) {
    let refusal = #expect(throws: Refusal.self) { try Instant(text) }
    #expect(refusal?.rule == .offsetMissing)
  }

  @Test(
    "with a time that does not exist is refused (row 51)",
    arguments: [
      ("2026-03-04T23:59:60Z", Refusal.Rule.noSuchTime), ("2026-03-04T24:00Z", .noSuchTime),
      ("2026-03-04T12:60Z", .noSuchTime),
      ("2026-03-04T12:00+25:00", .noSuchTime), ("2026-03-04T12:00+14:01", .noSuchTime),
      ("2026-03-04T12:00-00:00", .noSuchTime),
      ("2026-03-04T12:00+01:60", .noSuchTime), ("2026-03-04T12:00:00.1234567Z", .instantForm),
      ("2026-03-04T12:00:00.Z", .instantForm), ("2026-03-04 12:00Z", .instantForm), ("2026-03-04t12:00z", .instantForm),
      ("2026-03-04T12Z", .instantForm), ("2026-03-04T12:00z", .instantForm), ("2026-03-04T12:00 Z", .instantForm),
      ("2026-03-04T12:00+0100", .instantForm), ("2026-03-04T12:00:00,5Z", .instantForm),
      ("2026-03-04T12:00ZZ", .instantForm),
      ("2026-02-29T12:00Z", .noSuchDate), ("2026-03-04T1:00:00Z", .instantForm), ("2026-03-04T12:00:5Z", .instantForm),
    ])
  func times(_ text: String, _ rule: Refusal.Rule) {
    let refusal = #expect(throws: Refusal.self, "\(text)") { try Instant(text) }
    #expect(refusal?.rule == rule)
  }

  @Test(
    "that means another each day is refused (row 52)",
    arguments: [
      "infinity", "-infinity", "now", "today", "epoch", "allballs", "TODAY", "yesterday", "tomorrow",
    ])
  func relative(_ text: String) {
    let rules = [
      #expect(throws: Refusal.self) { try Instant(text) }?.rule,
      #expect(throws: Refusal.self) { try CalendarDate(text) }?.rule,
      #expect(throws: Refusal.self) { try Period(text) }?.rule,
      #expect(throws: Refusal.self) { try PartialDate(text) }?.rule,
    ]
    #expect(rules.allSatisfy { $0 == .relativeTime })
  }

  @Test(
    "is written in one form, in UTC and with six digits of a second",
    arguments: [
      ("2026-03-04T09:30Z", "2026-03-04T09:30:00.000000Z"), ("2026-03-04T09:30+02:00", "2026-03-04T07:30:00.000000Z"),
      ("2026-03-04T09:30:15.5-14:00", "2026-03-04T23:30:15.500000Z"),
      ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000000Z"),
      ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
      ("0001-01-01T00:00Z", "0001-01-01T00:00:00.000000Z"),
      ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
      ("2024-02-29T12:00:00.000001Z", "2024-02-29T12:00:00.000001Z"),
    ])
  func canonical(_ text: String, _ canonical: String) throws {
    let instant = try Instant(text)
    #expect(instant.description == canonical)
    #expect(Instant(canonical: Array(canonical.utf8).span) == instant)
    #expect(Instant(microseconds: instant.microseconds) == instant)
  }

  @Test("that is a bare day is its last microsecond, where that is asked for")
  func bareDate() throws {
    #expect(throws: Refusal.self) { try Instant("2026-03-04") }
    #expect(try Instant("2026-03-04", bareDate: .endOfDay).description == "2026-03-04T23:59:59.999999Z")
    #expect(try Instant("1969-12-31", bareDate: .endOfDay).microseconds == -1)
  }

  @Test("is counted in days through the whole calendar")
  func dayNumbers() throws {
    var date = try CalendarDate("0001-01-01")
    #expect(date.dayNumber == -719_162 && date.weekday == 1)
    #expect(try CalendarDate("1970-01-01").dayNumber == 0)
    #expect(try CalendarDate("2000-02-29").weekday == 2)
    #expect(try CalendarDate("9999-12-31").dayNumber == 2_932_896)
    #expect(CalendarDate(dayNumber: 2_932_897) == nil && CalendarDate(dayNumber: -719_163) == nil)
    // Each day of eight hundred years, made by counting and by arithmetic.
    for number in -719_162..<(-719_162 + 292_194) {
      #expect(date.dayNumber == number)
      let next =
        date.day < CalendarDate.dayCount(year: date.year, month: date.month)
        ? CalendarDate(year: date.year, month: date.month, day: date.day + 1)
        : CalendarDate(year: date.month == 12 ? date.year + 1 : date.year, month: date.month % 12 + 1, day: 1)
      guard let next, CalendarDate(dayNumber: number + 1) == next else {
        Issue.record("\(date)")
        return
      }
      date = next
    }
  }

  @Test("of an append makes ids that sort by their time")
  func ids() async throws {
    let one = AppendID(version7At: try Instant("2026-01-01T00:00Z"), random: (.max, .max))
    let next = AppendID(version7At: try Instant("2026-01-01T00:00:00.001Z"), random: (0, 0))
    #expect(one < next)
    #expect(one.description == "019b76da-a800-7fff-bfff-ffffffffffff")
    #expect(try AppendID(one.description) == one)
    #expect(throws: Refusal.self) { try AppendID(one.description.uppercased()) }
    await #expect(processExitsWith: .failure) {
      _ = try AppendID(version7At: Instant("1969-12-31T00:00Z"), random: (0, 0))
    }
  }
}

@Suite("A period")
struct PeriodTests {
  @Test(
    "that no calendar holds, or in another form, is refused (row 53)",
    arguments: [
      ("2020/2019", Refusal.Rule.rangeOrder), ("2026-Q5", .noSuchPeriod), ("2026-W54", .noSuchPeriod),
      ("2025-W53", .noSuchPeriod),
      ("2025/26", .periodForm), ("2025-26", .noSuchPeriod), ("2026-S3", .noSuchPeriod), ("2026-T4", .noSuchPeriod),
      ("2026-A2", .noSuchPeriod), ("2026-M13", .noSuchPeriod), ("2026-D366", .noSuchPeriod),
      ("2026-D000", .noSuchPeriod),
      ("0000", .noSuchPeriod), ("10000", .periodForm), ("46085", .periodForm), ("2026-1", .periodForm),
      ("2026-q1", .periodForm),
      ("2026Q1", .periodForm), ("2026-W1", .periodForm), ("2020-01-01/P2Y", .periodForm),
      ("2019/2020/2021", .periodForm),
      ("/2020", .periodForm), ("", .empty), (" 2019", .periodForm), ("9999-W52", .noSuchPeriod),
      ("FY2019", .periodForm),
    ])
  func refusals(_ text: String, _ rule: Refusal.Rule) {
    let refusal = #expect(throws: Refusal.self, "\(text)") { try Period(text) }
    #expect(refusal?.rule == rule, "\(text)")
  }

  @Test("has one spelling, whatever it was read from")
  func canonical() throws {
    var random = RandomEvents(seed: 6)
    for _ in 0..<5000 {
      let (one, other) = (try random.period(), try random.period())
      #expect(try Period(one.description) == one)
      guard one.first <= other.last else { continue }
      let joined = try Period(from: one, through: other)
      #expect(joined.first == one.first && joined.last == other.last)
      #expect(try Period(joined.description) == joined)
      #expect(try Period("\(one.first)/\(other.last)").first == joined.first)
      // A range that is a unit has been written as the unit, so days alone say the same.
      if joined.isUnit { #expect(try Period("\(joined.first)/\(joined.last)").isUnit) }
    }
  }

  @Test("is followed by the next of its length")
  func successors() throws {
    for (text, next) in [
      ("2019", "2020"), ("2019-S2", "2020-S1"), ("2019-T3", "2020-T1"), ("2019-Q4", "2020-Q1"), ("2019-12", "2020-01"),
      ("2020-W53", "2021-W01"), ("2020-02-28", "2020-02-29"), ("2019/2020", "2021/2022"),
    ] { #expect(try Period(text).successor?.description == next) }
    #expect(Period.year(9999).successor == nil)
    #expect(try Period("9999-12-31").successor == nil)
    #expect(try Period("9999-W51").successor == nil)
  }

  @Test("runs through the units between two, or says that there are none")
  func units() throws {
    #expect(Period.units(from: .year(2015), through: .year(2019))?.map(\.year) == [2015, 2016, 2017, 2018, 2019])
    #expect(Period.units(from: .year(2019), through: .year(2015)) == nil)
    #expect(Period.units(from: .year(2019), through: try Period("2020-01")) == nil)
  }

  @Test("is ordered by its end, then its start, so that the latest is the greatest")
  func order() throws {
    let periods = try ["2018", "2019-Q3", "2019-04/2021-04", "2020", "2020-12", "2020-12-31"].map { try Period($0) }
    #expect(
      periods.shuffled().sorted().map(\.description)
        == ["2018", "2019-Q3", "2020", "2020-12", "2020-12-31", "2019-04/2021-04"])
  }

  @Test("has years from 1 to 9999 only")
  func years() async {
    await #expect(processExitsWith: .failure) { _ = Period.year(0) }
    await #expect(processExitsWith: .failure) { _ = Period.year(10_000) }
  }
}
