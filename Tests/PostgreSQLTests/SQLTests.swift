import PostgreSQL
import Testing

@Suite("A statement") struct SQLTests {
  @Test("sends values apart from its text")
  func interpolation() {
    let (name, id, nothing) = ("Ann", 7, String?.none)
    let sql: SQL = "SELECT * FROM people WHERE name = \(name) AND id = \(id) OR note = \(nothing)"
    #expect(sql.text == "SELECT * FROM people WHERE name = $1 AND id = $2 OR note = $3")
    #expect(sql.description == sql.text)
    #expect(sql.debugDescription == sql.text + #" ["Ann", 7, NULL]"#)
  }

  @Test("counts on the parameters of its parts")
  func parts() {
    let condition: SQL = "a = \(1) AND b = \(2)"
    let sql: SQL = "SELECT \(0) WHERE \(condition) AND c = \(3)"
    #expect(sql.text == "SELECT $1 WHERE a = $2 AND b = $3 AND c = $4")
    #expect(sql.debugDescription.hasSuffix("[0, 1, 2, 3]"))
    #expect((condition + " OR d = \(3)").text == "a = $1 AND b = $2 OR d = $3")
  }

  @Test("quotes identifiers", arguments: [("a", #""a""#), (#"a"b"#, #""a""b""#), ("Ä b", #""Ä b""#), ("$1", #""$1""#)])
  func identifiers(name: String, quoted: String) {
    let sql: SQL = "SELECT \(identifier: name)"
    #expect(sql.text == "SELECT \(quoted)")
  }

  @Test("takes text as it is where that is said")
  func unchecked() {
    let sql: SQL = "SELECT \(unchecked: "now(), '\\'") "
    #expect(sql.text == "SELECT now(), '\\' ")
    #expect(SQL(unchecked: "SELECT 1").text == "SELECT 1")
  }
}
