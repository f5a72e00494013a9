import Testing

@testable import OperatingSystem

@Suite("The surroundings") struct SurroundingsTests {
  @Test(
    "decide the width: COLUMNS, then the terminal, then 80",
    arguments: [
      ("132", 100, 132), (nil, 100, 100), (nil, nil, 80), ("0", nil, 80), ("+9", nil, 80), ("wide", 100, 100),
      ("99999", nil, 80), ("10000", nil, 10_000),
    ] as [(String?, Int?, Int)])
  func width(columns: String?, window: Int?, width: Int) {
    #expect(Terminal.width(columns: columns, window: window) == width)
  }

  @Test(
    "cannot write on the terminal through a name (rows 18 and 19)",
    arguments: [
      ("report.csv", "report.csv"), ("\u{1B}]0;x\u{7}", "\\u{1B}]0;x\\u{7}"), ("a\nb", "a\\u{A}b"),
      ("\u{202E}vsc", "\\u{202E}vsc"), ("Côte d'Ivoire", "Côte d'Ivoire"), ("\u{9B}2J", "\\u{9B}2J"),
      ("\r\n", "\\u{D}\\u{A}"),
    ])
  func escaped(text: String, shown: String) {
    #expect(Terminal.escaped(text) == shown)
  }

  @Test("give the environment") func environment() throws {
    let environment = Environment.current()
    let path = try #require(environment["PATH"])
    let printed = try Program.run("printenv", ["PATH"])
    #expect(printed.outputText == "\(path)\n")
    #expect(Environment(["EMPTY": ""])["EMPTY"] == nil)
  }

  @Test("give the user") func user() throws {
    let user = try #require(User.current())
    #expect(try Program.run("id", ["-un"]).outputText == "\(user.name)\n")
    #expect(User.named(user.name) == user)
    #expect(User.named("no such user") == nil)
    #expect(user.home.utf8.first == UInt8(ascii: "/"))
  }

  @Test("give the time") func time() throws {
    let before = WallClock.microsecondsSince1970()
    let seconds = try #require(Int64(try Program.run("date", ["+%s"]).outputText.dropLast()))
    let after = WallClock.microsecondsSince1970()
    #expect(before / 1_000_000 <= seconds)
    #expect(seconds <= after / 1_000_000)
  }
}

@Suite("A lock") struct FileLockTests {
  @Test("keeps the second out until the first gives it up") func exclusion() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/lock"
      let lock = try FileLock.acquire(path)
      let second = try FileLock.acquireIfFree(path) == nil
      #expect(second)
      lock.release()
      let third = try FileLock.acquireIfFree(path) != nil
      #expect(third)
      let fourth = try FileLock.acquire(path)
      fourth.release()
    }
  }

  @Test("does not follow a link") func link() throws {
    try withTemporaryDirectory { directory in
      _ = try Program.run("ln", ["-s", "elsewhere", "\(directory)/lock"])
      #expect(throws: OperatingSystemError.self) { _ = try FileLock.acquire("\(directory)/lock") }
    }
  }
}
