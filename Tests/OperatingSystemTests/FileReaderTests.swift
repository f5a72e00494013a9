import OperatingSystem
import Testing

@Suite("Reading a file") struct FileReaderTests {
  @Test("gives all bytes in pieces") func pieces() throws {
    try withTemporaryDirectory { directory in
      let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
      try File.writeWhole("\(directory)/file", bytes)
      var reader = try FileReader(path: "\(directory)/file")
      let size = reader.byteCount
      #expect(size == bytes.count)
      var read: [UInt8] = []
      while let piece = try reader.next(upTo: 1000) {
        #expect(piece.count <= 1000)
        read += piece
      }
      #expect(read == bytes)
    }
  }

  @Test("refuses what is no regular file, with its reason, and never waits (row 1)")
  func refusals() throws {
    try withTemporaryDirectory { directory in
      let pipe = "\(directory)/pipe"
      let made = try Program.run("mkfifo", [pipe])
      #expect(made.status.isSuccess)
      let refusals: [(String, FileRefusal)] = [
        ("\(directory)/missing", .missing), ("\(directory)/missing/file", .missing), (directory, .directory),
        (pipe, .pipe), ("/dev/zero", .device), ("", .notAPath), ("/dev/zero\u{0}", .notAPath),
      ]
      for (path, refusal) in refusals {
        #expect(throws: OperatingSystemError.refused(path: path, refusal)) {
          try File.readWhole(path, byteLimit: 1000)
        }
      }
    }
  }

  @Test("tells an ordinary user that the file may not be opened (row 1)")
  func permission() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/secret"
      try File.writeWhole(path, [1])
      let closed = try Program.run("chmod", ["000", path])
      #expect(closed.status.isSuccess)
      // The superuser may open everything, so there is nothing to refuse.
      if User.current()?.isRoot == true { return }
      #expect(throws: OperatingSystemError.refused(path: path, .noPermission)) {
        try File.readWhole(path, byteLimit: 10)
      }
    }
  }

  @Test("follows a symbolic link") func link() throws {
    try withTemporaryDirectory { directory in
      try File.writeWhole("\(directory)/file", [1, 2])
      let linked = try Program.run("ln", ["-s", "file", "\(directory)/link"])
      #expect(linked.status.isSuccess)
      #expect(try File.readWhole("\(directory)/link", byteLimit: 2) == [1, 2])
    }
  }

  @Test("stops at the limit") func limit() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/file"
      try File.writeWhole(path, [UInt8](repeating: 7, count: 100))
      #expect(try File.readWhole(path, byteLimit: 100).count == 100)
      #expect(throws: OperatingSystemError.tooLarge(path: path, byteLimit: 99)) {
        try File.readWhole(path, byteLimit: 99)
      }
    }
  }

  @Test("asks for at least one byte") func precondition() async {
    await #expect(processExitsWith: .failure) {
      var reader = try FileReader(path: "/etc/passwd")
      _ = try reader.next(upTo: 0)
    }
  }
}
