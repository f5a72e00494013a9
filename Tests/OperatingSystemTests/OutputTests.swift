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

  @Test("waits for a reader that is slower") func slowPipe() async throws {
    var ends: [Int32] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    async let written: Void = {
      let output = Output.descriptor(writing, name: "a pipe")
      for _ in 0..<10 { try output.write([UInt8](repeating: 1, count: 50_000)) }
      try output.close()
    }()
    var count = 0
    var buffer = [UInt8](repeating: 0, count: 4096)
    // Not to its end: a server that another test starts meanwhile may hold the writing end open.
    while count < 500_000 {
      let read = unsafe read(reading, &buffer, buffer.count)
      if read <= 0 { break }
      count += read
    }
    try await written
    #expect(count == 500_000)
    _ = close(reading)
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
