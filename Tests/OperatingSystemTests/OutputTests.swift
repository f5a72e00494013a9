import Glibc
import OperatingSystem
import Testing

@Suite("Output") struct OutputTests {
  @Test("arrives in order and whole") func order() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/out"
      let output = Output.descriptor(unsafe open(path, O_WRONLY | O_CREAT, 0o600), name: "out")
      var expected = ""
      for index in 0..<30_000 {
        try output.writeLine("line \(index)")
        expected += "line \(index)\n"
      }
      try output.close()
      #expect(try File.readWhole(path, byteLimit: 1_000_000) == Array(expected.utf8))
    }
  }

  @Test("is kept in memory for a test") func memory() throws {
    let output = Output.memory()
    try output.write("é")
    try output.write([0xFF])
    try output.writeLine()
    try output.close()
    #expect(output.written == [0xC3, 0xA9, 0xFF, 0x0A])
  }

  @Test("says that its reader has gone, without a signal (row 78)") func brokenPipe() throws {
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    _ = close(ends[0])
    let output = Output.descriptor(ends[1], name: "a pipe")
    try output.write("more")
    #expect(throws: OperatingSystemError.brokenPipe) { try output.flush() }
  }

  @Test("says that the disk is full, at the latest on close (row 79)") func full() throws {
    let output = Output.descriptor(unsafe open("/dev/full", O_WRONLY), name: "standard output")
    try output.write("more")
    #expect(
      throws: OperatingSystemError.failed(operation: "write", subject: "standard output", code: .noSpace)
    ) { try output.close() }
  }

  @Test("waits for a reader that is slower") func slowPipe() throws {
    try withTemporaryDirectory { directory in
      // A process of its own: a task could share this test's only thread and never read.
      guard let stream = unsafe popen("cat > '\(directory)/read'", "w") else {
        Issue.record("the reader cannot be started")
        return
      }
      let number = unsafe dup(fileno(stream))
      _ = fcntl(number, F_SETFL, O_NONBLOCK)
      let output = Output.descriptor(number, name: "a pipe")
      for _ in 0..<10 { try output.write([UInt8](repeating: 1, count: 50_000)) }
      try output.close()
      let status = unsafe pclose(stream)
      #expect(status == 0)
      let read = try File.readWhole("\(directory)/read", byteLimit: 1_000_000)
      #expect(read.count == 500_000)
    }
  }

  @Test("is not written to after it was closed") func afterClose() async {
    await #expect(processExitsWith: .failure) {
      let output = Output.memory()
      try output.close()
      let closed = Output.descriptor(unsafe open("/dev/null", O_WRONLY), name: "nothing")
      try closed.close()
      try closed.write("late")
    }
  }
}
