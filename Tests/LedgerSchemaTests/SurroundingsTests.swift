import Testing

@testable import LedgerSchema

@Suite("The surroundings of a ledger") struct SurroundingsTests {
  @Test("Row 81: are a server of a version that has what the functions need", arguments: [90_624, 140_022, 149_999])
  func tooOld(_ version: Int) {
    let finding = Inspection.version(version)
    #expect(finding?.severity == .error)
    #expect(finding?.problem.contains("PostgreSQL \(version / 10_000)") == true)
    #expect(finding?.problem.contains("15 or a later one") == true)
  }

  @Test("are fine from the oldest version on", arguments: [150_000, 150_018, 180_001])
  func recent(_ version: Int) { #expect(Inspection.version(version) == nil) }

  @Test("keep a network from reading along, and another server from taking the place of this one")
  func network() {
    func problem(isLocal: Bool, isEncrypted: Bool, hasProvenServer: Bool) -> String? {
      Inspection.network(isLocal, isEncrypted: isEncrypted, hasProvenServer: hasProvenServer)?.problem
    }
    #expect(problem(isLocal: true, isEncrypted: false, hasProvenServer: false) == nil)
    #expect(problem(isLocal: false, isEncrypted: true, hasProvenServer: true) == nil)
    #expect(problem(isLocal: false, isEncrypted: false, hasProvenServer: false)?.contains("not encrypted") == true)
    #expect(problem(isLocal: false, isEncrypted: true, hasProvenServer: false)?.contains("certificate") == true)
  }
}
