internal import CGNU
internal import Glibc

/// The environment variables, read once and passed on as a value.
public struct Environment: Sendable, Equatable {
  /// The variables by name.
  public var variables: [String: String]

  /// Makes an environment of given variables, for tests and for programs to run.
  public init(_ variables: [String: String]) { self.variables = variables }

  /// Returns the environment the program was started in.
  public static func current() -> Environment {
    var variables: [String: String] = [:]
    guard var next = unsafe cgnu_environment() else { return Environment(variables) }
    while let entry = unsafe next.pointee {
      let bytes = unsafe Array(String(cString: entry).utf8)
      if let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
        let name = String(decoding: bytes[..<equals], as: UTF8.self)
        variables[name] = String(decoding: bytes[(equals + 1)...], as: UTF8.self)
      }
      unsafe next += 1
    }
    return Environment(variables)
  }

  /// The value of a variable; an empty one counts as not set, as the shell's `${NAME:-}` does.
  public subscript(name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }
}
