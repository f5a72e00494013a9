import OperatingSystem

/// The repository that holds this file, as text.
struct Repository: Sendable {
  /// One file with its path from the repository's root.
  struct File: Sendable {
    let path: String
    let lines: [String]

    /// The folder below `Sources`, or `LedgerSchema`, whose files are in `Schema`; nil outside modules.
    var module: String? {
      let parts = path.split(separator: "/").map(String.init)
      if parts.count == 2, parts[0] == "Schema" { return "LedgerSchema" }
      return parts.count > 2 && parts[0] == "Sources" ? parts[1] : nil
    }

    /// The lines with their numbers, without comments and the contents of string literals.
    var code: [(number: Int, text: String)] {
      lines.enumerated().map { ($0 + 1, Repository.withoutComment($1)) }
    }
  }

  /// The files that are, or are about to be, under version control.
  let paths: [String]
  private let root: String

  /// The text files below some folders, with some endings.
  func files(below folders: [String], endings: [String]) throws -> [File] {
    try paths.filter { path in
      folders.contains { path.hasPrefix($0) } && endings.contains { path.hasSuffix($0) }
    }.map(file)
  }

  /// One file.
  func file(_ path: String) throws -> File {
    let bytes = try OperatingSystem.File.readWhole("\(root)/\(path)", byteLimit: 16_777_216)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return File(path: path, lines: lines.map { String(decoding: $0, as: UTF8.self) })
  }

  /// Lines of a file's SHA-256 and its path, as `sha256sum` prints them.
  func sha256Lines(of paths: [String]) throws -> [String] {
    if paths.isEmpty { return [] }
    let outcome = try Program.run("sha256sum", ["--"] + paths, workingDirectory: root)
    return outcome.outputText.split(separator: "\n").map(String.init)
  }

  /// Whether a file may be run.
  func isExecutable(_ path: String) throws -> Bool {
    try Program.run("test", ["-x", "\(root)/\(path)"]).status.isSuccess
  }

  init() throws {
    // This file is Tests/RepositoryTests/Repository.swift.
    let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    self.root = root
    // A copy without its history, or a machine without git, is listed as it lies.
    let listing = try? Program.run(
      "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], workingDirectory: root)
    let listed =
      if let listing, listing.status.isSuccess {
        listing.outputText.split(separator: "\0").map(String.init)
      } else {
        try Repository.walk(root)
      }
    paths = Set(listed).sorted().filter { FileKind(path: "\(root)/\($0)") == .file }
  }

  private static func walk(_ root: String, _ prefix: String = "") throws -> [String] {
    try Directory.names(prefix.isEmpty ? root : "\(root)/\(prefix)").flatMap { name -> [String] in
      if [".build", ".git", ".swiftpm"].contains(name) { return [] }
      let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
      return FileKind(path: "\(root)/\(path)") == .directory ? try walk(root, path) : [path]
    }
  }

  private static func withoutComment(_ line: String) -> String {
    var result: [UInt8] = []
    var isString = false
    var last: UInt8 = 0
    for byte in line.utf8 {
      if byte == UInt8(ascii: "\""), last != UInt8(ascii: "\\") { isString.toggle() }
      if !isString, byte == UInt8(ascii: "/"), last == byte {
        return String(decoding: result.dropLast(), as: UTF8.self)
      }
      if !isString { result.append(byte) }
      last = byte
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension String {
  /// The identifiers in a line of code.
  var identifiers: [String] {
    utf8.split { byte in
      !(byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20))
    }.map { String(Substring($0)) }
  }

  /// Whether a line of code calls a free function of this name, or of `Task`.
  func calls(_ name: String) -> Bool {
    for call in ["\(name)(", "Task.\(name)("] {
      let padded = " \(self)"
      for lead in [" ", "(", "{", "["] where padded.contains("\(lead)\(call)") && !padded.contains("func \(call)") {
        return true
      }
    }
    return false
  }
}
