import OperatingSystem
import Testing

@Suite("A version 7 UUID") struct UUIDv7Tests {
  /// The example of RFC 9562, A.6.
  private let example = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

  @Test("is made as RFC 9562 shows") func standardExample() {
    let random: [UInt8] = [0xFC, 0xC3, 0xD8, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F]
    let id = UUIDv7(millisecondsSince1970: 0x017F_22E2_79B0, random: random)
    #expect(id.description == example)
  }

  @Test("comes back from its text") func text() throws {
    let id = try #require(UUIDv7(example))
    #expect(id.description == example)
    #expect(id.millisecondsSince1970 == 0x017F_22E2_79B0)
  }

  @Test(
    "is not read from other text",
    arguments: [
      "", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e279b07cc398c4dc0c0c07398f",
      "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
      "017f22e2-79b0-7cc3-58c4-dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2079b0-7cc3-98c4-dc0c0c07398f",
    ])
  func badText(text: String) {
    #expect(UUIDv7(text) == nil)
  }

  @Test("differs from every other and carries its time") func generated() throws {
    let ids = try (0..<1000).map { _ in try UUIDv7.generate(at: 1_700_000_000_123_999) }
    #expect(Set(ids).count == 1000)
    #expect(ids.allSatisfy { $0.millisecondsSince1970 == 1_700_000_000_123 })
    #expect(ids.allSatisfy { UUIDv7($0.description) == $0 })
  }

  @Test("needs ten random bytes and a time that fits") func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = UUIDv7(millisecondsSince1970: 0, random: [1]) }
    await #expect(processExitsWith: .failure) {
      _ = UUIDv7(millisecondsSince1970: -1, random: [UInt8](repeating: 0, count: 10))
    }
  }
}
