import Testing

@testable import Interchange

@Suite("Imported membership changes")
struct MembershipTests {
  private let header = "group,member,change,category,effective,attributes\n"

  private func imported(_ text: String) throws -> Desk {
    var desk = try Desk.furnished()
    try desk.load(.memberships, header + text)
    return desk
  }

  @Test("each change is an event with the whole timeline after it, in the order of the dates")
  func timeline() throws {
    let desk = try Desk.furnished()
    let result = try desk.read(
      .memberships,
      header
        + "ITU-T,\"Acme & Sons, Ltd.\",reclassified,Sector Member,2019,\nITU-T,\"Acme & Sons, Ltd.\",joins,Associate,2015-03,country=CHE;note=x\n"
    )
    #expect(result.subjects == Array(repeating: "membership/ITU-T/Acme%20%26%20Sons%2C%20Ltd.", count: 2))
    #expect(
      result.data == [
        #"{"attributes":{"country":"CHE","note":"x"},"change":"joins","effective":"2015-03","timeline":[{"category":"Associate","from":"2015-03"}]}"#,
        #"{"attributes":{"country":"CHE","note":"x"},"change":"reclassified","effective":"2019","timeline":[{"category":"Associate","from":"2015-03","to":"2019"},{"category":"Sector Member","from":"2019"}]}"#,
      ])
    #expect(result.events.map(\.line) == [3, 2])
  }

  @Test("a country is a member under its code, whatever alias the list uses")
  func aliases() throws {
    let desk = try Desk.furnished()
    #expect(try desk.read(.memberships, header + "LDC,DRC,joins,,1991,\n").subjects == ["membership/LDC/COD"])
    #expect(try desk.read(.memberships, header + "LDC,Congo,joins,,1991,\n").problems.count == 1)
    #expect(
      try desk.read(.memberships, header + "LCD,COD,joins,,1991,\n").problems == [
        "f.csv:2:1: unknown-code: there is no group \"LCD\"; did you mean \"LDC\"?"
      ])
  }

  @Test("a new member that is no area is accepted, with a note where it has nearly the code of one")
  func mistyped() throws {
    var desk = try Desk.furnished()
    let list = header + "ITU-T,\"Acme, Ltd.\",joins,,1991,\nITU-T,COF,joins,,1991,\nITU-T,COF,leaves,,1995,\n"
    let result = try desk.read(.memberships, list)
    #expect(result.problems.isEmpty && result.events.count == 3)
    #expect(
      result.notes == ["f.csv:3:7: note: \"COF\" is a new member and no area; did you mean \"COD\" or \"COG\"?"])
    try desk.load(.memberships, list)
    #expect(try desk.read(.memberships, header + "ITU-T,COF,joins,,1999,\n").notes.isEmpty)
  }

  @Test("Row 61: an equal second join is unchanged, and a list can be read twice")
  func unchanged() throws {
    let list =
      "LDC,AFG,joins,,1971,\nLDC,COD,joins,,1991,\nLDC,COD,leaves,,2017-06-04,\nITU-T,X,joins,A,2015,\nITU-T,X,suspended,,2016,\nITU-T,X,reinstated,,2017,\nITU-T,X,reclassified,B,2018,\nITU-T,Y,joins,,2015,\nITU-T,Y,suspended,,2016,\nITU-T,Y,leaves,,2017,\n"
    let desk = try imported(list)
    let again = try desk.read(.memberships, header + list)
    #expect(again.problems.isEmpty)
    #expect(again.events.isEmpty)
    #expect(again.report.unchangedCount == 10)
    let twice = try Desk.furnished().read(.memberships, header + "LDC,AFG,joins,,1971,\nLDC,AFG,join,,1971,\n")
    #expect(twice.report.repeatedCount == 1)
    #expect(twice.events.count == 1)
  }

  @Test(
    "Row 61: what contradicts the timeline is refused",
    arguments: [
      ("LDC,AFG,joins,,1980,", "is a member since 1971; a change of category is \"reclassified\""),
      ("LDC,AFG,leaves,,1960,", "leaves before it joins (1971)"), ("LDC,COG,leaves,,2000,", "never joined"),
      ("LDC,COG,reinstated,,2000,", "was never a member"), ("LDC,COD,leaves,,2020,", "is no member since 2017-06-04"),
      ("LDC,COD,joins,,2000,", "2000 overlaps the membership from 1991 to 2017-06-04"),
      ("LDC,COD,reinstated,,2018,", "was not suspended, so it joins again"),
      ("ITU-T,X,joins,A,2017,", "is suspended since 2016, so it is reinstated"),
      ("ITU-T,X,reclassified,B,2017,", "is no member since 2016"),
      ("LDC,AFG,reclassified,,2017,", "a reclassification needs the new category"),
    ])
  func contradictions(_ row: String, _ text: String) throws {
    let desk = try imported(
      "LDC,AFG,joins,,1971,\nLDC,COD,joins,,1991,\nLDC,COD,leaves,,2017-06-04,\nITU-T,X,joins,A,2015,\nITU-T,X,suspended,,2016,\n"
    )
    let result = try desk.read(.memberships, header + row + "\n")
    #expect(result.problems.count == 1)
    #expect(result.problems[0].hasSuffix(text), "\(result.problems)")
    #expect(result.problems[0].contains(": bad-change: "))
  }

  @Test("Row 61: a correction restates the latest span")
  func corrections() throws {
    let desk = try imported("LDC,AFG,joins,,1971,\nLDC,COD,joins,,1991,\nLDC,COD,leaves,,2017-06-04,\n")
    func correct(_ member: String, _ change: String, _ date: String) throws -> Desk.Result {
      try desk.append(
        .memberships,
        [("group", "LDC"), ("member", member), ("change", change), ("effective", date), ("reason", "error")])
    }
    #expect(try correct("AFG", "joins", "1972").data[0].hasSuffix(#""timeline":[{"from":"1972"}]}"#))
    #expect(try correct("COD", "leaves", "2018").data[0].hasSuffix(#""timeline":[{"from":"1991","to":"2018"}]}"#))
    #expect(try correct("COD", "leaves", "1990").problems.count == 1)
  }

  @Test("a member that left may join again")
  func rejoin() throws {
    let desk = try imported("LDC,COD,joins,,1991,\nLDC,COD,leaves,,2017,\n")
    let result = try desk.read(.memberships, header + "LDC,COD,joins,,2017,\n")
    #expect(result.data[0].hasSuffix(#""timeline":[{"from":"1991","to":"2017"},{"from":"2017"}]}"#))
  }
}
