import OperatingSystem
import Testing

private struct Interruption: Error {}

@Suite("Writing a file whole") struct FileTests {
  @Test("leaves the bytes under the name and nothing beside") func whole() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/report"
      try File.writeWhole(path) { writer in
        try writer.write("line\n")
        try writer.write([UInt8](repeating: UInt8(ascii: "x"), count: 200_000))
        try writer.write(String(repeating: "y", count: 100_000))
      }
      let bytes = try File.readWhole(path, byteLimit: 1_000_000)
      #expect(bytes.count == 300_005)
      #expect(bytes.last == UInt8(ascii: "y"))
      #expect(try Directory.names(directory) == ["report"])
    }
  }

  @Test("refuses a taken name unless told, and keeps the old file") func taken() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/report"
      try File.writeWhole(path, [1])
      #expect(throws: OperatingSystemError.refused(path: path, .exists)) { try File.writeWhole(path, [2]) }
      #expect(try File.readWhole(path, byteLimit: 9) == [1])
      try File.writeWhole(path, [3], replacing: true)
      #expect(try File.readWhole(path, byteLimit: 9) == [3])
      #expect(try Directory.names(directory) == ["report"])
    }
  }

  @Test("loses the race against a file that appears meanwhile") func race() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/report"
      #expect(throws: OperatingSystemError.refused(path: path, .exists)) {
        try File.writeWhole(path) { _ in try File.writeWhole(path, [1]) }
      }
      let (kept, names) = (try File.readWhole(path, byteLimit: 9), try Directory.names(directory))
      #expect(kept == [1])
      #expect(names == ["report"])
    }
  }

  @Test("leaves nothing when it is broken off") func brokenOff() throws {
    try withTemporaryDirectory { directory in
      #expect(throws: Interruption.self) {
        try File.writeWhole("\(directory)/report") { writer in
          try writer.write("half")
          try writer.flush()
          throw Interruption()
        }
      }
      let names = try Directory.names(directory)
      #expect(names.isEmpty)
    }
  }

  @Test("keeps the permissions of the file it replaces") func permissions() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/report"
      try File.writeWhole(path, [1])
      _ = try Program.run("chmod", ["600", path])
      try File.writeWhole(path, [2], replacing: true)
      #expect(try Program.run("stat", ["-c", "%a", path]).outputText == "600\n")
    }
  }

  @Test("never follows a link, nor replaces what is no file (row 2)") func links() throws {
    try withTemporaryDirectory { directory in
      try File.writeWhole("\(directory)/victim", [1])
      _ = try Program.run("ln", ["-s", "victim", "\(directory)/link"])
      _ = try Program.run("mkfifo", ["\(directory)/pipe"])
      let refusals: [(String, FileRefusal)] = [
        ("\(directory)/link", .symbolicLink), ("\(directory)/pipe", .pipe), ("/dev/null", .device),
        (directory, .directory), ("\(directory)/", .directory), ("\(directory)/..", .directory), ("", .notAPath),
      ]
      for (path, refusal) in refusals {
        #expect(throws: OperatingSystemError.refused(path: path, refusal)) {
          try File.writeWhole(path, [2], replacing: true)
        }
      }
      #expect(try File.readWhole("\(directory)/victim", byteLimit: 9) == [1])
    }
  }

  @Test("names a directory that is not there") func missingDirectory() throws {
    try withTemporaryDirectory { directory in
      #expect(
        throws: OperatingSystemError.failed(operation: "open", subject: "\(directory)/none/", code: .notFound)
      ) { try File.writeWhole("\(directory)/none/report", [1]) }
    }
  }

  @Test("takes a name of full length") func longName() throws {
    try withTemporaryDirectory { directory in
      let name = String(repeating: "n", count: 255)
      try File.writeWhole("\(directory)/\(name)", [1])
      #expect(try Directory.names(directory) == [name])
    }
  }
}

@Suite("A directory") struct DirectoryTests {
  @Test("is made with those above it, as often as one likes, and removed with what it holds") func tree() throws {
    try withTemporaryDirectory { directory in
      try Directory.create("\(directory)/a/b/c")
      try Directory.create("\(directory)/a/b/c")
      try File.writeWhole("\(directory)/a/file", [1])
      try File.writeWhole("\(directory)/outside", [1])
      _ = try Program.run("ln", ["-s", directory, "\(directory)/a/link"])
      try Directory.removeTree("\(directory)/a")
      #expect(try Directory.names(directory) == ["outside"])
      try Directory.removeTree("\(directory)/a")
    }
  }

  @Test("is not made where a file is") func taken() throws {
    try withTemporaryDirectory { directory in
      try File.writeWhole("\(directory)/file", [1])
      #expect(throws: OperatingSystemError.self) { try Directory.create("\(directory)/file") }
      try File.remove("\(directory)/file")
      try File.remove("\(directory)/file")
    }
  }
}
