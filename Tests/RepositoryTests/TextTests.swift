import Testing

/// What may lie in the repository's root.
private let allowedEntries: Set<String> = [
  ".ci", ".gitignore", ".swift-format", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Package.swift", "README.md",
  "Schema", "Sources", "Tests", "docs", "ops", "scripts",
]

@Suite("The repository") struct TextTests {
  private let repository: Repository

  init() throws { repository = try Repository() }

  @Test("has only known entries in its root") func entries() {
    let entries = Set(repository.paths.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(entries.subtracting(allowedEntries).sorted() == [])
  }

  @Test("names no machine, and no work left undone") func bannedWords() throws {
    // Put together here, so that this file does not name them either.
    let banned = ["/" + "root/", "/" + "home/", "/" + "work/", "/" + "opt/", "TO" + "DO", "FIX" + "ME"]
    let endings = [".swift", ".sql", ".md", ".h", ".modulemap", ".py", ".conf", ".service", ".timer"]
    let files =
      try repository.files(below: [""], endings: endings)
      + repository.files(below: ["scripts/", ".ci/"], endings: [""])
    #expect(files.count > 100)
    for file in files {
      for (index, line) in file.lines.enumerated() {
        for word in banned where line.contains(word) {
          Issue.record("\(file.path):\(index + 1) has \(word)")
        }
      }
    }
  }

  @Test("has scripts that run, in bash, and stop at the first error") func scripts() throws {
    for path in repository.paths where path.hasPrefix("scripts/") || path.hasPrefix(".ci/") {
      let file = try repository.file(path)
      guard file.lines.first?.hasPrefix("#!") == true else { continue }
      #expect(try repository.isExecutable(path), "\(path) cannot be run")
      guard file.lines.first == "#!/usr/bin/env bash" else { continue }
      #expect(file.lines.contains("set -euo pipefail"), "\(path) goes on after an error")
      #expect(file.lines.dropFirst().first?.hasPrefix("# ") == true, "\(path) does not say what it is for")
    }
  }

  @Test("tests in sentences, without XCTest, sleeping or printing") func tests() throws {
    for file in try repository.files(below: ["Tests/"], endings: [".swift"]) {
      for (number, line) in file.code {
        let words = line.identifiers
        for banned in ["XCTest", "XCTestCase"] where words.contains(banned) {
          Issue.record("\(file.path):\(number) has \(banned)")
        }
        for banned in ["sleep", "usleep", "print"] where line.calls(banned) {
          Issue.record("\(file.path):\(number) calls \(banned)")
        }
      }
    }
  }
}
