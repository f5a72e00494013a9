import Cryptography
import Testing

/// A message and its digest, named so that a report does not print a million bytes.
private struct Vector: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let message: [UInt8]
  let digest: String

  init(_ name: String, _ message: [UInt8], _ digest: String) {
    testDescription = name
    self.message = message
    self.digest = digest
  }

  /// Vectors of FIPS 180-4, as NIST's «Examples with Intermediate Values» and SHAVS give them.
  static let all = [
    Vector("empty", [], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    Vector("abc", Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    Vector(
      "448 bits", Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    Vector(
      "896 bits",
      Array(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"
          .utf8), "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
    Vector("one byte", [0xbd], "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
    Vector(
      "a million a", [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ]
}

@Suite("A SHA-256 hasher") struct SHA256Tests {
  @Test("gives the digests of FIPS 180-4", arguments: Vector.all)
  fileprivate func standardVectors(vector: Vector) {
    let digest = SHA256.hash(vector.message)
    #expect(digest.hexadecimal == vector.digest)
  }

  @Test("gives the same digest however the message is cut", arguments: [1, 3, 55, 56, 63, 64, 65, 1000])
  func pieces(size: Int) {
    let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var hasher = SHA256()
    for start in stride(from: 0, to: message.count, by: size) {
      let piece = Array(message[start..<min(start + size, message.count)])
      hasher.update(piece.span)
    }
    let digest = hasher.finalize()
    #expect(digest == SHA256.hash(message))
  }

  @Test("starts afresh for the next message") func restart() {
    var hasher = SHA256()
    for vector in Vector.all {
      hasher.update(vector.message.span)
      let digest = hasher.finalizeAndRestart()
      #expect(digest.hexadecimal == vector.digest)
    }
  }

  @Test("runs on many tasks at once") func concurrency() async {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { Vector.all.allSatisfy { SHA256.hash($0.message).hexadecimal == $0.digest } }
      }
      for await agreed in group { #expect(agreed) }
    }
  }
}

@Suite("Random bytes") struct SecureRandomTests {
  @Test("come in the number asked for and differ each time") func bytes() throws {
    let first = try SecureRandom.bytes(count: 32)
    let second = try SecureRandom.bytes(count: 32)
    #expect(first.count == 32)
    #expect(first != second)
    #expect(try SecureRandom.bytes(count: 0).isEmpty)
  }

  @Test("are refused in a negative number") func negative() async {
    await #expect(processExitsWith: .failure) { _ = try SecureRandom.bytes(count: -1) }
  }
}
