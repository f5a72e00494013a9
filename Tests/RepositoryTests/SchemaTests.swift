import Testing

@Suite("The schema") struct SchemaTests {
  private let migrations: [Repository.File]
  private let repository: Repository

  init() throws {
    repository = try Repository()
    migrations = try repository.files(below: ["Schema/"], endings: [".sql"])
  }

  @Test("names every constraint, because the name is what becomes an error in Swift") func constraints() {
    var named = 0
    for file in migrations {
      let words = sqlWords(file)
      for (index, word) in words.enumerated() {
        guard isConstraint(words, at: index) else { continue }
        // CONSTRAINT name PRIMARY KEY …
        let isNamed = index >= 2 && words[index - 2].text == "CONSTRAINT"
        #expect(isNamed, "\(file.path):\(word.line) has a nameless constraint \(word.text)")
        named += isNamed ? 1 : 0
      }
    }
    #expect(named > 5)
  }

  @Test("has migrations numbered without gaps") func numbers() {
    let numbers = migrations.compactMap { $0.path.split(separator: "/").last?.prefix(5) }.filter { $0.hasSuffix("-") }
    #expect(numbers.map { Int($0.dropLast()) } == (1...numbers.count).map { $0 })
  }

  @Test("has every migration of a release as it was released, byte for byte") func released() throws {
    let listed = try repository.file("Tests/Data/golden/released-migrations.sha256").lines.filter { !$0.isEmpty }
    #expect(try changed(listed) == [], "a migration that was released never changes: make a new one")
    // A release lists what it releases. Before the first one there is nothing that could not change.
    let changes = try repository.file("CHANGELOG.md").lines.filter { $0.hasPrefix("## ") }
    let paths = migrations.map(\.path).filter { $0.hasPrefix("Schema/0") }
    if changes != ["## Unreleased"] { #expect(!listed.isEmpty) }
    if changes.first != "## Unreleased" { #expect(listed.count == paths.count, "\(listed) is not all of \(paths)") }
    // And a change would be seen.
    let now = try repository.sha256Lines(of: paths)
    #expect(now.count == paths.count)
    #expect(try changed(now) == [])
    let first = try #require(now.first)
    #expect(try changed(["0" + first.dropFirst()] + now.dropFirst()) == (first.hasPrefix("0") ? [] : [paths[0]]))
    #expect(try changed([first.replacing("0001-", with: "0000-")]) != [])
  }

  /// The files of lines of `sha256sum` that are not, or not any more, as the lines say.
  private func changed(_ lines: [String]) throws -> [String] {
    let paths = lines.map { String($0.drop { $0 != " " }.drop { $0 == " " }) }
    let now = Set(try repository.sha256Lines(of: paths))
    return zip(lines, paths).filter { !now.contains($0.0) }.map(\.1)
  }

  @Test("raises no error of its own that the store does not know") func errorCodes() throws {
    let store = try repository.files(below: ["Sources/LedgerStore/"], endings: [".swift"])
    let known = Set(store.flatMap(\.lines).flatMap(\.identifiers).filter(isErrorCode))
    let raised = Set(migrations.flatMap(\.lines).flatMap(\.identifiers).filter(isErrorCode))
    #expect(!raised.isEmpty)
    #expect(raised.subtracting(known).sorted() == [])
  }

  private func isErrorCode(_ word: String) -> Bool {
    word.utf8.count == 5 && word.hasPrefix("LG") && Int(word.dropFirst(2)) != nil
  }

  /// Whether a constraint begins here: only in the definition of a table or a domain.
  private func isConstraint(_ words: [(text: String, line: Int)], at index: Int) -> Bool {
    let next = index + 1 < words.count ? words[index + 1].text : ""
    let previous = index > 0 ? words[index - 1].text : ""
    switch words[index].text {
    case "PRIMARY", "FOREIGN": return next == "KEY"
    case "UNIQUE": return previous != "CREATE" && next != "INDEX"
    case "CHECK", "EXCLUDE", "REFERENCES": return true
    default: return false
    }
  }

  /// The words of the definitions in a file, without comments, texts in quotes and the bodies of functions.
  private func sqlWords(_ file: Repository.File) -> [(text: String, line: Int)] {
    var words: [(text: String, line: Int)] = []
    var isBody = false
    for (index, line) in file.lines.enumerated() {
      var line = line
      if let comment = line.firstRange(of: "--") { line = String(line[..<comment.lowerBound]) }
      for (count, part) in line.split(separator: "$$", omittingEmptySubsequences: false).enumerated() {
        if count > 0 { isBody.toggle() }
        if isBody { continue }
        for (count, text) in part.split(separator: "'", omittingEmptySubsequences: false).enumerated()
        where count.isMultiple(of: 2) {
          words += String(text).identifiers.map { ($0, index + 1) }
        }
      }
    }
    return words
  }
}
