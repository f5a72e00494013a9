import OperatingSystem

/// Lends a directory of its own to a test and removes it afterwards.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
  let directory = try Directory.createTemporary(
    prefix: "operating-system-tests-", in: Environment.current()["TMPDIR"] ?? "/tmp")
  let result = Result { try body(directory) }
  try Directory.removeTree(directory)
  try result.get()
}
