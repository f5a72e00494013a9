internal import CLibPQ

/// The parts of a connection string that no message may show.
struct ConnectionSecrets {
  private var secrets: [String] = []

  /// Whether no part of the string is a secret.
  var isEmpty: Bool { secrets.allSatisfy(\.isEmpty) }

  /// Reads a connection string for its secrets.
  ///
  /// - Throws: `PostgreSQLError.connection` if it cannot be read. libpq's message may quote a piece of the string, and
  ///   that piece may be the password: quotations are left out.
  init(of connectionString: String) throws(PostgreSQLError) {
    guard !connectionString.utf8.contains(0) else {
      throw .connection("the connection string holds the character U+0000")
    }
    // Anything else is the name of a database (`PQconnectdbParams`, `expand_dbname`).
    let isURI = connectionString.hasPrefix("postgresql://") || connectionString.hasPrefix("postgres://")
    guard isURI || connectionString.contains("=") else { return }
    if isURI { secrets = Self.piecesOfUserInformation(in: connectionString) }
    var message: UnsafeMutablePointer<CChar>?
    guard let options = unsafe PQconninfoParse(connectionString, &message) else {
      guard let text = unsafe message else { throw .outOfMemory }
      let reason = redacted(withoutQuotations(oneLine(unsafe String(cString: text))))
      unsafe PQfreemem(text)
      throw .connection("the connection string cannot be read: \(reason)")
    }
    defer { unsafe PQconninfoFree(options) }
    var entry = unsafe options
    while let keyword = unsafe entry.pointee.keyword {
      if unsafe ["password", "sslpassword"].contains(String(cString: keyword)), let value = unsafe entry.pointee.val {
        secrets.append(unsafe String(cString: value))
      }
      unsafe entry += 1
    }
  }

  /// The message with `***` in place of each secret.
  func redacted(_ message: String) -> String {
    var bytes = Array(message.utf8)
    for secret in secrets.map({ Array($0.utf8) }).sorted(by: { $0.count > $1.count }) where !secret.isEmpty {
      var start = 0
      while start + secret.count <= bytes.count {
        if bytes[start..<start + secret.count].elementsEqual(secret) {
          bytes.replaceSubrange(start..<start + secret.count, with: "***".utf8)
          start += 3
        } else {
          start += 1
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What stands between the user's name and the last `@`, in pieces.
  ///
  /// A password whose `@`, `/` or `:` is not written as `%40`, `%2F` or `%3A` is read by libpq as a host or a port, and
  /// would come back in a message as such.
  private static func piecesOfUserInformation(in uri: String) -> [String] {
    let rest = uri.drop { $0 != "/" }.dropFirst(2)
    guard let end = rest.lastIndex(of: "@"), let colon = rest[..<end].firstIndex(of: ":") else { return [] }
    let password = rest[rest.index(after: colon)..<end]
    return password.split { "@/:?#".contains($0) }.map(String.init).filter { $0.utf8.count > 2 }
  }
}
