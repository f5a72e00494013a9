import Ledger
import Testing

@testable import Interchange

@Suite("A list of members")
struct MembershipListTests {
  private let header = "group,member,change,category,effective,attributes\n"

  /// Takes in a list of the group LDC.
  @discardableResult
  private func list(_ desk: inout Desk, _ listed: String, after previous: String?, _ rows: String) throws -> Desk.Result
  {
    var before: [Code: CalendarDate] = [:]
    if let previous { before[try Code("LDC")] = try CalendarDate(previous) }
    desk.list = MembershipList(groups: [try Code("LDC")], listed: try CalendarDate(listed), previous: before)
    defer { desk.list = nil }
    return try desk.load(.memberships, header + rows, [(.publishedAt, listed)])
  }

  private func timeline(_ desk: Desk, _ member: String) -> String {
    let json = desk.catalogue.memberships["LDC"]?[member]?["timeline"]
    return (json?.array ?? []).map { "\($0["from"]?.string ?? "?")..\($0["to"]?.string ?? "")" }.joined(separator: " ")
  }

  @Test("says that a member which it leaves out left between the list before and itself")
  func exits() throws {
    var desk = try Desk.furnished()
    try list(&desk, "2017-07-06", after: nil, "LDC,AFG,joins,,1971,\nLDC,COD,joins,,1991,\n")
    let result = try list(&desk, "2021-11-26", after: "2018-01-08", "LDC,AFG,joins,,1971,\n")
    #expect(result.subjects == ["membership/LDC/COD"])
    #expect(
      result.data == [
        #"{"change":"leaves","effective":"2018-01-09/2021-11-26","timeline":[{"from":"1991","to":"2018-01-09/2021-11-26"}]}"#
      ])
    #expect(result.bases == [#"{"published_at":"2021-11-26T23:59:59.999999Z"}"#])
    #expect(result.report.list == .init(memberCount: 2, exitCount: 1))
    #expect(result.report.unchangedCount == 1)
    // Without a list before it, the exit lies after the day on which the member joined at the latest.
    try list(&desk, "2023-05-01", after: nil, "LDC,COG,joins,,2022,\n")
    #expect(timeline(desk, "AFG") == "1971..1972-01-01/2023-05-01")
  }

  @Test("is a file like any other unless it is said to be one: what it leaves out stays")
  func noList() throws {
    var desk = try Desk.furnished()
    try desk.load(.memberships, header + "LDC,AFG,joins,,1971,\nLDC,COD,joins,,1991,\n")
    let result = try desk.load(.memberships, header + "LDC,AFG,joins,,1971,\n")
    #expect(result.events.isEmpty)
    #expect(timeline(desk, "COD") == "1991..")
  }

  @Test("says nothing of a member that may have joined after it, or had left")
  func others() throws {
    var desk = try Desk.furnished()
    let rows = "LDC,AFG,joins,,2021,\nLDC,COD,joins,,1991,\nLDC,COD,leaves,,2000,\nLDC,COG,joins,,2021-11-26,\n"
    try desk.load(.memberships, header + rows)
    #expect(try list(&desk, "2021-11-26", after: "2018-01-08", "").events.isEmpty)
    // Who left is on a list all the same: two sources disagree, and the dated one holds.
    let result = try list(&desk, "2022-01-01", after: "2021-11-26", "LDC,COD,joins,,1991,\nLDC,AFG,joins,,2021,\n")
    #expect(result.subjects == ["membership/LDC/COG"])
    #expect(result.notes == [#"f.csv: note: "COD" is on the list of "LDC", and left on 2000"#])
  }

  @Test("gives way to a dated exit, and takes its own back when it shows the member again")
  func replaced() throws {
    var desk = try Desk.furnished()
    try list(&desk, "2018-01-08", after: nil, "LDC,AFG,joins,,1971,\nLDC,COD,joins,,1991,\nLDC,COG,joins,,1975,\n")
    try list(&desk, "2021-11-26", after: "2018-01-08", "LDC,AFG,joins,,1971,\n")
    for (effective, text) in [("2015", "2015"), ("2022-01-01", "2022-01-01")] {
      let refused = try desk.read(.memberships, header + "LDC,COD,leaves,,\(effective),\n")
      #expect(refused.problems.count == 1, "\(text)")
    }
    try desk.load(.memberships, header + "LDC,COD,leaves,,2020,\n")
    #expect(timeline(desk, "COD") == "1991..2020")
    try desk.load(.memberships, header + "LDC,COD,leaves,,2020-12-04,\n")
    #expect(timeline(desk, "COD") == "1991..2020-12-04")
    #expect(try desk.load(.memberships, header + "LDC,COD,leaves,,2020,\n").events.isEmpty)
    let result = try list(&desk, "2022-01-01", after: "2021-11-26", "LDC,AFG,joins,,1971,\nLDC,COG,joins,,1975,\n")
    #expect(
      result.data == [#"{"change":"restated","effective":"2022-01-01","timeline":[{"from":"1975"}]}"#])
    #expect(result.report.list == .init(memberCount: 1, returnCount: 1))
    #expect(result.report.unchangedCount == 1)
  }

  @Test("may know dates less exactly than the ledger, or more exactly")
  func precision() throws {
    var desk = try Desk.furnished()
    try desk.load(.memberships, header + "LDC,AFG,joins,,1971-06-07,\nLDC,COD,joins,,1991,\n")
    let result = try desk.load(.memberships, header + "LDC,AFG,joins,,1971,\nLDC,COD,joins,,1991-03,\n")
    #expect(result.subjects == ["membership/LDC/COD"])
    #expect(timeline(desk, "AFG") == "1971-06-07..")
    #expect(timeline(desk, "COD") == "1991-03..")
    // A later join in the year of an earlier one is another join.
    try desk.load(.memberships, header + "LDC,COD,leaves,,1991-05,\nLDC,COD,joins,,1991-08,\n")
    #expect(timeline(desk, "COD") == "1991-03..1991-05 1991-08..")
  }

  @Test("makes a member uncertain on the days between")
  func standing() throws {
    let membership = try Membership(
      data: try #require(
        JSON(
          canonical: Array(
            #"{"change":"leaves","effective":"2018-01-09/2021-11-26","timeline":[{"from":"1991","to":"2018-01-09/2021-11-26"}]}"#
              .utf8)
        ).object))
    let expected: [(String, Membership.Standing)] = [
      ("2018-01-08", .member(category: nil)), ("2018-01-09", .uncertain(category: nil)),
      ("2021-11-25", .uncertain(category: nil)), ("2021-11-26", .none), ("1991-01-01", .uncertain(category: nil)),
    ]
    for (day, standing) in expected { #expect(membership.standing(on: try CalendarDate(day)) == standing, "\(day)") }
    for text in ["2018-01-09/2017-01-01", "2018/2018", "2018-01-09/", "a/b", "2018-Q1/2018-Q2", "2018/2019/2020"] {
      #expect(throws: Refusal.self, "\(text)") { try PartialDate(orInterval: text) }
    }
    #expect(throws: Refusal.self) { try PartialDate("2018-01-09/2021-11-26") }
  }
}
