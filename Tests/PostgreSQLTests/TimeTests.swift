import LedgerTestSupport
import PostgreSQL
import Testing

@Suite("A time") struct TimeTests {
  @Test(
    "is written with six digits of a second",
    arguments: [
      (0, "1970-01-01T00:00:00.000000Z"), (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"), (946_684_799_999_999, "1999-12-31T23:59:59.999999Z"),
      (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
      (253_402_300_800_000_000, "+10000-01-01T00:00:00.000000Z"),
      (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
      (-62_135_596_800_000_001, "0000-12-31T23:59:59.999999Z"),
      (-62_167_219_200_000_001, "-0001-12-31T23:59:59.999999Z"),
      (Int64.max, "+294247-01-10T04:00:54.775807Z"), (Int64.min, "-290308-12-21T19:59:05.224192Z"),
    ] as [(Int64, String)])
  func text(microseconds: Int64, text: String) {
    let instant = TimestampTZ(microsecondsSinceUnixEpoch: microseconds)
    #expect(instant.description == text)
    #expect(TimestampTZ(text) == instant)
  }

  @Test(
    "is read only in that form",
    arguments: [
      "", "2020-01-01", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00.00000Z", "2020-01-01T00:00:00.0000000Z",
      "2020-01-01 00:00:00.000000Z", "2020-01-01T00:00:00.000000", "2020-01-01T00:00:00.000000+00:00",
      "2020-01-01T24:00:00.000000Z", "2020-01-01T00:60:00.000000Z", "2020-01-01T00:00:60.000000Z",
      "2020-02-30T00:00:00.000000Z", "2019-02-29T00:00:00.000000Z", "2020-13-01T00:00:00.000000Z",
      "2020-00-01T00:00:00.000000Z", "2020-01-00T00:00:00.000000Z", "20200101T000000.000000Z",
      "+2020-01-01T00:00:00.000000Z",
      "+010000-01-01T00:00:00.000000Z", "10000-01-01T00:00:00.000000Z", "-0000-01-01T00:00:00.000000Z",
      "+294247-01-10T04:00:54.775808Z", "-290308-12-21T19:59:05.224191Z", " 2020-01-01T00:00:00.000000Z",
      "2020-01-01T00:00:00.000000Z ", "٢٠٢٠-01-01T00:00:00.000000Z", "2020-01-01t00:00:00.000000z",
    ])
  func malformed(text: String) { #expect(TimestampTZ(text) == nil) }

  @Test("agrees with the server's calendar", arguments: [1, 2] as [UInt64])
  func server(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // Years 1 to 9999, where the server's text has no era and no fifth digit.
    let instants = (0..<1000).map { _ in
      TimestampTZ(
        microsecondsSinceUnixEpoch: .random(in: -62_135_596_800_000_000..<253_402_300_800_000_000, using: &random))
    }
    var connection = try TestCluster.shared().connect()
    let rows = try connection.query(
      """
      SELECT v, pg_catalog.to_char(v AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        (v AT TIME ZONE 'UTC')::date, (v AT TIME ZONE 'UTC')::date::text
      FROM pg_catalog.unnest(\(instants)) WITH ORDINALITY AS u(v, n) ORDER BY n
      """)
    for (index, instant) in instants.enumerated() {
      #expect(try rows.value(index, 0, as: TimestampTZ.self) == instant)
      let text = try rows.value(index, 1, as: String.self)
      #expect(instant.description == text)
      #expect(TimestampTZ(text) == instant)
      let (day, dayText) = (try rows.value(index, 2, as: DateValue.self), try rows.value(index, 3, as: String.self))
      #expect(day.description == dayText)
      #expect(DateValue(dayText) == day)
      #expect(DateValue(year: day.year, month: day.month, day: day.day) == day)
    }
  }

  @Test("at the ends of the server's range comes back, and infinity does not") func ends() throws {
    var connection = try TestCluster.shared().connect()
    for text in ["4713-11-24 BC", "0001-01-01", "0044-03-15 BC", "294246-12-31 23:59:59.999999"] {
      let instant = try connection.value("SELECT \(text)::timestamptz", as: TimestampTZ.self)
      #expect(try connection.value("SELECT \(instant) = \(text)::timestamptz", as: Bool.self))
      #expect(TimestampTZ(instant.description) == instant)
    }
    let reads = "column x of row 0 cannot be read as"
    for (text, reason) in [("infinity", "not finite"), ("-infinity", "not finite"), ("294276-12-31", "out of range")] {
      let error = failure { _ = try connection.value("SELECT \(text)::timestamptz AS x", as: TimestampTZ.self) }
      #expect(error?.description == "\(reads) TimestampTZ: it is \(reason)")
    }
    for text in ["infinity", "-infinity"] {
      let error = failure { _ = try connection.value("SELECT \(text)::date AS x", as: DateValue.self) }
      #expect(error?.description == "\(reads) DateValue: it is not finite")
    }
    for instant in [Int64.min, Int64.min + 1, Int64.min + 946_684_800_000_000] {
      let error = failure {
        try connection.execute("SELECT \(TimestampTZ(microsecondsSinceUnixEpoch: instant))")
      }
      #expect(error?.description == "parameter 1 cannot be sent: the value is outside the range of timestamptz")
    }
  }

  @Test(
    "of day is a day of the calendar",
    arguments: [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("0000-02-29", -719_469),
      ("9999-12-31", 2_932_896),
      ("+10000-01-01", 2_932_897), ("-0001-12-31", -719_529),
    ] as [(String, Int32)])
  func days(text: String, days: Int32) throws {
    let day = DateValue(daysSinceUnixEpoch: days)
    #expect(day.description == text)
    #expect(DateValue(text) == day)
    var connection = try TestCluster.shared().connect()
    #expect(try connection.value("SELECT \(day)", as: DateValue.self) == day)
    #expect(try connection.value("SELECT \(day) - '1970-01-01'::date", as: Int32.self) == days)
  }

  @Test(
    "of day is refused where the calendar has none",
    arguments: [
      "", "2019-02-29", "1900-02-29", "2020-04-31", "2020-1-1", "20200101", "2020-01-01T", "2020-13-01", "99-01-01",
      "−001-01-01",
    ])
  func noDay(text: String) { #expect(DateValue(text) == nil) }
}

@Suite("A UUID") struct UUIDTests {
  @Test(
    "is written in lower case and read in both",
    arguments: [
      "00000000-0000-0000-0000-000000000000", "01902f3e-7a1b-7c2d-8e3f-0123456789ab",
      "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ])
  func text(text: String) throws {
    let uuid = try #require(UUIDValue(text))
    #expect(uuid.description == text)
    #expect(UUIDValue(text.uppercased()) == uuid)
    #expect(UUIDValue(bytes: uuid.bytes) == uuid)
    var connection = try TestCluster.shared().connect()
    #expect(try connection.value("SELECT \(text)::uuid", as: UUIDValue.self) == uuid)
    #expect(try connection.value("SELECT \(uuid)::text", as: String.self) == text)
  }

  @Test(
    "is nothing else",
    arguments: [
      "", "01902f3e7a1b7c2d8e3f0123456789ab", "{01902f3e-7a1b-7c2d-8e3f-0123456789ab}",
      "01902f3e-7a1b-7c2d-8e3f-0123456789ag",
      "01902f3e-7a1b-7c2d-8e3f-0123456789a", "01902f3e-7a1b-7c2d-8e3f-0123456789abc",
      "0-902f3e17a1b-7c2d-8e3f-0123456789ab",
    ])
  func malformed(text: String) { #expect(UUIDValue(text) == nil) }

  @Test("sorts as the server sorts") func order() {
    let sorted = [UUIDValue(high: 0, low: 1), UUIDValue(high: 0, low: .max), UUIDValue(high: 1, low: 0)]
    #expect(sorted.shuffled().sorted() == sorted)
    #expect(UUIDValue(bytes: [1]) == nil)
  }
}
