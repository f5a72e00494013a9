import Cryptography
import Testing

@Suite("A digest") struct DigestTests {
  private let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test("comes back from its text and its bytes") func roundTrip() throws {
    let digest = try #require(Digest(hexadecimal: text))
    #expect(digest.hexadecimal == text)
    #expect("\(digest)" == text)
    let bytes = digest.bytes
    #expect(bytes.count == 32)
    #expect(bytes.first == 0xba)
    #expect(bytes.last == 0xad)
    let again = Digest(bytes: bytes.span)
    #expect(again == digest)
  }

  @Test(
    "is not read from other text",
    arguments: [
      "", "ba", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
      "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      " a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ])
  func badText(text: String) {
    #expect(Digest(hexadecimal: text) == nil)
  }

  @Test("needs 32 bytes", arguments: [0, 31, 33]) func badLength(count: Int) {
    let bytes = [UInt8](repeating: 7, count: count)
    let digest = Digest(bytes: bytes.span)
    #expect(digest == nil)
  }

  @Test("is ordered as its text") func order() {
    let digests = (0..<50).map { SHA256.hash([UInt8($0)]) }
    #expect(digests.sorted().map(\.hexadecimal) == digests.map(\.hexadecimal).sorted())
  }
}
